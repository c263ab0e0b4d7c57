"""What a document says, as values that can be confirmed one by one: the same form for any source.

A value is known again in another reading by its field and key, so what a person said of it stays.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, is_dataclass
from typing import Any

from ingestion.cv.model import Cv, Education, Experience, Found, Skill, Span
from matching.lexical.spelling import fold, plain

LONGEST_KEY = 300


@dataclass(frozen=True, slots=True)
class Item:
    """One value that was read.

    `value` is what JSON holds. `span` is page, start and end in the document's text, or None where
    the source has no text (a spreadsheet). `confidence` is 0 to 1.
    """

    field: str
    key: str
    value: Any
    text: str = ""
    span: tuple[int, int, int] | None = None
    confidence: float = 1.0


# Fields of which a candidate has one; of the others, several.
SINGLE = ("name", "city", "headline", "availability")
# What says whose CV it is: no list and no index holds it.
PERSONAL = frozenset({"name", "emails", "phones", "links"})


def items(cv: Cv) -> list[Item]:
    """Every value of a CV, in the order of its fields."""
    found = [*singles(cv), *contacts(cv), *entries(cv), *map(skill, cv.skills)]
    return list({(one.field, one.key): one for one in reversed(found)}.values())[::-1]


def singles(cv: Cv) -> Iterator[Item]:
    """The values of which there is one."""
    for field in SINGLE:
        found: Found[Any] | None = getattr(cv, field)
        if found:
            yield item(field, "", found)


def folded(text: str) -> str:
    """A text as it is compared: one spelling, one space."""
    return " ".join(fold(plain(text)).split())[:LONGEST_KEY]


# What each of several values is known again by.
KEYS: Mapping[str, Callable[[Any], str]] = {
    "emails": str.lower,
    "phones": lambda phone: phone.e164,
    "languages": lambda spoken: spoken.code,
    "certifications": folded,
    "links": str,
    "contracts": str,
}


def contacts(cv: Cv) -> Iterator[Item]:
    """The values of which there are several, each found at one place."""
    for field, key in KEYS.items():
        for found in getattr(cv, field):
            yield item(field, key(found.value), found)


def entries(cv: Cv) -> Iterator[Item]:
    """Education, experience and projects."""
    for one in cv.education:
        yield entry("education", one, one.degree, one.school, one.period)
    for job in cv.experience:
        yield entry("experience", job, job.title, job.organisation, job.period)
    for project in cv.projects:
        value = {"name": project.name.value, "text": project.text}
        key = folded(project.name.value)
        yield Item("projects", key, value, project.name.text, placed(project.name.span),
                   project.name.confidence)  # fmt: skip


def entry(field: str, one: Education | Experience, *parts: Found[Any] | None) -> Item:
    """An entry with parts; it is known again by what they say, and as sure as the least sure."""
    told = [part for part in parts if part]
    key = folded(" ".join(part.text for part in told))
    text = " · ".join(part.text for part in told)
    sure = min((part.confidence for part in told), default=0.0)
    return Item(field, key, jsonable(one), text, placed(one.span), sure)


def skill(one: Skill) -> Item:
    """A skill with the places that show it."""
    first = one.mentions[0] if one.mentions else None
    value = {
        "id": one.id,
        "how": one.how,
        "years": one.years,
        "last": one.last,
        "shown": [placed(mention.span) for mention in one.mentions],
    }
    return Item("skills", one.id, value, first.text if first else "",
                placed(first.span) if first else None, one.confidence)  # fmt: skip


def item(field: str, key: str, found: Found[Any]) -> Item:
    """A value that was found at one place."""
    value = jsonable(found.value)
    return Item(field, key[:LONGEST_KEY], value, found.text, placed(found.span), found.confidence)


def jsonable(value: Any) -> Any:  # noqa: ANN401 - whatever a field holds
    """A value as JSON holds it."""
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else value


def placed(span: Span) -> tuple[int, int, int]:
    """Where a value stands."""
    return span.page, span.start, span.end


__all__ = ["PERSONAL", "SINGLE", "Item", "folded", "items"]
