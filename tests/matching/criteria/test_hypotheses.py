import pytest
from hypothesis import given, settings

from matching.criteria.case import DAY, Case
from matching.criteria.hypotheses import answers, concerned, contradicts, supposed
from matching.criteria.rules import Leaf
from matching.profile import Fact, Value
from tests.matching.criteria.factories import AS_OF, case, worlds


def test_a_list_keeps_what_it_surely_holds() -> None:
    known = case(sector=("digital",))
    assert supposed("sector", ("fintech",), known).value == ("digital", "fintech")


def test_a_list_that_is_stale_is_replaced() -> None:
    known = case(AS_OF, "2010", hq_plan=("FR",))
    assert supposed("hq_plan", "MA", known).value == ("MA",)


@pytest.mark.parametrize(
    ("known", "name", "value"),
    [
        ({"company_stage": "not_created"}, "legal_form", "SARL"),
        ({"company_stage": "not_created"}, "company_exists", True),
        ({"legal_form": "SARL"}, "company_stage", "in_creation"),
        ({"founded_year": 2020}, "company_creation_date", "2022-01-01"),
        ({"founded_year": 2020}, "company_age_years", 3),
        ({"annual_turnover_mad": 50_000_000}, "size_category", "TPE"),
        ({"trl": 4}, "trl", 5),
    ],
)
def test_what_denies_a_known_fact_contradicts_it(
    known: dict[str, Value], name: str, value: Value
) -> None:
    assert contradicts(Fact(name, value), case(**known))


@pytest.mark.parametrize(
    ("known", "name", "value"),
    [
        ({"legal_form": "SARL"}, "company_stage", "development"),
        ({"founded_year": 2020}, "company_creation_date", "2020-05-01"),
        ({"founded_year": 2020}, "company_age_years", 5.5),
        ({"annual_turnover_mad": 50_000_000}, "size_category", "JEI"),
        ({"trl": "n/a"}, "trl", 5),
        ({}, "trl", 5),
    ],
)
def test_what_a_known_fact_leaves_open_does_not_contradict_it(
    known: dict[str, Value], name: str, value: Value
) -> None:
    assert not contradicts(Fact(name, value), case(**known))


def test_what_is_stale_is_contradicted_by_nothing() -> None:
    assert not contradicts(Fact("trl", 5), case(AS_OF, "2010", trl=4))


@settings(deadline=None)
@given(worlds())
def test_nothing_that_is_true_contradicts_the_rest(world: dict[str, Fact]) -> None:
    for name, fact in world.items():
        others = {other: one for other, one in world.items() if other != name}
        assert not contradicts(fact, Case(others, AS_OF))


def test_a_fact_concerns_itself_and_what_is_computed_from_it() -> None:
    assert concerned("legal_form") == {"legal_form", "company_exists", "size_category"}
    assert concerned("trl") == {"trl"}


def test_answers_lie_on_both_sides_of_a_threshold() -> None:
    values = [fact.value for fact in answers("trl", [Leaf("trl", ">=", 4)], case())]
    assert values == [3, 4, 5]


def test_an_age_known_about_is_answered_within_what_is_known() -> None:
    found = answers(
        "company_age_years", [Leaf("company_age_years", "<", 5)], case(founded_year=2021)
    )
    values = [float(str(fact.value)) for fact in found]
    assert len(values) >= 2
    assert all(4 <= value <= 5.1 for value in values)


def test_what_was_said_long_ago_may_be_said_again() -> None:
    found = answers("trl", [Leaf("trl", ">=", 4)], case(AS_OF, "2010", trl=9))
    assert 9 in [fact.value for fact in found]


@pytest.mark.parametrize("name", [DAY, "company_age_years", "legal_form"])
def test_nobody_is_asked_the_day_or_for_what_only_a_company_has(name: str) -> None:
    assert answers(name, [Leaf(name, "==", "x")], case(company_stage="not_created")) == []
