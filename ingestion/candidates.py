"""From a CV as read to a candidate as matched: what is left out here, matching never sees."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from ingestion.cv import heads
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
# What a skill that is only claimed is worth beside one that was used. Words cost nothing to write,
# wherever they stand: the more there are, the less is each worth, half where they fill the room
# there is. For what work shows (`TOLD`) that is a number; for what is only claimed, or implied by
# it, a number (`CLAIMS`) and a part (`BACKED`) of what work shows. No CV of the development part
# tells of more than 19, or claims more than 19; beside none that work shows these are worth .77.
CLAIMED = 0.85
TOLD, CLAIMS, BACKED = 30, 21, 0.2
# How sharply worth falls about that room.
STEEP = 12
# Where each is worth less, there is a wall of words, and no running text is compared.
WALL = 0.5


def without_instructions(read: Read) -> Read:
    """The document without the lines that tell a reader what to do: nothing of them is a CV's."""
    told = {at for one in read.warnings if one.code is Flag.INSTRUCTIONS for at in one.lines}
    return replace(read, lines=tuple(one for at, one in enumerate(read.lines) if at not in told))


def candidate(cv: Cv, read: Read, identifier: str, today: date) -> Candidate:
    """What matching may know of who sent a CV; `today` ends what lasts to date."""
    return matched(cv, identifier, today, _summary(cv, read.text))


def matched(cv: Cv, identifier: str, today: date, summary: str = "") -> Candidate:
    """The same of what is known of a CV, wherever it was kept; `summary` is what they tell."""
    plain = _plain(_told(cv.skills))
    return Candidate(
        id=identifier,
        language=cv.language,
        headline=_said(cv.headline),
        summary=summary if plain else "",
        skills={one.id: one for one in _skills(cv)},
        posts=tuple(_post(one, today, plain=plain) for one in cv.experience),
        studies=tuple(Study(_said(s.degree), _said(s.field), s.level) for s in cv.education),
        projects=tuple(_projects(cv)) if plain else (),
        languages={one.value.code: one.value.level for one in cv.languages},
        city=cv.city.value if cv.city else "",
        contracts=tuple(one.value for one in cv.contracts),
        years=_years(cv, today),
        student=True if _studies(cv) else None,
        claimed=None if plain else len(cv.skills),
    )


def _said(found: Found[str] | None) -> str:
    return found.value if found else ""


def _summary(cv: Cv, text: str) -> str:
    """What somebody tells of themselves under a heading of its own."""
    told = [one.span for one in cv.blocks if one.section is Section.PROFILE]
    return "\n".join(text[span.start : span.end] for span in told)


def _projects(cv: Cv) -> Iterator[str]:
    return (f"{one.name.value}\n{one.text}" for one in cv.projects)


def _skills(cv: Cv) -> Iterator[Skill]:
    told = _told(cv.skills)
    for one in cv.skills:
        words = tuple(Words(it.text, start=it.span.start, end=it.span.end) for it in one.mentions)
        worth = _sure(one, told) * told[_used(one)]
        if one.how == How.IMPLIED:
            yield Skill(one.id, IMPLIED * worth, Met.IMPLIED, words)
        else:
            yield Skill(one.id, worth * (1.0 if _used(one) else CLAIMED), one.how, words)


def _used(skill: Shown) -> bool:
    return skill.years is not None


def _told(skills: Sequence[Shown]) -> dict[bool, float]:
    """What each skill is worth among those that are used (True), and among those only claimed.

    What a claim implies is claimed with it: titles imply many.
    """
    used = sum(_used(one) for one in skills if one.how != How.IMPLIED)
    claimed = sum(not _used(one) for one in skills)
    told = _worth(used / TOLD)
    return {True: told, False: _worth(claimed / (CLAIMS + BACKED * told * used))}


def _worth(filled: float) -> float:
    """What each of many words is worth, to a hundredth, by how far they fill their room."""
    return round(1 / (1 + filled**STEEP), 2)


def _plain(told: Mapping[bool, float]) -> bool:
    """Whether no wall of words stands in a CV."""
    return min(told.values()) >= WALL


def _sure(skill: Shown, told: Mapping[bool, float]) -> float:
    """How sure a skill is: a wall of words does not make one surer that is told elsewhere."""
    if _plain(told):
        return skill.confidence
    return min((one.confidence for one in skill.mentions), default=skill.confidence)


def _post(one: Experience, today: date, *, plain: bool) -> Post:
    months = len(_months(one, today)) or None
    return Post(_said(one.title), _said(one.text) if plain else "", one.kind, months)


def _years(cv: Cv, today: date) -> float | None:
    """Years of paid work, overlaps once; None where they may be more than what is told.

    So it is where somebody who is no student tells of no work, or anybody of some whose length is
    not told: without a start or an end, or from later to earlier. A traineeship that became
    something else in the middle is such where no other work is told of.
    """
    earned = [_months(one, today) for one in cv.experience if one.kind in EARNED]
    silent = not cv.experience and not _studies(cv)
    if silent or not all(earned) or (not earned and any(map(_open, cv.experience))):
        return None
    return round(len(set().union(*earned)) / 12, 1)


def _months(one: Experience, today: date) -> set[int]:
    """The months of a stretch of work; none where its length is not told."""
    return used([one.period.value], today) if one.period else set()


def _open(one: Experience) -> bool:
    return one.kind is Work.INTERNSHIP and heads.went_over(folded(_said(one.title)))


def _studies(cv: Cv) -> bool:
    """Whether the headline says that somebody is still a student."""
    student = whole(words()["levels"]["student"])
    return bool(student.search(folded(_said(cv.headline))))
