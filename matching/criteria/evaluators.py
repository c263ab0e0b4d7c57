"""What a leaf says of the fact it reads: one evaluator an operator."""

from collections.abc import Callable, Mapping
from datetime import date

from matching.criteria.case import Case, Known
from matching.criteria.derived import Interval
from matching.criteria.facts import fact_types
from matching.criteria.rules import Leaf, Threshold
from matching.criteria.verdict import NEGATION, Doubt, Finding, Truth
from matching.criteria.vocabulary import vocabulary

Evaluator = Callable[[str, Threshold, Known], Truth]


def look(leaf: Leaf, case: Case) -> Finding:
    """What a leaf finds in a case; remembered there, since many rules ask the same."""
    if leaf not in case.found:
        truth, doubt = outcome(leaf, case)
        known, threshold = case.known(leaf.field), leaf.at(case.as_of)
        case.found[leaf] = Finding(leaf, truth, (), known, doubt, threshold)
    return case.found[leaf]


def outcome(leaf: Leaf, case: Case) -> tuple[Truth, Doubt | None]:
    """Whether a leaf holds in a case, and why that is open when it is."""
    known = case.known(leaf.field)
    if known is None:
        kind = fact_types().get(leaf.field)
        return Truth.UNKNOWN, Doubt.DECLARED if kind and kind.decided_by else Doubt.MISSING
    threshold = leaf.at(case.as_of)
    if threshold is None:
        return Truth.UNKNOWN, Doubt.UNDATED
    if known.stale:
        return Truth.UNKNOWN, Doubt.STALE
    try:
        truth = EVALUATORS[leaf.op](leaf.field, threshold, known)
    except ValueError:
        return Truth.UNKNOWN, Doubt.UNREADABLE
    return truth, Doubt.IMPRECISE if truth is Truth.UNKNOWN else None


def names(value: object) -> tuple[str, ...]:
    """A value or a list of values as a tuple of names."""
    many = value if isinstance(value, tuple | list) else (value,)
    return tuple(str(one) for one in many)


def decided(condition: bool) -> Truth:  # noqa: FBT001 - it converts a boolean
    """A decided truth."""
    return Truth.YES if condition else Truth.NO


def same(field: str, wanted: Threshold, known: Known) -> Truth:
    """Equality: of measures by value, of names through the fact's vocabulary."""
    if isinstance(wanted, str | tuple | list):
        return member(field, wanted, known)
    number, found = measure(wanted), bounds(known)
    if found.low == found.high:
        return decided(found.low == number)
    return Truth.UNKNOWN if found.low <= number <= found.high else Truth.NO


def member(field: str, wanted: Threshold, known: Known) -> Truth:
    """Whether any value of the fact is one of the rule's."""
    return vocabulary(field).any_satisfies(names(known.value), names(wanted))


def between(_field: str, wanted: Threshold, known: Known) -> Truth:
    """Whether the value lies in the rule's range, both ends included."""
    least, most = (measure(end) for end in ends(wanted))
    found = bounds(known)
    if found.high < least or found.low > most:
        return Truth.NO
    return agreed(least <= found.low <= most, least <= found.high <= most)


def compared(holds: Callable[[float, float], bool]) -> Evaluator:
    """A comparison with the rule's measure; open when only part of an interval satisfies it."""

    def evaluate(_field: str, wanted: Threshold, known: Known) -> Truth:
        number, found = measure(wanted), bounds(known)
        return agreed(holds(found.low, number), holds(found.high, number))

    return evaluate


def negation(evaluator: Evaluator) -> Evaluator:
    """The evaluator of the opposite operator."""
    return lambda field, wanted, known: NEGATION[evaluator(field, wanted, known)]


def ends(value: object) -> tuple[object, ...]:
    """The two ends of a range."""
    return tuple(value) if isinstance(value, tuple | list) else (value,)


def measure(value: object) -> float:
    """A number, a truth value or a day (a date or its ISO text) as something to compare."""
    if isinstance(value, int | float):
        return float(value)
    return float((value if isinstance(value, date) else date.fromisoformat(str(value))).toordinal())


def bounds(known: Known) -> Interval:
    """The least and the greatest measure the fact may be."""
    if isinstance(known.value, Interval):
        return known.value
    found = measure(known.value)
    return Interval(found, found)


def agreed(*answers: bool) -> Truth:
    """Decided when every answer is the same."""
    found = set(answers)
    return decided(found.pop()) if len(found) == 1 else Truth.UNKNOWN


EVALUATORS: Mapping[str, Evaluator] = {
    "==": same,
    "!=": negation(same),
    "in": member,
    "not_in": negation(member),
    "contains": member,
    "lacks": negation(member),
    "between": between,
    "outside": negation(between),
    "<": compared(lambda number, wanted: number < wanted),
    "<=": compared(lambda number, wanted: number <= wanted),
    ">": compared(lambda number, wanted: number > wanted),
    ">=": compared(lambda number, wanted: number >= wanted),
}
