"""Two lists of one company differ for causes that are computed: each is found, and only it."""

from collections.abc import Callable
from datetime import date

import pytest

from app.context import Context
from app.kit.database import writing
from app.matches.difference import Cause, How, NotComparable, difference
from app.matches.models import StoredOrigin, StoredShortlist
from app.matches.service import keep, match
from app.profiles.editing import change
from app.profiles.importing import import_batch
from matching.profile import Desk, Kind
from tests.app.factories import batch, programme, startup
from tests.app.test_replay import FACTS, YOUNG, desk, kept, latest, offers, profile, rules, text

__all__ = ["desk"]

DAY, LATER = date(2024, 2, 1), date(2024, 4, 1)


def on(context: Context, day: date) -> int:
    """The key of a list as of a day."""
    keep(context, match(context, "aqua", Desk.FINANCING, limit=100, as_of=day), "page")
    return latest(context)


def added(context: Context) -> None:
    import_batch(context, Kind.PROGRAMME, batch(programme("p9")))


@pytest.mark.parametrize(
    ("move", "found"),
    [
        (profile, {(Cause.FACT, "stage")}),
        (text, {(Cause.TEXT, "description_fr")}),
        (rules, {(Cause.RULE, "p2")}),
        (added, {(Cause.PROGRAMME, "p9")}),
        (offers, {(Cause.PROGRAMME, "p1"), (Cause.PROGRAMME, "p9")}),
    ],
)
def test_each_cause_is_found_and_only_it(
    desk: Context, move: Callable[[Context], None], found: set[tuple[Cause, str]]
) -> None:
    before = kept(desk)
    move(desk)
    told = difference(desk, before, kept(desk))
    assert {(one.cause, one.name) for one in told.causes} == found
    assert told.lines
    # Where one part alone differs, it moves every line that moved.
    assert {one.causes for one in told.lines} == {(next(iter(found))[0],)}


def test_a_fact_is_told_with_what_it_was_and_is(desk: Context) -> None:
    before = kept(desk)
    profile(desk)
    [told] = difference(desk, before, kept(desk)).causes
    assert (told.then["value"], told.now["value"]) == ("idea", "growth")


def test_a_wish_is_a_cause_of_its_own(desk: Context) -> None:
    import_batch(desk, Kind.PROGRAMME, batch(programme("p4", dilutive=True)))
    before = kept(desk)
    change(desk, Kind.STARTUP, "aqua", {"no_dilution": True})
    told = difference(desk, before, kept(desk))
    assert [(one.cause, one.name) for one in told.causes] == [(Cause.FACT, "no_dilution")]
    assert "p4" in {one.id for one in told.lines}


def test_who_has_funded_them_meanwhile_is_moved_by_that(desk: Context) -> None:
    before = kept(desk)
    rounds = [{"date": "2026-01", "round": "grant", "investors": ["p1"]}]
    import_batch(desk, Kind.STARTUP, batch(startup("aqua", facts=FACTS, raised=rounds)))
    told = difference(desk, before, kept(desk))
    assert [(one.name, one.lines) for one in told.causes] == [("funders", ("p1",))]
    [line] = [one for one in told.lines if one.own]
    assert line.then
    assert line.now
    assert (line.id, line.then.aside, line.now.aside) == ("p1", False, True)


def test_a_rule_that_refuses_moves_its_own_line(desk: Context) -> None:
    before = kept(desk)
    rules(desk)
    told = difference(desk, before, kept(desk))
    [line] = [one for one in told.lines if one.own]
    assert (line.id, told.causes[0].lines, told.causes[0].fields) == (
        "p2", ("p2",), ("eligibility",),
    )  # fmt: skip


def test_what_comes_and_goes_is_told(desk: Context) -> None:
    before = kept(desk)
    added(desk)
    after = kept(desk)
    came = difference(desk, before, after)
    went = difference(desk, after, before)
    assert [one.how for one in (*came.causes, *went.causes)] == [How.ADDED, How.REMOVED]
    assert [one.id for one in came.lines if one.then is None] == ["p9"]
    assert [one.id for one in went.lines if one.now is None] == ["p9"]


def test_two_causes_are_told_apart_line_by_line(desk: Context) -> None:
    import_batch(desk, Kind.PROGRAMME, batch(programme("p3", stages=["growth"])))
    before = kept(desk)
    rules(desk)
    change(desk, Kind.STARTUP, "aqua", {"facts.company_creation_date": "2025-06-01"})
    told = difference(desk, before, kept(desk))
    assert {one.cause for one in told.causes} == {Cause.RULE, Cause.FACT}
    moved = {(one.cause, one.lines) for one in told.causes}
    # Young now, it fulfils the new rule, which no part tells by itself.
    assert (Cause.FACT, ()) in moved


def test_a_day_that_passed_is_found(desk: Context) -> None:
    aged = batch(programme("p2", eligibility=[YOUNG]))
    import_batch(desk, Kind.PROGRAMME, aged)
    told = difference(desk, on(desk, DAY), on(desk, LATER))
    [cause] = told.causes
    assert (cause.cause, cause.then, cause.now) == (Cause.DAY, str(DAY), str(LATER))
    assert cause.lines == ("p2",)


@pytest.mark.parametrize("name", ["ranking", "wasl"])
def test_other_software_is_named_with_what_it_makes_otherwise(desk: Context, name: str) -> None:
    before = kept(desk)
    profile(desk)
    after = kept(desk)
    with writing(desk.database) as session:
        row = session.get_one(StoredShortlist, before)
        row.versions = row.versions | {name: "of then"}
    told = {one.cause: one for one in difference(desk, before, after).causes}
    assert told.keys() == {Cause.FACT, Cause(name)}
    assert told[Cause(name)].lines == ()


def test_lists_of_unknown_origin_are_told_apart_by_their_lines(desk: Context) -> None:
    before = kept(desk)
    rules(desk)
    after = kept(desk)
    with writing(desk.database) as session:
        session.delete(session.get_one(StoredOrigin, before))
    told = difference(desk, before, after)
    assert (told.computed, told.causes) == (False, ())
    assert "p2" in {one.id for one in told.lines}


def test_lists_of_two_companies_are_not_compared(desk: Context) -> None:
    with pytest.raises(NotComparable):
        difference(desk, kept(desk), kept(desk, "chari"))
