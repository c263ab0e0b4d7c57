"""Vectors kept on disk by the text they stand for, for measurements that repeat."""

from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np

from matching.encoder.base import Vectors

Encode = Callable[[Sequence[str]], Vectors]
DIGEST = 32  # bytes
CHUNK = 2048  # texts encoded between two writes: what an interruption can lose


class VectorCache:
    """An append-only pair of files under `folder`: digests, and float32 rows in the same order.

    `encode` is asked for the texts that the files do not hold. One process at a time.
    """

    def __init__(self, folder: Path, encode: Encode, dimension: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._keys, self._rows = folder / "digests.bin", folder / "vectors.bin"
        self._encode, self._dimension = encode, dimension
        self._places = self._recovered()

    def vectors(
        self, texts: Sequence[str], progress: Callable[[int, int], None] = lambda done, of: None
    ) -> Vectors:
        """Vectors (n, dimension) of the texts; `progress` is told how many of the new are done."""
        new = [text for text in dict.fromkeys(texts) if digest(text) not in self._places]
        for start in range(0, len(new), CHUNK):
            self._append(new[start : start + CHUNK])
            progress(min(start + CHUNK, len(new)), len(new))
        stored = np.memmap(self._rows, np.float32, "r").reshape(-1, self._dimension)
        return np.asarray(stored[[self._places[digest(text)] for text in texts]])

    def _append(self, texts: list[str]) -> None:
        rows = np.ascontiguousarray(self._encode(texts), np.float32)
        with self._rows.open("ab") as file:
            file.write(rows.tobytes())
        with self._keys.open("ab") as file:
            file.write(b"".join(map(digest, texts)))
        for text in texts:
            self._places[digest(text)] = len(self._places)

    def _recovered(self) -> dict[bytes, int]:
        """Read the digests, after cutting off what an interrupted write left."""
        self._keys.touch()
        self._rows.touch()
        row = 4 * self._dimension
        whole = min(self._keys.stat().st_size // DIGEST, self._rows.stat().st_size // row)
        for path, size in ((self._keys, whole * DIGEST), (self._rows, whole * row)):
            with path.open("r+b") as file:
                file.truncate(size)
        data = self._keys.read_bytes()
        return {data[at : at + DIGEST]: at // DIGEST for at in range(0, len(data), DIGEST)}


def digest(text: str) -> bytes:
    """The key of a text."""
    return sha256(text.encode()).digest()
