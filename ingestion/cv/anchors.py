"""The dates that entries of a CV hang on: those that stand alone on a row, first or last."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingestion.cv.dates import Dated, duration, periods
from ingestion.cv.labels import opening
from ingestion.cv.model import Section
from ingestion.cv.rows import Piece, Row, cut, tidy

# Signs of a row, at most, that a range may break off on, and of its rest on the next row.
BREAKS, REST = 40, 30


@dataclass(frozen=True)
class Anchor:
    """The date of rows `first` to `last` (two, where it is broken), and what stands beside it."""

    first: int
    last: int
    dated: Dated
    start: int
    end: int
    beside: tuple[Piece, ...] = ()

    @property
    def inline(self) -> bool:
        """Whether more than the date stands there."""
        return bool(self.beside)


def anchors(rows: Sequence[Row], section: Section) -> list[Anchor]:
    """The dates of a section's entries, at most one a row."""
    found: list[Anchor] = []
    for place, row in enumerate(rows):
        if (found and place <= found[-1].last) or private(row):
            continue
        if anchor := _broken(rows, place) or next(_whole(row, place, section), None):
            found.append(anchor)
    return found


def private(row: Row) -> bool:
    """Whether a row is about a birth, a permit or a notice, whose dates are no entry's."""
    return bool(opening("private", "availability").match(row.folded))


def _whole(row: Row, place: int, section: Section) -> Iterator[Anchor]:
    for dated in periods(row.fold):
        if _outer(row.folded, dated, section):
            left, right = row.fold.span(dated.start, dated.end)
            sides = (_side(row, 0, left), _side(row, right, len(row.text)))
            beside = tuple(piece for piece in sides if _says(piece))
            yield Anchor(place, place, dated, row.start + left, row.start + right, beside)


def _outer(text: str, dated: Dated, section: Section) -> bool:
    """Whether a date stands at an edge of its row, set apart from what else is said."""
    before, after = text[: dated.start], text[dated.end :]
    said_before, said_after = re.search(r"\w", before), re.search(r"\w", after)
    if said_before and said_after:
        return dated.range and bool(re.match(r"\s*[)|:\]]", after))
    if dated.range or not (said_before or said_after):
        return not (said_before and before.rstrip().endswith("."))
    apart = re.search(r"[,|(:\t-]\s*$|\s{2,}$", before) or re.match(r"\s*[|:\t-]|\s{2,}", after)
    return bool(apart) or (section is Section.EDUCATION and not said_after)


def _broken(rows: Sequence[Row], place: int) -> Anchor | None:
    """A range that goes on on the next row, or in the cell below, with nothing before it."""
    row, after = rows[place], rows[place + 1] if place + 1 < len(rows) else None
    cell, below = (one.folded.partition("\t")[0] if one else "" for one in (row, after))
    if not after or after.bullet or len(cell) > BREAKS:
        return None
    border = len(cell)
    for dated in periods(f"{cell}\n{below}"):
        opens = dated.range and not re.search(r"\w", cell[: dated.start])
        if opens and border < dated.end - 1 < border + REST:
            left, middle = row.fold.span(dated.start, border)
            _, right = after.fold.span(0, dated.end - border - 1)
            sides = (_side(row, middle, len(row.text)), _side(after, right, len(after.text)))
            beside = tuple(side for side in sides if _says(side))
            return Anchor(place, place + 1, dated, row.start + left, after.start + right, beside)
    return None


def _side(row: Row, start: int, end: int) -> Piece:
    piece = cut(row.text, start, end)
    text = row.text[piece.start : piece.end]
    if text.count("(") != text.count(")") or text.count("[") != text.count("]"):
        text = text.strip(" ()[]")  # the brackets that the date stood in
    place = row.start + row.text.index(text, start)
    return Piece(tidy(text), place, place + len(text))


def _says(piece: Piece) -> bool:
    """Whether anything stands beside a date but how long it was."""
    return bool(re.search(r"\w\w", duration().sub("", piece.fold.text)))
