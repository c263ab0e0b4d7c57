"""Saying plainly that nobody fits, or that what is asked says too little to tell."""

from collections.abc import Sequence
from enum import StrEnum

from matching.criteria.verdict import Verdict
from matching.engine import Match, Shortlist
from matching.profile import Desk, Kind, Profile
from matching.ranking.features import data
from matching.ranking.ranker import Ranker, Score


class Answer(StrEnum):
    """What a list of candidates or vacancies amounts to."""

    GOOD = "good"
    NOBODY = "nobody"
    UNCLEAR = "unclear"


def answer(shortlist: Shortlist) -> Answer:
    """Whether a list holds a good match, none, or is of a need that says too little.

    A good one is strong enough (`enough` of the desk) and refused by neither side.
    """
    if any(good(one, shortlist.desk) for one in shortlist.matches):
        return Answer.GOOD
    return Answer.NOBODY if clear(vacancies(shortlist)) else Answer.UNCLEAR


def good(match: Match, desk: Desk) -> bool:
    """Whether a line is worth introducing."""
    return not refused(match) and strength(match.score, desk) >= data("desks.yaml")[desk]["enough"]


def refused(match: Match) -> bool:
    """Whether either side's conditions refuse the other."""
    return Verdict.INELIGIBLE in {match.judgement.verdict, match.wishes.verdict}


def strength(score: Score, desk: Desk) -> float:
    """The score, 0 to 1, without likeness of texts, which is told among those found only."""
    alike = Ranker(desk).weights["text"]
    points = sum(one.points for one in score.components if one.name != "text")
    return points / (1 - alike)


def vacancies(shortlist: Shortlist) -> Sequence[Profile]:
    """The vacancies of a list, whichever side they are on."""
    sides = (shortlist.seeker, *(match.offer for match in shortlist.matches))
    return [one for one in sides if one.kind is Kind.VACANCY]


def clear(asked: Sequence[Profile]) -> bool:
    """Whether what is asked states enough to say that nobody fits."""
    least: int = data("desks.yaml")[Desk.TALENT]["clear"]
    return any(len(one.skills) + len(one.facts) >= least for one in asked)
