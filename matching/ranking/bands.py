"""How good a match is, in a word that judgements stand behind; never a percentage."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from matching.profile import Desk
from matching.ranking.features import data


class Band(StrEnum):
    """The word."""

    VERY_GOOD = "very_good"
    GOOD = "good"
    POSSIBLE = "possible"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Calibrated:
    """A band of scores, from `least` to the next one's, and what judges found in it.

    Of `judged` pairs of a seeker and an offer that no rule refuses, `suited` were found to suit.
    """

    band: Band
    least: float
    judged: int
    suited: int


@cache
def bands(desk: Desk) -> tuple[Calibrated, ...]:
    """The bands of a desk, the best first; empty where nothing was judged."""
    return tuple(
        Calibrated(Band(name), **given)
        for name, given in data("desks.yaml")[desk].get("bands", {}).items()
    )
