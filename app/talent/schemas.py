"""What is shown of the talent desks: the same on pages, in the API and on the command line."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Annotated, Any

from pydantic import Field

from app.candidates.cards import Card, labels
from app.introductions.states import Step
from app.matches.schemas import BandShown, ComponentShown, EvidenceShown, Shown, Unit, spoken
from app.offers.schemas import OfferRead
from matching.criteria.judge import together
from matching.criteria.verdict import Judged, Truth, Verdict
from matching.engine import Match, Shortlist
from matching.profile import LANGUAGES, Desk, Kind, Profile
from matching.ranking.talent import apart
from matching.talent import wording
from matching.talent.abstention import Answer, answer, good
from matching.talent.candidate import CLAIMED
from matching.talent.coverage import Covered, Met, coverage
from matching.talent.gaps import Gap

Texts = Mapping[str, str]
"""By language."""


class SkillMet(Shown):
    """A skill that is asked for, and how it is met."""

    id: str
    label: Texts
    rank: str
    """`core`, `must` or `nice`."""
    met: Met
    by: str
    """The skill that meets it; empty where none does."""
    value: Unit
    words: str
    """The words of the candidate that show it; empty where none do."""

    @classmethod
    def of(cls, covered: Covered) -> "SkillMet":
        """A skill asked for, shown."""
        return cls(
            id=covered.asked.id,
            label=labels(covered.asked.id),
            rank=covered.asked.how,
            met=covered.met,
            by=covered.by,
            value=round(covered.value, 4),
            words=covered.shown[0].text if covered.shown else "",
        )


class ConditionMet(Shown):
    """A condition of either side, and what became of it."""

    whose: Kind
    """`vacancy` or `candidate`: who sets it."""
    truth: Truth
    """`unknown` is neither yes nor no: it is to be asked."""
    decides: bool
    """Whether it is more than a wish."""
    text: Texts

    @classmethod
    def of(cls, whose: Kind, judged: Judged) -> "ConditionMet":
        """A condition, shown."""
        return cls(
            whose=whose,
            truth=judged.truth,
            decides=judged.decides,
            text=spoken(lambda lang: wording.reason(judged, lang)),
        )


class TalentLine(Shown):
    """One line of a list of either talent desk."""

    position: Annotated[int, Field(ge=1)]
    score: Unit
    """Sum of the components' points; it ranks, and is no probability."""
    good: bool
    """Whether it is worth introducing: strong enough, and refused by neither side."""
    verdict: Verdict
    """What the conditions of both sides say together."""
    reasons: Mapping[str, tuple[str, ...]]
    """What became of each condition of both sides, by language, what decides first."""
    conditions: tuple[ConditionMet, ...]
    """The same one by one: those of the offer first, of each side what decides first."""
    coverage: Mapping[str, tuple[str, ...]]
    """What of the skills asked for is had, implied, near and missing, in sentences by language."""
    skills: tuple[SkillMet, ...]
    """The skills that the offer asks for."""
    components: tuple[ComponentShown, ...]
    evidence: EvidenceShown | None
    """The passages of both sides that answer each other best; null where either says nothing."""
    introduction_id: str | None
    """What is between the two already; null for nothing."""
    step: Step | None
    """The last step of it."""

    @classmethod
    def told(cls, match: Match, shortlist: Shortlist) -> dict[str, Any]:
        """What is shown of a match, by field."""
        vacancy, candidate = apart(shortlist.seeker, match.offer)
        covered = coverage(vacancy.skills, candidate.skills)
        both = together(match.judgement, match.wishes)
        return {
            "position": match.position,
            "score": round(match.score.total, 4),
            "good": good(match, shortlist.desk),
            "verdict": both.verdict,
            "reasons": {lang: tuple(wording.reasons(both, lang)) for lang in LANGUAGES},
            "conditions": conditions(match, shortlist),
            "coverage": {lang: coverage_told(covered, candidate, lang) for lang in LANGUAGES},
            "skills": tuple(map(SkillMet.of, covered)),
            "components": tuple(map(ComponentShown.of, match.score.components)),
            "evidence": EvidenceShown.of(found) if (found := match.evidence()) else None,
        }


