from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from matching.encoder.build import TUNED
from matching.encoder.delta import BASE, Delta, merged, read, write
from matching.encoder.weights import packaged
from matching.encoder.weights import read as weights_of
from matching.errors import ModelUnavailable
from tests.matching.training.tiny import SHAPE, weights

NAME = "l1.fo.w"


def delta(rank: int = 2, **about: str) -> Delta:
    draw = np.random.default_rng(1)
    out = draw.normal(size=(SHAPE.hidden, rank)).astype(np.float16).astype(np.float32)
    inner = draw.normal(size=(rank, SHAPE.feed_forward)).astype(np.float16).astype(np.float32)
    return Delta({NAME: (out, inner)}, {BASE: weights().sha256, **about})


def test_a_delta_is_read_as_it_was_written(tmp_path: Path) -> None:
    write(delta(seed="7"), tmp_path / "delta.safetensors")
    found = read(tmp_path / "delta.safetensors")
    assert found.about == delta(seed="7").about
    assert found.sha256 == delta().sha256
    for ours, theirs in zip(found.factors[NAME], delta().factors[NAME], strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_only_the_matrices_of_the_delta_change_and_by_its_product() -> None:
    before, after = weights(), merged(weights(), delta())
    out, inner = delta().factors[NAME]
    np.testing.assert_allclose(
        after.floats(NAME) - before.floats(NAME), (out @ inner).reshape(-1), atol=1e-5
    )
    others = set(before.tensors) - {NAME}
    assert all((after.floats(one) == before.floats(one)).all() for one in others)


def test_indexes_of_the_untuned_model_do_not_fit_the_tuned_one() -> None:
    out, inner = delta().factors[NAME]
    other = replace(delta(), factors={NAME: (2 * out, inner)})
    stamps = {weights().sha256, merged(weights(), delta()).sha256, merged(weights(), other).sha256}
    assert len(stamps) == 3


def test_a_delta_of_other_weights_is_refused() -> None:
    with pytest.raises(ModelUnavailable, match="made for other weights"):
        merged(weights(seed=1), replace(delta(), about={BASE: weights().sha256 + "x"}))


@pytest.mark.parametrize("name", ["l1.q.w", "l9.q.w"])
def test_a_delta_that_does_not_fit_is_refused_by_name(name: str) -> None:
    with pytest.raises(ModelUnavailable, match=name):
        merged(weights(), replace(delta(), factors={name: delta().factors[NAME]}))


def test_a_file_that_is_no_delta_is_refused(tmp_path: Path) -> None:
    (tmp_path / "delta.safetensors").write_bytes(b"something else")
    with pytest.raises(ModelUnavailable, match="not a delta"):
        read(tmp_path / "delta.safetensors")


def test_the_delta_of_the_release_fits_the_packaged_weights() -> None:
    whole, kept = weights_of(packaged()), read(TUNED)
    assert TUNED.stat().st_size < 4_000_000
    assert len(kept.factors) == 6 * whole.shape.layers
    assert merged(whole, kept).sha256 != whole.sha256
