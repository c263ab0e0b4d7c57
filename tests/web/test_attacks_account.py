"""Attacks on an account from inside: by a password alone, an old session, an old address."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from pyotp import TOTP
from sqlalchemy import select, update
from starlette.testclient import TestClient

from app.accounts import factors, own, passwords, proof, service, sessions
from app.accounts.links import Purpose, Spent, find, make
from app.accounts.models import StoredSession
from app.accounts.policy import Role, Visitor
from app.accounts.proof import Proof
from app.context import Context
from app.drafts.models import StoredDraft
from app.kit.database import now, reading, writing
from tests.app.people import account, membership, session_of, signed_in
from tests.web.factories import HERE
from web.main import create_app

PASSWORD = "un mot de passe assez long"


@pytest.fixture
def client(empty_context: Context) -> Iterator[TestClient]:
    app = create_app(empty_context)
    client = TestClient(app, HERE, raise_server_exceptions=False, follow_redirects=False)
    yield client
    client.close()


@pytest.fixture
def hind(empty_context: Context) -> str:
    """Somebody with a password; gives their id."""
    person = account(empty_context, membership(Role.FOUNDER))
    with writing(empty_context.database) as session:
        service.by_id(session, person.id).password = passwords.hashed(PASSWORD)
    return person.id


def add_factor(context: Context, account_id: str) -> None:
    with writing(context.database) as session:
        person = sessions.person(service.by_id(session, account_id))
        setup = factors.begin_totp(session, context.vault, account_id)
        code = TOTP(setup.secret).now()
        factors.confirm_totp(session, context.vault, Visitor(person=person), account_id, code)


def visitor(context: Context, secret: str) -> Visitor:
    with reading(context.database) as session:
        found = sessions.visitor(session, secret)
    assert found is not None
    return found


def test_a_password_alone_takes_no_second_factor_away(
    client: TestClient, empty_context: Context, hind: str
) -> None:
    with reading(empty_context.database) as session:
        person = service.by_id(session, hind)
    weak = session_of(empty_context, person, strong=False)
    add_factor(empty_context, hind)
    assert proof.kind(empty_context, hind) is Proof.CODE
    client.headers["sec-fetch-site"] = "same-origin"
    client.cookies.set("wasl", weak)
    client.post("/account/confirm", data={"proof": PASSWORD})
    assert client.post("/account/totp/remove").headers["location"].startswith("/account/confirm")
    with reading(empty_context.database) as session:
        assert service.by_id(session, hind).totp_proven


def test_who_adds_a_factor_puts_other_browsers_out(empty_context: Context, hind: str) -> None:
    with reading(empty_context.database) as session:
        person = service.by_id(session, hind)
    here, there = (session_of(empty_context, person, strong=False) for _ in range(2))
    mine = visitor(empty_context, here).session or ""
    with writing(empty_context.database) as session:
        fresh = proof.strengthened(session, hind, mine)
    assert visitor(empty_context, fresh).strong
    with reading(empty_context.database) as session:
        assert sessions.visitor(session, there) is None


def test_a_secret_that_somebody_read_before_is_not_the_one_that_counts(
    empty_context: Context, hind: str
) -> None:
    with writing(empty_context.database) as session:
        read = factors.begin_totp(session, empty_context.vault, hind)
        again = factors.begin_totp(session, empty_context.vault, hind)
    assert read.secret != again.secret


@pytest.mark.parametrize("form", ["/account/password", "/account/confirm", "/sign-in"])
def test_no_password_is_kept_of_a_form_whose_session_was_over(
    client: TestClient, empty_context: Context, hind: str, form: str
) -> None:
    with reading(empty_context.database) as session:
        signed_in(client, empty_context, service.by_id(session, hind))
    with writing(empty_context.database) as session:
        session.execute(update(StoredSession).values(seen_at=now() - timedelta(hours=13)))
    client.post(form, data={"new": PASSWORD, "proof": PASSWORD}, headers={"referer": HERE + form})
    with reading(empty_context.database) as session:
        assert session.scalars(select(StoredDraft)).all() == []


def test_a_session_of_long_ago_keeps_nothing_for_anybody(empty_context: Context, hind: str) -> None:
    with reading(empty_context.database) as session:
        secret = session_of(empty_context, service.by_id(session, hind))
    with writing(empty_context.database) as session:
        session.execute(update(StoredSession).values(seen_at=now() - timedelta(days=4)))
        assert sessions.lapsed(session, secret) is None


def test_a_link_to_an_old_address_opens_nothing_once_it_changed(
    empty_context: Context, hind: str
) -> None:
    with writing(empty_context.database) as session:
        person = sessions.person(service.by_id(session, hind))
        old = make(session, Purpose.SIGN_IN, person.email, account_id=hind, next="/")
        proving = make(session, Purpose.EMAIL, "hind.new@example.ma", account_id=hind)
    own.move(empty_context, Visitor(person=person), person, proving)
    with reading(empty_context.database) as session, pytest.raises(Spent):
        find(session, old, Purpose.SIGN_IN)


@pytest.mark.parametrize("role", [Role.MANAGER, Role.ADMINISTRATOR])
def test_only_an_administrator_of_now_goes_on_looking_as_someone(
    empty_context: Context, hind: str, role: Role
) -> None:
    who = account(empty_context, membership(role))
    with writing(empty_context.database) as session:
        secret = sessions.open_session(session, hind, method="look", actor_id=who.id)
    with reading(empty_context.database) as session:
        assert bool(sessions.visitor(session, secret)) is (role is Role.ADMINISTRATOR)
    with writing(empty_context.database) as session:
        sessions.end_all(session, who.id)
        assert sessions.visitor(session, secret) is None


def test_an_address_that_begins_with_two_slashes_leads_to_no_other_host(
    client: TestClient,
) -> None:
    assert "//evil.example" not in client.get("http://127.0.0.1//evil.example/x").text


def test_a_passkey_of_a_thousand_brackets_is_refused_and_breaks_nothing(
    client: TestClient,
) -> None:
    client.headers["sec-fetch-site"] = "same-origin"
    answer = client.post("/sign-in/passkey", data={"credential": "[" * 100_000})
    assert answer.status_code < 500


@pytest.mark.parametrize(
    ("address", "named", "flagged"),
    [("https://wasl.example.ma", "__Host-wasl=", True), ("", "wasl=", False)],
)
def test_behind_a_proxy_cookies_are_as_the_public_address_says(
    empty_context: Context, hind: str, address: str, named: str, *, flagged: bool
) -> None:
    settings = empty_context.settings.model_copy(update={"address": address})
    proxied = Context(settings)
    proxied.__dict__["database"] = empty_context.database
    client = TestClient(create_app(proxied), HERE, follow_redirects=False)
    client.headers["sec-fetch-site"] = "same-origin"
    with reading(proxied.database) as session:
        email = service.by_id(session, hind).email
    answer = client.post("/sign-in", data={"email": email, "password": PASSWORD})
    (cookie,) = (one for one in answer.headers.get_list("set-cookie") if one.startswith(named))
    assert ("secure" in cookie.lower().split("; ")) is flagged
    assert ("strict-transport-security" in answer.headers) is flagged
    client.close()


def test_nobody_else_on_the_machine_reads_the_database(empty_context: Context) -> None:
    (path,) = empty_context.settings.home.glob("wasl.db")
    assert path.stat().st_mode & 0o077 == 0
