"""The sections of a CV by their headings, usual or not, also where one stands beside its text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import zip_longest

from ingestion.cv.folding import folded
from ingestion.cv.labels import label, of_form
from ingestion.cv.model import Section
from ingestion.cv.rows import Row, rest
from ingestion.cv.tongues import tongues
from ingestion.cv.words import words

LONGEST = 6  # words of a heading
WORD = re.compile(r"[\w'+]+|&")
# What parts a heading from text on the same line.
CAPITALS = re.compile(r"[^\W\d_a-z][^a-z\d,;:.|]*\s(?=\S*[a-zà-ÿ])(?=[^\W\d_])")
INLINE = re.compile(r"\s*(?:\||:|\t|\s{3,})\s*")


@dataclass(frozen=True)
class Part:
    """A section: its kind, its heading's row where it has one, and the rows below."""

    section: Section
    heading: Row | None = None
    rows: list[Row] = field(default_factory=list)


@cache
def _qualifiers() -> frozenset[str]:
    return frozenset(_stem(folded(word)) for word in words("headings")["qualifiers"])


def _stem(word: str) -> str:
    word = re.sub(r"^(?:[cdljmnqst]|qu)'", "", word)
    if word.isascii():
        return word[:-1] if len(word) > 3 and word.endswith("s") else word
    return word.removeprefix("ال")


def _key(text: str, qualifiers: frozenset[str] = frozenset()) -> tuple[str, ...]:
    stems = (_stem(word) for word in WORD.findall(folded(text)))
    return tuple(stem for stem in stems if stem and stem not in qualifiers)


@cache
def _headings() -> dict[tuple[str, ...], Section]:
    given = words("headings")["sections"]
    found: dict[tuple[str, ...], Section] = {}
    for kind, phrases in given.items():
        for phrase in phrases:
            found.setdefault(_key(phrase), Section(kind))
    for kind, phrases in given.items():
        for phrase in phrases:
            found.setdefault(_key(phrase, _qualifiers()), Section(kind))
    found.pop((), None)
    return found


@cache
def _documents() -> frozenset[tuple[str, ...]]:
    return frozenset(_key(title) for title in words("headings")["documents"])


def title_of_document(text: str) -> bool:
    """Whether a text only says that this is a CV."""
    return _key(text) in _documents()


def heading(text: str) -> Section | None:
    """The section that a text is the heading of."""
    if not _short(text):
        return None
    sides = {_heading(side) for side in text.split("/")}  # "Langues / اللغات"
    return sides.pop() if len(sides) == 1 else None


def _heading(text: str) -> Section | None:
    known = _headings()
    return known.get(_key(text)) or known.get(_key(text, _qualifiers()))


def _short(text: str) -> bool:
    count = len(WORD.findall(text))
    # A row that goes on in small letters is the rest of the row before.
    return (
        0 < count <= LONGEST
        and not text[:1].islower()
        and not re.search(r"[@\d،,;•]|[.!]\s*$", text)
    )


def parts(rows: Sequence[Row]) -> list[Part]:
    """The sections in the order of the text; the first stands before any heading."""
    found = [Part(Section.TOP)]
    for kind, head, row in _marked(rows):
        if kind:
            found.append(Part(kind, head))
        if row:
            found[-1].rows.append(row)
    return found


def _marked(rows: Sequence[Row]) -> Iterator[tuple[Section | None, Row | None, Row | None]]:
    """For each row: the section it begins, its heading, and the row as text."""
    skip = False
    for row, after in zip_longest(rows, rows[1:]):
        if skip:
            skip = False
            continue
        if after and (kind := _broken(row, after)):
            skip = True
            yield kind, row, None
        elif (value := of_form(row)).field:
            yield None, None, value
        elif (kind := heading(row.text)) and not row.bullet:
            yield kind, row, None
        elif title_of_document(row.text):
            continue
        elif inline := _inline(row):
            yield inline
        else:
            yield None, None, row


def _broken(row: Row, after: Row) -> Section | None:
    """The section of a heading that goes over two rows; each row may be a heading by itself."""
    if row.bullet or after.bullet or len(WORD.findall(after.text)) > 2:
        return None
    pair = heading(f"{row.text} {after.text}")
    continued = after.text[:1].islower() or row.text.isupper() == after.text.isupper()
    return pair if pair and continued and not (heading(row.text) and heading(after.text)) else None


def _inline(row: Row) -> tuple[Section, Row, Row] | None:
    """A heading with text beside it, as in "Langues : arabe, français"."""
    parted = INLINE.search(row.text) or CAPITALS.match(row.text)
    if row.bullet or not parted or not parted.end() or parted.end() == len(row.text):
        return None
    title = row.text[: parted.start() or parted.end()]
    # Where no colon says so, only capitals tell a heading from the first cell of a table.
    kind = heading(title) if ":" in parted[0] or title == title.upper() else None
    # "Languages" is also what a list of programming languages is labelled with.
    if not kind or (label(title) and not (kind is Section.LANGUAGES and tongues(row.folded))):
        return None
    beside = rest(row, parted.end())
    return (kind, row, beside) if beside else None
