from collections.abc import Iterable
from datetime import date

import pytest
from hypothesis import given, settings

from matching.criteria.case import DAY, Case
from matching.criteria.changes import Change, Step, apply, changes
from matching.criteria.evaluators import bounds
from matching.criteria.facts import fact_types
from matching.criteria.hypotheses import contradicts, supposed
from matching.criteria.judge import judge_case
from matching.criteria.rules import All, Any, Condition, Leaf
from matching.criteria.verdict import Verdict
from matching.profile import Value
from tests.matching.criteria.factories import (
    AS_OF,
    case,
    catalogue,
    demand,
    programme_and_case,
    required,
)

INCORPORATED = required("company_exists", "==", True)


def said(found: Iterable[Change]) -> list[list[tuple[str, Value, str]]]:
    """Each change as its steps: fact, value and kind."""
    return [[(step.field, step.value, step.kind) for step in one.steps] for one in found]


def test_nothing_changes_what_is_eligible() -> None:
    assert changes([required("trl", ">=", 4)], case(trl=4)) == []


def test_what_only_advances_is_not_confirmed_back() -> None:
    old = case(AS_OF, "2020", trl=8, company_stage="development")
    assert changes([required("trl", "<=", 4)], old) == []
    assert changes([required("company_stage", "in", ("newly_created",))], old) == []


def test_whoever_trades_in_their_own_name_founds_a_company_that_is_new() -> None:
    shares = required("legal_form", "in", ("SARL", "SAS", "SA"))
    trader = case(
        legal_form="auto-entrepreneur",
        company_creation_date="2019-03-01",
        annual_turnover_mad=400_000,
    )
    young = required("company_age_years", "<=", 5)
    [change, *_] = changes([shares, young], trader)
    after = apply(change, trader)
    age, turnover = after.known("company_age_years"), after.known("annual_turnover_mad")
    assert age is not None
    assert turnover is not None
    assert (bounds(age).high, turnover.value) == (0, 0)
    assert changes([shares, required("company_age_years", "between", (1, 5))], trader) == []


def test_what_is_said_in_free_words_may_be_confirmed() -> None:
    excluded = required("business_model", "not_in", ("distribution/import", "formation ou conseil"))
    [change] = changes([excluded], case())
    assert [(step.field, step.kind) for step in change.steps] == [("business_model", "confirm")]


def test_no_way_is_proposed_out_of_a_cooperative() -> None:
    shares = required("legal_form", "in", ("SARL", "SAS", "SA"))
    assert changes([shares], case(legal_form="coopérative")) == []


def test_nothing_makes_a_programme_without_a_condition_eligible() -> None:
    assert changes([required("trl", ">=", 4, "bonus")], case(trl=1)) == []


@pytest.mark.parametrize(
    ("one", "now", "reached"),
    [
        (required("trl", ">=", 4), 2, 4),
        (required("trl", ">", 4), 2, 5),
        (required("trl", "between", (4, 8)), 2, 4),
        (required("loan_amount_mad", "<=", 1_000_000), 2_000_000, 1_000_000),
        (required("loan_amount_mad", "<", 1_000_000), 2_000_000, 999_999),
        (required("loan_amount_mad", "between", (100_000, 500_000)), 50_000, 100_000),
        (required("loan_amount_mad", "between", (100_000, 500_000)), 800_000, 500_000),
        (required("own_contribution_pct", ">", 20), 10, 20.1),
    ],
)
def test_a_measure_is_moved_to_the_nearest_value_that_will_do(
    one: Condition, now: float, reached: float
) -> None:
    assert isinstance(one.tree, Leaf)
    name = one.tree.field
    assert said(changes([one], case(**{name: now}))) == [[(name, reached, "threshold")]]


