"""Looking as someone: with a reason, for half an hour, changing nothing, all of it noted."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.accounts import looking, sessions
from app.accounts.looking import NotToBeSeen
from app.accounts.models import Account, StoredSession
from app.accounts.policy import NO_TARGET, Reason, Role, Visitor, decide
from app.audit.models import Entry
from app.context import Context
from app.kit.database import now, reading, writing
from tests.app.people import account, membership, session_of


@pytest.fixture
def administrator(empty_context: Context) -> Account:
    return account(empty_context, membership(Role.ADMINISTRATOR), name="Omar")


@pytest.fixture
def founder(empty_context: Context) -> Account:
    return account(empty_context, membership(Role.FOUNDER), name="Imane")


def visitor(context: Context, secret: str) -> Visitor | None:
    with reading(context.database) as session:
        return sessions.visitor(session, secret)


def as_administrator(context: Context, administrator: Account) -> tuple[Visitor, str]:
    secret = session_of(context, administrator)
    found = visitor(context, secret)
    assert found
    return found, secret


def look(context: Context, administrator: Account, seen: Account) -> str:
    own, _ = as_administrator(context, administrator)
    return looking.start(context, own, seen.id, "help", "WASL-12")


def test_who_looks_is_the_other_and_is_known_as_who_they_are(
    empty_context: Context, administrator: Account, founder: Account
) -> None:
    found = visitor(empty_context, look(empty_context, administrator, founder))
    assert found
    assert found.person
    assert found.actor
    assert (found.person.id, found.actor.id) == (founder.id, administrator.id)
    assert found.roles() == [Role.FOUNDER]


def test_who_looks_changes_nothing(
    empty_context: Context, administrator: Account, founder: Account
) -> None:
    found = visitor(empty_context, look(empty_context, administrator, founder))
    assert found
    assert decide(found, "account.change").reason is Reason.LOOKING
    assert decide(found, "account.own", NO_TARGET).allowed


def test_looking_ends_by_itself_after_half_an_hour(
    empty_context: Context, administrator: Account, founder: Account
) -> None:
    secret = look(empty_context, administrator, founder)
    with writing(empty_context.database) as session:
        row = sessions.found(session, secret)
        assert row
        assert row.expires_at - row.created_at == timedelta(minutes=30)
        session.execute(
            update(StoredSession).where(StoredSession.id == row.id).values(expires_at=now())
        )
    assert visitor(empty_context, secret) is None


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR])
def test_nobody_looks_as_an_administrator(
    empty_context: Context, administrator: Account, role: Role
) -> None:
    other = account(empty_context, membership(role))
    with pytest.raises(NotToBeSeen):
        look(empty_context, administrator, other)


def test_nobody_looks_as_who_may_not_sign_in(
    empty_context: Context, administrator: Account, founder: Account
) -> None:
    with writing(empty_context.database) as session:
        session.execute(update(Account).where(Account.id == founder.id).values(disabled_at=now()))
    with pytest.raises(NotToBeSeen):
        look(empty_context, administrator, founder)


def test_the_administrators_own_cookie_opens_nothing_meanwhile(
    empty_context: Context, administrator: Account, founder: Account
) -> None:
    own, secret = as_administrator(empty_context, administrator)
    looking.start(empty_context, own, founder.id, "help")
    assert visitor(empty_context, secret) is None


def test_stopping_leads_back_to_the_same_session_with_another_cookie(
    empty_context: Context, administrator: Account, founder: Account
) -> None:
    own, secret = as_administrator(empty_context, administrator)
    look_secret = looking.start(empty_context, own, founder.id, "help")
    looker = visitor(empty_context, look_secret)
    assert looker
    back = looking.stop(empty_context, looker)
    assert back
    assert back != secret
    assert visitor(empty_context, back) == own
    assert visitor(empty_context, look_secret) is None


def test_stopping_after_ones_own_session_ended_leads_to_nobodys(
    empty_context: Context, administrator: Account, founder: Account
) -> None:
    secret = look(empty_context, administrator, founder)
    looker = visitor(empty_context, secret)
    assert looker
    with writing(empty_context.database) as session:
        sessions.end_all(session, administrator.id)
    assert looking.stop(empty_context, looker) is None
    assert visitor(empty_context, secret) is None


def test_a_role_lost_meanwhile_is_not_found_again(
    empty_context: Context, administrator: Account, founder: Account
) -> None:
    secret = look(empty_context, administrator, founder)
    with writing(empty_context.database) as session:
        session.execute(
            update(Account).where(Account.id == administrator.id).values(disabled_at=now())
        )
    assert visitor(empty_context, secret) is None


@pytest.mark.parametrize(
    "ticket",
    ["0612345678", "AB123456", "Fatima1", "AB-123456", "WASL12", "WASL-1234567", "WASL-12 Imane"],
)
def test_the_number_of_a_request_names_nobody(ticket: str) -> None:
    assert looking.wrong("help", ticket) == {"ticket": "ticket"}
    assert looking.wrong("help", "WASL-123456") == looking.wrong("help", "") == {}


def test_the_journal_has_the_reason_the_start_and_the_end(
    empty_context: Context, administrator: Account, founder: Account
) -> None:
    looker = visitor(empty_context, look(empty_context, administrator, founder))
    assert looker
    looking.stop(empty_context, looker)
    with reading(empty_context.database) as session:
        first, last = session.scalars(select(Entry).order_by(Entry.sequence)).all()
    assert (first.action, first.actor_id, first.target_id) == (
        "look.start",
        administrator.id,
        founder.id,
    )
    assert first.details == {"why": "help", "ticket": "WASL-12"}
    assert (last.action, last.actor_id, last.account_id) == (
        "look.end",
        administrator.id,
        founder.id,
    )
