import os
import subprocess
import sys

import numpy as np

from app.settings import settings
from matching.encoder.base import Encoder
from matching.encoder.build import build, is_whole, location
from matching.encoder.graph import LEVELS, int8, outlying


def test_a_whole_model_is_not_built_again(encoder: Encoder) -> None:
    before = (location(settings().home) / "manifest.json").stat().st_mtime_ns
    steps: list[str] = []
    assert build(settings().home, report=steps.append) == location(settings().home)
    assert steps == []
    assert (location(settings().home) / "manifest.json").stat().st_mtime_ns == before


def test_two_builders_at_once_leave_one_whole_model(encoder: Encoder) -> None:
    """Both find the model of this home whole: the second waits for the first one's lock."""
    code = (
        "from app.settings import settings; from matching.encoder.build import build;"
        "build(settings().home)"
    )
    builders = [subprocess.Popen([sys.executable, "-c", code], env=os.environ) for _ in range(2)]
    assert [builder.wait(timeout=300) for builder in builders] == [0, 0]
    assert is_whole(location(settings().home))


def test_no_level_is_beyond_what_avx2_adds_without_overflow() -> None:
    matrix = np.random.default_rng(0).normal(size=(64, 8)).astype(np.float32)
    matrix[:, 3] = 0
    levels, scales = int8(matrix)
    assert 2 * 255 * LEVELS < 2**15
    assert np.abs(levels).max() == LEVELS
    assert np.abs(levels * scales - matrix).max() <= scales.max() / 2 + 1e-6


def test_only_the_outlying_units_go_their_own_way() -> None:
    peaks = np.ones((1, 1000), np.float32)
    peaks[0, 7] = 70
    assert np.flatnonzero(outlying(peaks)[0]).tolist() == [7]
