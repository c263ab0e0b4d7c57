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
OPSET, IR = 18, 10
LEVELS = 63  # weights in 7 bits: a pair of products then fits the 16 bits of AVX2's sums


def write(weights: Weights, path: Path) -> None:
    """Write the graph: `ids` and `mask` int64 (n, length) to unit `vectors` float32 (n, hidden)."""
    onnx.save(Graph(weights).model(), path)


class Graph:
    """A BERT encoder with mean pooling, built node by node."""

    def __init__(self, weights: Weights) -> None:
        self.weights, self.shape = weights, weights.shape
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []
        hidden = self._embedded()
        mask = self._add("Cast", ["mask"], to=TensorProto.INT32)
        for layer in range(self.shape.layers):
            hidden = self._layer(f"l{layer}", hidden, mask)
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
        table = self._constant(self._matrix("emb.pos", self.shape.hidden) + segment)
        length = self._add("Shape", ["ids"], start=1, end=2)
        zero = self._constant(np.zeros(1, np.int64))
        places = self._add("Slice", [table, zero, length])
        return self._normalised(self._add("Add", [words, places]), "emb.ln")

    def _layer(self, layer: str, hidden: str, mask: str) -> str:
        quantised = self._quantised(hidden)
        heads = [self._linear(f"{layer}.{part}", quantised) for part in "qkv"]
        seen = self._add(
            "MultiHeadAttention",
            [*heads, "", mask],
            domain=CONTRIB,
            num_heads=self.shape.heads,
        )
        attended = self._linear(f"{layer}.ao", self._quantised(seen))
        hidden = self._added(attended, hidden, f"{layer}.aln")
        wide = self._linear(f"{layer}.fi", self._quantised(hidden), bias=False)
        bias = self._constant(self.weights.floats(f"{layer}.fi.b"))
        active = self._add("BiasGelu", [wide, bias], domain=CONTRIB)
        narrow = self._linear(f"{layer}.fo", self._quantised(active))
        return self._added(narrow, hidden, f"{layer}.oln")

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

    def _linear(self, name: str, quantised: Sequence[str], *, bias: bool = True) -> str:
        levels, scale, zero = quantised
        weight, scales = int8(self._matrix(f"{name}.w", self._width(name)).T)
        inputs = [levels, self._constant(weight), scale, self._constant(scales), zero, ""]
        added = [self._constant(self.weights.floats(f"{name}.b"))] if bias else []
        return self._add("MatMulIntegerToFloat", inputs + added, domain=CONTRIB)

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

    def _width(self, name: str) -> int:
        return self.shape.feed_forward if name.endswith(".fo") else self.shape.hidden

    def _matrix(self, name: str, width: int) -> Floats:
        return self.weights.floats(name).reshape(-1, width)

    def _constant(self, value: npt.NDArray[Any]) -> str:
        name = f"constant-{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def _add(self, kind: str, inputs: Sequence[str], **attributes: Any) -> str:  # noqa: ANN401
        name = f"{kind}-{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [name], **attributes))
        return name


def int8(matrix: Floats) -> tuple[npt.NDArray[np.int8], Floats]:
    """A matrix (inputs, outputs) as int8 levels and a float32 scale for each output."""
    scales = np.abs(matrix).max(axis=0) / LEVELS
    scales[scales == 0] = 1
    return np.round(matrix / scales).astype(np.int8), scales.astype(np.float32)
