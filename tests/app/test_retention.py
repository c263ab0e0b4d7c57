"""What is over is deleted after the time that a file says, and nothing before."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update
from typer.testing import CliRunner

from app.accounts import links, sessions, throttle
from app.accounts.invitations import Offer, invite
from app.accounts.links import Purpose
from app.accounts.models import (
    StoredConsent,
    StoredInvitation,
    StoredKey,
    StoredLink,
    StoredSession,
    StoredThrottle,
)
from app.accounts.policy import NO_TARGET, NOBODY, Decision, Reason, Role, Visitor
from app.accounts.throttle import Limit
from app.audit import service as audit
from app.audit.models import Refusals
from app.cli.main import app
from app.context import Context
from app.drafts import service as drafts
from app.drafts import submissions
from app.drafts.models import StoredDraft, Submission
from app.kit.database import Base, now, reading, writing
from app.kit.rounds import Rounds
from app.mail.models import StoredMail
from app.mail.service import Letter, post
from app.matches.models import StoredEdition, StoredVersion
from app.retention import OVER, kept, purge
from tests.app.people import account, membership


def there(context: Context) -> set[str]:
    """The kinds of which there is a row."""
    with reading(context.database) as session:
        return {kind for kind, (table, _) in OVER.items() if session.scalars(select(table)).first()}


@pytest.fixture
def traces(empty_context: Context) -> Context:
    """A row of every kind."""
    person = account(empty_context)
    with writing(empty_context.database) as session:
        sessions.open_session(session, person.id, method="test")
        links.make(session, Purpose.JOIN, "stranger@example.ma")
        offer = Offer("zahra@example.ma", "Zahra", membership(Role.MANAGER), "fr")
        invite(session, empty_context, Visitor(), offer)
        post(session, "nour@example.ma", Letter.SIGN_IN, "fr", link="https://wasl.ma/x")
        submissions.note(session, person.id, submissions.token(), "/startups/aqua")
        throttle.count(session, Limit.SEARCH, "n")
        soon = now() + timedelta(days=1)
        said = {"account_id": person.id, "given_at": now(), "expires_at": soon}
        session.add(StoredConsent(purpose="share_address", text_digest="0" * 64, **said))
        key = {"account_id": person.id, "created_at": now(), "expires_at": soon}
        session.add(StoredKey(id="key", digest="0" * 64, name="A key", scopes=[], **key))
        drafts.keep(session, person.id, "/startups/new", {"name": "Aqua"})
        session.add(StoredEdition(digest="0" * 64, kept_at=now()))
        about = {"kind": "programme", "profile_id": "a", "content": {}}
        session.add(StoredVersion(digest="0" * 64, model="m", vectors=b"", kept_at=now(), **about))
        audit.note(session, NOBODY, "session.open", NO_TARGET, Decision(Reason.SIGN_IN))
    return empty_context


def put(context: Context, table: type[Base], **moments: datetime) -> None:
    with writing(context.database) as session:
        session.execute(update(table).values(moments))


def test_what_is_not_over_stays(traces: Context) -> None:
    assert there(traces) == set(OVER)
    assert not any(purge(traces.database).values())
    assert there(traces) == set(OVER)


@pytest.mark.parametrize(
    ("kind", "table", "moment"),
    [
        ("session", StoredSession, "ended_at"),
        ("session", StoredSession, "expires_at"),
        ("link", StoredLink, "expires_at"),
        ("invitation", StoredInvitation, "accepted_at"),
        ("invitation", StoredInvitation, "withdrawn_at"),
        ("invitation", StoredInvitation, "expires_at"),
        ("mail", StoredMail, "created_at"),
        ("submission", Submission, "at"),
        ("draft", StoredDraft, "updated_at"),
        ("api_key", StoredKey, "revoked_at"),
        ("api_key", StoredKey, "expires_at"),
        ("consent", StoredConsent, "withdrawn_at"),
        ("consent", StoredConsent, "expires_at"),
        ("throttle", StoredThrottle, "until"),
        ("refusals", Refusals, "until"),
        ("edition", StoredEdition, "kept_at"),
        ("version", StoredVersion, "kept_at"),
    ],
)
def test_what_has_been_over_for_long_enough_is_deleted(
    traces: Context, kind: str, table: type[Base], moment: str
) -> None:
    put(traces, table, **{moment: now() - kept()[kind] + timedelta(minutes=1)})
    assert not purge(traces.database)[kind]
    put(traces, table, **{moment: now() - kept()[kind]})
    assert purge(traces.database)[kind]
    assert kind not in there(traces)


def test_a_session_that_lapsed_says_whose_typing_it_was_for_as_long_as_it_may() -> None:
    assert kept()["session"] > sessions.MISSED


def test_the_command_says_what_it_deleted(traces: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.cli.data.context", lambda: traces)
    put(traces, StoredLink, expires_at=now() - timedelta(days=2))
    done = CliRunner().invoke(app, ["purge"])
    assert done.exit_code == 0
    assert done.stderr.strip() == "Deleted: 1 link"
    assert there(traces) == set(OVER) - {"link"}
    again = CliRunner().invoke(app, ["purge"])
    assert again.stderr.startswith("Nothing to delete")


def test_a_round_that_fails_is_not_the_last(caplog: pytest.LogCaptureFixture) -> None:
    from threading import Event

    again, rounds = Event(), iter(range(9))

    def once() -> None:
        if next(rounds):
            again.set()
        else:
            raise ValueError

    with Rounds("test", once, 0.01):
        assert again.wait(10)
    assert "ValueError" in caplog.text
