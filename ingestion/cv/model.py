"""What a CV says: frozen values, each with its place in the text and how sure the reading is."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

T = TypeVar("T")


class State(StrEnum):
    """What a document turned out to be. `NOTHING` is not "no skills": nothing could be told."""

    CV = "cv"
    NOTHING = "nothing"
    NOT_A_CV = "not_a_cv"


class Section(StrEnum):
    """What a part of a CV is about; `TOP` is what stands before any heading."""

    TOP = "top"
    PROFILE = "profile"
    EXPERIENCE = "experience"
    EDUCATION = "education"
    SKILLS = "skills"
    SOFT_SKILLS = "soft_skills"
    LANGUAGES = "languages"
    CERTIFICATIONS = "certifications"
    PROJECTS = "projects"
    ACTIVITIES = "activities"
    INTERESTS = "interests"
    OBJECTIVE = "objective"
    CONTACT = "contact"
    LINKS = "links"
    PERSONAL = "personal"


class Work(StrEnum):
    """What kind of work an experience was."""

    JOB = "job"
    INTERNSHIP = "internship"
    APPRENTICESHIP = "apprenticeship"
    FREELANCE = "freelance"
    VOLUNTEER = "volunteer"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of the document's text: `start` and `end` count characters of `Read.text`.

    `page` (from 1) is that of its first character.
    """

    page: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """A value, the words that it was read from, where they stand, and how sure it is (0 to 1)."""

    value: T
    text: str
    span: Span
    confidence: float


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """A month, or a year of which the month was not said (`month` is 0)."""

    year: int
    month: int = 0

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}" if self.month else f"{self.year:04}"


@dataclass(frozen=True, slots=True)
class Period:
    """From one moment to another, both included; `ongoing` when it lasts to this day.

    None is what was not said. `approximate` when a season or a reversed range was read.
    """

    start: Moment | None
    end: Moment | None = None
    ongoing: bool = False
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name in the order given, family; either is empty where the two cannot be told apart."""

    full: str
    given: str = ""
    family: str = ""


@dataclass(frozen=True, slots=True)
class Phone:
    """`e164` as in "+212600000000"."""

    e164: str


@dataclass(frozen=True, slots=True)
class Education:
    """A course of study; `level` counts years after the baccalauréat (0 is the baccalauréat)."""

    span: Span
    degree: Found[str] | None = None
    level: int | None = None
    school: Found[str] | None = None
    field: Found[str] | None = None
    period: Found[Period] | None = None


@dataclass(frozen=True, slots=True)
class Experience:
    """A stretch of work; `text` is what the CV tells about it, without its head."""

    span: Span
    kind: Work
    title: Found[str] | None = None
    organisation: Found[str] | None = None
    city: Found[str] | None = None
    period: Found[Period] | None = None
    text: Found[str] | None = None


@dataclass(frozen=True, slots=True)
class Project:
    """Something made: its name, and what is told about it."""

    name: Found[str]
    text: str = ""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A language (ISO 639 code) and its level: A1 to C2, "native", or None where not said.

    `by_word` when the level was said in words, which people use loosely.
    """

    code: str
    level: str | None = None
    by_word: bool = False


@dataclass(frozen=True, slots=True)
class Skill:
    """A skill by its id, with every place that shows it.

    `years` counts, to a tenth, the time of the experiences it was used in, overlaps once; `last` is
    the last month of them ("2024-05"), or "present". Both None when it is only listed.
    """

    id: str
    how: str
    confidence: float
    mentions: tuple[Found[str], ...]
    years: float | None = None
    last: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A section as it stands in the document."""

    section: Section
    span: Span
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why a document is no CV, or may be none.

    `kind` is one of `words/kinds.yaml`, told by the words in `evidence`; or what a CV has and this
    one lacks, as named in `words/outcomes.yaml`; empty when there is no sign of a CV at all.
    """

    kind: str = ""
    evidence: tuple[Found[str], ...] = ()


@dataclass(frozen=True, slots=True)
class Cv:
    """All that was read from a document.

    `verdict` tells why it is no CV or, where it is taken for one, why a person should look first.
    """

    state: State
    language: str = ""
    verdict: Verdict | None = None
    blocks: tuple[Block, ...] = ()
    name: Found[PersonName] | None = None
    emails: tuple[Found[str], ...] = ()
    phones: tuple[Found[Phone], ...] = ()
    city: Found[str] | None = None
    headline: Found[str] | None = None
    education: tuple[Education, ...] = ()
    experience: tuple[Experience, ...] = ()
    projects: tuple[Project, ...] = ()
    languages: tuple[Found[Spoken], ...] = ()
    certifications: tuple[Found[str], ...] = ()
    links: tuple[Found[str], ...] = ()
    contracts: tuple[Found[str], ...] = ()
    availability: Found[str] | None = None
    skills: tuple[Skill, ...] = ()
