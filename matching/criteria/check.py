"""What is wrong with the rules of a programme beyond their shape: see `Flaw`.

Nothing here reads words: rules are compared as sets of values (`matching.criteria.domain`), so that
every finding follows from the rules themselves.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from matching.criteria.case import STARTUP
from matching.criteria.evaluators import ends, measure
from matching.criteria.facts import FactType, fact_types
from matching.criteria.logic import always, equivalent, implies, never
from matching.criteria.rules import All, Any, Condition, Dated, Leaf, Need, Node, Not, leaves

Path = tuple[str | int, ...]


class Flaw(StrEnum):
    """A kind of defect."""

    OUT_OF_RANGE = "out_of_range"
    """A threshold that the fact cannot reach: a share above 100 %."""
    EMPTY_RANGE = "empty_range"
    """A range whose least value is above its greatest."""
    PERIOD_GAP = "period_gap"
    """Days between two periods of a threshold for which there is none."""
    CONTRADICTION = "contradiction"
    """What nobody can satisfy."""
    TAUTOLOGY = "tautology"
    """What everybody satisfies."""
    UNREACHABLE = "unreachable"
    """A branch of an `any` that another covers."""
    REDUNDANT = "redundant"
    """A part of an `all`, or a condition, that follows from the others."""
    DUPLICATE = "duplicate"
    """A condition that says the same as one before it."""
    MIXED_SUBJECTS = "mixed_subjects"
    """A condition on a startup and on somebody it does not speak for, which never decides."""
    UNDECIDABLE = "undecidable"
    """A demand that only somebody else can decide, so that nobody is ever found eligible."""


@dataclass(frozen=True, slots=True)
class Programme:
    """The rules of a programme as they are written: negations stay where they stand."""

    id: str
    conditions: Sequence[Condition]


@dataclass(frozen=True, slots=True)
class Defect:
    """One thing wrong: where it stands in the programme's record, and a sentence that says why.

    `path` leads there from the record: ("eligibility", 1, "rule", "any", 0).
    """

    programme: str
    path: Path
    code: StrEnum
    message: str


@dataclass(frozen=True, slots=True)
class Placed:
    """A node of a rule and its path in the record."""

    node: Node
    path: Path

    @property
    def parts(self) -> tuple["Placed", ...]:
        """The nodes inside."""
        match self.node:
            case Not(part):
                return (Placed(part, (*self.path, "not")),)
            case All(parts) | Any(parts):
                name = "all" if isinstance(self.node, All) else "any"
                return tuple(Placed(one, (*self.path, name, n)) for n, one in enumerate(parts))
            case Leaf():
                return ()

    def walk(self) -> Iterator["Placed"]:
        """The node and all inside it, in reading order."""
        yield self
        for part in self.parts:
            yield from part.walk()


Found = Iterator[tuple[Path, Flaw, str]]


def check(programmes: Iterable[Programme]) -> list[Defect]:
    """Every defect of the rules, in the order of the programmes."""
    return _collected(programmes, CHECKS)


def warn(programmes: Iterable[Programme]) -> list[Defect]:
    """What is no defect of the rules and deserves a look."""
    return _collected(programmes, WARNINGS)


def _collected(
    programmes: Iterable[Programme], checks: Iterable[Callable[[Sequence[Condition]], Found]]
) -> list[Defect]:
    return [
        Defect(programme.id, *found)
        for programme in programmes
        for look in checks
        for found in look(programme.conditions)
    ]


def _trees(conditions: Sequence[Condition]) -> Iterator[Placed]:
    for place, condition in enumerate(conditions):
        yield Placed(condition.tree, ("eligibility", place, "rule"))


def _nodes(conditions: Sequence[Condition]) -> Iterator[Placed]:
    for tree in _trees(conditions):
        yield from tree.walk()


def out_of_range(conditions: Sequence[Condition]) -> Found:
    """Thresholds that their facts cannot reach."""
    for leaf, kind, path, value in _thresholds(conditions):
        low, high = kind.least, kind.most
        if any(low is not None and one < low for one in value):
            yield path, Flaw.OUT_OF_RANGE, f"{leaf.field} is never below {low:g}."
        elif any(high is not None and one > high for one in value):
            yield path, Flaw.OUT_OF_RANGE, f"{leaf.field} is never above {high:g}."


def empty_range(conditions: Sequence[Condition]) -> Found:
    """Ranges whose ends are swapped."""
    for leaf, _, path, value in _thresholds(conditions):
        if leaf.op in {"between", "outside"} and value[0] > value[-1]:
            message = "The range ends before it begins: write the least value first."
            yield path, Flaw.EMPTY_RANGE, message


def _thresholds(
    conditions: Sequence[Condition],
) -> Iterator[tuple[Leaf, FactType, Path, tuple[float, ...]]]:
    """Each leaf over a measure with its thresholds as numbers, once a period."""
    for placed in _nodes(conditions):
        leaf = placed.node
        if isinstance(leaf, Leaf) and (kind := fact_types()[leaf.field]).measured:
            for value, path in _periods(leaf, (*placed.path, "value")):
                yield leaf, kind, path, tuple(map(measure, ends(value)))


def _periods(leaf: Leaf, path: Path) -> Iterator[tuple[object, Path]]:
    if not isinstance(leaf.value, Dated):
        yield leaf.value, path
        return
    for place, period in enumerate(leaf.value.periods):
        yield period.value, (*path, place, "value")


def period_gap(conditions: Sequence[Condition]) -> Found:
    """Days between two periods that belong to neither."""
    for placed in _nodes(conditions):
        if isinstance(placed.node, Leaf) and isinstance(placed.node.value, Dated):
            for day in _gaps(placed.node.value):
                message = f"No threshold holds on {day}: let one period begin as another ends."
                yield (*placed.path, "value"), Flaw.PERIOD_GAP, message


def _gaps(dated: Dated) -> Iterator[date]:
    """The first day of each gap."""
    periods = sorted(dated.periods, key=lambda one: one.since or date.min)
    for one, following in pairwise(periods):
        if one.until and following.since and following.since - one.until > timedelta(days=1):
            yield one.until + timedelta(days=1)


def contradiction(conditions: Sequence[Condition]) -> Found:
    """The smallest trees that nothing satisfies."""
    for placed in _smallest(never, conditions):
        yield placed.path, Flaw.CONTRADICTION, "Nobody can satisfy this."


def tautology(conditions: Sequence[Condition]) -> Found:
    """The smallest trees that everything satisfies."""
    for placed in _smallest(always, conditions):
        message = "Everybody satisfies this, so that it demands nothing: remove it."
        yield placed.path, Flaw.TAUTOLOGY, message


def _smallest(holds: Callable[[Node], bool], conditions: Sequence[Condition]) -> Iterator[Placed]:
    """The nodes of which something holds and of none of their parts, wrong thresholds aside."""
    wrong = {path for path, *_ in (*out_of_range(conditions), *empty_range(conditions))}
    for placed in _nodes(conditions):
        if holds(placed.node) and not any(holds(part.node) for part in placed.parts):
            explained = any(path[: len(placed.path)] == placed.path for path in wrong)
            if not (explained and isinstance(placed.node, Leaf)):
                yield placed


def unreachable(conditions: Sequence[Condition]) -> Found:
    """Branches of an `any` that the others cover."""
    for placed in _nodes(conditions):
        if isinstance(placed.node, Any) and not always(placed.node):
            for part in _spare(placed.parts, lambda part, others: implies(part, Any(others))):
                message = "Another branch covers this one: remove it, or correct it."
                yield part.path, Flaw.UNREACHABLE, message


def redundant(conditions: Sequence[Condition]) -> Found:
    """Parts of an `all` that follow from the others."""
    for placed in _nodes(conditions):
        if isinstance(placed.node, All) and not never(placed.node):
            for part in _spare(placed.parts, _follows):
                message = "This follows from the other parts: remove it, or correct it."
                yield part.path, Flaw.REDUNDANT, message


def _follows(part: Node, others: tuple[Node, ...]) -> bool:
    return implies(All(others), part)


def _spare(
    parts: Sequence[Placed], spare: Callable[[Node, tuple[Node, ...]], bool]
) -> Iterator[Placed]:
    """The parts that the others make needless, the later ones first; so a twin is named once.

    Parts that nothing or everything satisfies are no others' doing.
    """
    kept = [part for part in parts if not never(part.node) and not always(part.node)]
    for part in reversed(kept[:]):
        others = [one for one in kept if one is not part]
        if spare(part.node, tuple(one.node for one in others)):
            kept = others
            yield part


def mixed_subjects(conditions: Sequence[Condition]) -> Found:
    """Conditions that a startup can answer only in part."""
    for tree in _trees(conditions):
        subjects = {fact_types()[leaf.field].subject for leaf in leaves(tree.node)}
        if len(subjects) > 1 and subjects - STARTUP:
            named = ", ".join(sorted(subjects))
            message = f"This is about several parties ({named}): write a condition for each."
            yield tree.path, Flaw.MIXED_SUBJECTS, message


def conflict(conditions: Sequence[Condition]) -> Found:
    """Demands of which each can be met and that nobody meets together."""
    demands = [one for one in _needed(conditions, Need.REQUIRED) if not never(one.node)]
    if never(*(one.node for one in demands)):
        *others, last = _core(demands)
        named = " and ".join(".".join(map(str, one.path[:2])) for one in others)
        yield last.path, Flaw.CONTRADICTION, f"Nobody satisfies both this and {named}."


def _core(trees: Sequence[Placed]) -> list[Placed]:
    """A smallest part of these trees that nothing satisfies together."""
    kept = list(trees)
    for tree in trees:
        others = [one for one in kept if one is not tree]
        if never(*(one.node for one in others)):
            kept = others
    return kept


def duplicate(conditions: Sequence[Condition]) -> Found:
    """Conditions that say the same as one before them."""
    before: list[Placed] = []
    for tree in _open(_trees(conditions)):
        twin = next((one for one in before if equivalent(one.node, tree.node)), None)
        if twin:
            named = ".".join(map(str, twin.path[:2]))
            yield tree.path, Flaw.DUPLICATE, f"This says the same as {named}: keep one."
        before.append(tree)


def needless(conditions: Sequence[Condition]) -> Found:
    """Conditions that follow from what is required, twins aside."""
    twins = {path for path, *_ in duplicate(conditions)}
    demands, others = (
        [one for one in _open(_needed(conditions, *needs)) if one.path not in twins]
        for needs in ((Need.REQUIRED,), (Need.STEP, Need.BONUS))
    )
    required = All(tuple(one.node for one in demands))
    if never(required):
        return
    followed = [one for one in others if implies(required, one.node)]
    for tree in (*_spare(demands, _follows), *followed):
        message = "This follows from what is required besides: remove it, or correct it."
        yield tree.path, Flaw.REDUNDANT, message


def undecidable(conditions: Sequence[Condition]) -> Found:
    """Demands that only somebody else can decide."""
    for tree in _needed(conditions, Need.REQUIRED):
        if all(fact_types()[leaf.field].decided_by for leaf in leaves(tree.node)):
            message = "Only somebody else decides this, and nobody is ever found eligible."
            yield tree.path, Flaw.UNDECIDABLE, message


def _needed(conditions: Sequence[Condition], *needs: Need) -> Iterator[Placed]:
    for tree, condition in zip(_trees(conditions), conditions, strict=True):
        if condition.need in needs:
            yield tree


def _open(trees: Iterable[Placed]) -> Iterator[Placed]:
    """The trees that some satisfy and others do not."""
    return (tree for tree in trees if not never(tree.node) and not always(tree.node))


CHECKS = (
    out_of_range, empty_range, period_gap, contradiction, tautology, unreachable, redundant,
    mixed_subjects, conflict, duplicate, needless,
)  # fmt: skip
WARNINGS = (undecidable,)
