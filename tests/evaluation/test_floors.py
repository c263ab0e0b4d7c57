"""No figure falls below its floor, on what is small enough to be measured at every change.

The others are told by `wasl evaluate report`. The sets are not part of the project: where they are
not at hand there is nothing to measure.
"""

from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import pytest

from app.settings import settings
from evaluation import retrieval
from evaluation.floors import figures, standings
from evaluation.report.gathering import of_financing
from evaluation.significance import Interval
from evaluation.vector_cache import CachedEncoder
from matching.encoder.base import Encoder

# Encoded in some ten seconds where nothing was kept of another run.
SMALL = ("tatoeba_xling/ara",)
JUDGED = Path("../data/judged")


@pytest.fixture(scope="module")
def remembered(encoder: Encoder) -> Iterator[Encoder]:
    with closing(CachedEncoder(encoder, settings().home / "evaluation")) as remembered:
        yield remembered


@pytest.mark.parametrize("name", SMALL)
def test_retrieval_is_not_below_its_floors(name: str, remembered: Encoder) -> None:
    root = settings().datasets
    folder = present(root / name)
    (collection,) = retrieval.load([folder], root, None)
    found = figures([retrieval.evaluated(collection, remembered)])
    assert broken(found) == []


def test_the_financing_desk_is_not_below_its_floors(remembered: Encoder) -> None:
    found, _ = of_financing(present(settings().datasets / JUDGED), remembered)
    assert broken(found) == []


def broken(found: Mapping[str, Interval]) -> list[str]:
    measured = standings(found)
    assert measured
    return [f"{one.name} {one.found.value:.3f}" for one in measured if not one.holds]


def present(folder: Path) -> Path:
    if not folder.is_dir():
        pytest.skip(f"{folder} is not at hand")
    return folder
