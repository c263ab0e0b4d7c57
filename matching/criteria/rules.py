"""Rules as data: a tree of conditions over facts."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from matching.profile import Scalar


class Need(StrEnum):
    """What a condition does to a verdict.

    `REQUIRED` refuses when it fails. `STEP` is something to obtain on the way, as an endorsement:
    it leaves the verdict open until it is there, and never refuses. `BONUS` improves the terms and
    `INFO` is for reading; neither decides.
    """

    REQUIRED = "required"
    STEP = "step"
    BONUS = "bonus"
    INFO = "info"


DECIDES = frozenset({Need.REQUIRED, Need.STEP})


@dataclass(frozen=True, slots=True)
class Quote:
    """The sentence of a source that a rule says: its words, their language and its address."""

    text: str
    lang: str = "fr"
    url: str = ""


Threshold = Scalar | tuple[Scalar, ...]


@dataclass(frozen=True, slots=True)
class Period:
    """What a threshold is from one day to another, both included; None where there is no end."""

    value: Threshold
    since: date | None = None
    until: date | None = None

    def holds(self, day: date) -> bool:
        """Whether this is the threshold of a day."""
        return (self.since or date.min) <= day <= (self.until or date.max)


@dataclass(frozen=True, slots=True)
class Dated:
    """A threshold that changed: each of its values with its days, which do not overlap."""

    periods: tuple[Period, ...]


@dataclass(frozen=True, slots=True)
class Leaf:
    """`field` compared by `op` with `value`."""

    field: str
    op: str
    value: Threshold | Dated
    quote: Quote | None = None
    # What is found of a leaf is looked up by it thousands of times a list.
    _hash: int = dataclasses.field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_hash", hash((self.field, self.op, self.value, self.quote)))

    def __hash__(self) -> int:
        return self._hash

    def at(self, day: date) -> Threshold | None:
        """The threshold of a day; None when no period covers it."""
        if not isinstance(self.value, Dated):
            return self.value
        return next((one.value for one in self.value.periods if one.holds(day)), None)


@dataclass(frozen=True, slots=True)
class All:
    """Holds when every part does."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Any:
    """Holds when at least one part does."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Holds when its part does not."""

    part: "Node"


Node = Leaf | All | Any | Not

NEGATIONS = {
    "==": "!=", "in": "not_in", "contains": "lacks", "between": "outside", "<": ">=", "<=": ">",
}  # fmt: skip
NEGATIONS |= {negated: op for op, negated in NEGATIONS.items()}


@dataclass(frozen=True)
class Condition:
    """One demand of a programme: a tree, what it does to the verdict, and who says it."""

    tree: Node
    need: Need
    quote: Quote | None = None

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        # Programmes are looked up by their conditions: a tree is gone through once.
        return hash((self.tree, self.need, self.quote))

    @cached_property
    def leaves(self) -> tuple["Leaf", ...]:
        """The leaves of its tree, in reading order."""
        return tuple(leaves(self.tree))

    @cached_property
    def fields(self) -> frozenset[str]:
        """The facts that it reads."""
        return frozenset(leaf.field for leaf in self.leaves)


def negated(node: Node) -> Node:
    """The tree that holds where this one does not, negations pushed into the leaves."""
    match node:
        case Leaf(field, op, value, quote):
            return Leaf(field, NEGATIONS[op], value, quote)
        case All(parts):
            return Any(tuple(map(negated, parts)))
        case Any(parts):
            return All(tuple(map(negated, parts)))
        case Not(part):
            return normal(part)


def normal(node: Node) -> Node:
    """The same tree with negations pushed into the leaves, so that none is left."""
    match node:
        case All(parts):
            return All(tuple(map(normal, parts)))
        case Any(parts):
            return Any(tuple(map(normal, parts)))
        case Not(part):
            return negated(part)
        case Leaf():
            return node


def leaves(node: Node) -> Iterator[Leaf]:
    """The leaves of a tree, in reading order."""
    match node:
        case Leaf():
            yield node
        case Not(part):
            yield from leaves(part)
        case All(parts) | Any(parts):
            for one in parts:
                yield from leaves(one)
