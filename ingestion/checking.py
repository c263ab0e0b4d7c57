"""One record against its schema: every fault at once, in sentences that say what to do."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from jsonschema import ValidationError

from ingestion.raw import Fault
from ingestion.report import Path, Reason
from ingestion.rules import rule_faults
from ingestion.schema import Form
from ingestion.text import forbidden, wordless
from ingestion.wording import NAMES, nearest, shown

EMPTY = "This is empty: write a value, or leave the field out."


def faults(data: object, form: Form) -> list[Fault]:
    """Everything wrong with a typed record; an empty list means that it follows its schema."""
    if not isinstance(data, dict):
        message = f"This is {shown(data)}: a record is a set of fields with their values."
        return [Fault((), Reason.WRONG_TYPE, message)]
    found = list(characters(data, ()))
    for error in form.validator.iter_errors(data):
        found.extend(_explained(error))
    found.extend(rule_faults(data))
    # a schema reports a missing field once for each of its siblings
    return list(dict.fromkeys(found))


def characters(value: object, path: Path) -> Iterator[Fault]:
    """The characters that no record may hold, and texts of nothing to read, wherever they are."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from characters(name, path)
            yield from characters(item, (*path, name))
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from characters(item, (*path, place))
    elif isinstance(value, str):
        yield from _unreadable(value, path)


def _unreadable(text: str, path: Path) -> Iterator[Fault]:
    if character := forbidden(text):
        message = f"The text holds the invisible character {character}: remove it."
        yield Fault(path, Reason.BAD_CHARACTER, message)
    elif text and wordless(text):
        yield Fault(path, Reason.MISSING_FIELD, EMPTY)


@dataclass(frozen=True, slots=True)
class _Broken:
    """A schema's keyword that a value breaks; `expected` is what the schema gives for it."""

    keyword: str
    expected: Any
    value: Any
    schema: Mapping[str, Any]
    path: Path

    def fault(self, code: Reason, message: str, *below: str) -> Fault:
        return Fault((*self.path, *below), code, message)


def _explained(error: ValidationError) -> Iterator[Fault]:
    broken = _Broken(
        str(error.validator),
        error.validator_value,
        error.instance,
        cast("Mapping[str, Any]", error.schema),
        tuple(error.absolute_path),
    )
    yield from EXPLANATIONS.get(broken.keyword, _value)(broken)


def _required(broken: _Broken) -> Iterator[Fault]:
    for name in broken.expected:
        if name not in broken.value:
            described = broken.schema["properties"].get(name, {}).get("description", "")
            meaning = f" ({described})" if described else ""
            message = f"“{name}” is missing: add it{meaning}."
            yield broken.fault(Reason.MISSING_FIELD, message, name)


def _one_of(broken: _Broken) -> Iterator[Fault]:
    first, *others = (name for way in broken.expected for name in way["required"])
    message = f"“{first}” is missing: add it, or one of {', '.join(others)}."
    yield broken.fault(Reason.MISSING_FIELD, message, first)


def _dependent(broken: _Broken) -> Iterator[Fault]:
    for name, needs in broken.expected.items():
        for need in needs:
            if name in broken.value and need not in broken.value:
                message = f"“{need}” is missing: “{name}” cannot be read without it."
                yield broken.fault(Reason.MISSING_FIELD, message, need)


def _unknown(broken: _Broken) -> Iterator[Fault]:
    known = list(broken.schema["properties"])
    for name in broken.value:
        if name not in known:
            message = f"“{name[:60]}” is not a known field: {nearest(name, known)}"
            yield broken.fault(Reason.UNKNOWN_FIELD, message, name)


def _enumeration(broken: _Broken) -> Iterator[Fault]:
    if not isinstance(broken.value, str):
        return  # the type is refused already, and says more
    if broken.path[:1] == ("eligibility",) and broken.path[-1] == "field":
        code, what = Reason.UNKNOWN_RULE_FIELD, "a field that rules may ask"
    else:
        code, what = Reason.UNKNOWN_VALUE, "one of the values allowed here"
    hint = nearest(broken.value, broken.expected)
    yield broken.fault(code, f"“{broken.value[:60]}” is not {what}: {hint}")


def _type(broken: _Broken) -> Iterator[Fault]:
    types = [broken.expected] if isinstance(broken.expected, str) else broken.expected
    wanted = " or ".join(NAMES[name] for name in types)
    described = broken.schema.get("description") if "object" in types else None
    meaning = f" ({described})" if described else ""
    message = f"This is {shown(broken.value)}: write {wanted}{meaning}."
    yield broken.fault(Reason.WRONG_TYPE, message)


def _format(broken: _Broken) -> Iterator[Fault]:
    if broken.expected == "address":
        yield from _value(broken)
        return
    message = f"“{broken.value[:60]}” is not a date: write {broken.schema['description']}."
    yield broken.fault(Reason.BAD_DATE, message)


def _value(broken: _Broken) -> Iterator[Fault]:
    if isinstance(broken.value, str) and not broken.value.strip():
        yield broken.fault(Reason.MISSING_FIELD, EMPTY)
        return
    wrong = BOUNDS[broken.keyword].format(
        described=broken.schema.get("description", ""), bound=broken.expected
    )
    yield broken.fault(Reason.WRONG_VALUE, f"This is {shown(broken.value)}: {wrong}.")


BOUNDS = {
    "pattern": "it should be {described}",
    "format": "it should be {described}",
    "minimum": "{bound} is the least allowed",
    "maximum": "{bound} is the most allowed",
    "maxLength": "{bound} characters are the most allowed",
    "minItems": "write at least {bound}",
    "maxItems": "{bound} are the most allowed",
}

EXPLANATIONS: Mapping[str, Callable[[_Broken], Iterator[Fault]]] = {
    "required": _required,
    "anyOf": _one_of,
    "dependentRequired": _dependent,
    "additionalProperties": _unknown,
    "enum": _enumeration,
    "type": _type,
    "format": _format,
}
