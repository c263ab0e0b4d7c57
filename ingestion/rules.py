"""Rules of a record: whether each tree is one, and each value suits its fact and its operator."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TypeGuard

from ingestion.dates import check_full
from ingestion.raw import Fault
from ingestion.report import Data, Path, Reason
from ingestion.wording import nearest, shown
from matching.criteria import rules
from matching.criteria.facts import FactType, fact_types
from matching.criteria.rules import Condition, Dated, Leaf, Need, Node, Period, Quote, Threshold
from matching.profile import Scalar

RANGES = {"between", "outside"}
LISTS = {"in", "not_in", *RANGES}
ORDERED = {"<", "<=", ">", ">=", *RANGES}
GROUPS = ("all", "any")
DEEPEST = 8


def _date(value: object) -> bool:
    try:
        return isinstance(value, str) and check_full(value)
    except ValueError:
        return False


def _measure(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


SUITS: Mapping[str, Callable[[object], bool]] = {
    "number": _measure,
    "integer": _measure,
    "boolean": lambda value: isinstance(value, bool),
    "date": _date,
    "text": lambda value: isinstance(value, str),
    "list": lambda value: isinstance(value, str),
}

EXPECTED = {
    "number": "a number",
    "integer": "a number",
    "boolean": "true or false",
    "date": "a whole date, YYYY-MM-DD",
    "text": "a text",
    "list": "a text",
}


def rule_faults(data: Data) -> Iterator[Fault]:
    """What the schema cannot say of the rules: the shape of trees, values against their facts."""
    conditions = data.get("eligibility")
    for place, given in enumerate(conditions if isinstance(conditions, list) else ()):
        tree = given.get("rule") if isinstance(given, dict) else None
        if isinstance(tree, dict):
            yield from _node(tree, ("eligibility", place, "rule"), DEEPEST)


def _node(node: Mapping[str, Any], path: Path, depth: int) -> Iterator[Fault]:
    shapes = [name for name in ("field", *GROUPS, "not") if name in node]
    if len(shapes) != 1:
        message = "A rule is one of: a comparison (field, op, value), all, any, not."
        yield Fault(path, Reason.WRONG_VALUE, message)
    elif not depth:
        yield Fault(path, Reason.WRONG_VALUE, f"Rules go {DEEPEST} levels deep at most.")
    elif shapes[0] == "field":
        yield from _leaf(node, path)
    else:
        yield from _group(node, shapes[0], path)
        for part, place in parts(node, path):
            yield from _node(part, place, depth - 1)


def _group(node: Mapping[str, Any], shape: str, path: Path) -> Iterator[Fault]:
    """What stands beside a group's parts, and would be read by nobody."""
    for name in ("op", "value", "unit", "quote"):
        if name in node:
            message = f"“{name}” says nothing beside “{shape}”: move it into one of its parts."
            yield Fault((*path, name), Reason.UNKNOWN_FIELD, message)


def parts(node: Mapping[str, Any], path: Path) -> Iterator[tuple[Mapping[str, Any], Path]]:
    """The rules inside one, each with its path; what is no rule is the schema's to refuse."""
    for name in GROUPS:
        inner = node.get(name)
        for place, one in enumerate(inner if isinstance(inner, list) else ()):
            if isinstance(one, dict):
                yield one, (*path, name, place)
    if isinstance(node.get("not"), dict):
        yield node["not"], (*path, "not")


def _leaf(rule: Mapping[str, Any], path: Path) -> Iterator[Fault]:
    name, operator = rule.get("field"), rule.get("op")
    kind = fact_types().get(name) if isinstance(name, str) else None
    for missing in [one for one in ("op", "value") if one not in rule]:
        message = f"“{missing}” is missing: a comparison has a field, an op and a value."
        yield Fault((*path, missing), Reason.MISSING_FIELD, message)
    if kind is None or not isinstance(operator, str) or "value" not in rule:
        return  # said already, by the schema or above
    if operator in ORDERED and not kind.measured:
        message = f"“{operator}” compares measures, and {name} is not one: use == or in."
        yield Fault((*path, "op"), Reason.WRONG_VALUE, message)
        return
    yield from _unit(kind, rule, path)
    if dated(rule["value"]):
        yield from _periods(rule["value"], (*path, "value"))
    for value, place in _values(rule["value"], (*path, "value")):
        yield from _value(kind, operator, value, place)