@pytest.mark.parametrize(
    ("one", "known"),
    [
        (required("annual_turnover_mad", "<=", 1_000_000), {"annual_turnover_mad": 2_000_000}),
        (required("trl", "<=", 4), {"trl": 6}),
        (required("company_age_years", "<", 5), {"company_creation_date": "2015-01-01"}),
        (required("founder_age_years", "<=", 35), {"founder_age_years": 40}),
        (required("founder_nationality", "contains", "MA"), {"founder_nationality": ("SN",)}),
        (required("sector", "in", ("fintech",)), {"sector": ("textile",)}),
        (required("company_creation_date", ">=", date(2020, 1, 1)), {
            "company_creation_date": "2015-01-01",
        }),
        (required("region", "==", "Oriental"), {"region": "Souss-Massa"}),
        (required("company_age_years", ">=", 3), {
            "company_stage": "not_created", "company_age_years": 0,
        }),
        (required("application_date", "<=", date(2025, 6, 30)), {}),
    ],
)  # fmt: skip
def test_what_cannot_be_changed_is_never_proposed(one: Condition, known: dict[str, Value]) -> None:
    assert changes([one], case(**known)) == []


def test_an_act_that_will_do_is_proposed_with_its_effort() -> None:
    one = required("endorsed_by_labelled_structure", "==", True, "step")
    (found,) = changes([one], case(endorsed_by_labelled_structure=False))
    assert said([found]) == [[("endorsed_by_labelled_structure", True, "act")]]
    assert found.effort == 2


def test_a_least_age_is_waited_for_to_the_day() -> None:
    one = required("company_age_years", ">=", 2)
    (found,) = changes([one], case(company_creation_date="2025-03-12"))
    assert found.on == date(2027, 3, 12)
    assert [step.kind for step in found.steps] == ["time"]


def test_a_window_that_is_to_come_is_waited_for() -> None:
    window = required("application_date", "between", (date(2026, 2, 1), date(2026, 6, 30)))
    (found,) = changes([window], case())
    assert found.on == date(2026, 2, 1)


def test_of_several_days_the_last_is_waited_for() -> None:
    window = required(DAY, "between", (date(2026, 2, 1), date(2026, 6, 30)))
    age = required("company_age_years", ">=", 1)
    (found,) = changes([window, age], case(company_creation_date="2025-05-04"))
    assert found.on == date(2026, 5, 4)


def test_a_longer_wait_is_more_effort() -> None:
    one = required("company_age_years", ">=", 2)
    efforts = [
        changes([one], case(company_creation_date=born))[0].effort
        for born in ("2024-01-20", "2024-03-01", "2024-09-01", "2025-03-01", "2025-12-31")
    ]
    assert efforts == [1, 2, 3, 4, 5]


def test_what_nobody_has_said_is_to_be_confirmed_without_effort() -> None:
    (found,) = changes([required("trl", ">=", 4)], case())
    assert (said([found]), found.effort) == ([[("trl", 4, "confirm")]], 0)


def test_of_several_answers_that_will_do_the_one_that_the_rule_names_is_given() -> None:
    conditions = [
        required("loan_amount_mad", "<=", 1_000_000),
        required("sector", "in", ("cleantech",)),
    ]
    (found,) = changes(conditions, case())
    values = {step.field: step.value for step in found.steps}
    assert values == {"loan_amount_mad": 1_000_000, "sector": ("cleantech",)}


def test_what_was_said_long_ago_is_to_be_confirmed_as_it_was() -> None:
    (found,) = changes([required("trl", ">=", 4)], case(AS_OF, "2020", trl=7))
    assert (said([found]), found.effort) == ([[("trl", 7, "confirm")]], 0)


def test_that_it_is_no_longer_as_it_was_said_long_ago_takes_more() -> None:
    (found,) = changes([required("trl", ">=", 4)], case(AS_OF, "2020", trl=2))
    assert (said([found]), found.effort) == ([[("trl", 4, "confirm")]], 1)


