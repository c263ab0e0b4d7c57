"""The values that a leaf lets pass, as sets that can be intersected and complemented.

A measure has a union of intervals; a name has a finite set of names, or all names but some. What a
rule says of a fact is a `Claim`, and whether claims can hold together (`compatible`) is all that
`matching.criteria.logic` needs to find a rule that nothing satisfies, or that follows from others.
"""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import and_
from typing import Any, Protocol

from matching.criteria.evaluators import ends, measure, names
from matching.criteria.facts import FactType
from matching.criteria.rules import NEGATIONS, Dated, Leaf, Threshold
from matching.criteria.verdict import NEGATION, Truth
from matching.criteria.vocabulary import Vocabulary, vocabulary

Reading = frozenset[Truth]

# A leaf over names may answer "unknown": a rule is read once by what it certainly lets pass, and
# once by what it may let pass.
CERTAIN: Reading = frozenset({Truth.YES})
POSSIBLE: Reading = frozenset({Truth.YES, Truth.UNKNOWN})

# A place between two measures: just before a number (0) or just after it (1).
Cut = tuple[float, int]


class Values(Protocol):
    """A set of values of one fact: `Measures` or `Names`."""

    def __and__(self, other: Any) -> "Values": ...  # noqa: ANN401 - a set of the same kind

    def __invert__(self) -> "Values": ...

    def __bool__(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Measures:
    """A union of intervals: the cuts at which it begins and ends by turns, in order.

    [1, 5) is ((1, 0), (5, 0)); what lies above 3 is ((3, 1), (inf, 1)).
    """

    cuts: tuple[Cut, ...] = ()

    def __and__(self, other: "Measures") -> "Measures":
        places = sorted({*self.cuts, *other.cuts})
        inside = [self._begun(place) and other._begun(place) for place in places]
        turns = zip(places, [False, *inside], inside, strict=False)
        return Measures(tuple(place for place, before, after in turns if before != after))

    def __or__(self, other: "Measures") -> "Measures":
        return ~(~self & ~other)

    def __invert__(self) -> "Measures":
        return Measures(tuple(sorted({*self.cuts} ^ {*EVERY_MEASURE.cuts})))

    def __bool__(self) -> bool:
        return bool(self.cuts)

    def _begun(self, place: Cut) -> bool:
        return sum(cut <= place for cut in self.cuts) % 2 == 1

    def whole(self) -> "Measures":
        """The whole numbers of it, so that nothing lies between 3 and 4."""
        cuts = [(_following(cut), 0) if math.isfinite(cut[0]) else cut for cut in self.cuts]
        return Measures(tuple(cut for cut in cuts if cuts.count(cut) == 1))


EVERY_MEASURE = Measures(((-math.inf, 0), (math.inf, 1)))


def _following(cut: Cut) -> float:
    """The first whole number after a cut."""
    place, after = cut
    return math.floor(place) + 1 if after else math.ceil(place)


def between(least: float, most: float) -> Measures:
    """The measures from one to another, both included; none when they are swapped."""
    return Measures(((least, 0), (most, 1))) if least <= most else Measures()


def below(most: float) -> Measures:
    """The measures under one."""
    return Measures(((-math.inf, 0), (most, 0)))


@dataclass(frozen=True, slots=True)
class Names:
    """These names or, with `others`, every name but these."""

    named: frozenset[str] = frozenset()
    others: bool = False

    def __and__(self, other: "Names") -> "Names":
        if self.others and other.others:
            return Names(self.named | other.named, others=True)
        if self.others:
            return Names(other.named - self.named)
        return Names(self.named - other.named if other.others else self.named & other.named)

    def __invert__(self) -> "Names":
        return Names(self.named, not self.others)

    def __bool__(self) -> bool:
        return self.others or bool(self.named)


EVERY_NAME = Names(others=True)


@dataclass(frozen=True, slots=True)
class Claim:
    """What a leaf says of a fact: one of its values is among these or, with `lacks`, none is.

    The second is the complement of the first where a fact has one value, and not in a list.
    """

    values: Values
    lacks: bool = False


def compatible(kind: FactType, claims: Iterable[Claim]) -> bool:
    """Whether some value of a fact bears out all these claims at once."""
    claims = list(claims)
    allowed = reduce(and_, (~one.values for one in claims if one.lacks), everything(kind))
    wanted = [one.values for one in claims if not one.lacks]
    if kind.type != "list":
        return bool(reduce(and_, wanted, allowed))
    # each claim may be borne out by another item of the list
    return bool(allowed) and all(values & allowed for values in wanted)


def everything(kind: FactType) -> Values:
    """All the values that a fact may take."""
    if kind.type == "boolean":
        return between(0, 1).whole()
    if kind.type == "date":
        return between(date.min.toordinal(), date.max.toordinal()).whole()
    if kind.measured:
        least = -math.inf if kind.least is None else kind.least
        most = math.inf if kind.most is None else kind.most
        return _suited(kind, between(least, most))
    closed = frozenset(map(vocabulary(kind.name).canonical, kind.values))
    return Names(closed) if closed else EVERY_NAME


def claim(kind: FactType, leaf: Leaf, reading: Reading) -> Claim:
    """What a leaf with one threshold says, counting the answers of `reading`.

    Raises ValueError for a threshold that is no measure where one is due.
    """
    assert not isinstance(leaf.value, Dated)
    lacks = leaf.op not in POSITIVE
    op = NEGATIONS[leaf.op] if lacks else leaf.op
    if kind.measured or kind.type == "boolean":
        return Claim(_suited(kind, POSITIVE[op](leaf.value)), lacks)
    counted = frozenset(Truth) - {NEGATION[one] for one in reading} if lacks else reading
    return Claim(_answering(kind, names(leaf.value), counted), lacks)


def _suited(kind: FactType, values: Measures) -> Measures:
    """Whole numbers only where a fact counts; an age that grows passes between them."""
    counts = kind.type in {"boolean", "date"} or (kind.type == "integer" and not kind.grows)
    return values.whole() if counts else values


def _points(wanted: Threshold) -> Measures:
    numbers = [measure(one) for one in ends(wanted)]
    return reduce(Measures.__or__, (between(one, one) for one in numbers), Measures())


# The operators that say what a value is; the others say what it is not.
POSITIVE: Mapping[str, Callable[[Threshold], Measures]] = {
    "==": _points,
    "in": _points,
    "contains": _points,
    "between": lambda wanted: between(*map(measure, ends(wanted))),
    "<": lambda wanted: below(measure(wanted)),
    "<=": lambda wanted: between(-math.inf, measure(wanted)),
}


def _answering(kind: FactType, wanted: tuple[str, ...], counted: Reading) -> Names:
    """The names that answer to the wanted ones, through the fact's vocabulary."""
    words = vocabulary(kind.name)
    known = map(words.canonical, {*_related(words), *kind.values, *wanted})
    return Names(frozenset(one for one in known if words.any_satisfies([one], wanted) in counted))


def _related(words: Vocabulary) -> frozenset[str]:
    """The names that a vocabulary relates to others."""
    relations = (words.is_, words.maybe)
    above = (name for relation in relations for named in relation.values() for name in named)
    return frozenset({*words.is_, *words.maybe, *above})
