"""A candidate as matching sees one: what they can do, and nothing of who they are.

There is no name, gender, age, photograph, address, e-mail, telephone or school here, so nothing
that ranks can read them. What people wrote of themselves passes `masked` on its way.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from matching.profile import Fact, Kind, Passage, Profile, Skill
from matching.talent.conditions import contract_wished
from matching.talent.occupations import named, practised

# Addresses, telephone numbers and pages in running text; figures of a result stay.
PRIVATE = re.compile(
    r"\S+@\S+ | (?:https?://|www\.)\S+ | (?<![\w.,])(?:\+|00)?\d(?:[\s.\-]?\d){8,14}(?!\w|,\d)",
    re.VERBOSE,
)
# What tells what somebody does: what they call themselves, what they were called.
HEADLINE, TITLE = 1.0, 0.7
# A title of one post does not make the trade of somebody who changed it; the newest comes first.
FADING = 0.85
# So many skills, the best shown first, and so many letters of a section are compared as text: who
# writes more does not say more.
MANY, LONG = 25, 1500


@dataclass(frozen=True, slots=True)
class Post:
    """A stretch of work: `kind` as in the CV (job, internship…), and `months` of it, if known."""

    title: str
    text: str = ""
    kind: str = "job"
    months: int | None = None


@dataclass(frozen=True, slots=True)
class Study:
    """A course of study: degree, its field, and years after the baccalauréat."""

    degree: str = ""
    field: str = ""
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """What somebody can do and seeks. `id` says nothing; unknown is None or empty, never no.

    `languages` gives a level (A1 to C2, native) by ISO code, None where it is not said; `years`
    those of work, studies and internships left out; `contracts` are what is sought.
    """

    id: str
    language: str
    headline: str = ""
    summary: str = ""
    skills: Mapping[str, Skill] = field(default_factory=dict)
    posts: tuple[Post, ...] = ()
    studies: tuple[Study, ...] = ()
    projects: tuple[str, ...] = ()
    languages: Mapping[str, str | None] = field(default_factory=dict)
    city: str = ""
    contracts: tuple[str, ...] = ()
    years: float | None = None
    student: bool | None = None


def profile(candidate: Candidate) -> Profile:
    """The profile that is indexed and ranked: no name, no facts but those of matching."""
    titles = named((text, candidate.language, weight) for text, weight in _titles(candidate))
    had = {name: skill.weight for name, skill in candidate.skills.items()}
    return Profile(
        id=candidate.id,
        kind=Kind.CANDIDATE,
        name="",
        passages=tuple(_passages(candidate)),
        facts={one.name: one for one in _facts(candidate)},
        criteria=contract_wished(candidate.contracts),
        skills=candidate.skills,
        occupations=practised(had, titles),
    )


def _titles(candidate: Candidate) -> Iterator[tuple[str, float]]:
    yield candidate.headline, HEADLINE
    for place, post in enumerate(candidate.posts):
        yield post.title, TITLE * FADING**place


def _passages(candidate: Candidate) -> Iterator[Passage]:
    posts = [("experience", f"{post.title}\n{post.text}") for post in candidate.posts]
    studies = [("education", f"{one.degree} {one.field}") for one in candidate.studies]
    projects = [("project", one) for one in candidate.projects]
    skills = ", ".join(islice(_words(candidate.skills.values()), MANY))
    told = [("headline", candidate.headline), ("summary", candidate.summary), ("skills", skills)]
    for section, text in (*told, *posts, *projects, *studies):
        if kept := masked(text).strip()[:LONG]:
            yield Passage(section, candidate.language, kept)


def _words(skills: Collection[Skill]) -> Iterator[str]:
    """Each skill as it was written first, once, the best shown first."""
    best = sorted(skills, key=lambda skill: -skill.weight)
    yield from dict.fromkeys(skill.shown[0].text for skill in best if skill.shown)


def masked(text: str) -> str:
    """A text without addresses, numbers to call and pages of one's own."""
    return PRIVATE.sub(" ", text)


def _facts(candidate: Candidate) -> Iterator[Fact]:
    if candidate.years is not None:
        yield Fact("experience_years", candidate.years)
    levels = [one.level for one in candidate.studies if one.level is not None]
    if levels:
        yield Fact("degree_level", max(levels))
    if candidate.city:
        yield Fact("home_city", candidate.city)
    if candidate.contracts:
        yield Fact("contracts_sought", candidate.contracts)
    if candidate.student is not None:
        yield Fact("student", candidate.student)
    for code, level in candidate.languages.items():
        if level:
            yield Fact(f"language_{code}", level)
