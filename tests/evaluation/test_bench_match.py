import json
import os
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from evaluation import bench_match
from evaluation.cli import bench
from evaluation.financing.desk import catalogue
from matching.encoder.base import Encoder

SIZE = 20
KEYS = {"profiles", "p50_ms", "p95_ms", "p99_ms", "rss_mb"}


@pytest.fixture(scope="module")
def found(encoder: Encoder) -> dict[str, Any]:
    """A size measured on a few startups; the encoder is there so that its model is built."""
    seekers = bench_match.sample()[:5]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bench_match, "sample", lambda: seekers)
        return bench_match.measured(SIZE)


def process(size: int) -> dict[str, Any]:
    return {"profiles": size, "process": os.getpid()}


def test_a_size_is_measured_with_every_documented_figure(found: dict[str, Any]) -> None:
    assert found.keys() >= KEYS
    assert (found["profiles"], found["lists"]) == (SIZE, 5 * bench_match.ROUNDS)
    assert 0 < found["p50_ms"] <= found["p95_ms"] <= found["p99_ms"]


@pytest.mark.usefixtures("encoder")
def test_each_size_has_a_process_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_match, "measured", process)
    result: dict[str, Any] = bench_match.run([20, 40])
    assert list(result) == ["sizes", "model", "version", "seconds"]
    assert [one["profiles"] for one in result["sizes"]] == [20, 40]
    assert len({os.getpid(), *(one["process"] for one in result["sizes"])}) == 3


def test_what_is_resident_is_no_more_than_the_peak(found: dict[str, Any]) -> None:
    assert 0 < found["rss_mb"] <= found["peak_mb"]


def test_resident_memory_falls_when_it_is_given_back_and_the_peak_stays() -> None:
    block = np.ones((128, 2**20), np.uint8)
    held = bench_match.memory()
    del block
    freed = bench_match.memory()
    assert held["rss_mb"] - freed["rss_mb"] > 96
    assert freed["peak_mb"] > freed["rss_mb"] + 96


def test_copies_have_names_and_vectors_of_their_own(encoder: Encoder) -> None:
    originals = catalogue()[:1]
    random = np.random.default_rng(0)
    copy = bench_match.copied(originals[0], 3, random)
    assert copy.id == f"{originals[0].id}-3"
    assert all("variante3" in passage.text for passage in copy.passages)
    rows = encoder.passages([originals[0].passages[0].text])
    moved = bench_match.nudged(rows, random)
    assert np.linalg.norm(moved) == pytest.approx(1, abs=1e-5)
    assert 0.9 < float((rows @ moved.T).item()) < 0.99


def test_json_on_standard_output_is_alone_there(
    found: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {"sizes": [found], "model": "m", "version": "v", "seconds": 1.0}
    monkeypatch.setattr(bench_match, "run", lambda _sizes: given)
    done = CliRunner().invoke(bench, ["match", str(SIZE), "--json", "-"])
    assert json.loads(done.stdout) == given
