"""Vectors kept between runs, so that a corpus is encoded once for a model."""

import hashlib
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from matching.encoder.base import Encoder, Vectors

# Texts encoded before their vectors are written down: little is lost to an interruption.
BATCH = 256


class CachedEncoder:
    """An `Encoder` that remembers, in a file of `folder` named after the model's identity."""

    def __init__(self, encoder: Encoder, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._encoder = encoder
        name = hashlib.sha256(encoder.identity.encode()).hexdigest()[:16]
        self._store = sqlite3.connect(folder / f"vectors-{name}.sqlite3")
        self._store.execute("CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, value BLOB)")

    def close(self) -> None:
        """Let go of the file."""
        self._store.close()

    @property
    def identity(self) -> str:
        """Name and version of the model."""
        return self._encoder.identity

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._encoder.dimension

    def pieces(self, text: str) -> list[str]:
        """Cut a text as the model's own encoder does."""
        return self._encoder.pieces(text)

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of what is sought, (n, dimension), read back or encoded."""
        return self._vectors("query", self._encoder.queries, texts)

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors of what is searched, (n, dimension), read back or encoded."""
        return self._vectors("passage", self._encoder.passages, texts)

    def _vectors(
        self, role: str, encode: Callable[[Sequence[str]], Vectors], texts: Sequence[str]
    ) -> Vectors:
        keys = [hashlib.sha256(f"{role}\0{text}".encode()).digest() for text in texts]
        wanted = {key: text for key, text in zip(keys, texts, strict=True) if not self._has(key)}
        missing = list(wanted)
        for start in range(0, len(missing), BATCH):
            batch = missing[start : start + BATCH]
            self._write(batch, encode([wanted[key] for key in batch]))
        found = [np.frombuffer(self._read(key), np.float32) for key in keys]
        return np.array(found, np.float32).reshape(-1, self.dimension)

    def _has(self, key: bytes) -> bool:
        rows = self._store.execute("SELECT 1 FROM vectors WHERE key = ?", (key,))
        return rows.fetchone() is not None

    def _read(self, key: bytes) -> bytes:
        rows = self._store.execute("SELECT value FROM vectors WHERE key = ?", (key,))
        value: bytes = rows.fetchone()[0]
        return value

    def _write(self, keys: Sequence[bytes], vectors: Vectors) -> None:
        rows = [(key, vector.tobytes()) for key, vector in zip(keys, vectors, strict=True)]
        with self._store:
            self._store.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)
