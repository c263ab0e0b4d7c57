"""Text to vectors."""

from matching.encoder.opening import open_encoder

__all__ = ["open_encoder"]
