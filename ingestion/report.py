"""What an import says: records read, records refused and why, and what became of each."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Data = dict[str, Any]
Path = tuple[str | int, ...]


def nearest_line(path: Path, lines: Mapping[Path, int], whole: int) -> int:
    """The line of the nearest enclosing thing that has one; `whole` is the record's."""
    enclosing = (path[:length] for length in range(len(path), 0, -1))
    return next((lines[one] for one in enclosing if one in lines), whole)


class Reason(StrEnum):
    """Why a file or a record is refused."""

    NOT_FOUND = "not_found"
    NOT_READABLE = "not_readable"
    UNSUPPORTED_FORMAT = "unsupported_format"
    EMPTY_FILE = "empty_file"
    TOO_LARGE = "too_large"
    TOO_MANY_RECORDS = "too_many_records"
    TOO_DEEP = "too_deep"
    WRONG_ENCODING = "wrong_encoding"
    BAD_CHARACTER = "bad_character"
    BAD_SYNTAX = "bad_syntax"
    BAD_ARCHIVE = "bad_archive"
    WRONG_DELIMITER = "wrong_delimiter"
    BAD_ROW = "bad_row"
    ALIAS = "alias"
    DUPLICATE_KEY = "duplicate_key"
    DUPLICATE_ID = "duplicate_id"
    MISSING_FIELD = "missing_field"
    UNKNOWN_FIELD = "unknown_field"
    UNKNOWN_VALUE = "unknown_value"
    UNKNOWN_RULE_FIELD = "unknown_rule_field"
    WRONG_TYPE = "wrong_type"
    WRONG_VALUE = "wrong_value"
    BAD_DATE = "bad_date"
    OTHER_REGION = "other_region"
    FILE_NAME = "file_name"


@dataclass(frozen=True, slots=True)
class Refusal:
    """One thing wrong: where it stands, and a sentence that says what to do.

    `code` is a `Reason` or, of a record that was read, what a review of it found.

    `field` is a dotted path from the record ("eligibility.0.rule.field"), empty when the whole
    record or file is meant. `line` counts from 1; in a spreadsheet it is the row (`unit`).
    """

    file: str
    line: int | None
    field: str
    code: StrEnum
    message: str
    unit: str = "line"

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}, {self.unit} {self.line}"
        return ": ".join(part for part in (place, self.field, self.message) if part)


@dataclass(frozen=True, slots=True)
class Record:
    """A record that follows its schema; `data` holds only what JSON holds.

    `lines` gives the line of each path that the file tells apart.
    """

    id: str
    data: Data
    file: str
    line: int
    lines: Mapping[Path, int] = field(default_factory=dict, compare=False, repr=False)
    unit: str = "line"

    def line_of(self, path: Path) -> int:
        """The line of the nearest enclosing thing that has one."""
        return nearest_line(path, self.lines, self.line)


@dataclass(frozen=True, slots=True)
class Batch:
    """What a path gave.

    Whoever writes it writes nothing while `refusals` is not empty, unless asked to keep going;
    `warnings` never stop an import.
    """

    records: tuple[Record, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    warnings: tuple[Refusal, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did: ids by outcome, and everything refused.

    `kept` names, by id, the fields that the files would have changed and a person had edited.
    """

    created: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    refused: tuple[Refusal, ...] = ()
    kept: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def digest(data: Mapping[str, Any]) -> str:
    """SHA-256 (hexadecimal) of the data as canonical JSON: equal data, equal digest.

    Raises ValueError for a number JSON has no word for (NaN, infinity).
    """
    text = json.dumps(
        data, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )
    return hashlib.sha256(text.encode()).hexdigest()
