"""What stands at the top of a CV: the headline and the city; and its language."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import zip_longest

from ingestion.cv import heads
from ingestion.cv.contacts import EMAIL, LINK
from ingestion.cv.entries import ends_open, piece
from ingestion.cv.folding import folded, whole
from ingestion.cv.labels import PARTED, Labelled, label, opening
from ingestion.cv.model import Found, PersonName
from ingestion.cv.places import addressed, canonical, cities, closing
from ingestion.cv.rows import Document, Piece, Row, cut, joined
from ingestion.cv.sections import Part, heading, title_of_document
from ingestion.cv.words import words

ARABIC = re.compile("[\u0600-\u06ff\ufb50-\ufdff\ufe70-\ufeff]")
LATIN = re.compile(r"[^\W\d_]")
# What parts the things a contact line says.
BESIDE = re.compile(r"\s*[|·•✉☎⌂\t]\s*|\s+[—–-]\s+|\s{3,}|\.\s+|\s+—|—\s+")
DIGITS = re.compile(r"\d[\d .()/-]{6,}\d")
AROUND = 12  # rows about an address in which a city alone is where somebody lives
LONG, FEW = 40, 3  # signs of a line that was full, words of one that only ends it
BELOW = 8  # rows from the name to the headline, and what may stand between
LABELS = (
    "name",
    "family_and_given",
    "given",
    "family",
    "city",
    "email",
    "phone",
    "private",
    "availability",
    "contract",
)
PARAGRAPH = 60  # signs: in a shorter line a full stop ends an abbreviation


def spoken_language(text: str) -> str:
    """The language most of a text is in: "ar", "fr" or "en"; "" for a text without letters."""
    letters = len(LATIN.findall(text))
    if not letters:
        return ""
    if len(ARABIC.findall(text)) > 0.4 * letters:
        return "ar"
    small = folded(text)
    return "fr" if len(_small("fr").findall(small)) >= len(_small("en").findall(small)) else "en"


@cache
def _small(language: str) -> re.Pattern[str]:
    return whole(words("small")[language])


def city(document: Document, given: Labelled) -> Found[str] | None:
    """Where somebody lives, by its French name: labelled, or alone among the contacts."""
    named = (one for value in given.get("city", ()) for one in _named(document, value))
    return next(named, None) or next(_beside(document), None)


def _named(document: Document, value: Piece) -> Iterator[Found[str]]:
    for place in cities(value.fold.text):
        left, right = value.fold.span(place.start, place.end)
        yield document.found(place.city, value.start + left, value.start + right, 0.95)


def _beside(document: Document) -> Iterator[Found[str]]:
    """A city that is a part of a row of its own, nearest to an address first."""
    rows = document.rows
    addressed = [at for at, row in enumerate(rows) if EMAIL.search(row.text)]
    order = sorted(
        range(len(rows)), key=lambda at: min((abs(at - one) for one in addressed), default=at)
    )
    for at in order[:AROUND]:
        row = rows[at]
        for part in heads.split(piece(row), BESIDE):
            # a picture of a house may have been read as a letter
            if value := canonical(re.sub(r"^\W*\w\s+", "", part.text)) or canonical(part.text):
                yield document.found(value, part.start, part.end, 0.9)
    for at in addressed[:1]:
        line = piece(rows[at])
        if found := closing(line.fold.text):
            left, right = line.fold.span(found[0].start, found[0].end)
            yield document.found(found[0].city, line.start + left, line.start + right, 0.7)


def headline(
    document: Document, parts: Sequence[Part], given: Labelled, name: Found[PersonName] | None
) -> Found[str] | None:
    """What somebody calls themselves: labelled, or what stands below the name."""
    for named in given.get("headline", ()):
        return document.found(named.text, named.start, named.end, 0.9)
    if not name:
        return None
    for part in parts:
        for place, row in enumerate(part.rows):
            if row.start <= name.span.start < row.end:
                return _below(document, part.rows[place : place + BELOW], name)
    return None


def _below(document: Document, rows: Sequence[Row], name: Found[PersonName]) -> Found[str] | None:
    """The first line that says something, beside the name or below it."""
    beside = cut(document.text, name.span.end, rows[0].end, more=".")
    lines = [beside] if beside.text else []
    lines.extend(piece(row) for row in rows[1:] if row.page == rows[0].page)
    for line, after in zip_longest(lines, lines[1:]):
        if found := _says(line):
            if after and found.end == line.end and _goes_on(found, after):
                found = joined([found, after])
            return document.found(found.text.strip(" ."), found.start, found.end, 0.85)
    return None


def _goes_on(line: Piece, after: Piece) -> bool:
    """Whether a headline goes on on the next line."""
    if EMAIL.search(after.text) or heading(after.text) or canonical(after.text):
        return False
    unclosed = line.text.count("(") > line.text.count(")")
    hanging = len(line.text) > LONG and len(after.text.split()) < FEW
    return unclosed or hanging or after.text[:1].islower() or ends_open(line.fold.text)


def _without_places(text: str) -> str:
    """A line without the city it ends with, empty when it is an address."""
    sides = list(BESIDE.finditer(text))
    if sides and canonical(text[sides[-1].end() :]):
        text = text[: sides[-1].start()]
    return "" if addressed(folded(text)) else text


def _says(line: Piece) -> Piece | None:
    """The part of a line before any address, number or city; None when nothing is left."""
    stops = [
        match.start()
        for match in (EMAIL.search(line.text), DIGITS.search(line.text), LINK.search(line.text))
        if match
    ]
    text = line.text[: min(stops)] if stops else line.text
    if stops:
        text = re.split(r"\s*[|—·•]\s*$|\.\s*$|\s+[–-]\s*$", text)[0]
        text = re.split(r"\s+—\s+", text)[0] if "—" in text else text
    else:
        text = re.split(r"\.\s", text)[0] if len(text) > PARAGRAPH else text
    if PARTED.match(text) and opening(*LABELS).match(folded(text)):
        return None
    text = _without_places(text.strip(" \t|—·•✉☎⌂"))
    if (
        len(re.findall(r"\w", text)) < 3
        or canonical(text)
        or title_of_document(text)
        or label(text)
    ):
        return None
    start = line.start + line.text.find(text)
    return Piece(text, start, start + len(text))
