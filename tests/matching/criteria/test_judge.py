from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.criteria.case import OFFER, Case
from matching.criteria.hypotheses import concerned
from matching.criteria.judge import find, judge, judge_case
from matching.criteria.rules import All, Any, Condition, Leaf, Node, Not, negated, normal
from matching.criteria.verdict import NEGATION, Doubt, Truth, Verdict, origin
from matching.profile import Fact, Value
from tests.matching.criteria.factories import (
    AS_OF,
    CEILING,
    case,
    demand,
    facts,
    programme_and_case,
    programmes_of_any_kind,
    required,
    told,
    trees,
    worlds,
)

DECIDED = (Verdict.ELIGIBLE, Verdict.INELIGIBLE)


def verdict(one: Condition, **values: Value) -> Verdict:
    return judge([one], facts(**values), AS_OF).verdict


def field(one: Condition) -> str:
    assert isinstance(one.tree, Leaf)
    return one.tree.field


@pytest.mark.parametrize(
    ("one", "value", "expected"),
    [
        (required("company_age_years", "<", 5), 5, Verdict.INELIGIBLE),
        (required("company_age_years", "<", 5), 4.99, Verdict.ELIGIBLE),
        (required("company_age_years", "<=", 5), 5, Verdict.ELIGIBLE),
        (required("loan_amount_mad", ">", 1_000_000), 1_000_000, Verdict.INELIGIBLE),
        (required("own_contribution_pct", ">=", 20), 20, Verdict.ELIGIBLE),
        (required("trl", "between", (6, 8)), 8, Verdict.ELIGIBLE),
        (required("trl", "between", (6, 8)), 9, Verdict.INELIGIBLE),
        (required("is_innovative", "==", True), False, Verdict.INELIGIBLE),
        (required("prior_equity_raised", "==", False), False, Verdict.ELIGIBLE),
        (required("jurisdiction", "==", "MA"), "MA", Verdict.ELIGIBLE),
        (required("legal_form", "in", ("SA", "SAS")), "SARL", Verdict.INELIGIBLE),
        (required("founder_nationality", "contains", "MA"), ("FR", "MA"), Verdict.ELIGIBLE),
        (required("sector", "not_in", ("promotion immobilière",)), ("edtech",), Verdict.ELIGIBLE),
        (
            required("company_creation_date", "between", ("2015-01-01", "2026-12-31")),
            "2014-12-31",
            Verdict.INELIGIBLE,
        ),
    ],
)
def test_each_comparison_decides_at_its_threshold(
    one: Condition, value: Value, expected: Verdict
) -> None:
    assert verdict(one, **{field(one): value}) is expected


def test_a_missing_fact_is_to_be_verified_never_a_refusal() -> None:
    assert verdict(required("company_age_years", "<", 5)) is Verdict.TO_VERIFY


def test_a_fact_that_is_no_measure_where_one_is_due_is_unknown() -> None:
    assert (
        verdict(required("company_age_years", "<", 5), company_age_years="n/a") is Verdict.TO_VERIFY
    )


def test_a_fact_that_lists_nothing_is_unknown() -> None:
    assert verdict(required("sector", "in", ("digital",)), sector=()) is Verdict.TO_VERIFY


def test_who_states_only_the_general_sector_may_be_of_the_special_one() -> None:
    assert verdict(required("sector", "==", "fintech"), sector=("digital",)) is Verdict.TO_VERIFY


def test_an_age_on_the_birthday_is_a_whole_number() -> None:
    one = required("company_age_years", ">=", 3)
    judgement = judge([one], facts(company_creation_date="2021-01-01"), date(2024, 1, 1))
    assert judgement.verdict is Verdict.ELIGIBLE


@pytest.mark.parametrize(("age", "expected"), [(3, Verdict.TO_VERIFY), (9, Verdict.INELIGIBLE)])
def test_a_year_of_creation_cannot_affirm_an_exact_age(age: int, expected: Verdict) -> None:
    one = required("company_age_years", "==", age)
    judgement = judge([one], facts(founded_year=2022), date(2025, 7, 1))
    assert judgement.verdict is expected


