"""The contract somebody seeks, and from when they are free."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from ingestion.cv.folding import folded, phrases, whole
from ingestion.cv.model import Found, Section
from ingestion.cv.rows import Document, Row, cut
from ingestion.cv.sections import Part
from ingestion.cv.words import by_word, words

REST = 30  # signs that may be left of what is said, on the next row
SPEAKING = {Section.TOP, Section.PROFILE, Section.OBJECTIVE}


@cache
def _contracts() -> tuple[dict[str, str], re.Pattern[str]]:
    given = by_word(words("wishes")["contracts"])
    return {folded(word): kind for word, kind in given.items()}, whole(given)


@cache
def _seeking() -> re.Pattern[str]:
    return whole(words("wishes")["seeking"])


@cache
def _label(name: str) -> re.Pattern[str]:
    forms = phrases(words("headings")["labels"][name])
    return re.compile(rf"(?<!\w)(?:{forms})(?!\w)\s*:?\s*")


def contracts(document: Document, parts: Sequence[Part]) -> tuple[Found[str], ...]:
    """The kinds of contract sought, each once, without one that a more precise one says too."""
    found: dict[str, Found[str]] = {}
    for row, start, sure in _wishing(parts):
        for match in _contracts()[1].finditer(row.folded, start):
            kind = _contracts()[0][" ".join(match[0].split())]
            left, right = row.fold.span(*match.span())
            place = row.start + left, row.start + right
            found.setdefault(kind, document.found(kind, *place, sure))
    for precise, general in words("wishes")["within"].items():
        if precise in found:
            found.pop(general, None)
    return tuple(found.values())


def _wishing(parts: Sequence[Part]) -> Iterator[tuple[Row, int, float]]:
    """The rows that say what is sought, and from where on."""
    for part in parts:
        for row in part.rows:
            label = _label("contract").search(row.folded)
            if label and (label.start() == 0 or part.section in SPEAKING):
                yield row, label.start(), 0.95
            elif part.section in SPEAKING and (seeking := _seeking().search(row.folded)):
                yield row, seeking.start(), 0.8
            elif part.section is Section.OBJECTIVE:
                yield row, 0, 0.8


def availability(document: Document, parts: Sequence[Part]) -> Found[str] | None:
    """What is said of when somebody is free, as written."""
    for part in sorted(parts, key=lambda part: part.section is not Section.OBJECTIVE):
        for place, row in enumerate(part.rows):
            label = _label("availability").search(row.folded)
            if label and (label.start() == 0 or ":" in label[0] or part.section in SPEAKING):
                return _available(document, part.rows, place, label)
    return None


def _available(
    document: Document, rows: Sequence[Row], place: int, label: re.Match[str]
) -> Found[str] | None:
    row = rows[place]
    # "disponible immédiatement": without a colon the label is part of the words
    begin = label.end() if ":" in label[0] else label.start()
    stop = re.search(r"[.;|](?:\s|$)", row.folded[begin:])
    end = begin + stop.start() if stop else len(row.folded)
    left, right = row.fold.span(begin, end) if begin < end else (0, 0)
    place_end = row.start + right
    if not stop and place + 1 < len(rows) and _goes_on(row, rows[place + 1]):
        place_end = rows[place + 1].end
    found = cut(document.text, row.start + left, place_end, ".")
    return document.found(found.text, found.start, found.end, 0.9) if found.text else None


def _goes_on(row: Row, after: Row) -> bool:
    """Whether what is said ends on the next row: in small letters, with a year or after a comma."""
    small = after.text[:1].islower() or after.text[:1].isdigit() or row.text.endswith((",", "،"))
    return small and not after.bullet and len(after.text) < REST
