"""From a CV as read to a candidate as matched: what is left out here, matching never sees."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from ingestion.cv.folding import folded, whole
from ingestion.cv.model import Cv, Experience, Found, Section, Work
from ingestion.cv.model import Skill as Shown
from ingestion.cv.skills import used
from ingestion.documents.outcome import Flag, Read
from ingestion.offers.words import words
from matching.profile import Skill, Words
from matching.skills.extraction import How
from matching.talent.candidate import Candidate, Post, Study
from matching.talent.coverage import IMPLIED, Met

# Work that counts as years of experience.
EARNED = frozenset({Work.JOB, Work.APPRENTICESHIP, Work.FREELANCE})
# What a skill that is only listed is worth beside one that was used, and how many may be listed:
# beyond, each is worth the less. A list costs nothing to write.
LISTED, MANY = 0.85, 25


def without_instructions(read: Read) -> Read:
    """The document without the lines that tell a reader what to do: nothing of them is a CV's."""
    told = {at for one in read.warnings if one.code is Flag.INSTRUCTIONS for at in one.lines}
    return replace(read, lines=tuple(one for at, one in enumerate(read.lines) if at not in told))


def candidate(cv: Cv, read: Read, identifier: str, today: date) -> Candidate:
    """What matching may know of who sent a CV; `today` ends what lasts to date."""
    return Candidate(
        id=identifier,
        language=cv.language,
        headline=_said(cv.headline),
        summary=_summary(cv, read.text),
        skills={one.id: one for one in _skills(cv)},
        posts=tuple(_post(one, today) for one in cv.experience),
        studies=tuple(Study(_said(s.degree), _said(s.field), s.level) for s in cv.education),
        projects=tuple(f"{one.name.value}\n{one.text}" for one in cv.projects),
        languages={one.value.code: one.value.level for one in cv.languages},
        city=cv.city.value if cv.city else "",
        contracts=tuple(one.value for one in cv.contracts),
        years=_years(cv, today),
        student=True if _studies(cv) else None,
    )


def _said(found: Found[str] | None) -> str:
    return found.value if found else ""


def _summary(cv: Cv, text: str) -> str:
    """What somebody tells of themselves under a heading of its own."""
    told = [one.span for one in cv.blocks if one.section is Section.PROFILE]
    return "\n".join(text[span.start : span.end] for span in told)


def _skills(cv: Cv) -> Iterator[Skill]:
    listed = sum(one.years is None and one.how != How.IMPLIED for one in cv.skills)
    thinned = min(1.0, MANY / listed) if listed else 1.0
    for one in cv.skills:
        words = tuple(Words(it.text, start=it.span.start, end=it.span.end) for it in one.mentions)
        if one.how == How.IMPLIED:
            yield Skill(one.id, IMPLIED * one.confidence * thinned, Met.IMPLIED, words)
        else:
            yield Skill(one.id, _strength(one, thinned), one.how, words)


def _strength(skill: Shown, thinned: float) -> float:
    """How well a skill is shown: where it was used counts, and a long list little."""
    return skill.confidence * (1.0 if skill.years is not None else LISTED * thinned)


def _post(one: Experience, today: date) -> Post:
    months = len(used([one.period.value], today)) if one.period else None
    return Post(_said(one.title), _said(one.text), one.kind, months)


def _years(cv: Cv, today: date) -> float | None:
    """Years of paid work, overlaps once; None where a CV dates none and is no student's."""
    earned = [one for one in cv.experience if one.kind in EARNED]
    periods = [one.period.value for one in earned if one.period]
    if earned and not periods:
        return None
    return round(len(used(periods, today)) / 12, 1)


def _studies(cv: Cv) -> bool:
    """Whether the headline says that somebody is still a student."""
    student = whole(words()["levels"]["student"])
    return bool(student.search(folded(_said(cv.headline))))
