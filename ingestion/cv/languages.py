"""The languages somebody speaks, each with its level."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from ingestion.cv.folding import folded, phrases, whole
from ingestion.cv.model import Found, Section, Spoken
from ingestion.cv.rows import Document, Row
from ingestion.cv.sections import Part
from ingestion.cv.words import by_word, words

CEFR = r"(?<!\w)([abc][12])\+?(?!\w)"
NEAR = 48  # signs from a language to its level


@dataclass(frozen=True, slots=True)
class _Named:
    """A language in a row, with the text up to the next."""

    code: str
    start: int
    end: int
    rest: str


@cache
def _languages() -> tuple[dict[str, str], re.Pattern[str]]:
    codes = {folded(word): code for word, code in by_word(words("languages")["languages"]).items()}
    return codes, re.compile(rf"(?<!\w)(?:{phrases(codes)})(?!\w)")


@cache
def _levels() -> tuple[dict[str, str], re.Pattern[str]]:
    given = by_word(words("languages")["levels"])
    return {folded(word): level for word, level in given.items()}, whole(given)


def languages(document: Document, parts: Sequence[Part]) -> tuple[Found[Spoken], ...]:
    """Each language once, the one with a level first of two readings."""
    found: dict[str, Found[Spoken]] = {}
    for one in _all(document, parts):
        known = found.get(one.value.code)
        if not known or (known.value.level is None and one.value.level):
            found[one.value.code] = one
    return tuple(found.values())


def _all(document: Document, parts: Sequence[Part]) -> Iterator[Found[Spoken]]:
    own = [part for part in parts if part.section is Section.LANGUAGES]
    for part in own:
        for place, row in enumerate(part.rows):
            yield from _spoken(document, row, part.rows[place + 1 : place + 2])
    if not own:
        for part in parts:
            yield from _beside(document, part)


def _beside(document: Document, part: Part) -> Iterator[Found[Spoken]]:
    """Languages of a text without that heading: rows that say nothing else."""
    for row in part.rows:
        if spoken_row(row):
            yield from _spoken(document, row, ())


def spoken_row(row: Row) -> bool:
    """Whether a row is a language with a level, or a list of them."""
    named = _named(row.folded)
    levels = [_level(one.rest) for one in named]
    if not named or not all(level for level, _ in levels):
        return False
    known = sum(one.end - one.start for one in named)
    known += sum(len(match[0]) for match in _levels()[1].finditer(row.folded))
    known += sum(len(match[0]) for match in re.finditer(CEFR, row.folded))
    letters = len(re.sub(r"\W", "", row.folded))
    return len(re.sub(r"\W", "", row.folded[: named[0].start])) <= 8 and known >= 0.6 * letters


def _spoken(document: Document, row: Row, after: Sequence[Row]) -> Iterator[Found[Spoken]]:
    for one in _named(row.folded):
        level, by_word = _level(one.rest)
        if not level and after and not _named(after[0].folded):
            level, by_word = _level(after[0].folded[:NEAR])  # the level in the cell beside
        left, right = row.fold.span(one.start, one.start + len(one.rest) + one.end - one.start)
        place = row.start + left, row.start + len(row.text[:right].rstrip(" ,;.،"))
        yield document.found(
            Spoken(one.code, level, by_word), *place, 0.95 if level and not by_word else 0.8
        )


def _named(text: str) -> list[_Named]:
    codes, pattern = _languages()
    found = list(pattern.finditer(text))
    ends = [*(match.start() for match in found[1:]), len(text)][: len(found)]
    named: list[_Named] = []
    for match, end in zip(found, ends, strict=True):
        code = codes[" ".join(match[0].split())]
        if not named or named[-1].code != code:
            named.append(_Named(code, *match.span(), text[match.end() : end]))
    return named


def _level(text: str) -> tuple[str | None, bool]:
    text = text[:NEAR]
    if written := re.search(CEFR, text):
        return written[1].upper(), False
    known, pattern = _levels()
    if word := pattern.search(text):
        level = known[" ".join(word[0].split())]
        return level, level != "native"
    return None, False
