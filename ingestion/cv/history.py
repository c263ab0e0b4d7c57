"""Education, experience and projects, from the entries of the sections."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import zip_longest

from ingestion.cv import heads
from ingestion.cv.dates import periods
from ingestion.cv.entries import OWN, SENTENCE, Entry, continues, entries, piece
from ingestion.cv.folding import folded, phrases
from ingestion.cv.model import Education, Experience, Found, Period, Project, Section, Span
from ingestion.cv.places import canonical, closing
from ingestion.cv.rows import Document, Piece, Row, cut, joined
from ingestion.cv.sections import Part
from ingestion.cv.tongues import spoken_row
from ingestion.cv.words import words

# Sections in which a dated line is no entry of somebody's history.
WITHOUT = {
    Section.SKILLS,
    Section.LANGUAGES,
    Section.CONTACT,
    Section.SOFT_SKILLS,
    Section.LINKS,
    Section.ACTIVITIES,
    Section.CERTIFICATIONS,
    Section.PROJECTS,
}
SHARED = 0.6  # how sure the organisation of an entry is that stands above the entry before
UNDATED = 0.5  # how sure an experience without a date is
ENOUGH = 1.5  # the least score of an entry where no heading says what it is
SHORT = 50  # signs: a longer row says more than the name of a certification
BARS = re.compile(r"\s*[|•·]\s*")
LONG = 200  # signs: more is no title


@dataclass(frozen=True, slots=True)
class History:
    """What somebody studied and did."""

    education: tuple[Education, ...] = ()
    experience: tuple[Experience, ...] = ()


def history(document: Document, parts: Sequence[Part]) -> History:
    """The entries of all sections; where no heading says what one is, its words do."""
    own = _history(document, [part for part in parts if part.section in OWN])
    other = _history(document, [part for part in parts if part.section not in OWN | WITHOUT])
    return History(own.education or other.education, own.experience or other.experience)


def _history(document: Document, parts: Sequence[Part]) -> History:
    studied: list[Education] = []
    worked: list[Experience] = []
    for part in parts:
        found = [one for one in entries(part.rows, part.section) if _counts(one, part)]
        before = None
        for entry in found:
            if _studies(entry, part.section):
                studied.append(education(document, part.rows, entry))
            else:
                one = experience(document, part.rows, entry)
                worked.append(_heir(one, worked[-1]) if _follows(entry, before) else one)
                before = entry
        if part.section is Section.EDUCATION:
            studied.extend(_undated(document, part, found))
        elif part.section is Section.EXPERIENCE and not found:
            worked.extend(_unbegun(document, part))
    return History(tuple(studied), tuple(worked))


def _counts(entry: Entry, part: Part) -> bool:
    if not entry.head or sum(len(line.text) for line in entry.head) > LONG:
        return False
    score = max(entry.studies.score, entry.post.score)
    if part.section in OWN:
        return score > 0 or bool(entry.head[0].text)
    single = not entry.anchor.dated.range
    return score >= ENOUGH + 1.5 * single


def _studies(entry: Entry, section: Section) -> bool:
    degree = entry.studies.level is not None
    if section is Section.EDUCATION:
        return (
            bool(entry.studies.degree.text or entry.studies.school.text)
            or not entry.post.known_title
        )
    if section is Section.EXPERIENCE:
        return degree and bool(entry.studies.school.text) and not entry.post.known_title
    both = bool(entry.studies.degree.text and entry.studies.school.text)
    return both or (entry.studies.score > entry.post.score and not entry.post.known_title)


def education(document: Document, rows: Sequence[Row], entry: Entry) -> Education:
    """An entry as a course of study."""
    read, sure = entry.studies, _sure(entry.studies.score, 4.0)
    return Education(
        _span(document, rows, entry),
        _found(document, read.degree, sure),
        read.level,
        _found(document, read.school, sure),
        _found(document, read.field, sure * 0.9),
        _period(document, entry),
    )


def experience(document: Document, rows: Sequence[Row], entry: Entry) -> Experience:
    """An entry as work; its text is what stands below its head."""
    read, sure = entry.post, _sure(entry.post.score, 4.0)
    names = " ".join((read.title.fold.text, entry.head[0].fold.text))
    return Experience(
        _span(document, rows, entry),
        heads.kind(names),
        _found(document, read.title, sure),
        _found(document, read.organisation, sure),
        _city(document, read.city),
        _period(document, entry),
        _text(document, rows, entry),
    )


def _follows(entry: Entry, before: Entry | None) -> bool:
    """Whether an entry is one more post at the organisation that stands above the one before."""
    if not before or entry.post.organisation.text or not entry.anchor.inline:
        return False
    return entry.anchor.first == entry.rows[0] and before.rows[0] < before.anchor.first


def _heir(one: Experience, before: Experience) -> Experience:
    """An experience with the organisation and city of the one before, which it shares."""
    shared = before.organisation
    return replace(
        one,
        organisation=shared and replace(shared, confidence=SHARED),
        city=one.city or before.city,
    )


def _sure(score: float, best: float) -> float:
    return round(min(0.95, 0.4 + 0.55 * max(score, 0.0) / best), 2)


def _found(document: Document, piece: Piece, sure: float) -> Found[str] | None:
    if not piece.text:
        return None
    return document.found(piece.text, piece.start, piece.end, round(sure, 2))


def _period(document: Document, entry: Entry) -> Found[Period]:
    dated = entry.anchor.dated
    sure = 0.6 if dated.period.approximate else 0.95
    return document.found(dated.period, entry.anchor.start, entry.anchor.end, sure)


def _span(document: Document, rows: Sequence[Row], entry: Entry) -> Span:
    places = [*entry.rows, *entry.body]
    return document.span(rows[places[0]].start, rows[places[-1]].end)


def _text(document: Document, rows: Sequence[Row], entry: Entry) -> Found[str] | None:
    start = max(entry.anchor.end, *(line.end for line in entry.head))
    end = rows[entry.body[-1]].end if entry.body else rows[entry.rows[-1]].end
    piece = cut(document.text, start, max(start, end), ")].")
    return _found(document, piece, 0.9)


def _undated(document: Document, part: Part, found: Sequence[Entry]) -> Iterator[Education]:
    """Courses of study without a date: a degree's line that no other entry has."""
    taken = {place for entry in found for place in entry.rows}
    loose = [place for place in range(len(part.rows)) if place not in taken]
    for place in loose:
        row = part.rows[place]
        line = Piece(row.text, row.start, row.end)
        if (place - 1 in loose and continues(part.rows, place)) or not heads.degree(line)[0]:
            continue
        below = [part.rows[place + 1]] if place + 1 in loose else []
        after = [Piece(one.text, one.start, one.end) for one in below]
        after = [one for one in after if heads.school(one) and not heads.degree(one)[0]]
        read = heads.studies([line, *after])
        if read.degree.text and (read.school.text or read.level is not None):
            span = document.span(row.start, after[-1].end if after else row.end)
            sure = _sure(read.score, 5.0)
            yield Education(
                span,
                _found(document, read.degree, sure),
                read.level,
                _found(document, read.school, sure),
                _found(document, read.field, sure),
            )