def _unit(kind: FactType, rule: Mapping[str, Any], path: Path) -> Iterator[Fault]:
    given = rule.get("unit", "")
    if given != kind.unit:
        wanted = f"write “unit: {kind.unit}”" if kind.unit else "leave unit out"
        message = f"{kind.name} is measured in {kind.unit or 'no unit'}, not {given!r}: {wanted}."
        yield Fault((*path, "unit"), Reason.WRONG_VALUE, message)


def _values(value: object, path: Path) -> Iterator[tuple[object, Path]]:
    """The thresholds of a comparison: one, or one a period."""
    if not dated(value):
        yield value, path
        return
    for place, period in enumerate(value):
        if "value" in period:
            yield period["value"], (*path, place, "value")


def dated(value: object) -> TypeGuard[Sequence[Mapping[str, Any]]]:
    """Whether a threshold is given period by period."""
    return isinstance(value, list) and bool(value) and all(isinstance(v, dict) for v in value)


def _periods(periods: Sequence[Mapping[str, Any]], path: Path) -> Iterator[Fault]:
    """Periods that have no day, or share one with a period before."""
    days = [_days(period) for period in periods]
    for place, (since, until) in enumerate(days):
        if since > until:
            message = f"The period ends on {until}, before it begins on {since}: swap them."
            yield Fault((*path, place, "until"), Reason.WRONG_VALUE, message)
        shared = [n for n in range(place) if since <= days[n][1] and days[n][0] <= until]
        for other in shared:
            message = f"The periods {other} and {place} overlap: end one before the other begins."
            yield Fault((*path, place), Reason.WRONG_VALUE, message)


def _days(period: Mapping[str, Any]) -> tuple[str, str]:
    """The first and the last day of a period as ISO dates, which sort as days do."""
    return str(period.get("since", "0001-01-01")), str(period.get("until", "9999-12-31"))


def _value(kind: FactType, operator: str, value: object, path: Path) -> Iterator[Fault]:
    if shape := _shape(operator, value):
        yield Fault(path, Reason.WRONG_TYPE, shape)
        return
    for item in value if isinstance(value, list) else [value]:
        if not SUITS[kind.type](item):
            message = f"{kind.name} compares with {EXPECTED[kind.type]}, and this is {shown(item)}."
            yield Fault(path, Reason.WRONG_TYPE, message)
        elif kind.values and item not in kind.values:
            message = f"“{item}” is not a value of {kind.name}: {nearest(str(item), kind.values)}"
            yield Fault(path, Reason.UNKNOWN_VALUE, message)


def _shape(operator: str, value: object) -> str:
    listed = isinstance(value, list)
    if operator in LISTS and not listed:
        return f"“{operator}” needs a list."
    if operator not in LISTS and listed:
        return f"“{operator}” compares with one value, not with a list."
    if operator in RANGES and len(value) != 2:  # type: ignore[arg-type]
        return f"“{operator}” needs two values: the least and the greatest."
    return ""


def condition(given: Mapping[str, Any]) -> Condition:
    """A validated condition, negations pushed into its leaves."""
    tree = rules.normal(node(given["rule"]))
    return Condition(tree, Need(given["need"]), quote(given.get("quote")))


def node(given: Mapping[str, Any]) -> Node:
    """The tree of a validated rule."""
    if "field" in given:
        value = _threshold(fact_types()[given["field"]].type, given["value"])
        return Leaf(given["field"], given["op"], value, quote(given.get("quote")))
    if "not" in given:
        return rules.Not(node(given["not"]))
    inside = tuple(map(node, given["all" if "all" in given else "any"]))
    return rules.All(inside) if "all" in given else rules.Any(inside)


def quote(given: Mapping[str, str] | None) -> Quote | None:
    """What a source says, as a record gives it."""
    return Quote(given["text"], given.get("lang", "fr"), given.get("url", "")) if given else None


def _threshold(kind: str, value: Any) -> Threshold | Dated:  # noqa: ANN401 - as YAML gives it
    if dated(value):
        return Dated(tuple(_period(kind, one) for one in value))
    if isinstance(value, list):
        return tuple(_scalar(kind, item) for item in value)
    return _scalar(kind, value)


def _period(kind: str, given: Mapping[str, Any]) -> Period:
    days = {name: date.fromisoformat(given[name]) for name in ("since", "until") if name in given}
    value = _threshold(kind, given["value"])
    assert not isinstance(value, Dated)
    return Period(value, **days)


def _scalar(kind: str, value: Scalar) -> Scalar:
    return date.fromisoformat(str(value)) if kind == "date" else value
