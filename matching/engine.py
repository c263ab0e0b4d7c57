"""`Engine.match`: the one path from a seeker to a ranked, explained list."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import partial

from matching.criteria.case import Case, case_of
from matching.criteria.judge import judge_wishes
from matching.criteria.judging import Judging, at_once, one_by_one
from matching.criteria.verdict import Judgement, Verdict
from matching.encoder.base import Encoder, Vectors
from matching.evidence import Evidence, evidence
from matching.profile import Desk, Profile, cut
from matching.ranking.bands import Calibrated, Said, said
from matching.ranking.features import Pair, listed
from matching.ranking.ranker import Ranker, Score
from matching.retrieval import Candidate, Query, Retriever

# How many candidates retrieval hands to the ranker, where the desk does not say: every programme of
# today's catalogue, and a bounded amount of work when it grows.
CANDIDATES = 120


class Beside(StrEnum):
    """What an offer surely gives nothing of."""

    NEED = "need"
    """What the seeker says they look for."""
    DESK = "desk"
    """What the desk is for; the seeker does not say what they look for."""


@dataclass(frozen=True, slots=True)
class Match:
    """One line of a list: what is offered, how it scored and why.

    `judging` is the offer's of the seeker, `wishes` the seeker's of the offer.
    """

    position: int
    offer: Profile
    score: Score
    band: Calibrated | None
    """How good it is; None where nothing of the kind was judged."""
    judging: Judging
    wishes: Judgement
    candidate: Candidate
    funded: bool
    """Whether it has funded the seeker already."""
    beside: Beside | None
    """What it stands beside, where it surely gives nothing of what is looked for."""
    # Of many lines only the first are told whole: what answers what is looked for when asked.
    _evidence: Callable[[str], Evidence | None] = field(compare=False, repr=False)

    def evidence(self, reader: str = "") -> Evidence | None:
        """Which passage of one side answers which of the other; None where either says nothing.

        As far as they are told in the reader's language, where it is given.
        """
        return self._evidence(reader)

    @property
    def verdict(self) -> Verdict:
        """What the offer's rules say of the seeker."""
        return self.judging.verdict

    @property
    def judgement(self) -> Judgement:
        """The same with its reasons."""
        return self.judging.judgement

    @property
    def closed(self) -> bool:
        """Whether its source says that it is closed."""
        return is_closed(self.offer)

    @property
    def unwanted(self) -> bool:
        """Whether it is what the seeker said they do not want."""
        return self.wishes.verdict is Verdict.INELIGIBLE

    @property
    def aside(self) -> bool:
        """Whether it is nothing to go after, though no rule may refuse it."""
        return self.closed or self.unwanted or self.funded or self.beside is not None


def is_closed(offer: Profile) -> bool:
    """Whether its source says that an offer is closed."""
    return "closed" in listed(offer.facts, "status")


def has_funded(offer: Profile, seeker: Profile) -> bool:
    """Whether an offer is among those who funded a seeker, as far as is known."""
    return offer.id in listed(seeker.facts, "funders")


def stands_beside(seeker: Profile, score: Score) -> Beside | None:
    """What an offer stands beside; None where it may be what is looked for."""
    if all(one.name != "need" or one.value != 0 for one in score.components):
        return None
    return Beside.NEED if "seeks" in seeker.preferences else Beside.DESK


@dataclass(frozen=True, slots=True)
class Shortlist:
    """What a seeker is shown at a desk: best first, the unwished-for and the refused last."""

    seeker: Profile
    desk: Desk
    as_of: date
    matches: tuple[Match, ...]
    lack: str | None
    """For want of which feature nothing that is open to them suits; None where something may."""
    ranking: str
    """The version of the ranker that scored."""
    # What is known of the seeker on that day, with what was found of it.
    case: Case = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Counter:
    """What a desk offers: its retriever, and how to get the profiles behind the ids it finds."""

    retriever: Retriever
    profiles: Callable[[Sequence[str]], Mapping[str, Profile]]


