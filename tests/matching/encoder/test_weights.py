from pathlib import Path

import numpy as np
import pytest

from matching.encoder.weights import MAGIC, Q4_0, expanded, packaged, read
from matching.errors import ModelUnavailable


@pytest.fixture(scope="module")
def whole() -> bytes:
    return packaged().read_bytes()


def test_the_packaged_file_is_multilingual_e5_small() -> None:
    weights = read(packaged())
    shape = weights.shape
    assert (shape.hidden, shape.layers, shape.vocabulary) == (384, 12, 250037)
    assert weights.floats("emb.word").shape == (250037 * 384,)
    assert weights.pieces.texts[:4] == ["<s>", "<pad>", "</s>", "<unk>"]


def test_a_block_holds_low_nibbles_then_high_ones_around_eight() -> None:
    block = np.zeros(1, Q4_0)
    block["scale"], block["nibbles"] = 0.5, 0x80  # low 0, high 8
    assert expanded(block).tolist() == [-4.0] * 16 + [0.0] * 16


@pytest.mark.parametrize("size", [0, 3, 8, 40, 1000, 4_000_000, 5_000_000, 71_622_399])
def test_a_file_cut_short_is_refused_by_name_with_what_to_do(
    tmp_path: Path, whole: bytes, size: int
) -> None:
    path = tmp_path / "cut.bin"
    path.write_bytes(whole[:size])
    with pytest.raises(ModelUnavailable, match=r"cut\.bin.*pip install"):
        read(path)


def test_a_file_of_another_kind_is_refused(tmp_path: Path, whole: bytes) -> None:
    path = tmp_path / "other.bin"
    path.write_bytes(b"GGUF" + whole[len(MAGIC) : 1000])
    with pytest.raises(ModelUnavailable, match="unknown magic"):
        read(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="No such file"):
        read(tmp_path / "absent.bin")
