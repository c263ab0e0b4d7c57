from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.criteria.case import Case
from matching.criteria.horizon import closing, lapsing, opening
from matching.criteria.judge import judge_case
from matching.criteria.rules import All, Any, Condition, Dated, Leaf, Node, Period
from matching.criteria.verdict import Verdict
from matching.profile import Value
from tests.matching.criteria.factories import AS_OF, CEILING, case, demand, required

YOUNG = required("company_age_years", "<", 5)
RIPE = required("company_age_years", ">=", 2)
# Four years and ten months on the day of the tests.
BORN = "2021-03-15"
WINDOW = (date(2026, 2, 1), date(2026, 6, 30))
TIMELY = (
    Leaf("company_age_years", "<", 3),
    Leaf("company_age_years", "<=", 2),
    Leaf("company_age_years", ">", 1),
    Leaf("company_age_years", "between", (1, 2.5)),
    Leaf("annual_turnover_mad", "<=", CEILING),
    Leaf("application_date", "between", WINDOW),
    Leaf("application_date", "<", date(2026, 9, 1)),
    Leaf("exports_to_africa", "==", True),
)


@pytest.mark.parametrize(
    ("op", "value", "day"),
    [
        ("<", 5, date(2026, 3, 15)),
        ("<=", 5, date(2026, 3, 16)),
        ("between", (1, 7), date(2028, 3, 16)),
        ("outside", (5, 7), date(2026, 3, 15)),
    ],
)
def test_an_age_limit_closes_on_the_birthday_or_the_day_after(
    op: str, value: float | tuple[float, ...], day: date
) -> None:
    limit = required("company_age_years", op, value)
    assert closing([limit], case(company_creation_date=BORN)) == day


def test_whoever_was_born_on_the_29th_of_february_has_until_the_first_of_march() -> None:
    assert closing([YOUNG], case(company_creation_date="2024-02-29")) == date(2029, 3, 1)


def test_what_time_does_not_refuse_never_closes() -> None:
    assert closing([RIPE], case(company_creation_date=BORN)) is None


def test_what_is_refused_today_does_not_close() -> None:
    conditions = [YOUNG, required("trl", ">=", 4)]
    assert closing(conditions, case(company_creation_date=BORN, trl=2)) is None


def test_what_is_only_to_be_verified_closes_too() -> None:
    conditions = [YOUNG, required("trl", ">=", 4)]
    assert closing(conditions, case(company_creation_date=BORN)) == date(2026, 3, 15)


@pytest.mark.parametrize(
    "known",
    [{"founded_year": 2022}, {"company_creation_date": "2022-03"}, {"company_age_years": 4}],
)
def test_no_closing_day_is_claimed_when_the_age_is_not_known_to_the_day(
    known: dict[str, Value],
) -> None:
    assert closing([YOUNG], case(**known)) is None


def test_a_condition_that_never_decides_closes_nothing() -> None:
    bonus = required("company_age_years", "<", 5, "bonus")
    assert (
        closing([bonus, required("trl", ">=", 4)], case(company_creation_date=BORN, trl=5)) is None
    )


def test_a_window_closes_after_its_last_day() -> None:
    window = required("application_date", "between", WINDOW)
    assert closing([window], case(date(2026, 3, 1))) == date(2026, 7, 1)


def test_a_threshold_that_changes_closes_on_the_day_it_does() -> None:
    lower = Dated((Period(10, until=date(2026, 6, 30)), Period(5, since=date(2026, 7, 1))))
    one = required("employees", "<=", lower)
    assert closing([one], case(employees=8)) == date(2026, 7, 1)


def test_facts_that_will_have_grown_old_by_then_still_count() -> None:
    conditions = [required("trl", ">=", 4), required("company_age_years", "<", 15)]
    startup = case(company_creation_date=BORN, trl=5)
    assert closing(conditions, startup) == date(2036, 3, 15)


def test_an_exception_keeps_what_would_close_open() -> None:
    exporter = Leaf("exports_to_africa", "==", True)
    one = demand(Any((YOUNG.tree, exporter)))
    assert closing([one], case(company_creation_date=BORN, exports_to_africa=True)) is None


