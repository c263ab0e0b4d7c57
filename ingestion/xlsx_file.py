"""Excel workbooks: the first sheet, a header of column names, then a record a row."""

import io
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time

from openpyxl import load_workbook

from ingestion.raw import Entry, Limits, Unreadable
from ingestion.report import Reason
from ingestion.schema import Form
from ingestion.tables import Row, Table

UNIT = "row"
PARTS = 1_000


def entries(content: bytes, form: Form, limits: Limits) -> list[Entry]:
    """The records of a workbook's first sheet; cells are read as text that the schema types.

    Raises Unreadable: not a workbook, too large once unpacked, an unknown or repeated column, a row
    too long, no record, too many.
    """
    _inspect(content, limits)
    with warnings.catch_warnings():
        # openpyxl warns about decoration that it does not read; the cells are all we want
        warnings.simplefilter("ignore")
        return _entries(content, form, limits)


def cells(content: bytes, limits: Limits) -> list[Row]:
    """The rows of a workbook's first sheet as text, its header first.

    Raises Unreadable: not a workbook, too large once unpacked, damaged.
    """
    _inspect(content, limits)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return list(_rows(content, limits))


def _entries(content: bytes, form: Form, limits: Limits) -> list[Entry]:
    rows = _rows(content, limits)
    header = next(rows, None)
    if header is None or not any(header.cells):
        raise Unreadable(Reason.EMPTY_FILE, "The first sheet is empty.", 1)
    return Table(form, header, limits, UNIT).entries(rows)


def _inspect(content: bytes, limits: Limits) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        message = "This is not an .xlsx workbook (or it has a password): save it again as .xlsx."
        raise Unreadable(Reason.BAD_ARCHIVE, message) from error
    unpacked = sum(part.file_size for part in parts)
    if unpacked > limits.unpacked_size or len(parts) > PARTS:
        message = (
            f"The workbook unpacks to {unpacked:,} bytes in {len(parts)} parts; "
            f"{limits.unpacked_size:,} and {PARTS} are allowed: split it."
        )
        raise Unreadable(Reason.TOO_LARGE, message)


def _rows(content: bytes, limits: Limits) -> Iterator[Row]:
    try:
        yield from _sheet(content, limits)
    except Unreadable:
        raise
    except Exception as error:
        # openpyxl raises KeyError, ValueError, ParseError, zlib.error… on damaged parts
        message = f"The workbook is damaged ({type(error).__name__}): save it again as .xlsx."
        raise Unreadable(Reason.BAD_ARCHIVE, message) from error


def _sheet(content: bytes, limits: Limits) -> Iterator[Row]:
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    if not book.worksheets:
        return
    sheet = book.worksheets[0]
    # the stated dimension may be wrong, or made to fill the memory
    sheet.reset_dimensions()
    for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
        # a row number of ten digits would be padded with as many empty rows
        if len(cells) > limits.columns or number > limits.rows:
            message = f"A sheet has at most {limits.columns} columns and {limits.rows:,} rows."
            raise Unreadable(Reason.BAD_ROW, message, number)
        yield Row(number, [_text(cell) for cell in cells])


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)
