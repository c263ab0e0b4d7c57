from collections.abc import Sequence
from datetime import date

import pytest

from app.context import Context
from app.kit.errors import Invalid, NotFound
from app.matches.eligibility import (
    explain,
    judge_facts,
    overview,
    supposing,
)
from app.matches.parts import BRIEF, WHOLE, Show
from app.matches.schemas import LineShown, MatchShown
from app.matches.service import match
from app.organisations.financing import desk
from app.profiles.importing import import_batch
from matching.criteria.case import Case
from matching.criteria.verdict import Truth, Verdict
from matching.profile import LANGUAGES, Desk, Fact, Kind
from tests.app.factories import batch, programme, startup
from tests.app.people import somebody
from tests.app.queries import statements

DAY = date(2026, 1, 15)


def demand(field: str, op: str, value: object, need: str = "required", **more: object) -> object:
    return {"need": need, "rule": {"field": field, "op": op, "value": value, **more}}


YOUNG = demand("company_age_years", "<=", 5, unit="years")
MVP = demand("has_mvp", "==", True)
CREATED = {"company_creation_date": "2021-03-01"}
"""Four years and ten months before the day."""


def filled(context: Context, *conditions: object, **facts: object) -> Context:
    """An application with one programme of these conditions, and one startup of these facts."""
    import_batch(context, Kind.PROGRAMME, batch(programme("a", eligibility=list(conditions))))
    import_batch(context, Kind.STARTUP, batch(startup("aquanour", facts=facts)))
    return context


def test_a_pair_is_explained_condition_by_condition(empty_context: Context) -> None:
    shown = explain(filled(empty_context, YOUNG, MVP, **CREATED), "aquanour", "a", as_of=DAY)
    assert shown.verdict is Verdict.TO_VERIFY
    assert [one.truth for one in shown.conditions] == [Truth.YES, Truth.UNKNOWN]
    assert all(
        one.text[lang] and shown.reason[lang] for one in shown.conditions for lang in LANGUAGES
    )


def test_a_reason_shows_the_fact_that_was_stated(empty_context: Context) -> None:
    shown = explain(filled(empty_context, YOUNG, **CREATED), "aquanour", "a", as_of=DAY)
    reason = shown.conditions[0].trace.reason
    assert reason is not None
    assert reason.found is not None
    assert (reason.found.name, reason.found.value) == ("company_creation_date", "2021-03-01")
    assert reason.derived


def test_the_trace_has_the_shape_of_the_rule(empty_context: Context) -> None:
    either = {"any": [MVP["rule"], {"not": YOUNG["rule"]}]}  # type: ignore[index]
    rule = {"need": "required", "rule": either}
    shown = explain(filled(empty_context, rule, **CREATED), "aquanour", "a", as_of=DAY)
    trace = shown.conditions[0].trace
    assert (trace.node, trace.truth) == ("any", Truth.UNKNOWN)
    assert [part.truth for part in trace.parts] == [Truth.UNKNOWN, Truth.NO]


def test_a_hypothesis_changes_the_verdict_and_nothing_else(empty_context: Context) -> None:
    context = filled(empty_context, MVP)
    supposed = explain(context, "aquanour", "a", {"has_mvp": True})
    assert (supposed.verdict, supposed.hypotheses) == (Verdict.ELIGIBLE, {"has_mvp": True})
    assert explain(context, "aquanour", "a").verdict is Verdict.TO_VERIFY


def test_a_hypothesis_that_is_no_value_of_its_fact_is_refused(empty_context: Context) -> None:
    context = filled(empty_context, MVP)
    with pytest.raises(Invalid, match=r"facts\.has_mvp"):
        explain(context, "aquanour", "a", {"has_mvp": "perhaps"})


def test_a_supposed_date_of_creation_gives_the_age(empty_context: Context) -> None:
    context = filled(empty_context, YOUNG, company_age_years=9)
    tried = {"company_creation_date": "2024-01-01"}
    assert explain(context, "aquanour", "a", tried, DAY).verdict is Verdict.ELIGIBLE