@pytest.mark.parametrize("op", ["<", "<=", ">", ">=", "==", "between"])
@pytest.mark.parametrize("found", ["2019-12-31", date(2019, 12, 31)])
def test_every_comparison_that_ingestion_accepts_of_a_date_is_judged(
    op: str, found: str | date
) -> None:
    limit = date(2020, 1, 1)
    wanted = (date(2019, 1, 1), limit) if op == "between" else limit
    one = required("company_creation_date", op, wanted)
    expected = op in ("<", "<=", "between")
    assert (verdict(one, company_creation_date=found) is Verdict.ELIGIBLE) == expected


def test_a_failed_rule_refuses_whatever_else_is_unknown() -> None:
    judgement = judge(
        [required("is_innovative", "==", True), required("jurisdiction", "==", "MA")],
        facts(jurisdiction="FR"),
        AS_OF,
    )
    assert judgement.verdict is Verdict.INELIGIBLE
    assert [origin(leaf) for leaf in judgement.deciding] == ["jurisdiction"]


def test_a_programme_without_a_deciding_rule_promises_nothing() -> None:
    judgement = judge(
        [required("founders_count", ">=", 2, "bonus")], facts(founders_count=3), AS_OF
    )
    assert judgement.verdict is Verdict.TO_VERIFY
    assert judgement.deciding == ()


@pytest.mark.parametrize("need", ["bonus", "info"])
def test_a_bonus_or_an_information_decides_nothing(need: str) -> None:
    rules = [required("jurisdiction", "==", "MA"), required("company_age_years", "<", 2, need)]
    judgement = judge(rules, facts(jurisdiction="MA", company_age_years=9), AS_OF)
    assert judgement.verdict is Verdict.ELIGIBLE


def test_a_branch_of_a_sector_is_in_the_sector() -> None:
    assert (
        verdict(required("sector", "in", ("TIC/digital",)), sector=("fintech",)) is Verdict.ELIGIBLE
    )


def test_a_sector_that_is_only_perhaps_another_is_to_be_verified() -> None:
    one = required("sector", "in", ("digital",))
    assert verdict(one, sector=("e-commerce",)) is Verdict.TO_VERIFY


def test_a_sector_that_is_only_perhaps_excluded_is_to_be_verified() -> None:
    one = required("sector", "not_in", ("digital",))
    assert verdict(one, sector=("e-commerce",)) is Verdict.TO_VERIFY


def test_someone_without_a_company_is_a_project_holder() -> None:
    one = required("company_stage", "in", ("project_holder", "newly_created"))
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
    assert verdict(required("company_age_years", "<", 5), founded_year=year) is expected


def test_a_derived_age_shows_the_fact_it_came_from() -> None:
    judgement = judge([required("company_age_years", "<", 5)], facts(founded_year=2010), AS_OF)
    (finding,) = judgement.deciding
    assert finding.known is not None
    assert finding.known.derived
    assert (finding.known.fact.name, finding.known.fact.value) == ("founded_year", 2010)


def test_a_creation_date_gives_the_age_to_the_day() -> None:
    one = required("company_age_years", "<", 5)
    assert verdict(one, company_creation_date="2021-01-17") is Verdict.ELIGIBLE
    assert verdict(one, company_creation_date="2021-01-10") is Verdict.INELIGIBLE


def test_a_step_that_is_not_taken_leaves_the_verdict_open() -> None:
    one = required("endorsed_by_operator", "==", True, "step")
    judgement = judge([one], facts(endorsed_by_operator=False), AS_OF)
    assert judgement.verdict is Verdict.TO_VERIFY
    assert judgement.judged[0].to_obtain


def test_a_step_that_is_taken_counts_as_met() -> None:
    one = required("endorsed_by_operator", "==", True, "step")
    assert verdict(one, endorsed_by_operator=True) is Verdict.ELIGIBLE


def test_a_demand_on_somebody_else_does_not_decide() -> None:
    mine, theirs = required("trl", ">=", 4), required("candidate_age", ">=", 18)
    judgement = judge([mine, theirs], facts(trl=5, candidate_age=16), AS_OF)
    assert judgement.verdict is Verdict.ELIGIBLE
    assert [one.decides for one in judgement.judged] == [True, False]