def coverage_told(covered: Sequence[Covered], candidate: Profile, language: str) -> tuple[str, ...]:
    """What of the skills asked for is had, and that a CV claims too many where it does."""
    claimed = wording.claims(candidate, language)
    return (*wording.skills(covered, language), *([claimed] if claimed else []))


def conditions(match: Match, shortlist: Shortlist) -> tuple[ConditionMet, ...]:
    """What became of each condition of both sides, the offer's first."""
    sides = ((shortlist.seeker.kind, match.wishes), (match.offer.kind, match.judgement))
    told = (
        ConditionMet.of(kind, judged)
        for kind, judgement in sorted(sides, key=lambda side: side[0] is not Kind.VACANCY)
        for judged in wording.telling(judgement.judged)
    )
    return (*unproven(apart(shortlist.seeker, match.offer)[1]), *told)


def unproven(candidate: Profile) -> Iterator[ConditionMet]:
    """That a CV claims more than it shows, which is to be verified; nothing for any other."""
    if CLAIMED in candidate.facts:
        yield ConditionMet(
            whose=Kind.VACANCY,
            truth=Truth.UNKNOWN,
            decides=True,
            text=spoken(lambda lang: wording.claims(candidate, lang)),
        )


class CandidateLine(TalentLine):
    """A candidate for an offer."""

    band: BandShown | None
    """How good the match is, for offers that say as much; null for what either side refuses."""
    candidate: Card

    @classmethod
    def told(cls, match: Match, shortlist: Shortlist) -> dict[str, Any]:
        """What is shown of a match, by field."""
        return super().told(match, shortlist) | {"band": BandShown.of(match.band)}


class OfferLine(TalentLine):
    """An offer for a candidate."""

    offer: OfferRead


class GapShown(Shown):
    """A skill that a candidate lacks for offers of their trade."""

    skill: str
    label: Texts
    asked_by: tuple[str, ...]
    """The offers that ask for it."""
    opens: tuple[str, ...]
    """Those of them that lack nothing else."""
    text: Texts

    @classmethod
    def of(cls, gap: Gap) -> "GapShown":
        """A gap, shown."""
        return cls(
            skill=gap.skill,
            label=labels(gap.skill),
            asked_by=gap.asked_by,
            opens=gap.opens,
            text=spoken(lambda lang: wording.gap(gap, lang)),
        )


class TalentList(Shown):
    """A ranked list, best first."""

    seeker: str
    """Identifier of the offer, or of the candidate."""
    desk: Desk
    as_of: date
    versions: Mapping[str, str]
    """Model, data and weights that the list came from."""
    weighed: int
    """How many were weighed, of whom the best are shown."""
    answer: Answer
    """Whether there is a good match; said plainly when there is none."""
    told: Texts
    """The same in words."""

    @classmethod
    def heading(cls, shortlist: Shortlist, versions: Mapping[str, str]) -> dict[str, Any]:
        """What is shown of a list besides its lines, by field."""
        found = answer(shortlist)
        return {
            "seeker": shortlist.seeker.id,
            "desk": shortlist.desk,
            "as_of": shortlist.as_of,
            "versions": versions,
            "weighed": len(shortlist.matches),
            "answer": found,
            "told": spoken(lambda lang: wording.told(shortlist, lang)),
        }


class OfferCandidates(TalentList):
    """Candidates for an offer, best first, none of them named."""

    matches: tuple[CandidateLine, ...]


class CandidateOffers(TalentList):
    """Offers for a candidate, best first."""

    matches: tuple[OfferLine, ...]
    gaps: tuple[GapShown, ...]
    """The skills they lack for offers of their trade, what opens most first."""
