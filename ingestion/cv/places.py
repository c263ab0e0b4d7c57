"""Cities, of Morocco above all, as three languages write them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from ingestion.cv.folding import folded, phrases
from ingestion.cv.words import words


@dataclass(frozen=True, slots=True)
class Place:
    """A city by its French name, and where it stands in folded text."""

    city: str
    start: int
    end: int


@cache
def _cities() -> dict[str, str]:
    given = {**words("cities")["cities"], **words("cities")["abroad"]}
    return {folded(form): city for city, forms in given.items() for form in (city, *forms)}


@cache
def _beside() -> str:
    return phrases(words("cities")["beside"])


@cache
def _anywhere() -> re.Pattern[str]:
    # Arabic writes "in" and "from" as letters of the word.
    return re.compile(rf"(?<!\w)[بل]?(?P<city>{phrases(_cities())})(?!\w)")


@cache
def _closing() -> re.Pattern[str]:
    """A city at the end, with what parts it from the words before."""
    beside = rf"(?:\s*[,(/-]?\s*(?:{_beside()})\s*\)?)?"
    return re.compile(
        rf"(?P<part>^\s*|\s*[,(|/]\s*|\s+-\s+|\s{{2,}})(?P<city>{phrases(_cities())})\s*\)?{beside}\s*\)?[\s.]*$"
    )


def canonical(name: str) -> str | None:
    """The French name of a city, of which a form with or without country is given."""
    plain = re.sub(rf"[\s,(-]+(?:{_beside()})[\s)]*$", "", folded(name))
    return _cities().get(plain.strip(" ,.()"))


def cities(text: str) -> Iterator[Place]:
    """The cities named anywhere in a folded text."""
    for match in _anywhere().finditer(text):
        yield Place(_cities()[" ".join(match["city"].split())], *match.span("city"))


def closing(text: str) -> tuple[Place, int] | None:
    """The city that a folded text ends with, and where the words before it end."""
    match = _closing().search(text)
    if not match:
        return None
    place = Place(_cities()[" ".join(match["city"].split())], *match.span("city"))
    return place, match.start()


@cache
def _streets() -> re.Pattern[str]:
    return re.compile(rf"\d+\s*[,.]|(?:{phrases(words('cities')['streets'])})(?!\w)")


def addressed(text: str) -> bool:
    """Whether a folded text opens like the address of a house."""
    return bool(_streets().match(text))