def test_a_case_of_an_offer_is_judged_by_what_is_asked_of_offers() -> None:
    conditions = [required("dilutive", "==", False)]
    judgement = judge_case(conditions, Case(facts(dilutive=True), AS_OF, OFFER))
    assert judgement.verdict is Verdict.INELIGIBLE


def test_an_exception_spares_who_fails_the_rule() -> None:
    young, exporter = (
        required("company_age_years", "<=", 5),
        required("exports_to_africa", "==", True),
    )
    conditions = [demand(Any((young.tree, exporter.tree)))]
    found = judge(conditions, facts(company_age_years=9, exports_to_africa=True), AS_OF)
    assert found.verdict is Verdict.ELIGIBLE
    assert [origin(leaf) for leaf in found.deciding] == ["exports_to_africa"]


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [(date(2026, 3, 31), Verdict.INELIGIBLE), (date(2026, 4, 1), Verdict.ELIGIBLE)],
)
def test_a_threshold_that_changed_is_the_one_of_the_day(as_of: date, expected: Verdict) -> None:
    one = required("annual_turnover_mad", "<=", CEILING)
    assert judge([one], facts(annual_turnover_mad=8_000_000), as_of).verdict is expected


@pytest.mark.parametrize(
    ("one", "known", "doubt"),
    [
        (required("trl", ">=", 4), {}, Doubt.MISSING),
        (required("startup_formula_accepted", "==", True), {}, Doubt.DECLARED),
        (required("trl", ">=", 4), facts("2020", trl=6), Doubt.STALE),
        (required("trl", ">=", 4), facts(trl="n/a"), Doubt.UNREADABLE),
        (required("company_age_years", "<", 5), facts(founded_year=2021), Doubt.IMPRECISE),
    ],
)
def test_what_is_open_says_why(one: Condition, known: dict[str, Fact], doubt: Doubt) -> None:
    (leaf,) = judge([one], known, AS_OF).deciding
    assert leaf.doubt is doubt


def test_a_leaf_that_explains_two_conditions_is_said_once() -> None:
    trl, both = required("trl", ">=", 4), required("is_innovative", "==", True)
    conditions = [trl, demand(All((trl.tree, both.tree)))]
    found = judge(conditions, facts(trl=5, is_innovative=True), AS_OF)
    assert [origin(leaf) for leaf in found.deciding] == ["trl", "is_innovative"]


def test_an_approval_leaves_out_the_branch_that_another_condition_makes_needless() -> None:
    ripe, exporter = required("trl", ">=", 4), required("exports_to_africa", "==", True)
    conditions = [demand(Any((exporter.tree, ripe.tree))), ripe]
    found = judge(conditions, facts(trl=5, exports_to_africa=True), AS_OF)
    assert [origin(leaf) for leaf in found.deciding] == ["trl"]


def truth(tree: Node, known: dict[str, Fact]) -> Truth:
    return find(tree, Case(known, AS_OF)).truth


@settings(deadline=None)
@given(trees, told())
def test_negation_turns_the_truth_round_and_twice_gives_it_back(
    tree: Node, known: dict[str, Fact]
) -> None:
    found = truth(tree, known)
    assert truth(Not(tree), known) is NEGATION[found]
    assert truth(negated(normal(tree)), known) is NEGATION[found]
    assert truth(Not(Not(tree)), known) is found


@settings(deadline=None)
@given(trees, told())
def test_the_normal_form_says_the_same(tree: Node, known: dict[str, Fact]) -> None:
    assert truth(normal(tree), known) is truth(tree, known)


@settings(deadline=None)
@given(trees, trees, told())
def test_de_morgan_holds(one: Node, other: Node, known: dict[str, Fact]) -> None:
    assert truth(Not(All((one, other))), known) is truth(Any((Not(one), Not(other))), known)
    assert truth(Not(Any((one, other))), known) is truth(All((Not(one), Not(other))), known)


@settings(deadline=None)
@given(trees, trees, told())
def test_order_does_not_matter(one: Node, other: Node, known: dict[str, Fact]) -> None:
    assert truth(All((one, other)), known) is truth(All((other, one)), known)
    assert truth(Any((one, other)), known) is truth(Any((other, one)), known)


