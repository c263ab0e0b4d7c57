"""What an offer of work says, as proposed from its text: values with the words that say them.

A person confirms or corrects the proposal; nothing of it decides before.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

T = TypeVar("T")


class Rank(StrEnum):
    """How much a skill is wanted: in the title, in the text, or as something nice to have."""

    CORE = "core"
    MUST = "must"
    NICE = "nice"


@dataclass(frozen=True, slots=True)
class Proposed(Generic[T]):
    """A value, and where in the text it was read: `text[start:end]`."""

    value: T
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Years:
    """Years of experience asked for; None where there is no such end."""

    least: int | None
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Spoken:
    """A language (ISO 639 code) and the least level (A1 to C2, native)."""

    code: str
    level: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A skill of the lexicon that is asked for."""

    skill: str
    rank: Rank


@dataclass(frozen=True, slots=True)
class Degree:
    """Years of study after the baccalauréat; a wish unless it is `demanded`."""

    level: int
    demanded: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer of work as read; empty and None are what the text does not say.

    `level` is `student`, `junior` or `senior`; `years` follow from it where no number is said, and
    then have its place in the text. `mode` is `remote`, `hybrid`, `mobile` or `on_site`.
    """

    text: str
    language: str
    title: Proposed[str] | None = None
    skills: tuple[Proposed[Asked], ...] = ()
    level: Proposed[str] | None = None
    years: Proposed[Years] | None = None
    contracts: tuple[Proposed[str], ...] = ()
    city: Proposed[str] | None = None
    mode: Proposed[str] | None = None
    languages: tuple[Proposed[Spoken], ...] = ()
    degree: Proposed[Degree] | None = None
