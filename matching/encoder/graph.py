"""Writes the model as an ONNX graph straight from its stored weights.

Linear layers have int8 weights, one scale an output channel, and uint8 activations quantised as
they come; attention, norms and GELU are float32; the word embeddings keep their stored 4 bits.
Operators of the domain `com.microsoft` are documented with ONNX Runtime (contrib operators).
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

from matching.encoder.weights import BLOCK, Floats, Weights

CONTRIB = "com.microsoft"
OPSET, IR = 20, 10
LEVELS = 63  # weights in 7 bits: a pair of products then fits the 16 bits of AVX2's sums


def write(weights: Weights, peaks: Floats, path: Path) -> None:
    """Write the graph: `ids` and `mask` int64 (n, length) to unit `vectors` float32 (n, hidden).

    `peaks` (layers, feed_forward) is the largest output of each feed-forward unit on real text.
    """
    onnx.save(Graph(weights, peaks).model(), path)


class Graph:
    """A BERT encoder with mean pooling, built node by node."""

    def __init__(self, weights: Weights, peaks: Floats) -> None:
        self.weights, self.shape = weights, weights.shape
        self.apart = outlying(peaks)
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []
        hidden = self._embedded()
        mask = self._add("Cast", ["mask"], to=TensorProto.INT32)
        self.padded = self._padded()
        for layer in range(self.shape.layers):
            hidden = self._fed(layer, self._attended(f"l{layer}", hidden, mask))
        self._pooled(hidden)

    def model(self) -> onnx.ModelProto:
        """The whole as a model."""
        rows = ["batch", "length"]
        inputs = [
            helper.make_tensor_value_info(name, TensorProto.INT64, rows) for name in ("ids", "mask")
        ]
        output = helper.make_tensor_value_info(
            "vectors", TensorProto.FLOAT, ["batch", self.shape.hidden]
        )
        graph = helper.make_graph(self.nodes, "encoder", inputs, [output], self.constants)
        domains = [helper.make_opsetid("", OPSET), helper.make_opsetid(CONTRIB, 1)]
        return helper.make_model(graph, opset_imports=domains, ir_version=IR)

    def _embedded(self) -> str:
        words = self._add(
            "GatherBlockQuantized",
            [self._words(), "ids", self._scales()],
            domain=CONTRIB,
            bits=4,
            block_size=BLOCK,
            gather_axis=0,
            quantize_axis=1,
        )
        # A text is one segment: the first token-type vector joins every position's.
        segment = self.weights.floats("emb.type")[: self.shape.hidden]
        table = self._constant(self._matrix("emb.pos") + segment)
        length = self._add("Shape", ["ids"], start=1, end=2)
        zero = self._constant(np.zeros(1, np.int64))
        places = self._add("Slice", [table, zero, length])
        return self._normalised(self._add("Add", [words, places]), "emb.ln")

    def _attended(self, layer: str, hidden: str, mask: str) -> str:
        quantised = self._quantised(hidden)
        heads = [self._linear(f"{layer}.{part}", quantised) for part in "qkv"]
        # Without a mask ONNX Runtime attends block by block, within the cache ("flash"): a text of
        # 384 tokens takes a fifth less. Only a batch that has padding needs the mask.
        seen = self._add(
            "If",
            [self.padded],
            then_branch=self._attention(f"{layer}-masked", [*heads, "", mask]),
            else_branch=self._attention(f"{layer}-whole", heads),
        )
        attended = self._linear(f"{layer}.ao", self._quantised(seen))
        return self._added(attended, hidden, f"{layer}.aln")

    def _attention(self, name: str, inputs: Sequence[str]) -> onnx.GraphProto:
        """Attention over `inputs`, as a branch of its own."""
        node = helper.make_node(
            "MultiHeadAttention", inputs, [name], domain=CONTRIB, num_heads=self.shape.heads
        )
        output = helper.make_tensor_value_info(name, TensorProto.FLOAT, None)
        return helper.make_graph([node], name, [], [output])

    def _padded(self) -> str:
        """Whether any text of the batch is shorter than the longest."""
        least = self._add("ReduceMin", ["mask"], keepdims=0)
        return self._add("Equal", [least, self._constant(np.array(0, np.int64))])

    def _fed(self, layer: int, hidden: str) -> str:
        quantised, apart = self._quantised(hidden), self.apart[layer]
        inner, bias = self._matrix(f"l{layer}.fi.w").T, self.weights.floats(f"l{layer}.fi.b")
        outer = self._matrix(f"l{layer}.fo.w", self.shape.feed_forward).T
        few = self._activated(inner[:, apart], bias[apart], quantised)
        beside = self._add(
            "Add", [hidden, self._add("MatMul", [few, self._constant(outer[apart])])]
        )
        most = self._activated(inner * ~apart, bias * ~apart, quantised)
        ends = self._constant(self.weights.floats(f"l{layer}.fo.b"))
        narrow = self._product(outer * ~apart[:, None], self._quantised(most), ends)
        return self._added(narrow, beside, f"l{layer}.oln")

    def _activated(self, matrix: Floats, bias: Floats, quantised: Sequence[str]) -> str:
        """Plain `Gelu` takes three fifths of the time of the fused `BiasGelu`."""
        return self._add("Gelu", [self._product(matrix, quantised, self._constant(bias))])

    def _pooled(self, hidden: str) -> None:
        """Mean of the unmasked tokens to unit length: the sum points the same way."""
        kept = self._add("Cast", ["mask"], to=TensorProto.FLOAT)
        last = self._constant(np.array([2]))
        masked = self._add("Mul", [hidden, self._add("Unsqueeze", [kept, last])])
        total = self._add("ReduceSum", [masked, self._constant(np.array([1]))], keepdims=0)
        self.nodes.append(helper.make_node("LpNormalization", [total], ["vectors"], axis=-1, p=2))

    def _quantised(self, hidden: str) -> list[str]:
        names = [f"{hidden}/{part}" for part in ("levels", "scale", "zero")]
        self.nodes.append(helper.make_node("DynamicQuantizeLinear", [hidden], names))
        return names

    def _linear(self, name: str, quantised: Sequence[str]) -> str:
        bias = self._constant(self.weights.floats(f"{name}.b"))
        return self._product(self._matrix(f"{name}.w").T, quantised, bias)

    def _product(self, matrix: Floats, quantised: Sequence[str], *bias: str) -> str:
        """Quantised rows times `matrix` (inputs, outputs), as float32."""
        levels, scale, zero = quantised
        weight, scales = int8(matrix)
        inputs = [levels, self._constant(weight), scale, self._constant(scales), zero, "", *bias]
        return self._add("MatMulIntegerToFloat", inputs, domain=CONTRIB)

    def _added(self, branch: str, hidden: str, norm: str) -> str:
        """Not the fused SkipLayerNormalization, which is eight times slower in float32."""
        return self._normalised(self._add("Add", [branch, hidden]), norm)

    def _normalised(self, hidden: str, norm: str) -> str:
        inputs = [hidden, *self._norm(norm)]
        epsilon = self.shape.epsilon
        return self._add("LayerNormalization", inputs, axis=-1, epsilon=epsilon)

    def _words(self) -> str:
        nibbles = self.weights.tensors["emb.word"]["nibbles"]
        levels = np.concatenate([nibbles & 15, nibbles >> 4], axis=1) ^ 8  # 0…15 to signed 4 bits
        packed = levels[:, 0::2] | levels[:, 1::2] << 4
        dims = (self.shape.vocabulary, self.shape.hidden)
        data = packed.astype(np.uint8).tobytes()
        tensor = helper.make_tensor("words", TensorProto.INT4, dims, data, raw=True)
        self.constants.append(tensor)
        return "words"

    def _scales(self) -> str:
        scales = self.weights.tensors["emb.word"]["scale"].astype(np.float32)
        return self._constant(scales.reshape(self.shape.vocabulary, -1))

    def _norm(self, name: str) -> list[str]:
        return [self._constant(self.weights.floats(f"{name}.{part}")) for part in "wb"]

    def _matrix(self, name: str, width: int | None = None) -> Floats:
        return self.weights.floats(name).reshape(-1, width or self.shape.hidden)

    def _constant(self, value: npt.NDArray[Any]) -> str:
        name = f"constant-{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def _add(self, kind: str, inputs: Sequence[str], **attributes: Any) -> str:  # noqa: ANN401
        name = f"{kind}-{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [name], **attributes))
        return name


def outlying(peaks: Floats) -> npt.NDArray[np.bool_]:
    """Which feed-forward units (layers, feed_forward) go their own way in float32: 1 of 100.

    One unit in a layer reaches 70 where the others stay below 5; with a scale for them all, it
    would leave the others a dozen of the 256 levels (the idea of LLM.int8(): Dettmers et al.,
    NeurIPS 2022).
    """
    return np.asarray(peaks > np.percentile(peaks, 99, axis=1, keepdims=True))


def int8(matrix: Floats) -> tuple[npt.NDArray[np.int8], Floats]:
    """A matrix (inputs, outputs) as int8 levels and a float32 scale for each output."""
    scales = np.abs(matrix).max(axis=0) / LEVELS
    scales[scales == 0] = 1
    return np.round(matrix / scales).astype(np.int8), scales.astype(np.float32)
