"""Semantic checks of rules: sets of values, what follows from trees, and the flaws they show."""

import math
from collections.abc import Mapping
from datetime import date
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.criteria.case import Case
from matching.criteria.check import Flaw, Programme, check, warn
from matching.criteria.domain import EVERY_MEASURE, Measures, Names, below, between
from matching.criteria.judge import find
from matching.criteria.logic import always, equivalent, implies, never
from matching.criteria.rules import (
    All,
    Any,
    Condition,
    Dated,
    Leaf,
    Need,
    Node,
    Not,
    Period,
    normal,
)
from matching.criteria.verdict import Truth
from matching.profile import Fact, Value

DAY = date(2026, 1, 15)

numbers = st.integers(0, 6)
measures = st.recursive(
    st.builds(between, numbers, numbers) | st.builds(below, numbers),
    lambda inner: st.builds(Measures.__and__, inner, inner) | st.builds(Measures.__invert__, inner),
    max_leaves=6,
)
named = st.builds(Names, st.frozensets(st.sampled_from("abc")), st.booleans())


def holds(values: Measures, number: float) -> bool:
    return bool(values & between(number, number))


@given(one=measures, other=measures, number=st.sampled_from([n / 2 for n in range(-1, 14)]))
def test_measures_are_sets(one: Measures, other: Measures, number: float) -> None:
    assert holds(one & other, number) == (holds(one, number) and holds(other, number))
    assert holds(one | other, number) == (holds(one, number) or holds(other, number))
    assert holds(~one, number) is not holds(one, number)


@given(one=measures)
def test_a_measure_is_in_a_set_or_in_its_complement(one: Measures) -> None:
    assert not one & ~one
    assert (one | ~one) == EVERY_MEASURE


@pytest.mark.parametrize(
    ("values", "empty"),
    [
        (between(3, 3), False),
        (between(4, 3), True),
        (below(3) & between(3, math.inf), True),
        (~between(-math.inf, 3) & below(4), False),
        ((~between(-math.inf, 3) & below(4)).whole(), True),
        ((~between(-math.inf, 3) & below(5)).whole(), False),
        (between(3.2, 3.8).whole(), True),
    ],
)
def test_a_set_of_measures_knows_whether_it_is_empty(values: Measures, empty: bool) -> None:
    assert bool(values) is not empty


@given(one=named, other=named, name=st.sampled_from("abcz"))
def test_names_are_sets(one: Names, other: Names, name: str) -> None:
    alone = Names(frozenset({name}))
    assert bool(one & other & alone) == (bool(one & alone) and bool(other & alone))
    assert bool(~one & alone) is not bool(one & alone)


# A small world in which every difference between the rules below shows: whole numbers between the
# thresholds, a name that is no other's, names that certainly and that perhaps are digital.
SECTORS = ("digital", "fintech", "edtech", "e-commerce", "deeptech", "tourisme")
WORLD: Mapping[str, tuple[Value, ...]] = {
    "trl": (1, 3, 4, 5, 9),
    "zone": ("urbain", "rural"),
    "sector": tuple(some for size in (1, 2, 3) for some in combinations(SECTORS, size)),
}

leaves = st.one_of(
    st.builds(
        Leaf, st.just("trl"), st.sampled_from(["<", "<=", ">", ">=", "=="]), st.sampled_from([3, 5])
    ),
    st.builds(Leaf, st.just("trl"), st.sampled_from(["between", "outside"]), st.just((3, 5))),
    st.builds(Leaf, st.just("zone"), st.sampled_from(["==", "!="]), st.just("rural")),
    st.builds(
        Leaf,
        st.just("sector"),
        st.sampled_from(["in", "not_in"]),
        st.sampled_from([("digital",), ("fintech",), ("fintech", "e-commerce")]),
    ),
)
trees: st.SearchStrategy[Node] = st.recursive(
    leaves,
    lambda inner: (
        st.builds(Not, inner)
        | st.builds(All, st.lists(inner, min_size=1, max_size=3).map(tuple))
        | st.builds(Any, st.lists(inner, min_size=1, max_size=3).map(tuple))
    ),
    max_leaves=4,
)


def cases() -> list[Case]:
    return [
        Case({name: Fact(name, value) for name, value in zip(WORLD, values, strict=True)}, DAY)
        for values in product(*WORLD.values())
    ]


EVERYONE = cases()


def answers(tree: Node) -> list[Truth]:
    return [find(normal(tree), case).truth for case in EVERYONE]