def test_with_an_exception_nobody_has_spoken_of_an_approval_lapses_without_a_refusal() -> None:
    one = demand(Any((YOUNG.tree, Leaf("exports_to_africa", "==", True))))
    startup = case(company_creation_date=BORN)
    assert closing([one], startup) is None
    assert lapsing([one], startup) == date(2026, 3, 15)


def test_a_condition_met_today_lapses_while_another_one_is_still_open() -> None:
    one = demand(Any((YOUNG.tree, Leaf("exports_to_africa", "==", True))))
    startup = case(company_creation_date=BORN)
    assert lapsing([one, required("trl", ">=", 4)], startup) == date(2026, 3, 15)


def test_what_is_open_or_refused_today_does_not_lapse() -> None:
    assert lapsing([YOUNG], case()) is None
    startup = case(company_creation_date=BORN, trl=1)
    assert lapsing([YOUNG, required("trl", ">=", 4)], startup) is None


@pytest.mark.parametrize(
    ("op", "day"), [(">=", date(2026, 5, 2)), (">", date(2026, 5, 3))]
)  # fmt: skip
def test_a_least_age_opens_on_the_birthday_or_the_day_after(op: str, day: date) -> None:
    one = required("company_age_years", op, 2)
    assert opening([one], case(company_creation_date="2024-05-02")) == day


def test_with_a_year_only_it_opens_when_no_doubt_is_left() -> None:
    assert opening([RIPE], case(founded_year=2025)) == date(2027, 12, 31)


def test_what_time_cannot_open_never_opens() -> None:
    assert opening([YOUNG], case(company_creation_date="2015-01-01")) is None
    assert opening([RIPE, required("trl", ">=", 4)], case(founded_year=2025, trl=1)) is None


def test_an_age_without_its_day_never_crosses() -> None:
    assert opening([RIPE], case(AS_OF, "", company_age_years=1)) is None


def test_a_company_that_does_not_exist_opens_nothing_by_waiting() -> None:
    startup = case(company_stage="not_created", company_age_years=0)
    assert opening([RIPE], startup) is None


def test_what_is_eligible_today_has_opened_already() -> None:
    assert opening([YOUNG], case(company_creation_date=BORN)) is None


def test_a_company_created_later_on_begins_to_exist_on_its_day() -> None:
    one = required("company_exists", "==", True)
    assert opening([one], case(company_creation_date="2026-04-01")) == date(2026, 4, 1)


def grown(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(parts, min_size=1, max_size=3).map(tuple)
    return st.one_of(several.map(All), several.map(Any))


timely = st.lists(
    st.recursive(st.sampled_from(TIMELY), grown, max_leaves=4).map(demand), min_size=1, max_size=2
)
companies = st.builds(
    lambda age, turnover, exports: case(
        company_creation_date=(AS_OF - timedelta(days=age)).isoformat(),
        annual_turnover_mad=turnover,
        **({} if exports is None else {"exports_to_africa": exports}),
    ),
    st.integers(0, 1400),
    st.sampled_from((1_000_000, 8_000_000)),
    st.sampled_from((None, True, False)),
)


def day_by_day(conditions: Sequence[Condition], startup: Case) -> list[Verdict]:
    """The verdicts of the next three years, today's first."""
    days = (AS_OF + timedelta(days=ahead) for ahead in range(1200))
    return [judge_case(conditions, startup.on(day)).verdict for day in days]


@settings(deadline=None, max_examples=25)
@given(timely, companies)
def test_the_days_are_those_found_by_looking_at_every_day(
    conditions: list[Condition], startup: Case
) -> None:
    found = day_by_day(conditions, startup)
    refused = found[0] is not Verdict.INELIGIBLE and Verdict.INELIGIBLE in found
    assert closing(conditions, startup) == (first(found, Verdict.INELIGIBLE) if refused else None)
    opens = found[0] is not Verdict.ELIGIBLE and Verdict.ELIGIBLE in found
    assert opening(conditions, startup) == (first(found, Verdict.ELIGIBLE) if opens else None)


def first(found: Sequence[Verdict], wanted: Verdict) -> date:
    """The first day of a verdict."""
    return AS_OF + timedelta(days=found.index(wanted))