def test_a_supposition_that_says_nothing_of_a_fact_leaves_it(empty_context: Context) -> None:
    stated = {"size_category": Fact("size_category", "PME")}
    supposed = supposing(stated, [Fact("legal_form", "SARL")], DAY)
    assert Case(supposed, DAY).known("size_category") is not None


def test_the_facts_that_a_programme_asks_for_are_listed_once(empty_context: Context) -> None:
    about_others = demand("candidate_age", ">=", 18, unit="years")
    context = filled(empty_context, YOUNG, MVP, YOUNG, about_others)
    shown = explain(context, "aquanour", "a")
    assert [one.field for one in shown.asked] == ["company_age_years", "has_mvp"]


def test_what_would_change_it_says_so_in_each_language(empty_context: Context) -> None:
    context = filled(empty_context, MVP, has_mvp=False)
    shown = explain(context, "aquanour", "a", as_of=date(2025, 6, 1))
    assert shown.verdict is Verdict.INELIGIBLE
    assert shown.changes[0].steps[0].field == "has_mvp"
    assert all(shown.changes[0].text[lang] for lang in LANGUAGES)


@pytest.mark.parametrize(("startup_id", "programme_id"), [("nobody", "a"), ("aquanour", "nothing")])
def test_a_pair_that_is_not_there_is_said_so(
    empty_context: Context, startup_id: str, programme_id: str
) -> None:
    context = filled(empty_context, MVP)
    with pytest.raises(NotFound):
        explain(context, startup_id, programme_id)


def test_a_company_of_nearly_five_years_is_told_what_to_file_first(empty_context: Context) -> None:
    older = demand("company_age_years", "<", 7, unit="years")
    import_batch(
        empty_context,
        Kind.PROGRAMME,
        batch(
            programme("seven", eligibility=[older]),
            programme("five", eligibility=[YOUNG]),
            programme("ageless", eligibility=[MVP]),
            programme("past", eligibility=[demand("company_age_years", "<=", 3, unit="years")]),
        ),
    )
    import_batch(empty_context, Kind.STARTUP, batch(startup("aquanour", facts=CREATED)))
    first = overview(empty_context, "aquanour", DAY).deadlines
    assert [(one.offer.id, one.closing.day) for one in first] == [
        ("five", date(2026, 3, 2)),
        ("seven", date(2028, 3, 1)),
    ]


def test_an_age_limit_with_an_exception_is_dated_too_and_said_to_be_unsure(
    empty_context: Context,
) -> None:
    exporting = {"field": "exports_to_africa", "op": "==", "value": True}
    young = {"field": "company_age_years", "op": "<", "value": 5, "unit": "years"}
    spared = {"need": "required", "rule": {"any": [young, exporting]}}
    import_batch(empty_context, Kind.PROGRAMME, batch(programme("spared", eligibility=[spared])))
    import_batch(empty_context, Kind.STARTUP, batch(startup("aquanour", facts=CREATED)))
    (first,) = overview(empty_context, "aquanour", DAY).deadlines
    assert (first.closing.day, first.closing.sure) == (date(2026, 3, 1), False)


def test_nothing_closed_is_to_be_filed_first_or_asked_about(empty_context: Context) -> None:
    over = programme("over", eligibility=[YOUNG, MVP], status="closed")
    import_batch(empty_context, Kind.PROGRAMME, batch(over))
    import_batch(empty_context, Kind.STARTUP, batch(startup("aquanour", facts=CREATED)))
    shown = overview(empty_context, "aquanour", DAY, show=Show.ASIDE)
    assert [line.offer.id for line in shown.shortlist.matches] == ["over"]
    assert (shown.deadlines, shown.questions) == ((), ())
    assert explain(empty_context, "aquanour", "over", {}, DAY).closing is None


def test_the_age_of_a_company_is_asked_for_by_its_date(empty_context: Context) -> None:
    import_batch(empty_context, Kind.PROGRAMME, batch(programme("five", eligibility=[YOUNG])))
    import_batch(empty_context, Kind.STARTUP, batch(startup("aquanour", facts={})))
    (question,) = overview(empty_context, "aquanour", DAY).questions
    assert (question.field, question.type) == ("company_creation_date", "date")


