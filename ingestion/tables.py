"""Records as rows: flat columns derived from the schema, there and back.

A list is one cell, its items separated by `|` or `;`. A list of records (`sources`) is a column for
each of its fields (`sources.url`), with the records separated by `|` and lists inside by `;`.
A backslash before a separator makes it an ordinary character. What has no flat form, as the tree of
a rule, is one cell of JSON.
"""

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ingestion.raw import Entry, Limits, Plain, Unreadable
from ingestion.report import Reason
from ingestion.schema import Form, Schema
from ingestion.text import stored
from ingestion.wording import nearest

DEEPEST = Limits().depth


@dataclass(frozen=True, slots=True)
class Row:
    """Cells and the line (or row) where they start."""

    line: int
    cells: Sequence[str]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: where its value goes in the record; `group` is the list it is part of."""

    name: str
    group: str
    steps: tuple[str, ...]
    schema: Schema

    @property
    def listed(self) -> bool:
        """True when the value may be a list."""
        return "array" in self.schema.get("type", "")

    @property
    def json(self) -> bool:
        """True when its cells hold JSON."""
        return in_json(self.schema)

    def value(self, cell: str) -> object:
        """The untyped value of a cell, or of the part of it that one record of the group has."""
        if not self.listed:
            # only the cells of a group are escaped: alone, a cell is its text
            text = unescaped(cell) if self.group else cell
            return parsed(text) if self.json else Plain(text)
        items = split(cell, ";" if self.group else "|;")
        if len(items) == 1 and self.alone(cell.strip()):
            return Plain(unescaped(cell))
        return [Plain(unescaped(item)) for item in items if item.strip()]

    def alone(self, text: str) -> bool:
        """Whether a text without separator is a value by itself, rather than a list of one."""
        pattern = self.schema.get("pattern", "")
        return "string" in self.schema["type"] and bool(re.search(pattern, text))

    def cell(self, value: object) -> str:
        """The cell that `value` reads back to the same."""
        marks = "|;" if self.listed else "|"
        if self.json:
            return escaped(json.dumps(value, ensure_ascii=False), marks)
        if isinstance(value, list):
            joined = (";" if self.group else "|").join(escaped(plain(v), marks) for v in value)
            single = len(value) < 2 and "string" in self.schema["type"]
            return joined + (";" if single else "")
        return escaped(plain(value), marks) if self.group or self.listed else plain(value)


def plain(value: object) -> str:
    """A scalar as a cell has it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def in_json(schema: Schema) -> bool:
    """Whether a table holds the values of this schema as JSON."""
    return schema.get("contentMediaType") == "application/json"


def parsed(text: str) -> object:
    """The value that JSON says; text that is none stays text, for the validator to refuse."""
    try:
        value = json.loads(text, parse_float=finite, parse_constant=finite, object_pairs_hook=once)
    except (ValueError, RecursionError):
        return Plain(text)
    return Plain(text) if deeper(value, DEEPEST) else value


def finite(text: str) -> float:
    """The number of these digits; ValueError for one that JSON has no word for."""
    number = float(text)
    if not math.isfinite(number):
        raise ValueError
    return number


