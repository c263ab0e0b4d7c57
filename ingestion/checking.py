"""One record against its schema: every fault at once, in sentences that say what to do."""

from collections.abc import Callable, Iterator
from typing import Any

from jsonschema import ValidationError

from ingestion.raw import Fault, Path
from ingestion.report import Reason
from ingestion.rules import rule_faults
from ingestion.schema import Form
from ingestion.text import forbidden
from ingestion.wording import NAMES, nearest, shown


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
    """The characters that no record may hold, wherever they are."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from characters(name, path)
            yield from characters(item, (*path, name))
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from characters(item, (*path, place))
    elif isinstance(value, str) and (character := forbidden(value)):
        message = f"The text holds the invisible character {character}: remove it."
        yield Fault(path, Reason.BAD_CHARACTER, message)


Explanation = Callable[[ValidationError, Path], Iterator[Fault]]


def _explained(error: ValidationError) -> Iterator[Fault]:
    explain = EXPLANATIONS.get(str(error.validator), _value)
    yield from explain(error, tuple(error.absolute_path))


def _required(error: ValidationError, path: Path) -> Iterator[Fault]:
    instance: dict[str, Any] = error.instance
    for name in error.validator_value:
        if name not in instance:
            meaning = _description(error, name)
            message = f"“{name}” is missing: add it{meaning}."
            yield Fault((*path, name), Reason.MISSING_FIELD, message)


def _description(error: ValidationError, name: str) -> str:
    described = error.schema["properties"].get(name, {}).get("description", "")
    return f" ({described})" if described else ""


def _dependent(error: ValidationError, path: Path) -> Iterator[Fault]:
    for name, needs in error.validator_value.items():
        for need in needs:
            if name in error.instance and need not in error.instance:
                message = f"“{need}” is missing: “{name}” cannot be read without it."
                yield Fault((*path, need), Reason.MISSING_FIELD, message)


def _unknown(error: ValidationError, path: Path) -> Iterator[Fault]:
    known = list(error.schema["properties"])
    for name in error.instance:
        if name not in known:
            message = f"“{name}” is not a known field: {nearest(name, known)}"
            yield Fault((*path, name), Reason.UNKNOWN_FIELD, message)


def _enumeration(error: ValidationError, path: Path) -> Iterator[Fault]:
    if not isinstance(error.instance, str):
        return  # the type is refused already, and says more
    if path[-2:] == ("rule", "field"):
        code, what = Reason.UNKNOWN_RULE_FIELD, "a field that rules may ask"
    else:
        code, what = Reason.UNKNOWN_VALUE, "one of the values allowed here"
    hint = nearest(error.instance, error.validator_value)
    yield Fault(path, code, f"“{error.instance[:60]}” is not {what}: {hint}")


def _type(error: ValidationError, path: Path) -> Iterator[Fault]:
    wanted = error.validator_value
    types = [wanted] if isinstance(wanted, str) else wanted
    expected = " or ".join(NAMES[name] for name in types)
    message = f"This is {shown(error.instance)}: write {expected}."
    yield Fault(path, Reason.WRONG_TYPE, message)


def _format(error: ValidationError, path: Path) -> Iterator[Fault]:
    message = f"“{error.instance[:60]}” is not a date: write {error.schema['description']}."
    yield Fault(path, Reason.BAD_DATE, message)


def _value(error: ValidationError, path: Path) -> Iterator[Fault]:
    if isinstance(error.instance, str) and not error.instance.strip():
        message = "This is empty: write a value, or leave the field out."
        yield Fault(path, Reason.MISSING_FIELD, message)
        return
    bounds = {
        "pattern": f"it should be {error.schema.get('description', 'something else')}",
        "minimum": f"{error.validator_value} is the least allowed",
        "maximum": f"{error.validator_value} is the most allowed",
        "maxLength": f"{error.validator_value} characters are the most allowed",
        "minItems": "write at least one",
        "maxItems": f"{error.validator_value} are the most allowed",
    }
    wrong = bounds.get(str(error.validator), error.message)
    message = f"This is {shown(error.instance)}: {wrong}."
    yield Fault(path, Reason.WRONG_VALUE, message)


EXPLANATIONS: dict[str, Explanation] = {
    "required": _required,
    "dependentRequired": _dependent,
    "additionalProperties": _unknown,
    "enum": _enumeration,
    "type": _type,
    "format": _format,
}
