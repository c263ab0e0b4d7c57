"""The JSON Schemas of records."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from jsonschema import Draft202012Validator, FormatChecker

from ingestion import dates
from ingestion.raw import Plain
from ingestion.text import stored

Schema = Mapping[str, Any]


def check_address(value: object) -> bool:
    """True for an address that names a host; raises ValueError for one that cannot be read."""
    if not isinstance(value, str):
        return True
    parts = urlsplit(value)
    # reading the port is what checks it
    return bool(parts.hostname) and parts.port != 0


FORMATS = FormatChecker(())
FORMATS.checks("address", ValueError)(check_address)
FORMATS.checks("partial-date", ValueError)(dates.check_partial)
FORMATS.checks("period", ValueError)(dates.check_period)
FORMATS.checks("date", ValueError)(dates.check_full)

WORDS = {"true": True, "vrai": True, "false": False, "faux": False}


class Form:
    """The form of one kind of record, read from its schema."""

    def __init__(self, name: str) -> None:
        text = files("ingestion").joinpath("schemas", f"{name}.schema.json").read_text("utf-8")
        self.name = name
        self.schema: Schema = json.loads(text)
        self.validator = Draft202012Validator(self.schema, format_checker=FORMATS)

    def resolved(self, schema: Schema) -> Schema:
        """The schema itself, or what its `$ref` names in this document."""
        if "$ref" not in schema:
            return schema
        found: Schema = self.schema["$defs"][schema["$ref"].rpartition("/")[2]]
        return found

    def typed(self, value: object, schema: Schema) -> object:
        """The value with every untyped text read as its schema says, and empty fields left out.

        What does not fit stays text: the validator then says what was expected.
        """
        schema = self.resolved(schema)
        if isinstance(value, dict):
            return dict(self._fields(value, schema.get("properties", {})))
        if isinstance(value, list):
            return [self.typed(item, schema.get("items", {})) for item in value]
        if isinstance(value, Plain):
            return _scalar(value, _types(schema))
        return stored(value) if isinstance(value, str) else value

    def _fields(self, given: Mapping[str, object], known: Schema) -> Iterator[tuple[str, object]]:
        for name, value in given.items():
            schema = self.resolved(known.get(name, {}))
            # tables cannot tell an empty list from none, and neither says anything; only a rule's
            # value, which need not be a list, may be an empty one
            if value is not None and not (value == [] and schema.get("type") == "array"):
                yield name, self.typed(value, schema)


def _types(schema: Schema) -> list[str]:
    types = schema.get("type", "string")
    return [types] if isinstance(types, str) else list(types)


def _scalar(text: Plain, types: list[str]) -> object:
    if "boolean" in types and text.strip().casefold() in WORDS:
        return WORDS[text.strip().casefold()]
    if "integer" in types or "number" in types:
        number = _number(text.strip())
        return stored(text) if number is None else number
    return stored(text)


def _number(text: str) -> int | float | None:
    # longer digits are no amount, and int() of thousands of them is refused by Python itself
    digits = text.lstrip("+-")
    if len(text) > 20 or len(text) - len(digits) > 1 or not digits.isascii():
        return None
    if digits.isdigit():
        return int(text)
    whole, _, decimals = digits.partition(".")
    return float(text) if whole.isdigit() and decimals.isdigit() else None


@cache
def form(name: str) -> Form:
    """The form called `programme` or `startup`."""
    return Form(name)
