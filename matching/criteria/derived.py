"""Facts computed from others, which say so: each derivation names the fact it starts from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import ceil, floor

from matching.criteria.places import places
from matching.profile import Fact, Value

# Turnover up to which a company is very small, and small or medium, in dirhams (Maroc PME, after
# OECD, The Mediterranean Middle East and North Africa 2018).
MICRO, SMALL = 10_000_000, 200_000_000


@dataclass(frozen=True, slots=True)
class Interval:
    """A number known only to lie between two bounds, both included."""

    low: float
    high: float


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


# A list reads the same few dates thousands of times; a whole number and its text are apart.
@lru_cache(4096, typed=True)
def days(stated: object) -> tuple[date, date]:
    """The first and the last day that a date, perhaps partial (`2025`, `2025-10`), may mean.

    Raises ValueError for anything else.
    """
    if isinstance(stated, date):
        return stated, stated
    parts = [int(part) for part in str(stated).split("-")]
    if len(parts) == 3:
        day = date(*parts)
        return day, day
    year, month = parts[0], parts[1] if len(parts) == 2 else 0
    following = date(year + 1, 1, 1) if month in (0, 12) else date(year, month + 1, 1)
    return date(year, month or 1, 1), date.fromordinal(following.toordinal() - 1)


def age(fact: Fact, as_of: date) -> Interval:
    """Age in years at `as_of` of a company created on a date, or in a year."""
    first, last = days(fact.value)
    return Interval(years_between(last, as_of), years_between(first, as_of))


def born(years: float, as_of: date) -> date:
    """The day of creation that gives an age at `as_of`, to a day; exact for whole years."""
    whole = floor(years)
    last, before = (birthday(as_of, as_of.year - whole - more) for more in (0, 1))
    return last - (last - before) * (years - whole)


def aged(fact: Fact, as_of: date) -> Interval:
    """Age in years at `as_of` of what had an age when it was stated; undated, as it was said."""
    then = float(str(fact.value))
    if not fact.stated:
        return Interval(then, then)
    first, last = days(fact.stated)
    return Interval(then + years_between(last, as_of), then + years_between(first, as_of))


def completed(fact: Fact, as_of: date) -> Interval:
    """Age in completed years at `as_of` of a person: whoever was 34 turned 35 within the year."""
    elapsed, then = aged(fact, as_of), float(str(fact.value))
    return Interval(then + floor(elapsed.low - then), then + ceil(elapsed.high - then))


def said(fact: Fact, _as_of: date) -> Value:
    """What was stated, as it was."""
    return fact.value


def exists_by_stage(fact: Fact, _as_of: date) -> bool:
    """A company exists unless it is still a project, or being created."""
    return fact.value not in {"not_created", "project_holder", "in_creation"}


def exists_by_form(fact: Fact, _as_of: date) -> bool:
    """A company that has a legal form exists."""
    return fact.value != "aucune"


def exists_by_date(fact: Fact, as_of: date) -> bool:
    """A company created by that day exists."""
    return days(fact.value)[0] <= as_of


def size_by_form(fact: Fact, _as_of: date) -> str | None:
    """Regimes that are a size of their own."""
    return {"auto-entrepreneur": "auto-entrepreneur", "coopérative": "coopérative"}.get(
        str(fact.value)
    )


def size_by_turnover(fact: Fact, _as_of: date) -> str | None:
    """Very small, or small and medium, by turnover; larger companies have no such size."""
    turnover = float(str(fact.value))
    return "TPE" if turnover <= MICRO else "PME" if turnover <= SMALL else None


def region_of_city(fact: Fact, _as_of: date) -> str | None:
    """The region that a city lies in; None for a city that the table lacks."""
    return places().region_of(str(fact.value))


Derivation = Callable[[Fact, date], Value | Interval | None]

DERIVATIONS: Mapping[str, tuple[tuple[str, Derivation], ...]] = {
    "company_age_years": (
        ("company_creation_date", age),
        ("company_age_years", aged),
        ("founded_year", age),
    ),
    "founder_age_years": (("founder_age_years", completed),),
    "candidate_age": (("candidate_age", completed),),
    "company_exists": (
        ("company_exists", said),
        ("company_stage", exists_by_stage),
        ("legal_form", exists_by_form),
        ("company_creation_date", exists_by_date),
        ("founded_year", exists_by_date),
    ),
    "region": (("region", said), ("city", region_of_city)),
    "size_category": (
        ("size_category", said),
        ("legal_form", size_by_form),
        ("annual_turnover_mad", size_by_turnover),
    ),
}


def origins(name: str) -> tuple[str, ...]:
    """The facts that a fact is read from: itself, unless others say it too or instead."""
    return tuple(origin for origin, _ in DERIVATIONS.get(name, ((name, said),)))
