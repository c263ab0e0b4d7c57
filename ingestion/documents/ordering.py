"""In which order the pieces of a page are read."""

import math
from collections.abc import Sequence
from itertools import pairwise

from ingestion.documents.direction import mostly_rightward
from ingestion.documents.pieces import Piece

# Two columns have at least this many rows each; where one has fewer than FULL of the other's, it
# may be a column of dates. A file that mixes columns changes sides in at least MIXED of its rows.
COLUMN_ROWS = 6
FULL = 0.6
MIXED = 0.7
# A page where more than this share of the pieces is filed after what stands below them, in the same
# column, is read by places (decision 0010).
UPWARD = 0.08
# Of a column of labels: its width, of the other's; groups, parted by so many heights, and how many
# of them begin beside a row of the other.
NARROW = 0.5
LABELS = 0.5
GROUP = 2.0
# Of all pieces at most this share crosses what parts two columns.
CROSSING = 0.25


def as_filed(pieces: list[Piece]) -> list[Piece]:
    """The pieces in the file's order, in which producers write what belongs together.

    Not where that order cannot be a reader's: where it goes back up in a column (what is placed
    absolutely or floats is often written last), and where it jumps between two columns from row to
    row. Rows of a table are jumped along too, and stay: one of its columns has few.
    """
    if upward(pieces) > UPWARD:
        return by_place(pieces)
    middle = _middle(pieces)
    if middle is None:
        return pieces
    sides = [_side(one, middle) for one in pieces]
    first = next(at for at, side in enumerate(sides) if side)
    last = len(sides) - next(at for at, side in enumerate(reversed(sides)) if side)
    inside = sides[first:last]
    changes = sum(one != other for one, other in pairwise(inside))
    fewer, more = sorted((inside.count(-1), inside.count(1)))
    mixed = 0 not in inside and fewer >= FULL * more and changes >= MIXED * 2 * fewer
    if not mixed:
        return pieces
    columns = _columns(pieces[first:last], middle)
    return [*pieces[:first], *columns[0], *columns[1], *pieces[last:]]


def upward(pieces: Sequence[Piece]) -> float:
    """The share of pieces that come after one that stands below them in the same column."""
    after = sum(
        any(_below(earlier, piece) for earlier in pieces[:at]) for at, piece in enumerate(pieces)
    )
    return after / len(pieces) if pieces else 0.0


def _below(piece: Piece, other: Piece) -> bool:
    shared = min(piece.right, other.right) - max(piece.left, other.left)
    narrower = min(piece.right - piece.left, other.right - other.left)
    return piece.top >= other.bottom - 1 and shared > narrower / 2


def by_place(pieces: list[Piece]) -> list[Piece]:
    """The pieces in an order that only their places give: for pictures, which have no other.

    What parts two columns is looked for; rows that cross it part what is above from what is below.
    """
    middle = _middle(pieces)
    if middle is None:
        return _by_rows(pieces)
    ordered: list[Piece] = []
    between: list[Piece] = []
    for piece in _by_rows(pieces):
        if _side(piece, middle):
            between.append(piece)
        else:
            ordered += [*_side_by_side(between, middle), piece]
            between = []
    return ordered + _side_by_side(between, middle)


def _side_by_side(pieces: list[Piece], middle: float) -> list[Piece]:
    """Two columns one after the other, or group by group where one only labels the other."""
    first, second = _columns(pieces, middle)
    if not first or not second:
        return by_place(first + second)
    for labels, texts in ((first, second), (second, first)):
        if _labels(labels, texts):
            return _labelled(labels, texts)
    return by_place(first) + by_place(second)


def _labels(labels: Sequence[Piece], texts: Sequence[Piece]) -> bool:
    """Whether a column says when or what of the texts beside it: each of its groups begins a row.

    A side bar's rows stand beside the other column's by chance only.
    """
    tops = [group[0] for group in _groups(labels)]
    beside = sum(any(text.beside(top) for text in texts) for top in tops)
    return _width(labels) <= NARROW * _width(texts) and beside >= LABELS * len(tops)


def _labelled(labels: Sequence[Piece], texts: Sequence[Piece]) -> list[Piece]:
    """Each group of labels, then the rows that stand beside it and below, down to the next."""
    groups = _groups(labels)
    starts = [group[0].top for group in groups]
    rows = _by_rows(texts)
    ordered = [one for one in rows if one.middle < starts[0]]
    for group, start, end in zip(groups, starts, [*starts[1:], math.inf], strict=True):
        ordered += group + [one for one in rows if start <= one.middle < end]
    return ordered


def _groups(labels: Sequence[Piece]) -> list[list[Piece]]:
    """Labels in runs without a gap."""
    groups: list[list[Piece]] = []
    for label in _by_rows(labels):
        if groups and label.baseline - groups[-1][-1].baseline <= GROUP * label.height:
            groups[-1].append(label)
        else:
            groups.append([label])
    return groups


def _width(pieces: Sequence[Piece]) -> float:
    return max(one.right for one in pieces) - min(one.left for one in pieces)


def _columns(pieces: Sequence[Piece], middle: float) -> tuple[list[Piece], list[Piece]]:
    """Both columns, the one that is read first ahead."""
    left = [one for one in pieces if one.right <= middle]
    right = [one for one in pieces if one.right > middle]
    turned = mostly_rightward("".join(one.text for one in pieces))
    return (right, left) if turned else (left, right)


def _by_rows(pieces: Sequence[Piece]) -> list[Piece]:
    """From top to bottom; in a row as the page is read."""
    turned = -1 if mostly_rightward("".join(one.text for one in pieces)) else 1
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda one: one.baseline):
        if rows and rows[-1][-1].beside(piece):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [one for row in rows for one in sorted(row, key=lambda one: turned * one.left)]


def _middle(pieces: Sequence[Piece]) -> float | None:
    """The abscissa that parts two columns: crossed by fewest pieces, then in the widest gap."""

    def crossing(at: float) -> int:
        return sum(one.left < at < one.right for one in pieces)

    def sides(at: float) -> tuple[int, int]:
        return sum(one.right <= at for one in pieces), sum(one.left >= at for one in pieces)

    edges = {one.right for one in pieces}
    parting = [at for at in edges if min(sides(at)) >= COLUMN_ROWS]
    if not parting:
        return None
    least = min(map(crossing, parting))
    clear = [at for at in parting if crossing(at) == least]
    if least > CROSSING * len(pieces):
        return None
    return max(clear, key=lambda at: min(one.left for one in pieces if one.left >= at) - at)


def _side(piece: Piece, middle: float) -> int:
    if piece.right <= middle:
        return -1
    return 1 if piece.left >= middle else 0