def test_the_overview_has_the_list_that_is_shown_alone(empty_context: Context) -> None:
    context = filled(empty_context, YOUNG, MVP, **CREATED)
    shown = overview(context, "aquanour", DAY)
    alone = match(context, "aquanour", Desk.FINANCING, limit=100, as_of=DAY)
    assert shown.shortlist.matches == alone.matches


@pytest.mark.parametrize(
    ("show", "whole"),
    [(Show.OPEN, range(1, 11)), (Show.ASIDE, [14]), (Show.REFUSED, [15]), (Show.ELIGIBLE, [])],
)
def test_the_best_lines_of_the_part_that_is_shown_are_told_whole(
    empty_context: Context, show: Show, whole: Sequence[int]
) -> None:
    open_ones = [programme(f"p{number}", eligibility=[MVP]) for number in range(12)]
    refused = programme("refused", eligibility=[demand("company_age_years", ">", 50)])
    closed = programme("closed", eligibility=[MVP], status="closed")
    import_batch(empty_context, Kind.PROGRAMME, batch(*open_ones, refused, closed))
    context = filled(empty_context, **CREATED)
    shown = overview(context, "aquanour", DAY, show=show).shortlist
    told = [one.position for one in shown.matches if isinstance(one, MatchShown)]
    assert told == list(whole)
    assert shown.counts == {
        Show.OPEN: 13,
        Show.ELIGIBLE: 0,
        Show.ASIDE: 1,
        Show.REFUSED: 1,
        Show.ALL: 15,
    }


def test_lines_beyond_those_that_are_told_are_counted_unless_every_one_is_asked_for(
    empty_context: Context,
) -> None:
    open_ones = [programme(f"p{number}", eligibility=[MVP]) for number in range(WHOLE + BRIEF + 3)]
    import_batch(empty_context, Kind.PROGRAMME, batch(*open_ones))
    context = filled(empty_context, **CREATED)
    some, every = (
        overview(context, "aquanour", DAY, every=every).shortlist for every in (False, True)
    )
    assert [type(one) for one in some.matches] == [MatchShown] * WHOLE + [LineShown] * BRIEF
    assert len(every.matches) == some.counts[Show.OPEN] > WHOLE + BRIEF
    assert every.counts == some.counts


def test_the_next_question_is_one_that_changes_a_verdict(empty_context: Context) -> None:
    [question] = overview(filled(empty_context, MVP), "aquanour").questions
    assert (question.field, question.programmes, question.known) == ("has_mvp", 1, None)
    assert question.worth > 0


def test_a_startup_that_nothing_closes_to_has_no_deadline(empty_context: Context) -> None:
    assert overview(filled(empty_context, MVP), "aquanour").deadlines == ()


def test_an_overview_takes_as_few_queries_for_many_programmes_as_for_one(
    empty_context: Context,
) -> None:
    context = filled(empty_context, YOUNG, MVP, **CREATED)
    overview(context, "aquanour")
    with statements(context.database) as one:
        overview(context, "aquanour")
    many = [programme(f"p{number}", eligibility=[MVP]) for number in range(20)]
    import_batch(context, Kind.PROGRAMME, batch(*many))
    overview(context, "aquanour")
    with statements(context.database) as more:
        overview(context, "aquanour")
    assert len(one) == len(more)


def test_the_desk_of_a_company_reads_it_once(empty_context: Context) -> None:
    context = filled(empty_context, MVP)
    who = somebody(context)
    desk(context, who, "aquanour")
    with statements(context.database) as sent:
        desk(context, who, "aquanour")
    assert sum(" FROM fact " in " ".join(one.split()) for one in sent) == 1


def test_facts_are_judged_without_any_startup(empty_context: Context) -> None:
    context = filled(empty_context, MVP)
    shown = judge_facts(context, {"has_mvp": Fact("has_mvp", True)}, as_of=DAY)
    assert [(one.offer.id, one.verdict) for one in shown.programmes] == [("a", Verdict.ELIGIBLE)]


def test_given_facts_lie_over_those_of_a_startup(empty_context: Context) -> None:
    context = filled(empty_context, MVP, YOUNG, has_mvp=False, **CREATED)
    given = {"has_mvp": Fact("has_mvp", True)}
    [over] = judge_facts(context, given, as_of=DAY, startup_id="aquanour").programmes
    [alone] = judge_facts(context, given, as_of=DAY).programmes
    assert (over.verdict, alone.verdict) == (Verdict.ELIGIBLE, Verdict.TO_VERIFY)


