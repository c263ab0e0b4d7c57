"""Rules of a record: whether each value suits its field and its operator."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from ingestion.dates import check_full
from ingestion.raw import Fault, Path
from ingestion.report import Data, Reason
from ingestion.schema import RuleField, rule_fields
from ingestion.wording import nearest, shown
from matching.criteria.rules import Need, Rule
from matching.profile import Scalar

LISTS = {"in", "not_in", "between", "any"}
ORDERED = {"<", "<=", ">", ">=", "between"}
MEASURED = {"number", "integer", "date"}


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
    """What the schema cannot say of the rules: values against the types of their fields."""
    conditions = data.get("eligibility")
    for place, condition in enumerate(conditions if isinstance(conditions, list) else ()):
        rule = condition.get("rule") if isinstance(condition, dict) else None
        if isinstance(rule, dict):
            yield from _rule(rule, ("eligibility", place, "rule"))


def _rule(rule: Mapping[str, Any], path: Path) -> Iterator[Fault]:
    name, operator = rule.get("field"), rule.get("op")
    field = rule_fields().get(name) if isinstance(name, str) else None
    if field is None or not isinstance(operator, str) or "value" not in rule:
        return  # the schema has said so already
    if operator in ORDERED and field.type not in MEASURED:
        message = f"“{operator}” compares measures, and {name} is not one: use == or in."
        yield Fault((*path, "op"), Reason.WRONG_VALUE, message)
        return
    shape = _shape(operator, rule["value"])
    if shape:
        yield Fault((*path, "value"), Reason.WRONG_TYPE, shape)
        return
    yield from _values(name or "", field, rule["value"], (*path, "value"))


def _shape(operator: str, value: object) -> str:
    listed = isinstance(value, list)
    if operator in LISTS and not listed:
        return f"“{operator}” needs a list."
    if operator not in LISTS and listed:
        return f"“{operator}” compares with one value, not with a list."
    if operator == "between" and len(value) != 2:  # type: ignore[arg-type]
        return "“between” needs two values: the least and the greatest."
    return ""


def _values(name: str, field: RuleField, value: object, path: Path) -> Iterator[Fault]:
    for item in value if isinstance(value, list) else [value]:
        if not SUITS[field.type](item):
            message = f"{name} compares with {EXPECTED[field.type]}, and this is {shown(item)}."
            yield Fault(path, Reason.WRONG_TYPE, message)
        elif field.values and item not in field.values:
            message = f"“{item}” is not a value of {name}: {nearest(str(item), field.values)}"
            yield Fault(path, Reason.UNKNOWN_VALUE, message)


def rule(condition: Mapping[str, Any]) -> Rule:
    """The rule of one validated condition, with its wording by language."""
    given = condition["rule"]
    wording = {key[5:]: words for key, words in condition.items() if key.startswith("text_")}
    value = _read(rule_fields()[given["field"]].type, given["value"])
    return Rule(given["field"], given["op"], value, Need(condition["need"]), wording)


def _read(kind: str, value: Any) -> Scalar | tuple[Scalar, ...]:  # noqa: ANN401
    if isinstance(value, list):
        return tuple(_scalar(kind, item) for item in value)
    return _scalar(kind, value)


def _scalar(kind: str, value: Scalar) -> Scalar:
    return date.fromisoformat(str(value)) if kind == "date" else value