@settings(deadline=None, max_examples=60)
@given(tree=trees)
def test_a_tree_is_never_or_always_satisfied_when_all_cases_say_so(tree: Node) -> None:
    found = set(answers(tree))
    assert never(tree) == (found == {Truth.NO})
    assert always(tree) == (found == {Truth.YES})


ORDER = {Truth.NO: 0, Truth.UNKNOWN: 1, Truth.YES: 2}


@settings(deadline=None, max_examples=60)
@given(one=trees, other=trees)
def test_a_tree_follows_from_another_when_no_case_says_less_of_it(one: Node, other: Node) -> None:
    pairs = list(zip(answers(one), answers(other), strict=True))
    assert implies(one, other) == all(ORDER[first] <= ORDER[second] for first, second in pairs)
    assert equivalent(one, other) == all(first is second for first, second in pairs)


@pytest.mark.parametrize(("op", "found"), [("in", False), ("not_in", False)])
def test_two_demands_on_a_list_may_be_met_by_two_of_its_items(op: str, found: bool) -> None:
    both = All((Leaf("sector", op, ("agriculture",)), Leaf("sector", op, ("tourisme",))))
    assert never(both) is found


def test_two_demands_on_one_value_have_to_be_met_by_it() -> None:
    assert never(All((Leaf("legal_form", "==", "SA"), Leaf("legal_form", "==", "SARL"))))


def test_an_age_that_grows_passes_between_two_birthdays() -> None:
    assert not never(All((Leaf("founder_age_years", ">", 35), Leaf("founder_age_years", "<", 36))))
    assert never(All((Leaf("employees", ">", 35), Leaf("employees", "<", 36))))


def changed(op: str = "<=") -> Leaf:
    """A ceiling of 3 until the end of 2022, of 5 from then on."""
    ended, running = Period(3, None, date(2022, 12, 31)), Period(5, date(2023, 1, 1))
    return Leaf("trl", op, Dated((ended, running)))


def test_a_threshold_that_changed_is_compared_period_by_period() -> None:
    assert implies(changed(), Leaf("trl", "<=", 5))
    assert not implies(changed(), Leaf("trl", "<=", 3))
    assert implies(Leaf("trl", "<=", 3), changed())
    assert never(All((changed(), changed(">"))))


def test_a_day_of_no_period_leaves_a_threshold_open() -> None:
    ended = Leaf("trl", "<=", Dated((Period(9, None, date(2022, 12, 31)),)))
    assert not always(ended)
    assert not never(All((ended, Leaf("trl", ">", 3))))


def flaws(*given: Node | tuple[Need, Node]) -> list[tuple[Flaw, str]]:
    """The flaws of conditions, required unless said otherwise, with their paths in the rules."""
    pairs = [one if isinstance(one, tuple) else (Need.REQUIRED, one) for one in given]
    programme = Programme("a", [Condition(tree, need) for need, tree in pairs])
    return [(Flaw(one.code), ".".join(map(str, one.path[1:]))) for one in check([programme])]


FORMAL = Leaf("is_formal", "==", True)
YOUNG, YOUNGER = (Leaf("company_age_years", "<", years) for years in (5, 3))
OLD = Leaf("company_age_years", ">=", 5)


@pytest.mark.parametrize(
    ("tree", "flaw", "path"),
    [
        (Leaf("company_age_years", "<", -1), Flaw.OUT_OF_RANGE, "value"),
        (Leaf("trl", "in", (3, 12)), Flaw.OUT_OF_RANGE, "value"),
        (Leaf("trl", "<=", Dated((Period(12),))), Flaw.OUT_OF_RANGE, "value.0.value"),
        (Leaf("trl", "outside", (5, 3)), Flaw.EMPTY_RANGE, "value"),
        (Leaf("company_age_years", "<", 0), Flaw.CONTRADICTION, ""),
        (Leaf("zone", "in", ()), Flaw.CONTRADICTION, ""),
        (Leaf("zone", "not_in", ()), Flaw.TAUTOLOGY, ""),
        (Leaf("annual_turnover_mad", ">=", 0), Flaw.TAUTOLOGY, ""),
        (Leaf("is_formal", "in", (True, False)), Flaw.TAUTOLOGY, ""),
        (Any((YOUNG, OLD)), Flaw.TAUTOLOGY, ""),
        (All((YOUNG, OLD)), Flaw.CONTRADICTION, ""),
        (Not(Any((YOUNG, OLD))), Flaw.TAUTOLOGY, "not"),
        (All((FORMAL, Any((All((YOUNG, OLD)), YOUNG)))), Flaw.CONTRADICTION, "all.1.any.0"),
        (Any((YOUNG, YOUNGER)), Flaw.UNREACHABLE, "any.1"),
        (Any((YOUNG, All((YOUNGER, FORMAL)))), Flaw.UNREACHABLE, "any.1"),
        (Any((FORMAL, FORMAL)), Flaw.UNREACHABLE, "any.1"),
        (All((YOUNG, YOUNGER)), Flaw.REDUNDANT, "all.0"),
        (All((FORMAL, Any((FORMAL, YOUNG)))), Flaw.REDUNDANT, "all.1"),
        (Any((FORMAL, Leaf("dilutive", "==", False))), Flaw.MIXED_SUBJECTS, ""),
    ],
)
def test_a_flaw_of_a_tree_is_found_at_the_smallest_part_that_has_it(
    tree: Node, flaw: Flaw, path: str
) -> None:
    place = ".".join(filter(None, ("0.rule", path)))
    assert (flaw, place) in flaws(tree)


