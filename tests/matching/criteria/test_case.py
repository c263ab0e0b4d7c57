from datetime import date

from matching.criteria.case import DAY, OFFER, Case
from matching.criteria.derived import Interval
from matching.profile import Fact
from tests.matching.criteria.factories import AS_OF, case, facts


def test_a_fact_nobody_states_is_not_known() -> None:
    assert case().known("trl") is None


def test_a_stated_fact_is_known_as_it_was_said() -> None:
    known = case(trl=4).known("trl")
    assert known is not None
    assert (known.value, known.derived, known.stale) == (4, False, False)


def test_the_day_is_a_fact_of_every_case() -> None:
    known = case().known(DAY)
    assert known is not None
    assert known.value == AS_OF


def test_a_fact_older_than_its_kind_holds_is_stale_and_still_there() -> None:
    known = case(AS_OF, "2024-01-01", trl=4).known("trl")
    assert known is not None
    assert (known.value, known.stale) == (4, True)


def test_a_fact_is_stale_from_the_day_its_months_are_over() -> None:
    for day, stale in ((date(2026, 2, 28), False), (date(2026, 3, 1), True)):
        known = case(day, "2024-09-01", trl=4).known("trl")
        assert known is not None
        assert known.stale is stale


def test_of_a_statement_known_by_its_year_the_first_day_counts() -> None:
    for day, stale in ((date(2026, 6, 30), False), (date(2026, 7, 1), True)):
        known = case(day, "2025", trl=4).known("trl")
        assert known is not None
        assert known.stale is stale


def test_of_two_readings_the_one_stated_last_counts() -> None:
    before, after = Fact("company_exists", False, "", "2026-01-01"), "2026-01-10"
    form = Fact("legal_form", "SARL", "", after)
    known = Case({"company_exists": before, "legal_form": form}, AS_OF).known("company_exists")
    assert known is not None
    assert (known.value, known.fact.name) == (True, "legal_form")


def test_a_date_of_creation_says_more_than_an_age_that_was_stated() -> None:
    stated = case(AS_OF, company_age_years=9, company_creation_date="2024-01-15")
    known = stated.known("company_age_years")
    assert known is not None
    assert known.value == Interval(2, 2)


def test_the_region_follows_from_the_city_and_says_so() -> None:
    known = case(city="Témara").known("region")
    assert known is not None
    assert (known.value, known.derived) == ("Rabat-Salé-Kénitra", True)


def test_a_city_that_the_table_lacks_has_no_region() -> None:
    assert case(city="Atlantis").known("region") is None


def test_a_settled_value_holds_for_ever() -> None:
    for value, stale in ((True, False), (False, True)):
        known = case(AS_OF, "2019", has_patent=value).known("has_patent")
        assert known is not None
        assert known.stale is stale


def test_an_undated_fact_is_taken_as_said() -> None:
    known = case(AS_OF, "", trl=4).known("trl")
    assert known is not None
    assert not known.stale


def test_what_is_fresh_is_read_before_what_is_stale() -> None:
    known = Case(
        {**facts("2019", company_stage="in_creation"), **facts(legal_form="SARL")}, AS_OF
    ).known("company_exists")
    assert known is not None
    assert (known.value, known.fact.name) == (True, "legal_form")


def test_on_another_day_a_company_is_older_and_its_facts_as_fresh() -> None:
    later = case(company_creation_date="2024-01-15", trl=4).on(date(2029, 1, 15))
    age, level = later.known("company_age_years"), later.known("trl")
    assert age is not None
    assert age.value == Interval(5, 5)
    assert level is not None
    assert not level.stale


def test_what_is_stale_today_is_stale_on_another_day() -> None:
    known = case(AS_OF, "2019", trl=4).on(date(2019, 6, 1)).known("trl")
    assert known is not None
    assert known.stale


def test_a_company_that_does_not_exist_does_not_age() -> None:
    later = case(company_stage="not_created", company_age_years=0).on(date(2030, 1, 1))
    known = later.known("company_age_years")
    assert known is not None
    assert known.value == Interval(0, 0)


def test_other_facts_take_the_place_of_those_of_a_case() -> None:
    before = case(trl=4)
    after = before.having(Fact("trl", 6))
    assert [one.known("trl") and one.facts["trl"].value for one in (before, after)] == [4, 6]


def test_another_day_keeps_whom_the_case_speaks_for() -> None:
    assert Case({}, AS_OF, OFFER).on(date(2027, 1, 1)).having(Fact("trl", 1)).subjects == OFFER
