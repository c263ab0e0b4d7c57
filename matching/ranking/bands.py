"""How good a match is, in a word that judgements stand behind; never a percentage."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from matching.profile import Desk, Kind, Profile
from matching.ranking.features import data
from matching.ranking.talent import states_enough


class Band(StrEnum):
    """The word."""

    VERY_GOOD = "very_good"
    GOOD = "good"
    POSSIBLE = "possible"
    NONE = "none"


class Said(StrEnum):
    """How much a seeker says: a score of little said means something else."""

    STATED = "stated"
    """A startup, what it seeks."""
    CLEAR = "clear"
    """An offer, as much as an advert does."""
    BRIEF = "brief"
    """An offer, what a line holds."""


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
def bands(desk: Desk, said: Said | None) -> tuple[Calibrated, ...]:
    """The bands of a desk for who says so much, the best first; empty where nothing was judged."""
    judged = data("desks.yaml")[desk].get("bands", {}).get(said, {})
    return tuple(Calibrated(Band(name), **given) for name, given in judged.items())


def said(seeker: Profile) -> Said | None:
    """How much a seeker says; None where judges knew more than it tells."""
    if seeker.kind is Kind.VACANCY:
        return Said.CLEAR if states_enough(seeker) else Said.BRIEF
    return Said.STATED if "seeks" in seeker.preferences else None
