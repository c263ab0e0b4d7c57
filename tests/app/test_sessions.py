from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts import entering, sessions
from app.accounts.entering import Browser, Method, Opened, enter
from app.accounts.models import StoredSession
from app.accounts.service import by_id
from app.audit.models import Entry
from app.context import Context
from app.kit.database import now, reading, writing
from tests.app.people import account, session_of


def opened(context: Context, account_id: str, browser: Browser) -> Opened:
    with writing(context.database) as session:
        found = by_id(session, account_id)
        entry = enter(session, context.vault, found, Method.LINK, browser, after="/")
    assert isinstance(entry, Opened)
    return entry


def test_signing_in_always_makes_a_new_token_and_ends_the_one_that_the_browser_had(
    empty_context: Context,
) -> None:
    person, thief = account(empty_context), account(empty_context)
    planted = session_of(empty_context, thief)
    entry = opened(empty_context, person.id, Browser(network="n", session=planted))
    assert entry.secret != planted
    with reading(empty_context.database) as session:
        assert sessions.visitor(session, planted) is None
        assert sessions.visitor(session, entry.secret)


@pytest.mark.parametrize(
    "changes",
    [
        {"seen_at": now() - sessions.IDLE - timedelta(minutes=1)},
        {"expires_at": now() - timedelta(minutes=1)},
    ],
)
def test_a_session_ends_by_itself_and_is_told_from_one_that_was_ended(
    empty_context: Context, changes: dict[str, object]
) -> None:
    person = account(empty_context)
    secret = session_of(empty_context, person)
    with writing(empty_context.database) as session:
        row = sessions.found(session, secret)
        assert row
        assert sessions.lapsed(session, secret) is None
        for name, value in changes.items():
            setattr(row, name, value)
        assert sessions.visitor(session, secret) is None
        assert sessions.lapsed(session, secret) == person.id
        row.ended_at = now()
        assert sessions.lapsed(session, secret) is None
        assert sessions.lapsed(session, "unknown") is None


def test_signing_out_ends_the_session_and_is_in_the_journal(empty_context: Context) -> None:
    person = account(empty_context)
    entry = opened(empty_context, person.id, Browser(network="n", agent="A browser"))
    with reading(empty_context.database) as session:
        visitor = sessions.visitor(session, entry.secret)
    assert visitor
    entering.leave(empty_context, visitor)
    with reading(empty_context.database) as session:
        assert sessions.visitor(session, entry.secret) is None
        assert session.scalars(select(StoredSession.agent)).one() == "A browser"
        told = list(session.scalars(select(Entry.action).order_by(Entry.sequence)))
    assert told == ["session.open", "session.end"]


def test_a_failure_is_in_the_journal_by_the_account_s_id_alone(empty_context: Context) -> None:
    person = account(empty_context, email="nour@example.ma")
    for email in ("nour@example.ma", "nobody@example.ma"):
        there = Browser(network="n")
        assert entering.by_password(empty_context, email, "wrong", there, "/") is None
    with reading(empty_context.database) as session:
        entries = list(session.scalars(select(Entry).order_by(Entry.sequence)))
    assert [one.target_id for one in entries] == [person.id, ""]
    assert not any(one.allowed for one in entries)
    assert "example.ma" not in str([(one.details, one.target_id) for one in entries])
