"""CSV files: a header of column names, then a record a row."""

import csv
import io
from collections.abc import Iterator, Sequence

from ingestion.raw import Entry, Limits, Unreadable
from ingestion.report import Reason
from ingestion.schema import Form
from ingestion.tables import Row, Table
from ingestion.text import decode


def entries(content: bytes, form: Form, limits: Limits) -> list[Entry]:
    """The records of a CSV file: UTF-8, commas, quotes doubled inside quotes.

    Raises Unreadable: not UTF-8, another delimiter, an unknown or repeated column, a row too long,
    an unclosed quote, no record, too many.
    """
    rows = _rows(decode(content))
    header = next(rows, None)
    if header is None:
        raise Unreadable(Reason.EMPTY_FILE, "The file is empty.", 1)
    _delimited(header.cells)
    return Table(form, header, limits).entries(rows)


def _rows(text: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        # a quoted cell may span lines: the row starts after the last line of the one before
        start = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            message = f"This is not well-formed CSV ({error}): check the quotes of this row."
            raise Unreadable(Reason.BAD_SYNTAX, message, start) from error
        if cells is None:
            return
        yield Row(start, cells)


def _delimited(header: Sequence[str]) -> None:
    found = [mark for mark in (";", "\t", "|") if len(header) == 1 and mark in header[0]]
    if found:
        named = {";": "semicolons", "\t": "tabs", "|": "bars"}[found[0]]
        message = f"Columns are separated by {named}: save with commas, or import the .xlsx."
        raise Unreadable(Reason.WRONG_DELIMITER, message, 1)
