"""Glyphs at places, and the pieces of rows that they make."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingestion.documents.direction import ALEFS, rightward

# In heights of the letters: a gap that is a space, and one that parts columns.
SPACE = 0.12
COLUMN = 1.6
# How near a piece, and a mark of a list, stands to the piece that it belongs to.
CLOSE = 0.5
BULLET = 3.0
# Baselines of one row are no further apart than this.
ROW = 0.25
BULLETS = frozenset("•◦▪■●○‣·*➢✓✔❖➤►▶◆")


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character and its place: the advance box, in points from the page's top left corner.

    A mark stands over or under a letter, and has no place of its own in the row.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    baseline: float
    mark: bool = False

    @property
    def height(self) -> float:
        """How high the letters of its font are."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """Where it stands on the line."""
        return (self.left + self.right) / 2


class Piece:
    """Glyphs of one row without a gap as wide as between columns, in the order of the file."""

    def __init__(self, glyph: Glyph) -> None:
        self.glyphs = [glyph]
        self.left, self.right = glyph.left, glyph.right
        self.top, self.bottom, self.baseline = glyph.top, glyph.bottom, glyph.baseline

    def add(self, glyphs: Sequence[Glyph]) -> None:
        """Take in glyphs of the same row."""
        self.glyphs += glyphs
        self.left = min(self.left, *(one.left for one in glyphs))
        self.right = max(self.right, *(one.right for one in glyphs))
        bases = [one for one in self.glyphs if not one.mark] or self.glyphs
        self.top = min(one.top for one in bases)
        self.bottom = max(one.bottom for one in bases)

    @property
    def height(self) -> float:
        """How high the row is."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """Half way down."""
        return (self.top + self.bottom) / 2

    @property
    def bullet(self) -> bool:
        """Whether there is nothing but a mark of a list."""
        return all(one.text in BULLETS or one.text.isspace() for one in self.glyphs)

    @property
    def marks(self) -> bool:
        """Whether there are nothing but marks that belong to letters."""
        return all(one.mark for one in self.glyphs)

    def beside(self, other: "Piece | Glyph") -> bool:
        """Whether the other stands in the same row; marks are a little above or below theirs."""
        if self.marks or (isinstance(other, Piece) and other.marks):
            return abs(self.baseline - other.baseline) <= max(self.height, other.height)
        return abs(self.baseline - other.baseline) <= ROW * min(self.height, other.height)

    def gap(self, other: "Piece | Glyph") -> float:
        """The distance between both along the row; negative where they overlap."""
        return max(self.left, other.left) - min(self.right, other.right)

    def near(self, other: "Piece | Glyph") -> bool:
        """Whether both are of one row and of one column."""
        return self.beside(other) and self.gap(other) < COLUMN * min(self.height, other.height)

    @property
    def text(self) -> str:
        """The characters in the order of the file."""
        return "".join(one.text for one in self.glyphs)

    def visual(self) -> str:
        """The text as it is seen, from left to right."""
        return "".join(_spaced(_seen(self.glyphs)))


def pieces_of(glyphs: Sequence[Glyph]) -> list[Piece]:
    """Runs of glyphs that follow each other in the file and in the page."""
    pieces: list[Piece] = []
    for glyph in glyphs:
        if pieces and pieces[-1].near(glyph):
            pieces[-1].add([glyph])
        else:
            pieces.append(Piece(glyph))
    return [piece for piece in pieces if not all(one.text.isspace() for one in piece.glyphs)]


def joined(pieces: Sequence[Piece]) -> list[Piece]:
    """Pieces that stand close together made one, wherever they are in the file.

    Producers write some marks after everything else: the bullets of lists, dots of addresses.
    """
    kept: list[Piece] = []
    for piece in sorted(pieces, key=lambda one: (one.bullet, one.marks)):
        reach = BULLET if piece.bullet else CLOSE
        near = [one for one in kept if one.beside(piece) and one.gap(piece) < reach * piece.height]
        if near:
            min(near, key=lambda one: one.gap(piece)).add(piece.glyphs)
        else:
            kept.append(piece)
    return kept


def _seen(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """The glyphs from left to right, marks beside the letter they stand over.

    The parts of a ligature share one place. PDFium gives those of Arabic from left to right, which
    a stable sort keeps; only of lam with alef it gives both orders, and there is but one.
    """
    bases = [one for one in glyphs if not one.mark]
    bases.sort(key=lambda one: (round(one.left, 1), one.text not in ALEFS))
    for mark in (one for one in glyphs if one.mark):
        at = min(range(len(bases)), key=lambda at: abs(bases[at].middle - mark.middle), default=0)
        after = not (bases and rightward(bases[at].text))
        bases.insert(at + after, mark)
    return bases


def _spaced(glyphs: Sequence[Glyph]) -> Iterator[str]:
    """The characters with a space in each gap that is as wide as one."""
    previous: Glyph | None = None
    for glyph in glyphs:
        blank = glyph.text.isspace() or glyph.mark
        if previous and not blank and not previous.text.isspace() and not previous.mark:
            gap = glyph.left - previous.right
            if gap > SPACE * min(glyph.height, previous.height):
                yield " "
        yield glyph.text
        previous = glyph