def _unbegun(document: Document, part: Part) -> Iterator[Experience]:
    """Experiences of a section without any date: a title with its organisation beside or below."""
    for row, below in zip_longest(part.rows, part.rows[1:]):
        if row.bullet or len(row.text) > SENTENCE or not heads.titled(row.folded):
            continue
        lines = [piece(row)]
        if below and not below.bullet and closing(below.folded):
            lines.append(piece(below))
        read = heads.post(lines)
        if read.title.text and read.organisation.text:
            yield Experience(
                document.span(row.start, lines[-1].end),
                heads.kind(read.title.fold.text),
                _found(document, read.title, UNDATED),
                _found(document, read.organisation, UNDATED),
                _city(document, read.city),
            )


def _city(document: Document, place: Piece) -> Found[str] | None:
    if not place.text:
        return None
    return document.found(canonical(place.text) or place.text, place.start, place.end, 0.9)


def projects(document: Document, parts: Sequence[Part]) -> tuple[Project, ...]:
    """The projects of their section: a name before a dash or a colon, and what follows."""
    found: list[Project] = []
    for part in parts:
        if part.section is Section.PROJECTS:
            found.extend(_project(document, joined(lines)) for lines in _paragraphs(part.rows))
    return tuple(found)


def _paragraphs(rows: Sequence[Row]) -> Iterator[list[Piece]]:
    lines: list[Piece] = []
    for place, row in enumerate(rows):
        piece = Piece(row.text, row.start, row.end)
        if lines and continues(rows, place):
            lines.append(piece)
            continue
        if lines:
            yield lines
        lines = [piece]
    if lines:
        yield lines


def _project(document: Document, line: Piece) -> Project:
    sides = heads.split(line, heads.DASH)
    if len(sides) == 1 and ":" in line.text:
        sides = heads.split(line, heads.COLON)
    name = document.found(sides[0].text, sides[0].start, sides[0].end, 0.8)
    return Project(name, " – ".join(side.text for side in sides[1:]))


def certifications(document: Document, parts: Sequence[Part]) -> tuple[Found[str], ...]:
    """The certifications of their section, one a line; without one, short lines about one."""
    own = [part for part in parts if part.section is Section.CERTIFICATIONS]
    lines = [joined(lines) for part in own for lines in _paragraphs(part.rows)]
    pieces = [side for line in lines for side in heads.split(line, BARS)]
    if not own:
        rows = [row for part in parts if part.section is Section.TOP for row in part.rows]
        pieces = [cut(document.text, row.start, row.end, ".") for row in rows if _certifies(row)]
    found = {
        folded(one.text): document.found(one.text, one.start, one.end, 0.9 if own else 0.6)
        for one in pieces
    }
    return tuple(found.values())


@cache
def _certificates() -> re.Pattern[str]:
    given = words("certifications")
    codes = "|".join(given["codes"])
    return re.compile(rf"(?<!\w)(?:{phrases(given['words'])}|{codes})(?!\w)")


def _certifies(row: Row) -> bool:
    """Whether a short row is about a certification and neither a title nor a language."""
    said = _certificates().search(row.folded)
    return bool(said) and len(row.text) < SHORT and not spoken_row(row) and not periods(row.fold)
