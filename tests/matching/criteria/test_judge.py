from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.criteria.judge import judge
from matching.criteria.rules import Need, Rule
from matching.criteria.verdict import Truth, Verdict
from matching.profile import Fact, Value

AS_OF = date(2026, 1, 15)
KNOWN: dict[str, Value] = {
    "company_age_years": 3,
    "sector": ("fintech",),
    "is_innovative": True,
    "annual_turnover_mad": 2_000_000,
    "jurisdiction": "MA",
}
RULES = (
    ("company_age_years", "<", 5),
    ("company_age_years", "<", 2),
    ("sector", "in", ("digital",)),
    ("sector", "not_in", ("fintech",)),
    ("is_innovative", "==", True),
    ("annual_turnover_mad", "between", (1_000_000, 5_000_000)),
    ("jurisdiction", "==", "FR"),
)


def rule(
    field: str, op: str, value: bool | float | str | tuple[str | float, ...], need: str = "required"
) -> Rule:
    return Rule(field, op, value, Need(need), {"fr": f"{field} {op}"})


def facts(**values: Value) -> dict[str, Fact]:
    return {name: Fact(name, value, "a page", "2025") for name, value in values.items()}


def verdict(one: Rule, **values: Value) -> Verdict:
    return judge([one], facts(**values), AS_OF).verdict


@pytest.mark.parametrize(
    ("one", "value", "expected"),
    [
        (rule("company_age_years", "<", 5), 5, Verdict.INELIGIBLE),
        (rule("company_age_years", "<", 5), 4.99, Verdict.ELIGIBLE),
        (rule("company_age_years", "<=", 5), 5, Verdict.ELIGIBLE),
        (rule("loan_amount_mad", ">", 1_000_000), 1_000_000, Verdict.INELIGIBLE),
        (rule("own_contribution_pct", ">=", 20), 20, Verdict.ELIGIBLE),
        (rule("trl", "between", (6, 8)), 8, Verdict.ELIGIBLE),
        (rule("trl", "between", (6, 8)), 9, Verdict.INELIGIBLE),
        (rule("is_innovative", "==", True), False, Verdict.INELIGIBLE),
        (rule("prior_equity_raised", "==", False), False, Verdict.ELIGIBLE),
        (rule("jurisdiction", "==", "MA"), "MA", Verdict.ELIGIBLE),
        (rule("legal_form", "in", ("SA", "SAS")), "SARL", Verdict.INELIGIBLE),
        (rule("founder_nationality", "contains", "MA"), ("FR", "MA"), Verdict.ELIGIBLE),
        (rule("sector", "not_in", ("promotion immobilière",)), ("edtech",), Verdict.ELIGIBLE),
        (
            rule("company_creation_date", "between", ("2015-01-01", "2026-12-31")),
            "2014-12-31",
            Verdict.INELIGIBLE,
        ),
    ],
)
def test_each_comparison_decides_at_its_threshold(
    one: Rule, value: Value, expected: Verdict
) -> None:
    assert verdict(one, **{one.field: value}) is expected


def test_a_missing_fact_is_to_be_verified_never_a_refusal() -> None:
    assert verdict(rule("company_age_years", "<", 5)) is Verdict.TO_VERIFY


def test_a_fact_that_is_no_measure_where_one_is_due_is_unknown() -> None:
    assert verdict(rule("company_age_years", "<", 5), company_age_years="n/a") is Verdict.TO_VERIFY


def test_a_fact_that_lists_nothing_is_unknown() -> None:
    assert verdict(rule("sector", "in", ("digital",)), sector=()) is Verdict.TO_VERIFY


def test_who_states_only_the_general_sector_may_be_of_the_special_one() -> None:
    assert verdict(rule("sector", "==", "fintech"), sector=("digital",)) is Verdict.TO_VERIFY


def test_an_age_on_the_birthday_is_a_whole_number() -> None:
    one = rule("company_age_years", ">=", 3)
    judgement = judge([one], facts(company_creation_date="2021-01-01"), date(2024, 1, 1))
    assert judgement.verdict is Verdict.ELIGIBLE


@pytest.mark.parametrize(("age", "expected"), [(3, Verdict.TO_VERIFY), (9, Verdict.INELIGIBLE)])
def test_a_year_of_creation_cannot_affirm_an_exact_age(age: int, expected: Verdict) -> None:
    one = rule("company_age_years", "==", age)
    judgement = judge([one], facts(founded_year=2022), date(2025, 7, 1))
    assert judgement.verdict is expected


