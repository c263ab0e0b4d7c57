from hypothesis import given, settings
from hypothesis import strategies as st

from matching.criteria.case import OFFER, STARTUP, Case
from matching.criteria.judge import judge_case
from matching.criteria.panel import Panel, panel_of
from matching.criteria.rules import All, Any, Condition, Leaf, Need, Not, Quote
from matching.criteria.verdict import Verdict
from matching.profile import Fact
from tests.matching.criteria.factories import (
    AS_OF,
    case,
    catalogue,
    conditions,
    facts,
    required,
    told,
)


@settings(deadline=None)
@given(st.lists(conditions, max_size=5), told())
def test_a_panel_finds_what_the_judge_finds_of_each(
    programmes: list[list[Condition]], known: dict[str, Fact]
) -> None:
    startup = Case(known, AS_OF)
    one_by_one = [judge_case(one, startup).verdict for one in programmes]
    assert Panel(programmes).verdicts(startup) == one_by_one


@settings(deadline=None)
@given(told())
def test_a_panel_finds_of_the_catalogue_what_the_judge_does(known: dict[str, Fact]) -> None:
    startup = Case(known, AS_OF)
    programmes = [one.criteria for one in catalogue()]
    one_by_one = [judge_case(one, startup).verdict for one in programmes]
    assert Panel(programmes).verdicts(startup) == one_by_one


def test_one_panel_judges_many_cases() -> None:
    panel = Panel([[required("trl", ">=", 4)]])
    found = [panel.verdicts(one) for one in (case(trl=4), case(trl=3), case())]
    assert found == [[Verdict.ELIGIBLE], [Verdict.INELIGIBLE], [Verdict.TO_VERIFY]]


def test_whom_the_case_speaks_for_is_asked_of_each_case() -> None:
    panel = Panel([[required("trl", ">=", 4), required("dilutive", "==", False)]])
    known = facts(trl=3, dilutive=False)
    found = [panel.verdicts(Case(known, AS_OF, one)) for one in (STARTUP, OFFER)]
    assert found == [[Verdict.INELIGIBLE], [Verdict.ELIGIBLE]]


def test_leaves_that_differ_in_their_quote_alone_are_looked_at_once() -> None:
    quoted = Leaf("trl", ">=", 4, Quote("TRL 4 au moins"))
    panel = Panel([[Condition(one, Need.REQUIRED)] for one in (quoted, Leaf("trl", ">=", 4))])
    startup = case(trl=4)
    assert panel.verdicts(startup) == [Verdict.ELIGIBLE] * 2
    assert len(panel.leaves) == 1


def test_the_same_programmes_in_any_order_share_their_panel() -> None:
    young, ripe = (required("company_age_years", "<", 5),), (required("trl", ">=", 4),)
    one, places = panel_of(frozenset([young, ripe]), STARTUP)
    other, _ = panel_of(frozenset([ripe, young]), STARTUP)
    assert one is other
    assert one.verdicts(case(trl=3))[places[ripe]] is Verdict.INELIGIBLE


def test_what_was_looked_at_for_one_case_is_not_taken_for_another() -> None:
    panel = Panel([[required("trl", ">=", 4)], [required("sector", "in", ("1",))]])
    known = [case(trl=4), case(AS_OF, "2010", trl=4), case(trl=3)]
    known += [case(sector=1), case(sector=1.0), case(sector=True)]
    for one in known * 2:
        expected = [judge_case(each, one).verdict for each in panel.programmes]
        assert panel.verdicts(one) == expected


def test_leaves_that_came_for_other_subjects_are_looked_at() -> None:
    panel = Panel([[required("dilutive", "==", True)], [required("trl", ">=", 4)]])
    both = STARTUP | OFFER
    for subjects in (STARTUP, OFFER, both):
        startup = Case(facts(trl=3, dilutive=False), AS_OF, subjects)
        assert panel.verdicts(startup) == [
            judge_case(one, startup).verdict for one in panel.programmes
        ]


def test_an_empty_group_is_judged_as_the_judge_does() -> None:
    empty = [Condition(All(()), Need.REQUIRED)], [Condition(Any(()), Need.REQUIRED)]
    found = Panel(empty).verdicts(case())
    assert found == [judge_case(one, case()).verdict for one in empty]


def test_a_negation_that_was_left_in_a_tree_is_judged() -> None:
    tree = Not(All((Leaf("trl", ">=", 4), Leaf("is_innovative", "==", True))))
    panel = Panel([[Condition(tree, Need.REQUIRED)]])
    assert panel.verdicts(case(trl=3)) == [Verdict.ELIGIBLE]


@settings(deadline=None)
@given(st.lists(conditions, max_size=5), st.lists(told(), max_size=4))
def test_many_are_judged_as_each_of_them_alone(
    programmes: list[list[Condition]], many: list[dict[str, Fact]]
) -> None:
    panel = Panel(programmes)
    expected = [panel.verdicts(Case(known, AS_OF)) for known in many]
    assert list(panel.verdicts_on(many, AS_OF)) == expected


def test_what_is_equal_but_of_other_types_is_judged_apart() -> None:
    panel = Panel([[required("company_age_years", "<=", 20)], [required("has_mvp", "==", True)]])
    for values in ((2020, 2020.0), (2020.0, 2020), (1, 1.0, True), (True, 1)):
        many = [facts(company_creation_date=one, has_mvp=one) for one in values]
        alone = [panel.verdicts(Case(known, AS_OF)) for known in many]
        assert list(panel.verdicts_on(many, AS_OF)) == alone


def test_what_facts_could_settle_is_left_out_only_where_no_value_settles_it() -> None:
    both = [required("trl", ">=", 4), required("has_mvp", "==", True)]
    either = Any((Leaf("trl", ">=", 4), Leaf("has_mvp", "==", value=True)))
    panel = Panel([both, [Condition(either, Need.REQUIRED)], [required("has_mvp", "==", True)]])
    nobody = case()
    levels = panel.levels(nobody)
    assert panel.movable(levels, nobody, ["trl"], range(3)) == [0, 1]
    assert panel.movable(levels, nobody, ["has_patent"], range(3)) == []
