"""The languages somebody speaks, each with its level."""

from collections.abc import Iterator, Sequence

from ingestion.cv.model import Found, Section, Spoken
from ingestion.cv.rows import Document, Row
from ingestion.cv.sections import Part
from ingestion.cv.tongues import level, spoken_row, tongues


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


def _spoken(document: Document, row: Row, after: Sequence[Row]) -> Iterator[Found[Spoken]]:
    for number, one in enumerate(tongues(row.folded)):
        said = level(one.rest)
        if not said.name and after and not tongues(after[0].folded):
            said = level(after[0].folded)  # in the cell beside, or below
        if not said.name and number == 0:
            said = level(row.folded[: one.start])  # "Langue maternelle : arabe"
        left, right = row.fold.span(one.start, one.end + len(one.rest))
        place = row.start + left, row.start + len(row.text[:right].rstrip(" ,;.،"))
        sure = 0.95 if said.name and not said.by_word else 0.8
        yield document.found(Spoken(one.code, said.name, said.by_word), *place, sure)
