"""The skills that a CV shows, where it shows them, and for how long they were used."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from ingestion.cv.entries import tools
from ingestion.cv.model import Cv, Experience, Found, Moment, Period, Section, Skill, Span
from ingestion.cv.rows import Document
from ingestion.cv.sections import Part
from matching.skills.extraction import How, Mention, extract
from matching.skills.lexicon import Kind, lexicon

# What is written elsewhere (a hobby, a school, a language) shows no skill.
SHOWING = {
    Section.TOP,
    Section.PROFILE,
    Section.EXPERIENCE,
    Section.SKILLS,
    Section.PROJECTS,
    Section.CERTIFICATIONS,
    Section.OBJECTIVE,
}
# In a list of skills a word is one. A sentence that names a tool tells of its use; one that speaks
# of budgets or sales may tell of the business.
LISTED, TOLD, MEANT = 1.0, 0.9, 0.55
NAMED = {Kind.TOOL, Kind.TECHNOLOGY}
# What parts the items of a list; how many make one, of how many words on average.
ITEM = re.compile(r"[,،;؛|•·\t]")
MANY, FEW = 4, 3
# Kinds of entries that are no skill: they have fields of their own, or are nobody's to judge.
WITHOUT = {Kind.OCCUPATION, Kind.LANGUAGE, Kind.SOFT}


@dataclass(frozen=True, slots=True)
class _Shown:
    """A mention with its place in the document."""

    mention: Mention
    found: Found[str]


def skills(document: Document, parts: Sequence[Part], cv: Cv, today: date) -> tuple[Skill, ...]:
    """Each skill once, in the order of its first mention; explicit mentions before implied ones."""
    shown: dict[str, list[_Shown]] = defaultdict(list)
    for one in _mentions(document, parts, cv):
        shown[one.mention.skill].append(one)
    return tuple(_skill(name, ones, cv.experience, today) for name, ones in shown.items())


def _mentions(document: Document, parts: Sequence[Part], cv: Cv) -> Iterator[_Shown]:
    names = _names(cv)
    for part in parts:
        if part.section in SHOWING and part.rows:
            start, end = part.rows[0].start, part.rows[-1].end
            for mention in extract(document.text[start:end], cv.language):
                place = start + mention.start, start + mention.end
                kind = lexicon().entries[mention.skill].kind
                if kind not in WITHOUT and not _within(place, names):
                    sure = mention.confidence * _weight(document, part, place[0], kind)
                    value = document.text[slice(*place)]
                    yield _Shown(mention, document.found(value, *place, round(sure, 2)))


def _names(cv: Cv) -> list[Span]:
    """Where words are part of a name: of a person, a school with its degree, an organisation."""
    studied = [(one.degree, one.school, one.field) for one in cv.education]
    worked = [(one.organisation, one.city) for one in cv.experience]
    spans = [found.span for group in (*studied, *worked) for found in group if found]
    spans.extend(one.span for one in (*cv.emails, *cv.links))
    return [*spans, cv.name.span] if cv.name else spans


def _within(place: tuple[int, int], spans: Sequence[Span]) -> bool:
    return any(span.start <= place[0] < span.end for span in spans)


def _lists(text: str, *, few: bool) -> bool:
    """Whether a row is nothing but items of few words: several or, where `few` do, any number."""
    items = [len(item.split()) for item in ITEM.split(text) if item.strip()]
    return (few or len(items) >= MANY) and sum(items) <= FEW * len(items)


def _weight(document: Document, part: Part, start: int, kind: Kind) -> float:
    """How far a place is one of skills: their section, a list of tools, a sentence."""
    if part.section is Section.SKILLS:
        return LISTED
    row = next((row for row in part.rows if row.start <= start < row.end), None)
    told = part.section is Section.EXPERIENCE
    if row and (tools(row) or _lists(row.text, few=not told)):
        return LISTED
    return TOLD if kind in NAMED else MEANT


def _skill(name: str, shown: Sequence[_Shown], lived: Sequence[Experience], today: date) -> Skill:
    best = max(shown, key=lambda one: (one.mention.how != How.IMPLIED, one.found.confidence))
    periods = [
        one.period.value
        for one in lived
        if one.period and any(one.span.start <= it.found.span.start < one.span.end for it in shown)
    ]
    months = used(periods, today)
    return Skill(
        name,
        str(best.mention.how),
        best.found.confidence,
        tuple(one.found for one in shown),
        round(len(months) / 12, 1) if periods else None,
        _last(periods),
    )


def used(periods: Sequence[Period], today: date) -> set[int]:
    """The months of the periods, counted from year 0.

    Where a month was not said, the middle of the year is taken: 2019 to 2020 is one year, and 2019
    alone half of one.
    """
    found: set[int] = set()
    for period in periods:
        end = Moment(today.year, today.month) if period.ongoing else period.end
        if period.start and end:
            last = _count(end, 6 if end != period.start else 12)
            found.update(range(_count(period.start, 7), last + 1))
    return found


def _count(moment: Moment, unsaid: int) -> int:
    return moment.year * 12 + (moment.month or unsaid)


def _last(periods: Sequence[Period]) -> str | None:
    if any(period.ongoing for period in periods):
        return "present"
    ends = [period.end for period in periods if period.end]
    return str(max(ends)) if ends else None
