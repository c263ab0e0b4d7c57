"""The question whose answer decides most."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from matching.criteria.case import Case
from matching.criteria.derived import Interval
from matching.criteria.facts import fact_types
from matching.criteria.horizon import asked
from matching.criteria.hypotheses import answers, concerned
from matching.criteria.judge import judge_case
from matching.criteria.panel import Panel
from matching.criteria.rules import Condition, Leaf
from matching.criteria.verdict import Doubt, Finding, Verdict, unique

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


def questions(programmes: Sequence[Programme], case: Case, limit: int = 3) -> list[Question]:
    """The questions that decide most, best first; each can decide at least one verdict.

    Only what would settle a verdict is asked for: a fact that nobody has stated, or too long ago,
    or not to the day, and that the founders can state themselves.
    """
    judged = [(one, judge_case(one[0], case)) for one in programmes]
    undecided = [
        (one, found) for one, found in judged if found.verdict is Verdict.TO_VERIFY
    ]  # fmt: skip
    fields = unique(
        leaf.node.field
        for _, judgement in undecided
        for leaf in judgement.deciding
        if isinstance(leaf.node, Leaf) and answerable(leaf.node.field, leaf)
    )
    opened = [Open(*one, asked(one[0], case)) for one, _ in undecided]
    found = [weighed(field, opened, case) for field in fields]
    useful = [one for one in found if one.programmes]
    return sorted(useful, key=lambda one: (-one.worth, -one.programmes, one.field))[:limit]


def answerable(field: str, leaf: Finding) -> bool:
    """Whether founders can settle a leaf by stating its fact."""
    kind = fact_types().get(field)
    dated_about = leaf.doubt is Doubt.IMPRECISE and isinstance(
        leaf.known and leaf.known.value, Interval
    )
    theirs = kind is not None and not kind.decided_by
    return theirs and (leaf.doubt in ANSWERABLE or dated_about)


@dataclass(frozen=True, slots=True)
class Open:
    """A programme whose verdict is open: what it demands, its weight, and what that asks."""

    conditions: Sequence[Condition]
    weight: float
    leaves: Sequence[Leaf]


def weighed(field: str, programmes: Sequence[Open], case: Case) -> Question:
    """What asking for a fact is worth: the verdicts of the programmes it concerns, tried."""
    about = concerned(field)
    touched = [one for one in programmes if any(leaf.field in about for leaf in one.leaves)]
    leaves = [leaf for one in touched for leaf in one.leaves]
    panel = Panel([one.conditions for one in touched])
    tried = [panel.verdicts(case.having(fact)) for fact in answers(field, leaves, case)]
    settled = [[one is not Verdict.TO_VERIFY for one in verdicts] for verdicts in tried]
    worth = [
        sum(one.weight for one, decided in zip(touched, each, strict=True) if decided)
        for each in settled
    ]
    reached = sum(map(any, zip(*settled, strict=True)))
    return Question(field, fmean(worth or [0.0]), reached)