@pytest.mark.parametrize(
    "trees",
    [
        (YOUNG, FORMAL),
        (Any((YOUNG, FORMAL, All((OLD, Leaf("trl", ">", 6))))),),
        (Leaf("sector", "in", ("digital", "greentech")), Leaf("sector", "in", ("industrie",))),
        (Leaf("sector", "in", ("digital",)), Leaf("sector", "not_in", ("gaming",))),
        # e-commerce may be digital, and is not for certain
        (Any((Leaf("sector", "==", "digital"), Leaf("sector", "==", "e-commerce"))),),
        (Leaf("candidate_age", "between", (18, 35)), FORMAL),
        ((Need.STEP, Leaf("legal_form", "==", "SA")), Leaf("legal_form", "==", "SARL")),
        ((Need.INFO, YOUNG), YOUNGER),
    ],
)
def test_sound_rules_have_no_flaw(trees: tuple[Node | tuple[Need, Node], ...]) -> None:
    assert flaws(*trees) == []


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ((YOUNG, FORMAL, OLD), [(Flaw.CONTRADICTION, "2.rule")]),
        ((Any((YOUNG, FORMAL)), OLD, Not(FORMAL)), [(Flaw.CONTRADICTION, "2.rule")]),
        ((YOUNG, (Need.INFO, Not(OLD))), [(Flaw.DUPLICATE, "1.rule")]),
        ((YOUNG, YOUNGER), [(Flaw.REDUNDANT, "0.rule")]),
        (((Need.STEP, YOUNG), YOUNGER), [(Flaw.REDUNDANT, "0.rule")]),
        ((All((YOUNG, FORMAL)), (Need.BONUS, YOUNG)), [(Flaw.REDUNDANT, "1.rule")]),
    ],
)
def test_conditions_are_held_against_one_another(
    given: tuple[Node | tuple[Need, Node], ...], expected: list[tuple[Flaw, str]]
) -> None:
    assert flaws(*given) == expected


def test_a_conflict_names_the_conditions_that_make_it() -> None:
    programme = Programme("a", [Condition(one, Need.REQUIRED) for one in (FORMAL, YOUNG, OLD)])
    [defect] = check([programme])
    assert defect.message == "Nobody satisfies both this and eligibility.1."


@pytest.mark.parametrize(("since", "gap"), [(date(2023, 1, 1), False), (date(2023, 1, 2), True)])
def test_days_between_two_periods_are_a_gap(since: date, gap: bool) -> None:
    dated = Dated((Period(5, since), Period(3, None, date(2022, 12, 31))))
    assert ((Flaw.PERIOD_GAP, "0.rule.value") in flaws(Leaf("trl", "<=", dated))) is gap


def test_a_demand_that_only_others_decide_is_a_warning() -> None:
    decided, said = Leaf("cooperative_accepted", "==", True), Leaf("zone", "==", "rural")
    conditions = [Condition(one, Need.REQUIRED) for one in (decided, Any((decided, said)))]
    [found] = warn([Programme("a", conditions)])
    assert (found.code, found.path) == (Flaw.UNDECIDABLE, ("eligibility", 0, "rule"))


def test_a_defect_names_its_programme() -> None:
    sound, flawed = (Condition(one, Need.REQUIRED) for one in (YOUNG, All((YOUNG, OLD))))
    found = check([Programme("a", [sound]), Programme("b", [flawed])])
    assert [one.programme for one in found] == ["b"]
