"""What a person may say of each field: a page and a program give it in one form.

Forms have the parts of what is read (`ingestion.cv.model`), which a test holds them to. They are
written out, since what may be absent and what is refused differs part by part.
"""

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Self

from pydantic import ConfigDict, Field, StringConstraints, TypeAdapter, model_validator
from pydantic.dataclasses import dataclass

from app.kit.database import now
from app.kit.forms import one_of
from ingestion.cv.model import Work
from ingestion.offers.words import contract_kinds, languages
from matching.skills.lexicon import lexicon
from matching.talent.conditions import LEVELS

# The longest line and the longest text, in letters, as pages have them too.
LONGEST_LINE, LONGEST_TEXT = 300, 4_000

# The earliest year that is told of, and how many years one stretch may last.
EARLIEST, LONGEST_YEARS = 1950, 60
# More letters, and more pages, than any document has.
COUNTLESS = 10_000_000
# No line break and no other control character (Unicode's classes).
PLAIN = r"^[^\p{Cc}\p{Zl}\p{Zp}]*$"
# What can be an address (RFC 5321, without quotes), and a telephone number (ITU-T E.164).
ADDRESS = r"^[^\s\p{C}@,;:<>\"()]+@[^\s\p{C}@,;:<>\"()]+\.[^\s\p{C}@,;:<>\"().]+$"
E164 = r"^\+[1-9][0-9]{6,14}$"

Maybe = Annotated[str, StringConstraints(max_length=LONGEST_LINE, pattern=PLAIN)]
Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_LINE, pattern=PLAIN),
]
Email = Annotated[Line, StringConstraints(pattern=ADDRESS)]
Text = Annotated[str, Field(max_length=LONGEST_TEXT)]
Prose = Annotated[Text, Field(min_length=1)]
Count = Annotated[int, Field(ge=0, le=COUNTLESS)]
STRICT = ConfigDict(extra="forbid")


@cache
def skills() -> frozenset[str]:
    """What can be said to be a skill."""
    return frozenset(one.id for one in lexicon().entries.values() if not one.is_occupation)


@dataclass(frozen=True, config=STRICT)
class Span:
    """See `ingestion.cv.model.Span`; what a person says stands in no document."""

    page: Annotated[Count, Field(ge=1)] = 1
    start: Count = 0
    end: Count = 0


@dataclass(frozen=True, config=STRICT)
class Moment:
    """See `ingestion.cv.model.Moment`."""

    year: Annotated[int, Field(ge=EARLIEST, le=2100)]
    month: Annotated[int, Field(ge=0, le=12)] = 0


@dataclass(frozen=True, config=STRICT)
class Period:
    """See `ingestion.cv.model.Period`; none from later to earlier, and none longer than a life."""

    start: Moment | None = None
    end: Moment | None = None
    ongoing: bool = False
    approximate: bool = False

    @model_validator(mode="after")
    def lasts(self) -> Self:
        """Refuse what ends before it starts, or lasts too long."""
        start, end = self.start, self.end
        if start and end and (end.year, end.month or 12) < (start.year, start.month):
            message = "it ends before it starts"
            raise ValueError(message)
        last = end.year if end and not self.ongoing else now().year
        if start and last - start.year > LONGEST_YEARS:
            message = f"it lasts more than {LONGEST_YEARS} years"
            raise ValueError(message)
        return self


@dataclass(frozen=True, config=STRICT)
class Found:
    """See `ingestion.cv.model.Found`."""

    text: Text = ""
    span: Span = Span()
    confidence: Annotated[float, Field(ge=0, le=1)] = 1.0


@dataclass(frozen=True, config=STRICT, kw_only=True)
class Words(Found):
    """A part of an entry that is a line."""

    value: Line


@dataclass(frozen=True, config=STRICT, kw_only=True)
class Told(Found):
    """A part of an entry that is a text."""

    value: Prose


@dataclass(frozen=True, config=STRICT, kw_only=True)
class When(Found):
    """The time of an entry."""

    value: Period


@dataclass(frozen=True, config=STRICT)
class PersonName:
    """See `ingestion.cv.model.PersonName`."""

    full: Line
    given: Maybe = ""
    family: Maybe = ""


@dataclass(frozen=True, config=STRICT)
class Phone:
    """See `ingestion.cv.model.Phone`."""

    e164: Annotated[str, StringConstraints(pattern=E164)]


@dataclass(frozen=True, config=STRICT)
class Education:
    """See `ingestion.cv.model.Education`."""

    degree: Words
    level: Annotated[int, Field(ge=0, le=12)] | None = None
    school: Words | None = None
    field: Words | None = None
    period: When | None = None
    span: Span = Span()


@dataclass(frozen=True, config=STRICT)
class Experience:
    """See `ingestion.cv.model.Experience`."""

    title: Words
    kind: Work = Work.JOB
    organisation: Words | None = None
    city: Words | None = None
    period: When | None = None
    text: Told | None = None
    span: Span = Span()


@dataclass(frozen=True, config=STRICT)
class Project:
    """See `ingestion.cv.model.Project`."""

    name: Line
    text: Text = ""


@dataclass(frozen=True, config=STRICT)
class Spoken:
    """See `ingestion.cv.model.Spoken`."""

    code: Annotated[str, one_of(lambda: languages().values())]
    level: Annotated[str, one_of(lambda: LEVELS)] | None = None
    by_word: bool = False


@dataclass(frozen=True, config=STRICT)
class Skill:
    """A skill that a person says to have; where it was used, documents alone show."""

    id: Annotated[str, one_of(skills)]


FORMS: Mapping[str, TypeAdapter[Any]] = {
    "name": TypeAdapter(PersonName),
    "emails": TypeAdapter(Email),
    "phones": TypeAdapter(Phone),
    "city": TypeAdapter(Line),
    "headline": TypeAdapter(Line),
    "availability": TypeAdapter(Line),
    "contracts": TypeAdapter(Annotated[str, one_of(contract_kinds)]),
    "education": TypeAdapter(Education),
    "experience": TypeAdapter(Experience),
    "projects": TypeAdapter(Project),
    "skills": TypeAdapter(Skill),
    "languages": TypeAdapter(Spoken),
    "certifications": TypeAdapter(Line),
    "links": TypeAdapter(Line),
}
# The part that says a value of several parts in one word: that word alone may be given for it.
MAIN: Mapping[str, tuple[str, ...]] = {
    "name": ("full",),
    "phones": ("e164",),
    "education": ("degree", "value"),
    "experience": ("title", "value"),
    "projects": ("name",),
    "skills": ("id",),
    "languages": ("code",),
}


def fit(field: str, value: Any) -> Any:  # noqa: ANN401 - whatever the field holds
    """A value as the field keeps it, in JSON's types; raises pydantic's `ValidationError`."""
    form = FORMS[field]
    return form.dump_python(form.validate_python(whole(field, value)), mode="json")


def whole(field: str, value: Any) -> Any:  # noqa: ANN401 - whatever the field holds
    """A value of several parts, made of its main part where that alone is given."""
    if isinstance(value, str):
        for part in reversed(MAIN.get(field, ())):
            value = {part: value}
    return value
