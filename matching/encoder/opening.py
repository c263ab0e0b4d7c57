"""The one way to get an encoder."""

from pathlib import Path

from matching.encoder.base import Encoder


def open_encoder(home: Path, model: str | None = None) -> Encoder:
    """The default model built under `home`, or the sentence-transformers `model` (name or path).

    Raises `ModelUnavailable`, saying what to do, when it is not built, damaged or unknown.
    """
    if model:
        from matching.encoder.library import SentenceTransformerEncoder  # noqa: PLC0415

        return SentenceTransformerEncoder(model)
    from matching.encoder.build import location  # noqa: PLC0415
    from matching.encoder.serving import OnnxEncoder  # noqa: PLC0415

    return OnnxEncoder(location(home))
