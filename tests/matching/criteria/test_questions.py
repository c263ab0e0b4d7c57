from collections.abc import Iterable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.criteria.case import Case
from matching.criteria.facts import fact_types
from matching.criteria.hypotheses import replies
from matching.criteria.judge import judge_case
from matching.criteria.questions import questions
from matching.criteria.rules import All, Any, Condition, Leaf, leaves
from matching.criteria.verdict import Verdict
from matching.profile import Fact, Value
from tests.matching.criteria.factories import (
    AS_OF,
    case,
    catalogue,
    conditions,
    demand,
    required,
    told,
)

Conditions = Sequence[Condition]

RIPE = required("trl", ">=", 4)
NEW = required("is_innovative", "==", True)


def test_the_fact_that_decides_most_is_asked_first() -> None:
    found = questions([([RIPE], 1), ([NEW], 1), ([NEW], 1)], case())
    assert [(one.field, one.programmes) for one in found] == [("is_innovative", 2), ("trl", 1)]


def test_what_matters_more_weighs_more() -> None:
    found = questions([([RIPE], 5), ([NEW], 1), ([NEW], 1)], case())
    assert [one.field for one in found] == ["trl", "is_innovative"]


def test_a_question_is_worth_the_weight_that_it_is_expected_to_decide() -> None:
    both = demand(All((RIPE.tree, NEW.tree)))
    (first, _) = questions([([both], 4)], case())
    # a no decides, a yes leaves the level of readiness open
    assert (first.field, first.worth, first.programmes) == ("is_innovative", 2, 1)


def test_no_more_are_asked_than_wanted() -> None:
    assert len(questions([([RIPE], 1), ([NEW], 1)], case(), limit=1)) == 1


@pytest.mark.parametrize(
    ("one", "known"),
    [
        (RIPE, {"trl": 5}),
        (RIPE, {"trl": 2}),
        (required("startup_formula_accepted", "==", True), {}),
        (required("sector", "==", "fintech"), {"sector": ("digital",)}),
        (required("endorsed_by_operator", "==", True, "step"), {"endorsed_by_operator": False}),
        (required("trl", ">=", 4, "bonus"), {}),
        (required("candidate_age", ">=", 18), {}),
        (required("legal_form", "==", "SA"), {"company_stage": "not_created"}),
    ],
)
def test_what_is_settled_or_not_theirs_to_say_is_not_asked(
    one: Condition, known: dict[str, Value]
) -> None:
    assert questions([([one], 1)], case(**known)) == []


def test_what_was_said_long_ago_is_asked_again() -> None:
    assert [one.field for one in questions([([RIPE], 1)], case(AS_OF, "2010", trl=9))] == ["trl"]


def test_an_age_known_about_is_asked_for() -> None:
    young = required("company_age_years", "<", 5)
    found = questions([([young], 1)], case(founded_year=2021))
    assert [one.field for one in found] == ["company_creation_date"]


def test_what_several_facts_follow_from_is_asked_once_for_the_programmes_of_all() -> None:
    young = required("company_age_years", "<", 5)
    recent = required("company_creation_date", ">=", "2020-01-01")
    there = required("company_exists", "==", True)
    started = required("company_stage", "==", "development")
    found = questions([([one], 1) for one in (young, recent, there, started)], case(), limit=10)
    # a date says that the company is there, a stage whether it is
    assert [(one.field, one.programmes) for one in found] == [
        ("company_creation_date", 3),
        ("company_stage", 2),
    ]


def test_no_question_about_the_catalogue_is_asked_in_the_place_of_another() -> None:
    every = questions([(one.criteria, 1.0) for one in catalogue()], case(), limit=1000)
    asked = [fact_types()[one.field].asked_as or one.field for one in every]
    assert asked == [one.field for one in every]
    assert len(set(asked)) == len(asked)


def test_what_an_answer_settles_through_another_fact_counts() -> None:
    form = required("legal_form", "!=", "aucune")
    there = required("company_exists", "==", True)
    found = questions([([form], 1), ([there], 1)], case())
    assert {one.field: one.programmes for one in found}["legal_form"] == 2


def test_a_fact_that_cannot_settle_anything_is_not_asked() -> None:
    exporter = Leaf("exports_to_africa", "==", True)
    never = All((RIPE.tree, Leaf("startup_formula_accepted", "==", True)))
    found = questions([([demand(Any((exporter, never)))], 1)], case(trl=5))
    assert [one.field for one in found] == ["exports_to_africa"]


def test_what_cannot_be_worth_as_much_is_rightly_not_tried() -> None:
    programmes = [(one.criteria, 1 / place) for place, one in enumerate(catalogue(), 1)]
    every = questions(programmes, case(), limit=1000)
    assert len(every) > 20
    for limit in (1, 3, 5):
        assert questions(programmes, case(), limit) == every[:limit]


@settings(deadline=None)
@given(st.lists(st.tuples(conditions, st.just(1.0)), max_size=4), told())
def test_every_question_can_change_a_verdict(
    programmes: list[tuple[list[Condition], float]], known: dict[str, Fact]
) -> None:
    startup = Case(known, AS_OF)
    for one in questions(programmes, startup):
        tried = answered([each for each, _ in programmes], one.field, startup)
        assert sum(changed(each, startup, tried) for each, _ in programmes) >= one.programmes > 0


@settings(deadline=None, max_examples=10)
@given(told())
def test_every_question_about_the_catalogue_can_change_a_verdict(known: dict[str, Fact]) -> None:
    startup = Case(known, AS_OF)
    programmes = [one.criteria for one in catalogue()]
    for one in questions([(each, 1.0) for each in programmes], startup, limit=5):
        tried = answered(programmes, one.field, startup)
        assert any(changed(each, startup, tried) for each in programmes)


def answered(programmes: Iterable[Conditions], name: str, startup: Case) -> list[Case]:
    """The startup with each answer that some of the programmes tell apart."""
    found = [leaf for each in programmes for one in each for leaf in leaves(one.tree)]
    return [startup.having(fact) for fact in replies(name, found, startup)]


def changed(programme: Conditions, startup: Case, tried: Iterable[Case]) -> bool:
    """Whether some answer turns the verdict of a programme."""
    before = judge_case(programme, startup).verdict
    return before is Verdict.TO_VERIFY and any(
        judge_case(programme, after).verdict is not before for after in tried
    )
