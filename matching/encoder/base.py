"""What the engine asks of an encoder."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]

# Stands in the name of a model that our training changed: its cosines spread otherwise.
MARK = "+tuned"


class Encoder(Protocol):
    """Texts to unit vectors; prefixes and other habits of a model stay inside.

    `identity` changes whenever the vectors would: it stamps stored embeddings and indexes.
    """

    @property
    def identity(self) -> str:
        """Name and version of the model, e.g. `multilingual-e5-small+int8@3f2a…`."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    def pieces(self, text: str) -> list[str]:
        """Cut `text` at sentence, else word, ends into pieces that the model reads whole."""

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of what is sought: float32 (n, dimension), unit length.

        Raises `UnusableText` for a text that is blank, not a string, or too long (see `pieces`).
        """

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of what is searched; shape and errors as `queries`."""
