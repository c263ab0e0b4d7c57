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


class Desk(StrEnum):
    """A *guichet*: one of the things a startup can look for."""

    FINANCING = "financing"


SOUGHT = MappingProxyType({Desk.FINANCING: Kind.PROGRAMME})


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
class Profile:
    """A startup, a programme…: what is known of it, what it says, what it demands.

    A missing fact is unknown, never false. `criteria` are what this side demands of the other;
    `preferences` are what it would like (for a startup: `seeks`, `amount_mad`).
    """

    id: str
    kind: Kind
    name: str
    passages: tuple[Passage, ...] = ()
    facts: Mapping[str, Fact] = field(default_factory=dict)
    criteria: tuple["Condition", ...] = ()
    preferences: Mapping[str, Fact] = field(default_factory=dict)


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
