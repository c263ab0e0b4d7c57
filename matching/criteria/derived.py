"""Facts computed from others, which say so in their source."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from matching.profile import Fact


@dataclass(frozen=True, slots=True)
class Interval:
    """A number known only to lie between two bounds, both included."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Derived:
    """A fact computed from `fact`; `value` may be an interval when the source is a bare year."""

    name: str
    value: Interval
    fact: Fact


def years_between(start: date, end: date) -> float:
    """Birthdays from `start` to `end`, and the part of the year since the last; 0 if none."""
    if end <= start:
        return 0.0
    years = end.year - start.year
    if birthday(start, end.year) > end:
        years -= 1
    last, following = (birthday(start, start.year + years + more) for more in (0, 1))
    return years + (end - last) / (following - last)


def birthday(born: date, year: int) -> date:
    """The day of that year; who was born on 29 February has it on 1 March in other years."""
    try:
        return born.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def age_from_date(fact: Fact, as_of: date) -> Interval:
    """Age in years at `as_of` of a company created on a full ISO date."""
    created = fact.value if isinstance(fact.value, date) else date.fromisoformat(str(fact.value))
    age = years_between(created, as_of)
    return Interval(age, age)


def age_from_year(fact: Fact, as_of: date) -> Interval:
    """Age in years at `as_of` of a company of which only the year of creation is known."""
    year = int(str(fact.value))
    return Interval(
        years_between(date(year, 12, 31), as_of), years_between(date(year, 1, 1), as_of)
    )


DERIVATIONS: Mapping[str, tuple[tuple[str, Callable[[Fact, date], Interval]], ...]] = {
    "company_age_years": (
        ("company_creation_date", age_from_date),
        ("founded_year", age_from_year),
    ),
}


def known(name: str, facts: Mapping[str, Fact], as_of: date) -> Fact | Derived | None:
    """The fact of that name, stated or else derived; None when nothing says it."""
    if name in facts:
        return facts[name]
    for origin, derive in DERIVATIONS.get(name, ()):
        if origin in facts:
            return Derived(name, derive(facts[origin], as_of), facts[origin])
    return None
