"""Saying plainly that nobody fits, or that what is asked says too little to tell."""

from collections.abc import Sequence
from enum import StrEnum

from matching.criteria.rules import leaves
from matching.criteria.verdict import Judged, Truth, Verdict
from matching.engine import Match, Shortlist
from matching.profile import Desk, Kind, Profile
from matching.ranking.features import data, listed
from matching.ranking.ranker import Ranker, Score
from matching.ranking.talent import states_enough
from matching.talent.candidate import UNLEVELLED

# How the facts and conditions on languages begin.
LANGUAGE = "language_"


class Answer(StrEnum):
    """What a list of candidates or vacancies amounts to."""

    GOOD = "good"
    NOBODY = "nobody"
    UNCLEAR = "unclear"


def answer(shortlist: Shortlist) -> Answer:
    """Whether a list holds a good match, none, or is of a need that says too little.

    A good one is strong enough (`enough` of the desk) and refused by neither side. Nobody fits
    where a language is demanded that no candidate is shown to speak so well.
    """
    if unshown(shortlist):
        return Answer.NOBODY
    if any(good(one, shortlist.desk) for one in shortlist.matches):
        return Answer.GOOD
    asked = vacancies(shortlist)
    nobody = clear(asked) or (meant(asked) and hopeless(shortlist))
    return Answer.NOBODY if nobody else Answer.UNCLEAR


def unshown(shortlist: Shortlist) -> Judged | None:
    """A language that a vacancy demands and that no candidate is shown to have; None for none.

    A CV that names its languages, and not this one, shows that it is not had; one that names none,
    or this one without a level, leaves it open. Only those count who would be good if they spoke
    it or, where a need says too little to tell who would, everybody.
    """
    if shortlist.desk is not Desk.TALENT:
        return None
    lines = [one for one in shortlist.matches if _good_but_for_languages(one, shortlist.desk)]
    able = [one.offer for one in lines or shortlist.matches]
    demands = zip(*(one.wishes.judged for one in shortlist.matches), strict=True)
    missed = (each[0] for each in demands if _shown_by_nobody(each))
    return next((one for one in missed if _lacked(one, able)), None)


def _good_but_for_languages(match: Match, desk: Desk) -> bool:
    """Whether a line is strong enough and refused, if at all, by conditions on languages alone."""
    refusing = (one for one in _judged(match) if one.decides and one.truth is Truth.NO)
    return strong(match, desk) and all(map(_language, refusing))


def _judged(match: Match) -> tuple[Judged, ...]:
    return (*match.judgement.judged, *match.wishes.judged)


def _shown_by_nobody(each: Sequence[Judged]) -> bool:
    """Whether one condition of a vacancy, judged of each candidate, is on a language none shows."""
    demanded = each[0].decides and bool(_language(each[0]))
    return demanded and all(one.truth is not Truth.YES for one in each)


def _lacked(demand: Judged, able: Sequence[Profile]) -> bool:
    """Whether each candidate tells of their languages that the one demanded is none of them."""
    return bool(able) and all(_tells(one, _language(demand)) for one in able)


def _language(demand: Judged) -> str:
    """The code of the language that a condition is on; empty for any other condition."""
    fields = (one.field for one in leaves(demand.condition.tree))
    return next((one.removeprefix(LANGUAGE) for one in fields if one.startswith(LANGUAGE)), "")


def _tells(someone: Profile, code: str) -> bool:
    """Whether a CV names its languages so that it tells how well this one is spoken, if at all."""
    unlevelled = listed(someone.facts, UNLEVELLED)
    levelled = any(name.startswith(LANGUAGE) for name in someone.facts)
    return code not in unlevelled and bool(levelled or unlevelled)


def good(match: Match, desk: Desk) -> bool:
    """Whether a line is worth introducing."""
    return strong(match, desk) and not refused(match)


def strong(match: Match, desk: Desk) -> bool:
    """Whether a line is strong enough, whatever refuses it."""
    enough: float = data("desks.yaml")[desk]["enough"]
    return strength(match.score, desk) >= enough


def refused(match: Match) -> bool:
    """Whether either side's conditions refuse the other."""
    return Verdict.INELIGIBLE in {match.verdict, match.wishes.verdict}


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
    return any(map(states_enough, asked))


def meant(asked: Sequence[Profile]) -> bool:
    """Whether what is asked plainly means one occupation, however little else it states."""
    least: float = data("desks.yaml")[Desk.TALENT]["meant"]
    return any(max(one.occupations.values(), default=0.0) >= least for one in asked)


def hopeless(shortlist: Shortlist) -> bool:
    """Whether every line that neither side refuses is weaker than what a short need may hide."""
    poor: float = data("desks.yaml")[shortlist.desk]["poor"]
    return all(
        strength(one.score, shortlist.desk) < poor for one in shortlist.matches if not refused(one)
    )
