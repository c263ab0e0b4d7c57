"""Entries of a section: what each date belongs to, found from the order that the section keeps.

CVs put a date above the title, below it, beside it, before or after the organisation, and keep to
one order. For each date every number of rows above and below is tried as the entry's head and
scored by what its words are; the order that scores best over the section counts in its favour.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import product

from ingestion.cv import heads
from ingestion.cv.anchors import Anchor, anchors, private
from ingestion.cv.contacts import EMAIL
from ingestion.cv.dates import periods
from ingestion.cv.folding import phrases
from ingestion.cv.labels import opening
from ingestion.cv.model import Section
from ingestion.cv.rows import Piece, Row, joined
from ingestion.cv.tongues import spoken_row
from ingestion.cv.words import words

# How many rows of a head may stand above and below its date.
SHAPES = [(above, below) for above, below in product(range(5), range(4)) if above + below < 6]
OWN = frozenset({Section.EXPERIENCE, Section.EDUCATION})
SENTENCE, PARAGRAPH = 60, 100  # signs: a line of a head is rarely longer, hardly ever
# What it costs a head to take a row: one more, words that go on, a sentence, a long row, a row that
# is something else; and to begin in the middle of words that go over several rows.
ROW, REST, STOP, LONG, OTHER, TORN = 0.4, -0.1, 2.0, 1.0, 4.0, 1.5
HABIT = 0.6  # what each side of the section's order counts
EMPTY = -1.0

Shape = tuple[int, int]


@dataclass(frozen=True)
class Fit:
    """A head that a date may have: how many rows above and below, and what speaks for it."""

    shape: Shape
    score: float
    head: tuple[Piece, ...]


@dataclass(frozen=True)
class Entry:
    """An entry: its date, the lines of its head, the rows of these and of its text."""

    anchor: Anchor
    head: tuple[Piece, ...]
    rows: range
    body: range

    @cached_property
    def studies(self) -> heads.Studies:
        """The head as that of a course of study."""
        return heads.studies(self.head)

    @cached_property
    def post(self) -> heads.Post:
        """The head as that of an experience."""
        return heads.post(self.head)


def entries(rows: Sequence[Row], section: Section) -> list[Entry]:
    """The dated entries of a section, in order."""
    dates = anchors(rows, section)
    fits = [_fits(rows, dates, number, section) for number in range(len(dates))]
    chosen = _chosen(dates, fits)
    starts = [date.first - fit.shape[0] for date, fit in zip(dates, chosen, strict=True)]
    found = []
    for number, (date, fit) in enumerate(zip(dates, chosen, strict=True)):
        start, end = starts[number], [*starts, len(rows)][number + 1]
        after = date.last + fit.shape[1] + 1
        body = range(after, max(after, _told(rows, after, end, section)))
        found.append(Entry(date, fit.head, range(start, after), body))
    return found


def _told(rows: Sequence[Row], first: int, end: int, section: Section) -> int:
    """Where the text of an entry ends: without headings, before what is about something else."""
    if section in OWN:
        return end
    return next((place for place in range(first, end) if _elsewhere(rows[place])), end)


def _elsewhere(row: Row) -> bool:
    return spoken_row(row) or private(row) or bool(opening("contract").match(row.folded))


# --- which rows make a head


def _fits(
    rows: Sequence[Row], dates: Sequence[Anchor], number: int, section: Section
) -> dict[Shape, Fit]:
    """How well each shape fits around a date; heads do not reach over other dates."""
    date = dates[number]
    first = dates[number - 1].last + 1 if number else 0
    last = dates[number + 1].first if number + 1 < len(dates) else len(rows)
    return {
        (above, below): _fit(rows, date, (above, below), section)
        for above, below in SHAPES
        if date.first - above >= first and date.last + below < last
    }


def _fit(rows: Sequence[Row], date: Anchor, shape: Shape, section: Section) -> Fit:
    over = range(date.first - shape[0], date.first)
    under = range(date.last + 1, date.last + 1 + shape[1])
    head = tuple(_head(rows, date, over, under))
    score = _score(head, section) - sum(_cost(rows, place) for place in (*over, *under))
    score -= sum(OTHER for place in over if rows[place].field)  # forms put the date first
    torn = bool(over) and continues(rows, over[0])
    return Fit(shape, score - TORN * torn, head)


def _score(head: Sequence[Piece], section: Section) -> float:
    if not head:
        return EMPTY
    if section is Section.EDUCATION:
        return heads.studies(head).score
    post = heads.post(head).score
    return post if section is Section.EXPERIENCE else max(heads.studies(head).score, post)


def _cost(rows: Sequence[Row], place: int) -> float:
    row = rows[place]
    if row.field:
        return 0.0
    if row.bullet or spoken_row(row) or details(row) or EMAIL.search(row.text):
        return OTHER
    stops = re.search(r"[.!؟?]\s*$", row.text) and not re.search(r"\b\w\.\s*$", row.text)
    length = len(" ".join(row.text.split()))
    long = (length > SENTENCE) + 2 * (length > PARAGRAPH)
    return (REST if continues(rows, place) else ROW) + STOP * bool(stops) + LONG * long


def tools(row: Row) -> bool:
    """Whether a row is a list of what was used, by its label."""
    return ":" in row.text and bool(opening("tools").match(row.folded))


def details(row: Row) -> bool:
    """Whether a row is labelled as what was used or what it was about."""
    return ":" in row.text and bool(opening("tools", "topic").match(row.folded))


@cache
def _open() -> re.Pattern[str]:
    """The end of a folded row that goes on on the next."""
    return re.compile(rf"(?:[,(/-]|(?<!\w)(?:{phrases(words('small')['open'])}))\s*$")


def continues(rows: Sequence[Row], place: int) -> bool:
    """Whether a row goes on with the words of the row before."""
    if not place or rows[place].bullet:
        return False
    text, before = rows[place].text, rows[place - 1]
    unclosed = before.text.count("(") > before.text.count(")")
    return text[:1].islower() or text[:1] == "(" or unclosed or ends_open(before.folded)


def ends_open(text: str) -> bool:
    """Whether a folded text ends in the middle of what it says."""
    return bool(_open().search(text))


def _head(rows: Sequence[Row], date: Anchor, over: range, under: range) -> Iterator[Piece]:
    """The lines of a head; rows that go on are joined to the line they go on with."""
    lines: list[list[Piece]] = []
    for place in over:
        _add(lines, rows, place, goes_on=bool(lines) and continues(rows, place))
    lines.extend([piece] for piece in date.beside[:-1])
    if date.beside:
        lines.append(_sentence(rows, date))
    for place in (place for place in under if rows[place].field != "entry_text"):
        across = bool(date.beside) or rows[place].text[:1].islower()
        goes_on = bool(lines) and continues(rows, place) and (place > under[0] or across)
        _add(lines, rows, place, goes_on=goes_on)
    return (joined(line) for line in lines)


def _add(lines: list[list[Piece]], rows: Sequence[Row], place: int, *, goes_on: bool) -> None:
    if goes_on:
        lines[-1].append(piece(rows[place]))
    else:
        lines.append([piece(rows[place])])


def piece(row: Row) -> Piece:
    """A row as words."""
    return Piece(row.text, row.start, row.end)


def _sentence(rows: Sequence[Row], date: Anchor) -> list[Piece]:
    """What follows a date; of a paragraph its first sentence, which may go on on the next rows."""
    row, last = rows[date.last], date.beside[-1]
    if date.start != row.start or not re.match(r"\s*:", row.text[date.end - row.start :]):
        return [last]
    found: list[Piece] = []
    for place in range(date.last, min(date.last + 3, len(rows))):
        said = last if place == date.last else piece(rows[place])
        if stop := re.search(r"[.؟](?=\s|$)", said.text):
            end = stop.start()
            return [*found, Piece(said.text[:end], said.start, said.start + end)]
        found.append(said)
        if _ends(rows, place):
            return found
    return [last]


def _ends(rows: Sequence[Row], place: int) -> bool:
    """Whether a row ends what it says: it is short, or a bullet or another date follows."""
    if len(rows[place].text) < SENTENCE or place + 1 == len(rows):
        return True
    after = rows[place + 1]
    return after.bullet or any(dated.start == 0 for dated in periods(after.fold))


# --- the order of the section


def _chosen(dates: Sequence[Anchor], fits: Sequence[dict[Shape, Fit]]) -> list[Fit]:
    """The head of each date; no row is in two."""
    habits = {inline: _habit(dates, fits, inline=inline) for inline in (False, True)}
    chosen: list[Fit] = []
    taken = -1
    for date, shapes in zip(dates, fits, strict=True):
        habit = habits[date.inline]
        free = [fit for fit in shapes.values() if date.first - fit.shape[0] > taken]
        best = max(free, key=lambda fit: (fit.score + _usual(fit.shape, habit), -sum(fit.shape)))
        chosen.append(best)
        taken = date.last + best.shape[1]
    return chosen


def _habit(dates: Sequence[Anchor], fits: Sequence[dict[Shape, Fit]], *, inline: bool) -> Shape:
    """The shape that fits best over all dates that stand alone, or over all others."""
    total: Counter[Shape] = Counter()
    for date, shapes in zip(dates, fits, strict=True):
        if date.inline is inline:
            total.update({shape: fit.score for shape, fit in shapes.items()})
    return max(total, key=lambda shape: (total[shape], -sum(shape)), default=(0, 0))


def _usual(shape: Shape, habit: Shape) -> float:
    return sum(HABIT * (bool(one) == bool(other)) for one, other in zip(shape, habit, strict=True))