def test_an_age_known_about_is_confirmed_within_what_is_known() -> None:
    startup = case(founded_year=2021)
    (found,) = changes([required("company_age_years", "<", 5)], startup)
    (step,) = found.steps
    known = startup.known("company_age_years")
    assert step.kind == "confirm"
    assert known is not None
    assert bounds(known).low <= float(str(step.value)) < 5


def test_a_general_sector_may_be_confirmed_to_be_the_special_one() -> None:
    (found,) = changes([required("sector", "==", "fintech")], case(sector=("digital",)))
    assert said([found]) == [[("sector", ("digital", "fintech"), "confirm")]]


def test_who_decides_has_to_accept() -> None:
    (found,) = changes([required("startup_formula_accepted", "==", True)], case())
    assert (said([found]), found.effort) == ([[("startup_formula_accepted", True, "act")]], 3)


def test_what_others_decide_and_nobody_can_ask_for_is_confirmed_with_them() -> None:
    (found,) = changes([required("eligible_regional_branch", "==", True)], case())
    assert (said([found]), found.effort) == ([[("eligible_regional_branch", True, "confirm")]], 1)


def test_the_least_effort_comes_first_and_each_way_once() -> None:
    either = Any((Leaf("has_patent", "==", True), Leaf("loan_amount_mad", "<=", 100)))
    found = changes([demand(either)], case(has_patent=False, loan_amount_mad=200))
    assert [one.effort for one in found] == [1, 4]
    assert said(found)[0] == [("loan_amount_mad", 100, "threshold")]


def test_no_more_are_given_than_asked_for() -> None:
    either = Any(tuple(Leaf(name, "==", True) for name in ("impact", "has_mvp", "has_patent")))
    assert len(changes([demand(either)], case(), limit=2)) == 2


def test_all_that_is_lacking_is_in_one_change() -> None:
    conditions = [required("trl", ">=", 4), required("has_mvp", "==", True)]
    (found,) = changes(conditions, case(trl=3, has_mvp=False))
    assert {step.field for step in found.steps} == {"trl", "has_mvp"}
    assert found.effort == 4 + 3


def test_two_demands_on_one_fact_are_met_by_one_step() -> None:
    conditions = [required("trl", ">=", 4), required("trl", ">=", 6)]
    (found,) = changes(conditions, case(trl=2))
    assert said([found]) == [[("trl", 6, "threshold")]]
    assert found.steps[0].demands == (conditions[0].tree, conditions[1].tree)


def test_demands_on_one_fact_that_exclude_each_other_are_met_by_nothing() -> None:
    conditions = [required("trl", ">=", 6), required("trl", "<=", 4)]
    assert changes(conditions, case()) == []


def test_a_step_that_breaks_another_condition_is_not_proposed() -> None:
    conditions = [required("loan_amount_mad", ">=", 500), required("loan_amount_mad", "<=", 400)]
    assert changes(conditions, case(loan_amount_mad=300)) == []


def test_an_incorporation_makes_a_company_of_its_form() -> None:
    conditions = [INCORPORATED, required("legal_form", "in", ("SAS", "SARL"))]
    startup = case(company_stage="not_created", legal_form="aucune", size_category="aucune")
    (found,) = changes(conditions, startup)
    assert said([found]) == [[("legal_form", "SARL", "act")]]
    after = apply(found, startup)
    readings = [after.known(name) for name in ("company_exists", "company_stage", "size_category")]
    assert [one and one.value for one in readings] == [True, "newly_created", "TPE"]


def test_what_only_a_company_has_comes_with_its_incorporation() -> None:
    conditions = [
        required("company_stage", "in", ("newly_created", "startup_phase")),
        required("jurisdiction", "==", "MA"),
        required("company_age_years", "<", 3),
        required("annual_turnover_mad", "<=", 10_000_000),
    ]
    startup = case(company_stage="not_created", jurisdiction="aucune")
    assert said(changes(conditions, startup)) == [[("company_exists", True, "act")]]


def test_what_is_confirmed_denies_nothing_that_is_known() -> None:
    form = required("legal_form", "==", "coopérative")
    assert changes([form], case(company_stage="not_created")) == []


