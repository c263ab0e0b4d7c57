"""A candidate as matching sees one: what they can do, and nothing of who they are.

There is no name, gender, age, photograph, address, e-mail, telephone or school here, so nothing
that ranks can read them. What people wrote of themselves passes `masked` on its way.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from matching.profile import Fact, Kind, Passage, Profile, Skill, Value
from matching.talent.conditions import contract_wished
from matching.talent.occupations import named, practised

# Addresses, telephone numbers and pages in running text, with or without a scheme; figures of a
# result, days and years stay, as does what developers write with a dot before a slash.
PRIVATE = re.compile(
    r"""(?<!\S)\S+@\S+
    | (?<!\S)\S+\s?[\[({]\s?(?:at|arobase|@)\s?[\])}]\s?\S+
    | (?:https?://|www\.)\S+
    | (?i:(?<![\w-])(?!asp\.net/)(?:[\w-]+\.){1,5}(?!(?:js|ts)/)[a-z]{2,}/\S*)
    | (?<![\w.,])(?:\+|00)?\d(?:[\s.\-]?\d){8,14}(?!\w|,\d)
    | (?<![\w.,/])(?!(?:19|20)\d\d/)(?:\+|00)?\d(?:/?\d){8,14}(?![\w/]|,\d)""",
    re.VERBOSE,
)
# What tells what somebody does: what they call themselves, what they were called.
HEADLINE, TITLE = 1.0, 0.7
# A title of one post does not make the trade of somebody who changed it; the newest comes first.
FADING = 0.85
# The fact that a CV is a wall of words: how many skills it names or implies.
CLAIMED = "skills_claimed"
# The fact that names the languages whose level a CV does not say: had, and nobody knows how well.
UNLEVELLED = "languages_unlevelled"
# So many skills, the best shown first, and so many letters of a section are compared as text: who
# writes more does not say more.
MANY, LONG = 25, 1500
# A skill that is worth less, of a list out of all proportion, is not compared as text at all.
FAINT = 0.3


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
    those of work, studies and internships left out; `contracts` are what is sought; `claimed` how
    many skills a CV names or implies that is a wall of words, None for any other.
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
    claimed: int | None = None


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
    shown = (skill for skill in best if skill.shown and skill.weight >= FAINT)
    yield from dict.fromkeys(skill.shown[0].text for skill in shown)


def masked(text: str) -> str:
    """A text without addresses, numbers to call and pages of one's own."""
    return PRIVATE.sub(" ", text)


def _facts(candidate: Candidate) -> Iterator[Fact]:
    levels = [one.level for one in candidate.studies if one.level is not None]
    spoken = sorted(candidate.languages.items())
    stated: dict[str, Value | None] = {
        "experience_years": candidate.years,
        "degree_level": max(levels, default=None),
        "home_city": candidate.city or None,
        "contracts_sought": candidate.contracts or None,
        "student": candidate.student,
        CLAIMED: candidate.claimed,
        UNLEVELLED: tuple(code for code, level in spoken if not level) or None,
        **{f"language_{code}": level or None for code, level in spoken},
    }
    return (Fact(name, value) for name, value in stated.items() if value is not None)
