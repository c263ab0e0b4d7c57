"""The question whose answer decides most."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import compress
from statistics import fmean

from matching.criteria.case import Case
from matching.criteria.derived import Interval
from matching.criteria.evaluators import look
from matching.criteria.facts import asked_as, asked_by, fact_types
from matching.criteria.horizon import asked
from matching.criteria.hypotheses import concerned, replies
from matching.criteria.panel import panel_of
from matching.criteria.rules import Condition, Leaf
from matching.criteria.verdict import Doubt, Finding, Verdict, unique
from matching.profile import Fact

Programme = tuple[Sequence[Condition], float]
"""What a programme demands, and how much it matters here."""

ANSWERABLE = frozenset({Doubt.MISSING, Doubt.STALE, Doubt.UNREADABLE})


@dataclass(frozen=True, slots=True)
class Question:
    """A fact to ask for.

    `worth` is the weight of the programmes that its answer is expected to decide, each of the
    answers that rules tell apart as likely as another; `programmes` is how many at least one
    answer decides.
    """

    field: str
    worth: float
    programmes: int


def questions(
    programmes: Sequence[Programme],
    case: Case,
    limit: int = 3,
    judged: Iterable[tuple[Condition, ...]] = (),
) -> list[Question]:
    """The questions that decide most, best first; each can decide at least one verdict.

    Only what would settle a verdict is asked for: a fact that nobody has stated, or too long ago,
    or not to the day, and that the founders can state themselves; what several facts follow from is
    asked once, for all of them. Where the programmes are some of many that the case was judged by,
    `judged` are those: nothing is looked at again.
    """
    trials = Trials(programmes, case, judged)
    fields = unique(asked_as(field) for field in trials.leaves if trials.answerable(field))
    return best_of(fields, trials, limit)


def best_of(fields: Iterable[str], trials: "Trials", limit: int) -> list[Question]:
    """The questions worth most: a fact is not tried that could not be worth as much as those."""
    best: list[Question] = []
    for field in sorted(fields, key=trials.standing, reverse=True):
        least = best[-1].worth if len(best) == limit else 0.0
        if trials.standing(field) < least:
            break
        if trials.most(field) < least:
            continue
        found = [*best, trials.weighed(field)]
        useful = [one for one in found if one.programmes]
        best = sorted(useful, key=lambda one: (-one.worth, -one.programmes, one.field))[:limit]
    return best


def answerable(field: str, leaf: Finding) -> bool:
    """Whether founders can settle a leaf by stating its fact."""
    kind = fact_types().get(field)
    dated_about = leaf.doubt is Doubt.IMPRECISE and isinstance(
        leaf.known and leaf.known.value, Interval
    )
    theirs = kind is not None and not kind.decided_by
    return theirs and (leaf.doubt in ANSWERABLE or dated_about)


class Trials:
    """The programmes whose verdicts are open in a case, tried with other values of its facts."""

    def __init__(
        self,
        programmes: Sequence[Programme],
        case: Case,
        judged: Iterable[tuple[Condition, ...]] = (),
    ) -> None:
        self.case = case
        # Many cases share the panel of all programmes; which of them are open only few.
        every = [tuple(conditions) for conditions, _ in programmes]
        self.panel, places = panel_of(frozenset([*every, *judged]), case.subjects)
        self.levels = self.panel.levels(case)
        verdicts = self.panel.judged(self.levels, case, map(places.__getitem__, every))
        undecided = [
            one
            for one, verdict in zip(programmes, verdicts, strict=True)
            if verdict is Verdict.TO_VERIFY
        ]
        self.weights = [weight for _, weight in undecided]
        # Where each open programme sits in the panel.
        self.seats = [places[tuple(conditions)] for conditions, _ in undecided]
        # By fact: the leaves that read it, and the places of the programmes that they stand in.
        self.leaves: dict[str, list[Leaf]] = defaultdict(list)
        self.places: dict[str, set[int]] = defaultdict(set)
        self._settleable: dict[str, list[int]] = {}
        for place, (conditions, _) in enumerate(undecided):
            for leaf in asked(conditions, case):
                self.leaves[leaf.field].append(leaf)
                self.places[leaf.field].add(place)

    def answerable(self, field: str) -> bool:
        """Whether founders can settle a leaf on a fact by stating it."""
        return any(answerable(field, look(leaf, self.case)) for leaf in set(self.leaves[field]))

    def standing(self, field: str) -> float:
        """The weight of the programmes that read a fact, or what follows from it."""
        return sum(self.weights[one] for one in self.touched(field))

    def touched(self, field: str) -> set[int]:
        """The places of those programmes."""
        return {place for name in concerned(field) for place in self.places.get(name, ())}

    def most(self, field: str) -> float:
        """The weight of the programmes that a fact may settle: what it is worth at most."""
        return sum(self.weights[one] for one in self.settleable(field))

    def settleable(self, field: str) -> list[int]:
        """The places of the programmes that some answer may settle, whatever it is."""
        if field not in self._settleable:
            touched = sorted(self.touched(field))
            seats = {self.seats[one] for one in touched}
            moved = set(self.panel.movable(self.levels, self.case, concerned(field), seats))
            self._settleable[field] = [one for one in touched if self.seats[one] in moved]
        return self._settleable[field]

    def weighed(self, field: str) -> Question:
        """What asking for a fact is worth: the verdicts of the programmes it concerns, tried."""
        about, touched = concerned(field), self.settleable(field)
        leaves = [leaf for one in asked_by(field) for leaf in self.leaves.get(one, ())]
        facts = replies(field, leaves, self.case)
        tried = [self.tried(fact, about) for fact in facts]
        # Answers that no rule tells apart settle the same.
        outcomes = {levels: self.settled(levels, touched) for levels in set(tried)}
        settled = [outcomes[levels] for levels in tried]
        worth = [sum(compress((self.weights[one] for one in touched), each)) for each in settled]
        reached = sum(map(any, zip(*settled, strict=True)))
        return Question(field, fmean(worth or [0.0]), reached)

    def tried(self, fact: Fact, about: Collection[str]) -> tuple[int, ...]:
        """The levels of the panel, were a fact so."""
        return tuple(self.panel.changed(self.levels, self.case.having(fact), about))

    def settled(self, levels: Sequence[int], touched: Iterable[int]) -> list[bool]:
        """Which of the programmes at some places are open no more at some levels."""
        verdicts = self.panel.judged(levels, self.case, [self.seats[one] for one in touched])
        return [one is not Verdict.TO_VERIFY for one in verdicts]