def once(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    """The object of these pairs; ValueError for a name that is there twice."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError
    return found


def deeper(value: object, depth: int) -> bool:
    """Whether a value has more levels one inside the other than `depth`."""
    level = [value]
    for _ in range(depth):
        level = [inner for one in level for inner in within(one)]
    return bool(level)


def within(value: object) -> Iterable[object]:
    """What an object or a list holds; nothing in a scalar."""
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def split(cell: str, marks: str) -> list[str]:
    """The parts of a cell, still escaped."""
    parts, start = [], 0
    for found in re.finditer(r"\\[|;\\]|[|;]", cell):
        if found[0] in marks:
            parts.append(cell[start : found.start()])
            start = found.end()
    return [*parts, cell[start:]]


def escaped(text: str, marks: str) -> str:
    """The text with its separators and backslashes made ordinary."""
    return re.sub(f"[{re.escape(marks)}\\\\]", lambda found: f"\\{found[0]}", text)


def unescaped(text: str) -> str:
    """The text that `escaped` was given."""
    return re.sub(r"\\([|;\\])", r"\1", text)


def columns(form: Form) -> dict[str, Column]:
    """Every column of a form, in the order of its schema."""
    return {column.name: column for column in _columns(form, form.schema, ())}


def _columns(form: Form, schema: Schema, steps: tuple[str, ...]) -> Iterator[Column]:
    for name, given in schema["properties"].items():
        sub = form.resolved(given)
        items = form.resolved(sub.get("items", {}))
        if "properties" in items:
            for column in _columns(form, items, ()):
                yield Column(f"{name}.{column.name}", name, column.steps, column.schema)
        elif "properties" in sub and not in_json(sub):
            yield from _columns(form, sub, (*steps, name))
        else:
            yield Column(".".join((*steps, name)), "", (*steps, name), sub)


def flat(data: Mapping[str, Any], form: Form) -> dict[str, str]:
    """A record as cells by column name; columns with nothing to say are left out."""
    cells = {name: _cell(data, column) for name, column in columns(form).items()}
    return {name: cell for name, cell in cells.items() if cell}


def _cell(data: Mapping[str, Any], column: Column) -> str:
    records = data.get(column.group, ()) if column.group else [data]
    values = [_taken(record, column.steps) for record in records]
    if all(value is None for value in values):
        return ""
    return "|".join("" if value is None else column.cell(value) for value in values)


def _taken(data: Mapping[str, Any], steps: Sequence[str]) -> Any:  # noqa: ANN401
    value: Any = data
    for step in steps:
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


class Table:
    """The rows under one header.

    Raises Unreadable: a column that is unknown, repeated or missing.
    """

    def __init__(self, form: Form, header: Row, limits: Limits, unit: str = "line") -> None:
        self.limits, self.unit = limits, unit
        self.names = [stored(cell) for cell in header.cells]
        self.known = columns(form)
        self._refuse(Reason.UNKNOWN_FIELD, self._unknown(), header.line)
        self._refuse(Reason.DUPLICATE_KEY, self._repeated(), header.line)
        self._refuse(Reason.MISSING_FIELD, self._missing(form.schema["required"]), header.line)

    def _refuse(self, code: Reason, sentences: Mapping[str, str], line: int) -> None:
        if sentences:
            first = next(iter(sentences))
            raise Unreadable(code, " ".join(list(sentences.values())[:5]), line, first)

    # A column without a name is nobody's: its cells have to be empty, which each row checks.
    def _unknown(self) -> dict[str, str]:
        known = list(self.known)
        return {
            name: f"“{name[:60]}” is not a known column: {nearest(name, known)}"
            for name in self.names
            if name and name not in self.known
        }

    def _repeated(self) -> dict[str, str]:
        return {
            name: f"The column “{name}” is there twice: keep one."
            for name in self.names
            if name and self.names.count(name) > 1
        }

    def _missing(self, required: Sequence[str]) -> dict[str, str]:
        there = {name.partition(".")[0] for name in self.names}
        return {
            name: f"The column “{name}” is missing: add it, with a value in every row."
            for name in required
            if name not in there
        }

    @cached_property
    def groups(self) -> list[str]:
        """The lists of records that the header speaks of."""
        groups = (self.known[name].group for name in self.names if name)
        return [group for group in dict.fromkeys(groups) if group]

    def entries(self, rows: Iterable[Row]) -> list[Entry]:
        """The records of the rows that are not blank."""
        found = []
        for row in rows:
            if any(cell.strip() for cell in row.cells):
                found.append(Entry(self.record(row), row.line, unit=self.unit))
            if len(found) > self.limits.records:
                message = f"More than {self.limits.records} records: split the file."
                raise Unreadable(Reason.TOO_MANY_RECORDS, message, row.line)
        if not found:
            raise Unreadable(Reason.EMPTY_FILE, "There is a header, and no record under it.", 1)
        return found

    def record(self, row: Row) -> dict[str, object]:
        """The untyped record of a row."""
        cells = self._cells(row)
        data: dict[str, object] = {}
        for name, cell in cells.items():
            if not self.known[name].group:
                _put(data, self.known[name].steps, self.known[name].value(cell))
        for group in self.groups:
            records = self._records(group, cells)
            if records:
                data[group] = records
        return data

    def _cells(self, row: Row) -> dict[str, str]:
        beyond = [cell for cell in row.cells[len(self.names) :] if cell.strip()]
        unnamed = [c for n, c in zip(self.names, row.cells, strict=False) if not n and c.strip()]
        if beyond or unnamed:
            message = f"“{(beyond + unnamed)[0][:60]}” stands under no column: quote the cells."
            raise Unreadable(Reason.BAD_ROW, message, row.line)
        return {n: c for n, c in zip(self.names, row.cells, strict=False) if n and c.strip()}

    def _records(self, group: str, cells: Mapping[str, str]) -> list[dict[str, object]]:
        names = [name for name in cells if self.known[name].group == group]
        parts = {name: split(cells[name], "|") for name in names}
        longest = max(map(len, parts.values()), default=0)
        records: list[dict[str, object]] = [{} for _ in range(longest)]
        for name, values in parts.items():
            for record, value in zip(records, values, strict=False):
                if value.strip():
                    _put(record, self.known[name].steps, self.known[name].value(value))
        return records


def _put(data: dict[str, object], steps: Sequence[str], value: object) -> None:
    for step in steps[:-1]:
        data = data.setdefault(step, {})  # type: ignore[assignment]
    data[steps[-1]] = value
