"""Glyphs at places to lines in reading order."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from statistics import median

from ingestion.documents.direction import base, logical, mostly_rightward
from ingestion.documents.outcome import Box, Line
from ingestion.documents.pieces import Glyph, Piece, joined, pieces_of

# In heights of the letters: a gap that parts blocks.
BLOCK = 0.75
# Of the letters of a line that runs leftward in a page that does not.
ARABIC = 0.65
# U+2010 and the soft hyphen end a line only where a word was broken; PDFium writes U+0002 for one.
HYPHENS = ("\u2010", "\u00ad", "\x02")

Arrange = Callable[[list[Piece]], list[Piece]]


def lines(glyphs: Sequence[Glyph], page: int, block: int, arrange: Arrange) -> list[Line]:
    """The lines of one page in reading order, their blocks numbered from `block`."""
    pieces = arrange(joined(pieces_of(glyphs)))
    page_base = base("".join(glyph.text for glyph in glyphs))
    rows = list(_rows(pieces, page_base))
    size = median([piece.height for _, piece in rows] or [0])
    found: list[Line] = []
    previous: Piece | None = None
    for text, piece in rows:
        block += previous is not None and _apart(previous, piece, size)
        previous = piece
        found.append(Line(text, page, block, 0, _place(piece), round(piece.height, 1)))
    return unbroken(found)


def _place(piece: Piece) -> Box:
    edges = (piece.left, piece.top, piece.right, piece.bottom)
    return Box(*(round(edge, 1) for edge in edges))


def _rows(pieces: Sequence[Piece], page_base: str) -> Iterator[tuple[str, Piece]]:
    """Texts with their pieces; what follows in the same row goes on in the same line."""
    row: list[Piece] = []
    for piece in pieces:
        if row and not row[-1].beside(piece):
            yield _line(row, page_base)
            row = []
        row.append(piece)
    if row:
        yield _line(row, page_base)


def _line(row: Sequence[Piece], page_base: str) -> tuple[str, Piece]:
    texts = [read(piece.visual(), page_base) for piece in row]
    whole = Piece(row[0].glyphs[0])
    for piece in row:
        whole.add(piece.glyphs)
    return "\t".join(text for text in texts if text), whole


def read(visual: str, page_base: str) -> str:
    """A row as it is read: all of a page of Arabic runs leftward, else what is mostly Arabic."""
    turned = page_base == "R" or mostly_rightward(visual, ARABIC)
    return logical(visual, "R" if turned else "L").strip()


def _apart(one: Piece, other: Piece, size: float) -> bool:
    """Whether a new block begins: a jump back up, aside, or over more than a line's gap."""
    gap = other.top - one.bottom
    aside = other.left > one.right or other.right < one.left
    return gap < -2 * size or gap > BLOCK * size or aside


def unbroken(found: Sequence[Line]) -> list[Line]:
    """Lines with the words whole that hyphens broke, each on the line on which it began."""
    whole: list[Line] = []
    for line in found:
        rest = line.text
        if whole and whole[-1].text.endswith(HYPHENS) and rest[:1].isalpha():
            ending, _, rest = rest.partition(" ")
            whole[-1] = replace(whole[-1], text=whole[-1].text[:-1] + ending)
        if rest:
            whole.append(replace(line, text=rest))
    return whole