@settings(deadline=None)
@given(trees, trees, told())
def test_a_part_absorbs_the_group_it_is_in(one: Node, other: Node, known: dict[str, Fact]) -> None:
    assert truth(All((one, Any((one, other)))), known) is truth(one, known)
    assert truth(Any((one, All((one, other)))), known) is truth(one, known)


@settings(deadline=None)
@given(trees, trees, trees, told())
def test_each_group_distributes_over_the_other(
    one: Node, other: Node, third: Node, known: dict[str, Fact]
) -> None:
    both = All((one, Any((other, third))))
    assert truth(both, known) is truth(Any((All((one, other)), All((one, third)))), known)


@settings(deadline=None)
@given(programmes_of_any_kind, worlds(), st.data())
def test_learning_a_fact_never_turns_a_decided_verdict_round(
    conditions: list[Condition], world: dict[str, Fact], data: st.DataObject
) -> None:
    names = data.draw(st.sets(st.sampled_from(sorted(world))))
    more = data.draw(st.sets(st.sampled_from(sorted(world))))
    before = judge(conditions, {name: world[name] for name in names}, AS_OF).verdict
    after = judge(conditions, {name: world[name] for name in names | more}, AS_OF).verdict
    assert Verdict.TO_VERIFY in (before, after) or before is after


@settings(deadline=None)
@given(programme_and_case())
def test_the_deciding_facts_alone_give_the_same_verdict(
    drawn: tuple[list[Condition], Case],
) -> None:
    conditions, whole = drawn
    judgement = judge_case(conditions, whole)
    names = {origin(leaf) for leaf in judgement.deciding}
    alone = {name: fact for name, fact in whole.facts.items() if name in names}
    assert judge(conditions, alone, AS_OF).verdict is judgement.verdict


@settings(deadline=None)
@given(programme_and_case())
def test_a_decided_verdict_is_open_without_any_of_its_deciding_facts(
    drawn: tuple[list[Condition], Case],
) -> None:
    conditions, whole = drawn
    judgement = judge_case(conditions, whole)
    names = {origin(leaf) for leaf in judgement.deciding if judgement.verdict in DECIDED}
    for name in names & whole.facts.keys():
        fewer = Case({one: whole.facts[one] for one in names - {name} if one in whole.facts}, AS_OF)
        read = [leaf.node for leaf in judgement.deciding if origin(leaf) == name]
        # what another of these facts tells as well is not lost with this one
        told_otherwise = any(isinstance(one, Leaf) and fewer.known(one.field) for one in read)
        assert told_otherwise or judge_case(conditions, fewer).verdict is Verdict.TO_VERIFY


@settings(deadline=None)
@given(programmes_of_any_kind, worlds(), st.data())
def test_what_is_to_be_verified_is_settled_by_no_fact_but_those_it_names(
    conditions: list[Condition], world: dict[str, Fact], data: st.DataObject
) -> None:
    names = data.draw(st.sets(st.sampled_from(sorted(world))))
    known = {name: world[name] for name in names}
    judgement = judge(conditions, known, AS_OF)
    if judgement.verdict is Verdict.TO_VERIFY:
        named = {leaf.node.field for leaf in judgement.deciding if isinstance(leaf.node, Leaf)}
        others = {name: fact for name, fact in world.items() if not concerned(name) & named}
        assert judge(conditions, {**others, **known}, AS_OF).verdict is Verdict.TO_VERIFY


def test_a_case_remembers_nothing_of_another_day() -> None:
    young = required("company_age_years", "<", 5)
    startup = case(company_creation_date="2021-03-15")
    assert judge_case([young], startup).verdict is Verdict.ELIGIBLE
    assert judge_case([young], startup.on(date(2026, 3, 15))).verdict is Verdict.INELIGIBLE


@pytest.mark.parametrize("size", ["JEI", "coopérative", "auto-entrepreneur"])
def test_a_size_told_from_the_turnover_refuses_neither_a_label_nor_a_form(size: str) -> None:
    one = required("size_category", "==", size)
    assert verdict(one, annual_turnover_mad=4_000_000) is Verdict.TO_VERIFY