def test_what_is_confirmed_together_agrees() -> None:
    both = All((
        Leaf("company_exists", "==", True), Leaf("company_stage", "==", "not_created"),
    ))  # fmt: skip
    assert changes([demand(both)], case()) == []


def test_the_case_itself_stays_as_it_is() -> None:
    startup = case(trl=2)
    apply(Change.of([Step("trl", 4, "threshold", 4)]), startup)
    assert startup.facts["trl"].value == 2


def test_what_is_supposed_says_so() -> None:
    after = apply(Change.of([Step("trl", 4, "threshold", 4)]), case(trl=2))
    assert (after.facts["trl"].source, after.facts["trl"].stated) == (
        "hypothesis",
        AS_OF.isoformat(),
    )


@settings(deadline=None)
@given(programme_and_case())
def test_every_change_applied_makes_the_case_eligible(drawn: tuple[list[Condition], Case]) -> None:
    conditions, startup = drawn
    for one in changes(conditions, startup):
        assert judge_case(conditions, apply(one, startup)).verdict is Verdict.ELIGIBLE


@settings(deadline=None)
@given(programme_and_case())
def test_every_step_of_a_change_is_needed(drawn: tuple[list[Condition], Case]) -> None:
    conditions, startup = drawn
    for one in changes(conditions, startup):
        for step in one.steps:
            fewer = Change.of(other for other in one.steps if other is not step)
            after = apply(fewer, startup)
            assert judge_case(conditions, after).verdict is not Verdict.ELIGIBLE


@settings(deadline=None)
@given(programme_and_case())
def test_every_step_is_one_that_can_be_taken(drawn: tuple[list[Condition], Case]) -> None:
    conditions, startup = drawn
    for one in changes(conditions, startup):
        for step in one.steps:
            assert POSSIBLE[step.kind](step, startup)


def waited(step: Step, startup: Case) -> bool:
    return isinstance(step.value, date) and step.value > startup.as_of


def moved(step: Step, startup: Case) -> bool:
    known, kind = startup.known(step.field), fact_types()[step.field]
    assert known is not None
    up = float(str(step.value)) > float(str(known.value))
    return bool(kind.moves.rise if up else kind.moves.fall)


def done(step: Step, _startup: Case) -> bool:
    return step.value in fact_types()[step.field].moves.become


def confirmed(step: Step, startup: Case) -> bool:
    return step.field != DAY and not contradicts(supposed(step.field, step.value, startup), startup)


POSSIBLE = {"time": waited, "threshold": moved, "act": done, "confirm": confirmed}


@settings(deadline=None)
@given(programme_and_case())
def test_the_nearest_changes_come_first_one_for_a_set_of_facts(
    drawn: tuple[list[Condition], Case],
) -> None:
    conditions, startup = drawn
    found = changes(conditions, startup)
    assert [one.order for one in found] == sorted(one.order for one in found)
    assert len({frozenset(step.field for step in one.steps) for one in found}) == len(found)


def test_the_catalogue_has_programmes_that_a_new_company_opens() -> None:
    project = case(company_stage="not_created", legal_form="aucune", is_innovative=True)
    opened = [one.id for one in catalogue() if founding(changes(one.criteria, project))]
    assert len(opened) > 10


def founding(found: Iterable[Change]) -> bool:
    """Whether some change founds a company."""
    steps = (step for one in found for step in one.steps)
    return any(
        step.kind == "act" and step.field in ("company_exists", "legal_form") for step in steps
    )


@pytest.mark.parametrize(
    "names", [("impact", "has_mvp", "has_patent"), ("has_patent", "impact", "has_mvp")]
)
def test_steps_come_in_the_order_in_which_a_programme_asks(names: tuple[str, ...]) -> None:
    (found, *_) = changes([required(name, "==", True) for name in names], case())
    assert tuple(step.field for step in found.steps) == names
