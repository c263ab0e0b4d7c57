"""Decisions about programmes: what follows what, who reads it, and what remains."""

from itertools import product

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from app.accounts import leaving
from app.accounts.policy import NOBODY, Visitor
from app.audit.models import Entry
from app.context import Context
from app.decisions import service
from app.decisions.models import DecisionStep
from app.decisions.schemas import Decided, DecisionShown
from app.decisions.states import FOLLOWING, NoReason, NotNext, Step, reasons
from app.kit.database import reading
from app.kit.errors import NotFound
from app.organisations import service as organisations
from app.profiles.importing import import_batch
from matching.profile import Kind
from tests.app.factories import batch, programme
from tests.app.queries import count
from tests.app.work import companies, founder


@pytest.fixture
def desk(empty_context: Context) -> Context:
    """Two companies and two programmes."""
    companies(empty_context, "aquanour", "chari")
    offers = batch(programme("fonds-a"), programme("fonds-b"))
    import_batch(empty_context, Kind.PROGRAMME, offers)
    return empty_context


def say(
    context: Context, *steps: str, who: Visitor = NOBODY, about: str = "fonds-a"
) -> DecisionShown:
    """Take steps about a programme for a company, each for the first reason where it has one."""
    for one in steps:
        reason = next(iter(reasons())) if one == Step.NOT_FOR_US else ""
        given = Decided(step=Step(one), reason=reason)
        shown = service.say(context, who, "aquanour", about, given)
    return shown


WAYS: dict[Step | None, tuple[Step, ...]] = {
    None: (),
    Step.KEPT: (Step.KEPT,),
    Step.NOT_FOR_US: (Step.NOT_FOR_US,),
    Step.APPLIED: (Step.KEPT, Step.APPLIED),
    Step.OBTAINED: (Step.KEPT, Step.APPLIED, Step.OBTAINED),
    Step.REFUSED: (Step.KEPT, Step.APPLIED, Step.REFUSED),
    Step.TAKEN_BACK: (Step.KEPT, Step.TAKEN_BACK),
}


@pytest.mark.parametrize(("before", "step"), list(product(WAYS, Step)))
def test_what_may_follow_is_what_the_table_says(
    desk: Context, before: Step | None, step: Step
) -> None:
    if WAYS[before]:
        assert say(desk, *WAYS[before]).next == FOLLOWING[before]
    if step in FOLLOWING[before]:
        shown = say(desk, step)
        assert [one.step for one in shown.steps] == [*WAYS[before], step]
    else:
        with pytest.raises(NotNext):
            say(desk, step)


def test_what_is_taken_back_is_as_if_nothing_had_been_said(desk: Context) -> None:
    shown = say(desk, "kept", "applied", "taken_back")
    assert (shown.state, shown.next) == (None, FOLLOWING[None])
    with reading(desk.database) as session:
        assert service.states(session, "aquanour") == {}


@pytest.mark.parametrize(
    ("step", "reason"),
    [(Step.NOT_FOR_US, ""), (Step.NOT_FOR_US, "because"), (Step.KEPT, "amount")],
)
def test_what_is_not_for_them_says_why_and_nothing_else_does(
    desk: Context, step: Step, reason: str
) -> None:
    with pytest.raises(NoReason, match="amount"):
        service.say(desk, NOBODY, "aquanour", "fonds-a", Decided(step=step, reason=reason))
    assert count(desk, DecisionStep) == 0


@pytest.mark.parametrize(("startup", "offer"), [("nobody", "fonds-a"), ("aquanour", "nothing")])
def test_nothing_is_decided_about_or_for_what_is_not_there(
    desk: Context, startup: str, offer: str
) -> None:
    with pytest.raises(NotFound):
        service.say(desk, NOBODY, startup, offer, Decided(step=Step.KEPT))


def test_decisions_are_told_the_latest_first(desk: Context) -> None:
    say(desk, "kept", about="fonds-a")
    say(desk, "not_for_us", about="fonds-b")
    assert [one.programme_id for one in service.decisions(desk, "aquanour")] == [
        "fonds-b",
        "fonds-a",
    ]
    assert service.decisions(desk, "chari") == ()


def test_the_journal_says_who_decided_what(desk: Context) -> None:
    who = founder(desk)
    say(desk, "kept", who=who)
    with reading(desk.database) as session:
        entry = session.scalars(select(Entry).where(Entry.action == "startup.decide")).one()
    assert (entry.actor_id, entry.target_id) == (who.account_id, "aquanour")
    assert (entry.details["programme"], entry.details["to"]) == ("fonds-a", "kept")


def test_who_asks_for_their_data_finds_what_they_decided(desk: Context) -> None:
    who = founder(desk)
    say(desk, "kept", who=who)
    assert who.person
    [row] = leaving.export(desk, who.person)["decision_step"]
    assert (row["offer_id"], row["step"]) == ("fonds-a", "kept")


def test_decisions_stay_the_company_s_when_who_took_them_leaves(desk: Context) -> None:
    who = founder(desk)
    say(desk, "kept", who=who)
    assert who.person
    leaving.forget(desk, who, who.person)
    with reading(desk.database) as session:
        assert session.scalars(select(DecisionStep.by)).one() is None


def test_decisions_go_with_the_company(desk: Context) -> None:
    say(desk, "kept", "applied")
    service.say(desk, NOBODY, "chari", "fonds-a", Decided(step=Step.KEPT))
    organisations.forget(desk, "aquanour")
    with reading(desk.database) as session:
        assert session.scalars(select(DecisionStep.seeker_id)).all() == ["chari"]


def test_the_api_takes_a_decision_and_tells_it(desk: Context) -> None:
    from app.accounts.policy import Membership, Role, Scope
    from app.api import create_api
    from tests.app.people import account, signed_in

    held = Membership(Role.FOUNDER, Scope("startup", "aquanour"))
    client = signed_in(TestClient(create_api(desk)), desk, account(desk, held))
    address = "/api/v1/startups/aquanour/programmes/fonds-a/decision"
    said = client.post(address, json={"step": "not_for_us", "reason": "amount"})
    assert said.status_code == 200
    listed = client.get("/api/v1/startups/aquanour/decisions").json()
    assert listed["items"] == [said.json()]
    assert client.post(address, json={"step": "obtained"}).status_code == 409
    assert client.post(address, json={"step": "not_for_us"}).status_code == 409
    assert client.post(address, json={"step": "bought"}).status_code == 422
    client.close()
