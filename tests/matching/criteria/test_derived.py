from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.criteria.derived import (
    Interval,
    aged,
    birthday,
    born,
    completed,
    days,
    years_between,
)
from matching.profile import Fact, Value
from tests.matching.criteria.factories import AS_OF, case

dates = st.dates(date(1950, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(
    ("born", "day"), [(date(2020, 2, 29), date(2023, 3, 1)), (date(2020, 5, 6), date(2023, 5, 6))]
)
def test_a_birthday_is_on_its_day_or_on_the_first_of_march(born: date, day: date) -> None:
    assert birthday(born, 2023) == day


@settings(deadline=None)
@given(dates, st.integers(0, 60))
def test_an_age_is_whole_on_the_birthday_and_less_on_its_eve(born: date, years: int) -> None:
    day = birthday(born, born.year + years)
    assert years_between(born, day) == years
    assert years_between(born, day - timedelta(days=1)) < max(years, 1)


@settings(deadline=None)
@given(dates, dates, dates)
def test_nobody_gets_younger(born: date, one: date, other: date) -> None:
    first, last = sorted((one, other))
    assert years_between(born, first) <= years_between(born, last)


@given(st.dates(date(1950, 1, 1), date(2050, 1, 1)), st.integers(0, 3000))
def test_who_is_of_an_age_was_born_on_the_day_that_gives_it(day: date, tenths: int) -> None:
    years = tenths / 10
    assert years_between(born(years, day), day) == pytest.approx(years, abs=2 / 365)


@pytest.mark.parametrize(
    ("stated", "first", "last"),
    [
        (date(2025, 3, 1), date(2025, 3, 1), date(2025, 3, 1)),
        ("2025-03-01", date(2025, 3, 1), date(2025, 3, 1)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2025-12", date(2025, 12, 1), date(2025, 12, 31)),
        (2025, date(2025, 1, 1), date(2025, 12, 31)),
    ],
)
def test_a_partial_date_may_be_any_of_its_days(stated: object, first: date, last: date) -> None:
    assert days(stated) == (first, last)


@pytest.mark.parametrize("stated", ["n/a", "2025-13", "2025-02-30", ""])
def test_what_is_no_date_is_refused(stated: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        days(stated)


def test_an_age_stated_on_a_day_has_grown_since() -> None:
    assert aged(Fact("company_age_years", 3, stated="2025-01-15"), AS_OF) == Interval(4, 4)


def test_an_age_stated_in_a_year_has_grown_by_about_as_much() -> None:
    found = aged(Fact("company_age_years", 3, stated="2025"), AS_OF)
    assert 3 < found.low < found.high <= 4.1


def test_an_undated_age_is_as_it_was_said() -> None:
    assert aged(Fact("company_age_years", 3), AS_OF) == Interval(3, 3)


@pytest.mark.parametrize(
    ("stated", "least", "most"),
    [("2026-01-15", 34, 34), ("2025-12-01", 34, 35), ("2025-01-15", 35, 35), ("", 34, 34)],
)
def test_a_person_who_was_34_has_turned_35_within_the_year(
    stated: str, least: int, most: int
) -> None:
    assert completed(Fact("founder_age_years", 34, stated=stated), AS_OF) == Interval(least, most)


@pytest.mark.parametrize(
    ("fact", "value", "exists"),
    [
        ("company_exists", False, False),
        ("company_stage", "in_creation", False),
        ("company_stage", "development", True),
        ("legal_form", "aucune", False),
        ("legal_form", "SARL", True),
        ("company_creation_date", "2020-05-01", True),
        ("company_creation_date", "2026-05-01", False),
        ("founded_year", 2020, True),
    ],
)
def test_whether_there_is_a_company_follows_from_what_is_said_of_it(
    fact: str, value: Value, exists: bool
) -> None:
    known = case(**{fact: value}).known("company_exists")
    assert known is not None
    assert known.value is exists


@pytest.mark.parametrize(
    ("fact", "value", "size"),
    [
        ("annual_turnover_mad", 10_000_000, "TPE"),
        ("annual_turnover_mad", 10_000_001, "PME"),
        ("annual_turnover_mad", 200_000_000, "PME"),
        ("legal_form", "coopérative", "coopérative"),
        ("size_category", "JEI", "JEI"),
    ],
)
def test_a_size_follows_from_the_turnover_or_the_form(fact: str, value: Value, size: str) -> None:
    known = case(**{fact: value}).known("size_category")
    assert known is not None
    assert known.value == size


@pytest.mark.parametrize(
    ("fact", "value"), [("annual_turnover_mad", 200_000_001), ("legal_form", "SARL")]
)
def test_what_is_of_no_named_size_has_none(fact: str, value: Value) -> None:
    assert case(**{fact: value}).known("size_category") is None


def test_what_is_no_measure_derives_nothing_and_is_shown_as_it_was_said() -> None:
    known = case(company_age_years="n/a").known("company_age_years")
    assert known is not None
    assert known.value == "n/a"
    assert case(annual_turnover_mad="n/a").known("size_category") is None
