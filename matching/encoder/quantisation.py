"""Exports the assembled model to ONNX and quantises it. Imports torch: only for building."""

import warnings
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers.fusion_options import FusionOptions
from onnxruntime.transformers.optimizer import optimize_model

from matching.encoder.assembly import Pooled, model
from matching.encoder.weights import Weights

OPSET = 17


def export(weights: Weights, path: Path) -> None:
    """Write the pooled float32 model to `path`; inputs `ids` and `mask`, output `vectors`."""
    ids = torch.tensor([[0, 5, 6, 2], [0, 7, 2, 1]])
    mask = (ids != 1).to(torch.int64)
    axes = {0: "batch", 1: "length"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the tracing exporter is deprecated but sound here
        torch.onnx.export(
            Pooled(model(weights)).eval(),
            (ids, mask),
            str(path),
            input_names=["ids", "mask"],
            output_names=["vectors"],
            dynamic_axes={"ids": axes, "mask": axes, "vectors": {0: "batch"}},
            opset_version=OPSET,
            dynamo=False,
        )


def fuse(weights: Weights, source: Path, path: Path) -> None:
    """Rewrite the graph with ONNX Runtime's attention, skip-norm and GELU operators."""
    options = FusionOptions("bert")
    options.enable_embed_layer_norm = False
    shape = weights.shape
    fused = optimize_model(
        str(source),
        model_type="bert",
        num_heads=shape.heads,
        hidden_size=shape.hidden,
        optimization_options=options,
        opt_level=1,
    )
    fused.save_model_to_file(str(path))


def quantise(source: Path, path: Path) -> None:
    """Write `source` with int8 weights, one scale an output channel, and uint8 activations."""
    quantize_dynamic(
        source,
        path,
        weight_type=QuantType.QInt8,
        per_channel=True,
        extra_options={
            "MatMulConstBOnly": True,
            "DefaultTensorType": onnx.TensorProto.FLOAT,
        },
    )
