"""The lines of a document without their ornaments, each with its place in the whole text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from ingestion.cv.dates import unglued
from ingestion.cv.folding import DIVIDED, Folded, fold
from ingestion.cv.model import Found, Span, T
from ingestion.documents.outcome import Read

# Bullets, pictures of an envelope or a telephone, what OCR makes of a bullet (٠, ¢, a lone e).
BULLET = re.compile(
    r"[\s|\[\]]*(?:[•·▪▸►◦‣⁃●○■□◆◇▶✓✔➤→»¢°*+\-–—٠\uf0b7\uf0a7]+(?=\s|[^\W\d])|e(?=\s+\S))?[\s•|]*"
)
PICTURES = re.compile(r"[✉☎⌂📧📞📱📍🏠✆📩🔗🌐⚑]+\s*")
# Bars that show a level, and cell borders.
TAIL = re.compile(r"[\s|•·]*(?:[●○■□▪▫★☆◼◻⬤◯©]\s?){2,}[\s|]*$|[\s|]+$")
SEPARATORS = " \t\n,;:،؛|—–·•/"


@dataclass(frozen=True)
class Row:
    """A line: `text` is that of the document from `start` to `end`, without bullet and bars."""

    text: str
    start: int
    end: int
    page: int
    bullet: bool = False
    heading: int = 0
    size: float | None = None
    field: str = ""  # what its label says it is, in a form of entries

    @cached_property
    def fold(self) -> Folded:
        """The row as it is compared."""
        return unglued(self.text)

    @cached_property
    def folded(self) -> str:
        """The folded text alone."""
        return self.fold.text


@dataclass(frozen=True)
class Piece:
    """Some words of the document, perhaps of several rows."""

    text: str
    start: int
    end: int

    @cached_property
    def fold(self) -> Folded:
        """The words as they are compared."""
        return fold(self.text)


@dataclass(frozen=True)
class Document:
    """The text of a document and its rows; empty lines are none."""

    text: str
    rows: tuple[Row, ...]
    pages: tuple[int, ...]  # where each page starts, and its number beside it
    numbers: tuple[int, ...]

    def span(self, start: int, end: int) -> Span:
        """A stretch of the text with the page it begins on."""
        page = next(
            (
                number
                for place, number in zip(reversed(self.pages), reversed(self.numbers), strict=True)
                if place <= start
            ),
            1,
        )
        return Span(page, start, end)

    def found(self, value: T, start: int, end: int, confidence: float) -> Found[T]:
        """A value read from a stretch of the text."""
        return Found(value, self.text[start:end], self.span(start, end), confidence)

    def piece(self, start: int, end: int) -> Piece:
        """A stretch of the text, tidied, without blanks at its ends."""
        return cut(self.text, start, end)


def document(read: Read) -> Document:
    """The rows of what was read."""
    rows: list[Row] = []
    pages: dict[int, int] = {}
    start = 0
    for line in read.lines:
        pages.setdefault(line.page, start)
        end = start + len(line.text)
        if row := stripped(
            Row(line.text, start, end, line.page, heading=line.heading, size=line.size)
        ):
            rows.append(row)
        start = end + 1
    return Document(read.text, tuple(rows), tuple(pages.values()), tuple(pages))


def rest(row: Row, start: int) -> Row | None:
    """What a row says from a place on, as a row of its own; None when that is nothing."""
    return stripped(replace(row, text=row.text[start:], start=row.start + start, heading=0))


def stripped(row: Row) -> Row | None:
    """A row without its ornaments; None when it is nothing else."""
    opening = BULLET.match(row.text)
    begin = opening.end() if opening else 0
    if pictures := PICTURES.match(row.text, begin):
        begin = pictures.end()
    tail = TAIL.search(row.text, begin)
    end = tail.start() if tail else len(row.text.rstrip())
    if begin >= end:
        return None
    bullet = bool(opening and opening[0].strip(" \t|[]"))
    start, text = row.start + begin, row.text[begin:end]
    return replace(row, text=text, start=start, end=row.start + end, bullet=bullet)


def cut(text: str, start: int, end: int, more: str = "") -> Piece:
    """A stretch of a text without the blanks, separators and `more` at its ends."""
    part = text[start:end]
    left = len(part) - len(part.lstrip(SEPARATORS + "-" + more))
    right = len(part.rstrip(SEPARATORS + more))
    if right <= left:
        return Piece("", start, start)
    return Piece(tidy(part[left:right]), start + left, start + right)


def tidy(text: str) -> str:
    """One line of text: divided words joined, blanks single."""
    return " ".join(DIVIDED.sub("", text).split())


def joined(pieces: Sequence[Piece]) -> Piece:
    """Several pieces as one, in their order."""
    kept = [piece for piece in pieces if piece.text]
    if not kept:
        return Piece("", 0, 0)
    text = " ".join(piece.text for piece in kept)
    text = re.sub("\u2010 ", "", text)
    return Piece(text, min(one.start for one in kept), max(one.end for one in kept))
