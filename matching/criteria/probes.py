"""Values to try for a fact: together they meet everything that rules tell apart of it."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from math import ceil, floor

from matching.criteria.facts import FactType, fact_types
from matching.criteria.rules import Dated, Leaf
from matching.criteria.verdict import unique
from matching.criteria.vocabulary import vocabulary
from matching.profile import Scalar, Value

# What a list or an open text may hold besides the names that rules give.
OTHER = "autre"
# The least difference that matters in a number, by its unit; of the others, one.
GRAINS = {"years": 0.1, "percent": 0.1, "jobs_per_million_mad": 0.1}


def probes(name: str, leaves: Iterable[Leaf]) -> list[Value]:
    """Values of a fact on both sides of every threshold, and every name that these leaves give.

    Every closed value where the fact has such, and the general names of one said in free words,
    where a name that is not listed decides nothing; of a fact nobody knows, none. Measures rise.
    """
    kind = fact_types().get(name)
    if kind is None:
        return []
    if kind.type == "boolean":
        return [True, False]
    given = [one for leaf in leaves if leaf.field == name for one in thresholds(leaf)]
    if kind.measured:
        return sorted({value for one in given for value in around(kind, one)})
    names = kind.values or unique([*map(str, given), OTHER, *vocabulary(name).heads])
    return [(one,) if kind.type == "list" else one for one in names]


def thresholds(leaf: Leaf) -> Iterator[Scalar]:
    """Every value that a leaf compares with, in all its periods."""
    values = (
        [one.value for one in leaf.value.periods] if isinstance(leaf.value, Dated) else [leaf.value]
    )
    for value in values:
        yield from value if isinstance(value, tuple) else (value,)


def around(kind: FactType, threshold: Scalar) -> Iterator[Scalar]:
    """A threshold, and the nearest values below and above that the fact may have."""
    if kind.type == "date":
        day = date.fromisoformat(str(threshold))
        yield from (day + timedelta(days=step) for step in (-1, 0, 1))
        return
    least, most = kind.least, kind.most
    for value in neighbours(kind, float(str(threshold))):
        if (least is None or value >= least) and (most is None or value <= most):
            yield value


def neighbours(kind: FactType, number: float) -> tuple[float, ...]:
    """A number and the nearest of its kind on either side; whole ones are left whole."""
    if kind.type == "integer":
        return tuple(
            dict.fromkeys((ceil(number) - 1, floor(number), ceil(number), floor(number) + 1))
        )
    grain = GRAINS.get(kind.unit, 1)
    near = (round(number + step * grain, 6) for step in (-1, 0, 1))
    return tuple(int(one) if one.is_integer() else one for one in near)
