"""The journal: written before anything is shown, never changed, holding nothing of anybody."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session
from starlette.testclient import TestClient
from typer.testing import CliRunner

from app.accounts import entering
from app.accounts.entering import Browser, Method
from app.accounts.policy import NOBODY, Reason, Role, Target, Visitor
from app.accounts.sessions import open_session
from app.audit.models import Entry, Refusals
from app.audit.service import REFUSED, note, verified
from app.cli.main import app as commands
from app.context import Context
from app.homes.administrator import administrator_home
from app.kit.database import now, reading, writing
from app.profiles.importing import import_batch
from app.retention import purge
from matching.profile import Kind
from tests.app.factories import batch, startup
from tests.app.networks import manager
from tests.app.people import account, membership, session_of, signed_in
from tests.app.queries import statements
from tests.web.factories import HERE
from web.main import create_app


@pytest.fixture
def client(empty_context: Context) -> Iterator[TestClient]:
    import_batch(empty_context, Kind.STARTUP, batch(startup("aquanour"), startup("chari")))
    app = create_app(empty_context)
    client = TestClient(app, HERE, raise_server_exceptions=False, follow_redirects=False)
    yield client
    client.close()


def entries(context: Context) -> list[Entry]:
    with reading(context.database) as session:
        return list(session.scalars(select(Entry).order_by(Entry.sequence)))


def write(context: Context, *actions: str, who: Visitor = NOBODY) -> None:
    with writing(context.database) as session:
        for action in actions:
            note(session, who, action, Target("startup", "aquanour"))


def test_a_read_of_personal_data_is_kept_with_who_and_what(
    client: TestClient, empty_context: Context
) -> None:
    reader = account(empty_context, membership(Role.MANAGER))
    signed_in(client, empty_context, reader).get("/api/v1/startups/aquanour")
    (entry,) = entries(empty_context)
    assert (entry.actor_id, entry.account_id, entry.channel) == (reader.id, None, "api")
    assert (entry.action, entry.target_kind, entry.target_id) == (
        "startup.read",
        "startup",
        "aquanour",
    )
    assert (entry.allowed, entry.reason) == (True, "granted")


def test_a_refused_read_is_kept_too(client: TestClient, empty_context: Context) -> None:
    founder = account(empty_context, membership(Role.FOUNDER))
    signed_in(client, empty_context, founder).get("/api/v1/startups/aquanour")
    assert [(one.allowed, one.reason) for one in entries(empty_context)] == [(False, "elsewhere")]


def test_a_change_is_kept_and_a_refused_one_too(client: TestClient, empty_context: Context) -> None:
    founder = account(empty_context, membership(Role.FOUNDER))
    signed_in(client, empty_context, founder)
    for company in ("chari", "aquanour"):
        client.post(f"/startups/{company}/financing", data={"field": "employees", "value": "7"})
    kept = [(one.action, one.target_id, one.allowed) for one in entries(empty_context)]
    assert kept == [("startup.edit", "chari", True), ("startup.edit", "aquanour", False)]


def test_who_looks_as_someone_else_is_named_beside_them(
    client: TestClient, empty_context: Context
) -> None:
    founder = account(empty_context, membership(Role.FOUNDER))
    administrator = account(empty_context, membership(Role.ADMINISTRATOR))
    with writing(empty_context.database) as session:
        secret = open_session(session, founder.id, method="look", actor_id=administrator.id)
    client.cookies.set("wasl", secret)
    client.get("/api/v1/startups/chari")
    (entry,) = entries(empty_context)
    assert (entry.actor_id, entry.account_id) == (administrator.id, founder.id)


def test_a_stranger_does_not_fill_the_journal(client: TestClient, empty_context: Context) -> None:
    client.get("/api/v1/startups/aquanour")
    assert entries(empty_context) == []


def test_refusals_do_not_fill_the_journal_and_the_last_one_noted_says_so(
    client: TestClient, empty_context: Context
) -> None:
    signed_in(client, empty_context, account(empty_context, membership(Role.FOUNDER)))
    for number in range(REFUSED.most + 5):
        assert client.get(f"/api/v1/startups/aqua{number}").status_code == 403
    kept = entries(empty_context)
    assert len(kept) == REFUSED.most
    with reading(empty_context.database) as session:
        until = session.scalars(select(Refusals.until)).one()
    assert until == pytest.approx(kept[0].at + REFUSED.within, abs=timedelta(seconds=9))
    said = [one.details.get("unnoted_until") for one in kept[-2:]]
    assert said == [None, until.isoformat()]
    client.post("/startups/aqua/financing", data={"field": "employees", "value": "7"})
    assert entries(empty_context)[-1].action == "startup.edit"
    assert administrator_home(empty_context).refused == REFUSED.most + 6


@pytest.mark.parametrize("ends_by", ["another refusal", "time"])
def test_how_many_refusals_were_left_out_is_added_when_their_hour_has_ended(
    client: TestClient, empty_context: Context, ends_by: str
) -> None:
    founder = account(empty_context, membership(Role.FOUNDER))
    signed_in(client, empty_context, founder)
    for number in range(REFUSED.most + 5):
        client.get(f"/api/v1/startups/aqua{number}")
    with writing(empty_context.database) as session:
        session.execute(update(Refusals).values(until=now()))
    if ends_by == "time":
        purge(empty_context.database)
    client.get("/api/v1/startups/aquanour")
    more, last = entries(empty_context)[REFUSED.most :]
    assert more.details == {"more": 5, "since": REFUSED.most}
    assert (more.actor_id, more.action, more.target_id) == (founder.id, "startup.read", "")
    assert last.target_id == "aquanour"
    assert administrator_home(empty_context).refused == REFUSED.most + 6
    with reading(empty_context.database) as session:
        assert verified(session).broken is None


def guess(context: Context, email: str, times: int) -> list[int]:
    """Wrong passwords for an address, each from another house: the statements of each."""
    cost = []
    for number in range(times):
        with statements(context.database) as sent:
            entering.by_password(context, email, "x", Browser(f"196.12.0.{number}"), "/")
        cost.append(len(sent))
    return cost


def test_strangers_are_counted_by_the_address_they_try_whether_it_is_known_or_not(
    empty_context: Context,
) -> None:
    known = account(empty_context, email="imane@example.ma")
    times = REFUSED.most + 3
    assert guess(empty_context, "imane@example.ma", times) == guess(empty_context, "x@y.ma", times)
    guess(empty_context, "z@y.ma", 1)
    told = [one.target_id for one in entries(empty_context)]
    assert told == [known.id] * REFUSED.most + [""] * (REFUSED.most + 1)


def test_a_wrong_second_factor_is_noted_however_many_wrong_passwords_there_were(
    empty_context: Context,
) -> None:
    known = account(empty_context, email="imane@example.ma")
    guess(empty_context, known.email, REFUSED.most + 3)
    with writing(empty_context.database) as session:
        secret = entering.await_factor(session, known, Method.PASSWORD, "/")
    assert entering.by_code(empty_context, secret, "000000", Browser("196.12.0.1")) is None
    last = entries(empty_context)[-1]
    assert (last.target_id, last.reason) == (known.id, Reason.STRONG)


def test_an_entry_holds_nothing_that_was_typed_and_no_name(
    client: TestClient, empty_context: Context
) -> None:
    manages = account(
        empty_context, membership(Role.MANAGER), email="hind@example.ma", name="Hind Zeroual"
    )
    secret = session_of(empty_context, manages)
    client.cookies.set("wasl", secret)
    typed = {"field": "sector", "value": "Valeur tapée"}
    client.post(
        "/startups/aquanour/financing", data=typed, headers={"sec-fetch-site": "same-origin"}
    )
    client.get("/api/v1/startups/aquanour")
    kept = json.dumps([one.details for one in entries(empty_context)], ensure_ascii=False)
    kept += " ".join(one.target_id for one in entries(empty_context))
    assert len(entries(empty_context)) == 2
    for private in ("hind", "Hind", "Zeroual", "Valeur", secret, "Société"):
        assert private not in kept


def test_an_address_of_any_length_is_kept_in_part(
    client: TestClient, empty_context: Context
) -> None:
    signed_in(client, empty_context, account(empty_context, membership(Role.FOUNDER)))
    assert client.get("/api/v1/startups/" + "a" * 5000).status_code == 403
    assert [len(one.target_id) for one in entries(empty_context)] == [200]


@pytest.mark.parametrize("path", ["/startups/aquanour", "/api/v1/startups/aquanour"])
def test_nothing_is_shown_that_cannot_be_kept(
    client: TestClient, empty_context: Context, path: str
) -> None:
    signed_in(client, empty_context, account(empty_context, membership(Role.MANAGER)))
    refuse = "BEGIN SELECT RAISE(ABORT, 'full'); END"
    with empty_context.database.begin() as connection:
        connection.execute(text(f"CREATE TRIGGER full BEFORE INSERT ON journal {refuse}"))
    answer = client.get(path)
    assert answer.status_code == 500
    assert "aquanour" not in answer.text.replace(path, "")


def test_nothing_is_changed_that_cannot_be_kept(client: TestClient, empty_context: Context) -> None:
    signed_in(client, empty_context, account(empty_context, membership(Role.MANAGER)))
    refuse = "BEGIN SELECT RAISE(ABORT, 'full'); END"
    with empty_context.database.begin() as connection:
        connection.execute(text(f"CREATE TRIGGER full BEFORE INSERT ON journal {refuse}"))
    sent = {"field": "employees", "value": "7"}
    assert client.post("/startups/aquanour/financing", data=sent).status_code == 500
    with reading(empty_context.database) as session:
        assert session.scalar(text("SELECT count(*) FROM edit")) == 0


def by_object(session: Session) -> None:
    entry = session.scalars(select(Entry)).first()
    assert entry
    entry.allowed = not entry.allowed
    session.flush()


def by_unit(session: Session) -> None:
    session.delete(session.scalars(select(Entry)).first())
    session.flush()


CHANGES: dict[str, Callable[[Session], object]] = {
    "an object": by_object,
    "a deleted object": by_unit,
    "an update": lambda session: session.execute(update(Entry).values(action="nothing")),
    "a delete": lambda session: session.execute(delete(Entry)),
    "plain SQL": lambda session: session.execute(text("UPDATE journal SET actor_id = NULL")),
    "a plain delete": lambda session: session.execute(text("DELETE FROM journal")),
    "a replacement": lambda session: session.execute(
        text("UPDATE OR REPLACE journal SET sequence = sequence + 1")
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_the_database_refuses_every_change(
    empty_context: Context, change: Callable[[Session], object]
) -> None:
    write(empty_context, "startup.read", "startup.edit", who=manager())
    with (
        pytest.raises(DatabaseError, match="only added to"),
        writing(empty_context.database) as session,
    ):
        change(session)
    assert [one.action for one in entries(empty_context)] == ["startup.read", "startup.edit"]


def test_an_entry_cannot_be_put_in_the_place_of_another(empty_context: Context) -> None:
    write(empty_context, "startup.read", who=manager())
    columns = "sequence, at, channel, action, target_kind, target_id, allowed, reason, details"
    values = "1, '2026-01-01', 'page', 'x', '', '', 1, '', '{}'"
    placed = f"INSERT OR REPLACE INTO journal ({columns}, digest) VALUES ({values}, '')"
    with pytest.raises(DatabaseError), writing(empty_context.database) as session:
        session.execute(text(placed))
    assert [one.action for one in entries(empty_context)] == ["startup.read"]


def unlocked(context: Context, *changes: str) -> None:
    """What somebody with the file itself in hand would do."""
    with context.database.begin() as connection:
        rows = connection.execute(
            text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'journal'")
        )
        for name in rows.scalars().all():
            connection.execute(text(f"DROP TRIGGER {name}"))
        for one in changes:
            connection.execute(text(one))


ALTERED = {
    "an altered entry": ("UPDATE journal SET action = 'x' WHERE sequence = 2", 2),
    "an altered date": ("UPDATE journal SET at = '2020-01-01 00:00:00' WHERE sequence = 3", 3),
    "another actor": ("UPDATE journal SET actor_id = 'x' WHERE sequence = 1", 1),
    "other details": ("""UPDATE journal SET details = '{"a": 1}' WHERE sequence = 4""", 4),
    "an entry taken out": ("DELETE FROM journal WHERE sequence = 2", 2),
    "the first taken out": ("DELETE FROM journal WHERE sequence = 1", 1),
    "entries exchanged": ("UPDATE journal SET sequence = 9 WHERE sequence = 3", 3),
}


@pytest.mark.parametrize(("change", "broken"), ALTERED.values(), ids=ALTERED)
def test_what_is_altered_past_the_lock_is_found(
    empty_context: Context, change: str, broken: int
) -> None:
    write(empty_context, *["startup.read"] * 5, who=manager())
    with reading(empty_context.database) as session:
        assert verified(session).broken is None
    unlocked(empty_context, change)
    with reading(empty_context.database) as session:
        assert verified(session).broken == broken


def test_what_is_taken_from_the_end_is_found_by_an_earlier_seal(empty_context: Context) -> None:
    write(empty_context, *["startup.read"] * 3, who=manager())
    with reading(empty_context.database) as session:
        seal = verified(session).seal
    write(empty_context, "startup.edit", who=manager())
    with reading(empty_context.database) as session:
        assert verified(session, seal).broken is None
    unlocked(empty_context, "DELETE FROM journal WHERE sequence > 2")
    with reading(empty_context.database) as session:
        assert verified(session).broken is None
        assert verified(session, seal).broken == 3


def test_a_journal_written_anew_is_found_by_an_earlier_seal(empty_context: Context) -> None:
    write(empty_context, "startup.read", "startup.edit", who=manager())
    with reading(empty_context.database) as session:
        seal = verified(session).seal
    unlocked(empty_context, "DELETE FROM journal")
    write(empty_context, "startup.read", "startup.read", who=manager())
    with reading(empty_context.database) as session:
        assert verified(session).broken is None
        assert verified(session, seal).broken == 2


def test_a_seal_that_is_none_is_not_believed(empty_context: Context) -> None:
    write(empty_context, "startup.read", who=manager())
    with reading(empty_context.database) as session:
        assert verified(session, "nonsense").broken is not None


def test_the_command_takes_no_seal_that_is_none_and_says_so(
    empty_context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.cli.audit.context", lambda: empty_context)
    before = json.loads(CliRunner().invoke(commands, ["audit", "verify", "--json"]).stdout)["seal"]
    write(empty_context, "startup.read", who=manager())
    assert CliRunner().invoke(commands, ["audit", "verify", "--seal", before]).exit_code == 0
    done = CliRunner().invoke(commands, ["audit", "verify", "--seal", "1:nonsense"])
    assert done.exit_code == 2
    assert "is no seal" in done.stderr


def test_the_seal_of_a_journal_is_printed_on_one_line(
    empty_context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.cli.audit.context", lambda: empty_context)
    write(empty_context, "startup.read", "startup.edit", who=manager())
    with reading(empty_context.database) as session:
        seal = verified(session).seal
    told = CliRunner().invoke(commands, ["audit", "verify"]).stdout
    assert told == f"2 entries, each as it was written. Seal: {seal}\n"


def test_the_command_verifies(empty_context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.cli.audit.context", lambda: empty_context)
    write(empty_context, "startup.read", "startup.read", who=manager())
    told = CliRunner().invoke(commands, ["audit", "verify", "--json"])
    found = json.loads(told.stdout)
    assert (told.exit_code, found["entries"], found["broken"]) == (0, 2, None)
    again = CliRunner().invoke(commands, ["audit", "verify", "--seal", found["seal"]])
    assert again.exit_code == 0
    unlocked(empty_context, "DELETE FROM journal WHERE sequence = 1")
    assert CliRunner().invoke(commands, ["audit", "verify"]).exit_code == 1
