"""`Profile`: the only thing the engine takes in."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matching.criteria.rules import Condition

Scalar = str | int | float | bool | date
Value = Scalar | tuple[str, ...]

LANGUAGES = ("fr", "ar", "en")


class Kind(StrEnum):
    """What a profile describes."""

    STARTUP = "startup"
    PROGRAMME = "programme"
    CANDIDATE = "candidate"
    VACANCY = "vacancy"


class Desk(StrEnum):
    """A *guichet*: one of the things a startup can look for, or that can be sought from it."""

    FINANCING = "financing"
    # Candidates for a vacancy, and vacancies for a candidate.
    TALENT = "talent"
    JOBS = "jobs"


# What a desk offers, and who seeks at it.
SOUGHT = MappingProxyType(
    {Desk.FINANCING: Kind.PROGRAMME, Desk.TALENT: Kind.CANDIDATE, Desk.JOBS: Kind.VACANCY}
)
SEEKING = MappingProxyType(
    {Desk.FINANCING: Kind.STARTUP, Desk.TALENT: Kind.VACANCY, Desk.JOBS: Kind.CANDIDATE}
)


@dataclass(frozen=True, slots=True)
class Fact:
    """One stated value, with where and when it was stated.

    `stated` is an ISO date, possibly partial ("2025", "2025-10"), as the source gives it; empty
    when the source gives none. `source` is an address or the name of a file.
    """

    name: str
    value: Value
    source: str = ""
    stated: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of text that one vector can stand for; `lang` is an ISO 639-1 code."""

    section: str
    lang: str
    text: str


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text that show something: `text[start:end]` of the section they stand in."""

    text: str
    section: str = ""
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Skill:
    """A skill that somebody has or that work asks for, by its id in the lexicon.

    `weight`, 0 to 1, is how well it is shown, or how much it is wanted; `how` names the way it was
    found or the rank it has among what is asked; `shown` are the words that say it.
    """

    id: str
    weight: float
    how: str = ""
    shown: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class Profile:
    """A startup, a programme, a candidate…: what is known of it, what it says, what it demands.

    A missing fact is unknown, never false. `criteria` are what this side demands of the other;
    `preferences` are what it would like (for a startup: `seeks`, `amount_mad`). `skills` are had by
    a candidate, asked for by a vacancy; `occupations` say, 0 to 1, how near each is to what a
    candidate does, or how likely it is the one that a vacancy means.
    """

    id: str
    kind: Kind
    name: str
    passages: tuple[Passage, ...] = ()
    facts: Mapping[str, Fact] = field(default_factory=dict)
    criteria: tuple["Condition", ...] = ()
    preferences: Mapping[str, Fact] = field(default_factory=dict)
    skills: Mapping[str, Skill] = field(default_factory=dict)
    occupations: Mapping[str, float] = field(default_factory=dict)


def cut(profile: Profile, pieces: Callable[[str], Sequence[str]]) -> Profile:
    """The profile with its long passages cut, so that each has one vector and none is truncated.

    `pieces` is an encoder's; cutting what is cut changes nothing.
    """
    return replace(
        profile,
        passages=tuple(
            Passage(passage.section, passage.lang, piece)
            for passage in profile.passages
            for piece in pieces(passage.text)
        ),
    )