class Engine:
    """Matches seekers with what the desks offer."""

    def __init__(self, encoder: Encoder, counters: Mapping[Desk, Counter]) -> None:
        self.encoder = encoder
        self.counters = counters
        self.rankers = {desk: Ranker(desk) for desk in counters}

    def match(
        self,
        seeker: Profile,
        desk: Desk,
        *,
        limit: int,
        as_of: date,
        queries: Vectors | None = None,
        among: Collection[str] | None = None,
    ) -> Shortlist:
        """Rank what `desk` offers for `seeker`, judged as of a day.

        `queries` (passages, dimension) are the vectors of the seeker's passages where they are
        known; `among` the ids that may be found, where not all may. A seeker that says nothing gets
        an empty list. Raises KeyError for a desk without a counter.
        """
        if queries is None:
            seeker = cut(seeker, self.encoder.pieces)
            queries = self.encoder.queries([passage.text for passage in seeker.passages])
        counter = self.counters[desk]
        # Another may be put in its place meanwhile: a list is one ranker's.
        ranker = self.rankers[desk]
        asked = Query(seeker.passages, queries)
        candidates = counter.retriever.search(asked, ranker.candidates or CANDIDATES, among)
        case = case_of(seeker, as_of)
        every = self.ranked(seeker, ranker, candidates, case)
        # Judges knew what was looked for: of who does not say it, they tell nothing.
        told = said(seeker)
        scores = [one.score for one in every if one.open]
        lack = ranker.lack(scores) if told is Said.STATED else None
        ranked = every[:limit]
        shown = counter.retriever.vectors.vectors([entry.offer.id for entry in ranked])
        matches = tuple(
            entry.match(
                position,
                ranker.band(entry.score, told) if entry.open else None,
                partial(evidence, seeker, queries, entry.offer, vectors),
            )
            for position, (entry, vectors) in enumerate(zip(ranked, shown, strict=True), start=1)
        )
        return Shortlist(seeker, desk, as_of, matches, lack, ranker.version, case)

    def use(self, ranker: Ranker) -> None:
        """Rank by it from now on, at its desk."""
        self.rankers[ranker.desk] = ranker

    def ranked(
        self, seeker: Profile, ranker: Ranker, candidates: Sequence[Candidate], case: Case
    ) -> list["Entry"]:
        """The candidates scored and judged, in the order of `Entry.order`."""
        profiles = self.counters[ranker.desk].profiles([one.profile_id for one in candidates])
        # A profile may be removed between the search and this reading.
        found = [(offer, one) for one in candidates if (offer := profiles.get(one.profile_id))]
        judge = at_once if ranker.at_once else one_by_one
        judged = judge([offer.criteria for offer, _ in found], case)
        likenesses = ranker.likenesses(seeker, found)
        scores = [
            ranker.score(Pair(ranker.desk, seeker, offer, likeness, judging.verdict))
            for (offer, _), likeness, judging in zip(found, likenesses, judged, strict=True)
        ]
        entries = [
            Entry(
                offer,
                one,
                score,
                judging,
                judge_wishes(seeker, offer, case.as_of),
                has_funded(offer, seeker),
                stands_beside(seeker, score),
            )
            for (offer, one), score, judging in zip(found, scores, judged, strict=True)
        ]
        return sorted(entries, key=Entry.order if ranker.refused_last else Entry.order_by_score)


@dataclass(frozen=True, slots=True)
class Entry:
    """A candidate, scored and judged, on its way to the list."""

    offer: Profile
    candidate: Candidate
    score: Score
    judging: Judging
    wishes: Judgement
    funded: bool
    beside: Beside | None

    @property
    def open(self) -> bool:
        """Whether the seeker may have it: not refused, nor unwanted, closed or theirs already."""
        return not any(self.order()[:4])

    def order(self) -> tuple[bool, bool, bool, bool, bool, float, str]:
        """Sorting key: what is open comes before what is not.

        What is not: who has funded them already, what has closed, what they do not want, what
        refuses them. Within each, what they seek comes before what they do not, then the best score
        first; the id settles ties for good.
        """
        return (
            self.judging.verdict is Verdict.INELIGIBLE,
            self.wishes.verdict is Verdict.INELIGIBLE,
            is_closed(self.offer),
            self.funded,
            self.beside is not None,
            -self.score.total,
            self.offer.id,
        )

    def order_by_score(self) -> tuple[bool, float, str]:
        """Sorting key where a refusal is told, and stands where its features put it."""
        return is_closed(self.offer), -self.score.total, self.offer.id

    def match(
        self, position: int, band: Calibrated | None, why: Callable[[str], Evidence | None]
    ) -> Match:
        """The line of the list this entry becomes."""
        return Match(
            position,
            self.offer,
            self.score,
            band,
            self.judging,
            self.wishes,
            self.candidate,
            self.funded,
            self.beside,
            why,
        )
