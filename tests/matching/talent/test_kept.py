from collections.abc import Sequence
from pathlib import Path

import numpy as np

from matching.encoder.base import Encoder, Vectors
from matching.talent.kept import VECTORS, vectors

TEXTS = ("Comptable", "Développeuse web")


class Counting:
    """The real encoder, which counts what it is given."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder, self.given = encoder, 0
        self.identity, self.dimension = encoder.identity, encoder.dimension
        self.pieces, self.queries = encoder.pieces, encoder.queries

    def passages(self, texts: Sequence[str]) -> Vectors:
        self.given += len(texts)
        return self._encoder.passages(texts)


def test_what_was_encoded_once_is_read_back(encoder: Encoder, tmp_path: Path) -> None:
    counting = Counting(encoder)
    first = vectors(counting, TEXTS, tmp_path / "kept")
    again = vectors(counting, TEXTS, tmp_path / "kept")
    assert counting.given == 2
    assert np.array_equal(first, again)


def test_other_texts_and_another_model_are_encoded_anew(encoder: Encoder, tmp_path: Path) -> None:
    counting = Counting(encoder)
    vectors(counting, TEXTS, tmp_path / "kept")
    vectors(counting, TEXTS[::-1], tmp_path / "kept")
    counting.identity = "another"
    vectors(counting, TEXTS[::-1], tmp_path / "kept")
    assert counting.given == 6


def test_a_damaged_file_is_encoded_anew(encoder: Encoder, tmp_path: Path) -> None:
    counting = Counting(encoder)
    whole = vectors(counting, TEXTS, tmp_path / "kept")
    (tmp_path / "kept" / VECTORS).write_bytes(b"nothing")
    assert np.array_equal(vectors(counting, TEXTS, tmp_path / "kept"), whole)


def test_without_a_folder_nothing_is_kept(encoder: Encoder) -> None:
    counting = Counting(encoder)
    for _ in range(2):
        vectors(counting, TEXTS, None)
    assert counting.given == 4