@pytest.mark.parametrize("op", ["<", "<=", ">", ">=", "==", "between"])
@pytest.mark.parametrize("found", ["2019-12-31", date(2019, 12, 31)])
def test_every_comparison_that_ingestion_accepts_of_a_date_is_judged(
    op: str, found: str | date
) -> None:
    limit = date(2020, 1, 1)
    one = Rule(
        "company_creation_date",
        op,
        (date(2019, 1, 1), limit) if op == "between" else limit,
        Need.REQUIRED,
    )
    expected = op in ("<", "<=", "between")
    assert (verdict(one, company_creation_date=found) is Verdict.ELIGIBLE) == expected


def test_a_failed_rule_refuses_whatever_else_is_unknown() -> None:
    judgement = judge(
        [rule("is_innovative", "==", True), rule("jurisdiction", "==", "MA")],
        facts(jurisdiction="FR"),
        AS_OF,
    )
    assert judgement.verdict is Verdict.INELIGIBLE
    assert [finding.rule.field for finding in judgement.deciding] == ["jurisdiction"]


def test_a_programme_without_a_deciding_rule_promises_nothing() -> None:
    judgement = judge([rule("founders_count", ">=", 2, "bonus")], facts(founders_count=3), AS_OF)
    assert judgement.verdict is Verdict.TO_VERIFY
    assert judgement.deciding == ()


@pytest.mark.parametrize("need", ["bonus", "conditional", "info"])
def test_only_required_rules_decide(need: str) -> None:
    rules = [rule("jurisdiction", "==", "MA"), rule("company_age_years", "<", 2, need)]
    judgement = judge(rules, facts(jurisdiction="MA", company_age_years=9), AS_OF)
    assert judgement.verdict is Verdict.ELIGIBLE


def test_a_branch_of_a_sector_is_in_the_sector() -> None:
    assert verdict(rule("sector", "in", ("TIC/digital",)), sector=("fintech",)) is Verdict.ELIGIBLE


def test_a_sector_that_is_only_perhaps_another_is_to_be_verified() -> None:
    one = rule("sector", "in", ("digital",))
    assert verdict(one, sector=("e-commerce",)) is Verdict.TO_VERIFY


def test_a_sector_that_is_only_perhaps_excluded_is_to_be_verified() -> None:
    one = rule("sector", "not_in", ("digital",))
    assert verdict(one, sector=("e-commerce",)) is Verdict.TO_VERIFY


def test_someone_without_a_company_is_a_project_holder() -> None:
    one = rule("company_stage", "in", ("project_holder", "newly_created"))
    assert verdict(one, company_stage="not_created") is Verdict.ELIGIBLE


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        (2022, Verdict.ELIGIBLE),
        (2021, Verdict.TO_VERIFY),
        (2020, Verdict.INELIGIBLE),
    ],
)
def test_a_year_of_creation_decides_an_age_only_when_every_day_of_it_would(
    year: int, expected: Verdict
) -> None:
    assert verdict(rule("company_age_years", "<", 5), founded_year=year) is expected


def test_a_derived_age_shows_the_fact_it_came_from() -> None:
    judgement = judge([rule("company_age_years", "<", 5)], facts(founded_year=2010), AS_OF)
    (finding,) = judgement.deciding
    assert finding.fact is not None
    assert (finding.fact.name, finding.fact.value) == ("founded_year", 2010)


def test_a_creation_date_gives_the_age_to_the_day() -> None:
    one = rule("company_age_years", "<", 5)
    assert verdict(one, company_creation_date="2021-01-17") is Verdict.ELIGIBLE
    assert verdict(one, company_creation_date="2021-01-10") is Verdict.INELIGIBLE


@given(st.lists(st.sampled_from(RULES), max_size=5), st.sets(st.sampled_from(sorted(KNOWN))))
def test_learning_a_fact_never_turns_a_decided_verdict_round(
    chosen: list[tuple[str, str, bool | float | str | tuple[str | float, ...]]], told: set[str]
) -> None:
    rules = [rule(*one) for one in chosen]
    before = judge(rules, facts(**{name: KNOWN[name] for name in told}), AS_OF).verdict
    after = judge(rules, facts(**KNOWN), AS_OF).verdict
    assert before in (Verdict.TO_VERIFY, after)


@given(st.lists(st.sampled_from(RULES), max_size=5), st.sets(st.sampled_from(sorted(KNOWN))))
def test_the_deciding_findings_alone_give_the_same_verdict(
    chosen: list[tuple[str, str, bool | float | str | tuple[str | float, ...]]], told: set[str]
) -> None:
    known = facts(**{name: KNOWN[name] for name in told})
    judgement = judge([rule(*one) for one in chosen], known, AS_OF)
    alone = judge([finding.rule for finding in judgement.deciding], known, AS_OF)
    assert alone.verdict is judgement.verdict
    assert all(finding.truth in Truth for finding in judgement.deciding)