def test_a_fact_stated_too_long_ago_is_to_be_verified(empty_context: Context) -> None:
    context = filled(empty_context, demand("has_rd_project", "==", True))
    old = {"has_rd_project": Fact("has_rd_project", True, "a page", "2019")}
    [one] = judge_facts(context, old, as_of=DAY).programmes
    assert one.verdict is Verdict.TO_VERIFY
    reason = one.conditions[0].trace.reason
    assert reason is not None
    assert (reason.stale, reason.doubt) == (True, "stale")


def test_all_programmes_are_judged_in_as_few_queries_as_one(empty_context: Context) -> None:
    context = filled(empty_context, MVP)
    with statements(context.database) as one:
        judge_facts(context, {})
    many = [programme(f"p{number}", eligibility=[MVP]) for number in range(20)]
    import_batch(context, Kind.PROGRAMME, batch(*many))
    with statements(context.database) as more:
        assert len(judge_facts(context, {}).programmes) == 21
    assert len(one) == len(more)


def wishing(context: Context, **wishes: bool) -> list[tuple[str, bool]]:
    """The list of a startup with these wishes: each offer, and whether it is against them."""
    import_batch(context, Kind.STARTUP, batch(startup("aquanour", **wishes)))
    shown = match(context, "aquanour", Desk.FINANCING, limit=10, as_of=DAY)
    return [(line.offer.id, line.against_wishes) for line in shown.matches]


@pytest.fixture
def offers(empty_context: Context) -> Context:
    """An application with the best match dilutive, a loan, and a loan that has a grant too."""
    text = "Des capteurs qui trouvent les fuites d'eau."
    import_batch(
        empty_context,
        Kind.PROGRAMME,
        batch(
            programme("equity", summary_fr=text, dilutive=True, instruments=["equity"]),
            programme("loan", instruments=["honour_loan"]),
            programme("mixed", instruments=["honour_loan", "grant"]),
        ),
    )
    return empty_context


def test_an_offer_against_a_wish_comes_after_the_others_and_stays(offers: Context) -> None:
    free, held = wishing(offers), wishing(offers, no_dilution=True)
    assert dict(free) == {"equity": False, "loan": False, "mixed": False}
    assert held[-1] == ("equity", True)
    assert len(held) == 3


def test_a_loan_that_can_be_done_without_is_no_debt(offers: Context) -> None:
    assert dict(wishing(offers, no_debt=True)) == {"equity": False, "loan": True, "mixed": False}


def test_a_wish_that_is_denied_is_none(offers: Context) -> None:
    assert not any(against for _, against in wishing(offers, no_debt=False, no_dilution=False))


def test_who_has_funded_them_is_told_so(offers: Context) -> None:
    rounds = [{"date": "2026-01", "round": "seed", "investors": ["equity"]}]
    import_batch(offers, Kind.STARTUP, batch(startup("aquanour", raised=rounds)))
    assert explain(offers, "aquanour", "equity").funded
    assert not explain(offers, "aquanour", "loan").funded


def test_an_offer_against_a_wish_says_which_in_each_language(offers: Context) -> None:
    import_batch(offers, Kind.STARTUP, batch(startup("aquanour", no_dilution=True)))
    shown = explain(offers, "aquanour", "equity")
    [wish] = shown.wishes
    assert (shown.against_wishes, wish.field, wish.truth) == (True, "dilutive", Truth.NO)
    assert all(wish.text[lang] for lang in LANGUAGES)


def test_a_wish_does_not_change_what_the_offer_says(offers: Context) -> None:
    before = {}
    for wishes in ({}, {"no_dilution": True}):
        import_batch(offers, Kind.STARTUP, batch(startup("aquanour", **wishes)))
        shown = match(offers, "aquanour", Desk.FINANCING, limit=10, as_of=DAY)
        before[bool(wishes)] = {line.offer.id: line.verdict for line in shown.matches}
    assert before[True] == before[False]
