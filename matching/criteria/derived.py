"""Facts computed from others, which say so in their source."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from matching.profile import Fact

DAYS_A_YEAR = 365.2425


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
    """Length of a period in years of 365.2425 days."""
    return (end - start).days / DAYS_A_YEAR


def age_from_date(fact: Fact, as_of: date) -> Interval:
    """Age in years at `as_of` of a company created on a full ISO date."""
    created = fact.value if isinstance(fact.value, date) else date.fromisoformat(str(fact.value))
    age = years_between(created, as_of)
    return Interval(age, age)


def age_from_year(fact: Fact, as_of: date) -> Interval:
    """Age in years at `as_of` of a company of which only the year of creation is known."""
    year = int(str(fact.value))
    youngest = max(0.0, years_between(date(year, 12, 31), as_of))
    return Interval(youngest, max(0.0, years_between(date(year, 1, 1), as_of)))


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
