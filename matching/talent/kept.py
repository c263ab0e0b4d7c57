"""The vectors of what is said of occupations, kept in a folder."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from matching.encoder.base import Encoder, Vectors
from matching.errors import StaleIndex
from matching.index.base import Stamp
from matching.index.stamped import reading_stamped, write_stamped

VECTORS = "vectors.npy"


def vectors(encoder: Encoder, texts: Sequence[str], folder: Path | None) -> Vectors:
    """The vectors of texts, (n, dimension): those kept of these very texts, else encoded and kept.

    Without a folder nothing is kept. Raises what the encoder and the disk raise.
    """
    if folder is None:
        return encoder.passages(texts)
    digest = hashlib.sha256("\0".join(texts).encode()).hexdigest()
    form = f"texts {digest}"
    try:
        with reading_stamped(folder, form, encoder.identity):
            found: Vectors = np.load(folder / VECTORS)
            return found
    except StaleIndex:
        made = encoder.passages(texts)
        stamp = Stamp(encoder.identity, 0)
        write_stamped(folder, form, stamp, lambda fresh: np.save(fresh / VECTORS, made))
        return made
