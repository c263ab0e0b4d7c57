"""Attacks on signing in: fixation, stolen cookies, telling who has an account, being led away."""

from collections.abc import Iterator
from urllib.parse import quote, urljoin, urlsplit

import pytest
from argon2 import PasswordHasher
from httpx2 import Response
from sqlalchemy import select
from starlette.testclient import TestClient

from app.accounts import passwords, service
from app.accounts.policy import Role
from app.audit.models import Entry
from app.context import Context
from app.kit.database import now, reading, writing
from app.mail.models import StoredMail
from tests.app.people import account, membership, session_of
from tests.web.factories import HERE
from tests.web.markup import Page
from web.main import create_app

PASSWORD = "un mot de passe assez long"
KNOWN, UNKNOWN = "hind@example.ma", "nobody@example.ma"
SECURE = "https://127.0.0.1"
EVIL = [
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https:evil.example",
    "https://evil.example",
    "https:///evil.example",
    "http:\\\\evil.example",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "/\t/evil.example",
    "/\n/evil.example",
    "/%09/evil.example\r\nSet-Cookie: wasl=evil",
    "/a\r\nLocation: https://evil.example",
    "/a\x00b",
    "@evil.example",
    "evil.example",
    "//evil.example%2f..",
    " //evil.example",
    "/" + "a" * 5000,
]


@pytest.fixture
def client(empty_context: Context) -> Iterator[TestClient]:
    app = create_app(empty_context)
    client = TestClient(app, HERE, raise_server_exceptions=False, follow_redirects=False)
    client.headers["sec-fetch-site"] = "same-origin"
    yield client
    client.close()


@pytest.fixture
def hind(empty_context: Context) -> str:
    """Somebody with a password; gives their id."""
    person = account(empty_context, membership(Role.FOUNDER), email=KNOWN, name="Hind")
    with writing(empty_context.database) as session:
        kept = service.by_id(session, person.id)
        kept.password, kept.confirmed_at = passwords.hashed(PASSWORD), now()
    return person.id


def sign_in(
    client: TestClient, email: str = KNOWN, password: str = PASSWORD, after: str = ""
) -> Response:
    answer: Response = client.post(
        "/sign-in", data={"email": email, "password": password, "next": after}
    )
    return answer


def who(client: TestClient) -> int:
    """200 for who is signed in."""
    return client.get("/account").status_code


def test_signing_in_gives_another_session_than_the_one_before(
    client: TestClient, hind: str
) -> None:
    planted = "planted-by-somebody-else"
    client.cookies.set("wasl", planted, domain="127.0.0.1")
    assert sign_in(client).status_code == 303
    assert client.cookies["wasl"] != planted


def test_a_session_that_was_planted_ends_when_its_victim_signs_in(
    client: TestClient, empty_context: Context, hind: str
) -> None:
    attacker = account(empty_context, membership(Role.FOUNDER))
    planted = session_of(empty_context, attacker)
    client.cookies.set("wasl", planted, domain="127.0.0.1")
    assert sign_in(client).status_code == 303
    assert client.cookies.get("wasl") != planted
    stolen = {"cookie": f"wasl={planted}"}
    client.cookies.clear()
    assert client.get("/account", headers=stolen).status_code == 303


def test_a_second_sign_in_does_not_keep_the_first_token(client: TestClient, hind: str) -> None:
    sign_in(client)
    first = client.cookies["wasl"]
    sign_in(client)
    assert client.cookies["wasl"] != first
    client.cookies.clear()
    assert client.get("/account", headers={"cookie": f"wasl={first}"}).status_code == 303


def test_a_stolen_cookie_opens_nothing_after_signing_out(client: TestClient, hind: str) -> None:
    sign_in(client)
    stolen = client.cookies["wasl"]
    assert who(client) == 200
    assert client.post("/sign-out").status_code == 303
    assert "wasl" not in client.cookies
    for path in ("/account", "/startups", "/api/v1/startups"):
        answer = client.get(path, headers={"cookie": f"wasl={stolen}"})
        assert answer.status_code in {303, 401}
    answer = client.post("/startups/new", headers={"cookie": f"wasl={stolen}"})
    assert answer.headers["location"].startswith("/sign-in")


def test_a_disabled_account_is_out_at_once(
    client: TestClient, empty_context: Context, hind: str
) -> None:
    sign_in(client)
    with writing(empty_context.database) as session:
        service.by_id(session, hind).disabled_at = now()
    assert who(client) == 303
    assert sign_in(client).status_code == 422


def test_cookies_of_sessions_are_out_of_reach(client: TestClient, hind: str) -> None:
    (cookie,) = (
        one for one in sign_in(client).headers.get_list("set-cookie") if one.startswith("wasl=")
    )
    flags = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert {"httponly", "samesite=lax", "path=/"} <= flags
    assert not any(flag.startswith("domain") for flag in flags)


def test_a_cookie_of_plain_http_is_no_session_over_tls(empty_context: Context, hind: str) -> None:
    public = Context(empty_context.settings.model_copy(update={"address": SECURE}))
    public.__dict__["database"] = empty_context.database
    client = TestClient(create_app(public), SECURE, follow_redirects=False)
    person = account(empty_context, membership(Role.FOUNDER))
    planted = session_of(empty_context, person)
    assert client.get("/account", headers={"cookie": f"wasl={planted}"}).status_code == 303
    named = client.get("/account", headers={"cookie": f"__Host-wasl={planted}"})
    assert named.status_code == 200
    client.close()


def told(answer: Response, email: str) -> tuple[object, ...]:
    """All that an answer says, less the address that was typed."""
    headers = {
        name: value.replace(email, "…") for name, value in answer.headers.items() if name != "date"
    }
    sizes = {"content-length", "set-cookie"}
    return (
        answer.status_code,
        answer.text.replace(email, "…"),
        sorted((name, value) for name, value in headers.items() if name not in sizes),
        sorted(name.split("=")[0] for name in answer.headers.get_list("set-cookie")),
    )


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/sign-in", {"password": "a wrong password"}),
        ("/sign-in/link", {}),
        ("/join", {"name": "Hind"}),
    ],
)
def test_whoever_asks_is_not_told_who_has_an_account(
    client: TestClient, hind: str, path: str, fields: dict[str, str]
) -> None:
    answers = []
    for email in (KNOWN, UNKNOWN):
        client.cookies.clear()
        answers.append(told(client.post(path, data={**fields, "email": email}), email))
    assert answers[0] == answers[1]


def test_as_many_letters_leave_for_who_has_an_account_as_for_who_has_none(
    client: TestClient, empty_context: Context, hind: str
) -> None:
    for email in (KNOWN, UNKNOWN):
        client.post("/sign-in/link", data={"email": email})
        client.post("/join", data={"email": email, "name": "Hind"})
    with reading(empty_context.database) as session:
        sent = session.scalars(select(StoredMail.recipient)).all()
    assert sent.count(KNOWN) == sent.count(UNKNOWN) == 2


@pytest.mark.parametrize("email", [KNOWN, UNKNOWN, "passwordless@example.ma"])
def test_a_password_is_hashed_once_whoever_it_is_typed_for(
    client: TestClient,
    empty_context: Context,
    hind: str,
    monkeypatch: pytest.MonkeyPatch,
    email: str,
) -> None:
    account(empty_context, email="passwordless@example.ma")
    passwords.nobodys()
    asked = list[str]()
    hasher = type(passwords.HASHER)
    whole = hasher.verify

    def counted(self: PasswordHasher, kept: str, typed: str) -> bool:
        asked.append(kept.rsplit("$", 2)[0])
        return bool(whole(self, kept, typed))

    monkeypatch.setattr(hasher, "verify", counted)
    sign_in(client, email, "a wrong password")
    assert len(asked) == 1
    assert asked[0].startswith("$argon2id$")


def test_a_password_is_in_no_page_and_no_journal(
    client: TestClient, empty_context: Context, hind: str
) -> None:
    typed = "faux mot de passe secret"
    page = sign_in(client, password=typed).text
    assert typed not in page
    with reading(empty_context.database) as session:
        for entry in session.scalars(select(Entry)):
            assert typed not in str(entry.details)
            assert KNOWN not in str(entry.details) + entry.target_id


@pytest.mark.parametrize("evil", EVIL)
def test_signing_in_leads_to_no_other_site(client: TestClient, hind: str, evil: str) -> None:
    answer = sign_in(client, after=evil)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/"


@pytest.mark.parametrize("evil", EVIL)
@pytest.mark.parametrize("path", ["/sign-in", "/join"])
def test_a_page_takes_no_other_site_along(client: TestClient, path: str, evil: str) -> None:
    elements = Page(client.get(f"{path}?next={quote(evil)}").text).elements
    led = [one.get(name) for one in elements for name in ("href", "action") if one.get(name)]
    taken = [one.get("value") for one in elements if one.get("name") == "next"]
    assert {urlsplit(urljoin(HERE, one)).netloc for one in [*led, *taken]} == {"127.0.0.1"}
    assert taken
    assert not [one for one in taken if evil in one]


def test_being_sent_to_sign_in_leads_back_to_ones_own_page_only(
    client: TestClient, hind: str
) -> None:
    asked = client.get("//evil.example/startups", headers={"host": "127.0.0.1"})
    assert "//evil" not in asked.headers.get("location", "")
    sent = client.get("/startups?offset=0&q=//evil.example").headers["location"]
    assert sent.startswith("/sign-in?next=%2Fstartups")


NAMES = ["Hind\r\nBcc: evil@example.ma", "Hind\nSubject: evil", "Hind\x00", "Hind\u2028X: y"]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_adds_no_line_to_the_head_of_a_mail(
    client: TestClient, empty_context: Context, name: str
) -> None:
    client.post("/join", data={"email": UNKNOWN, "name": name})
    with reading(empty_context.database) as session:
        for mail in session.scalars(select(StoredMail)):
            assert len(f"{mail.subject}{mail.recipient}".splitlines()) == 1


@pytest.mark.parametrize(
    "email", ["a@example.ma\r\nBcc: b@example.ma", "a@example.ma,b@example.ma"]
)
def test_an_address_is_one(client: TestClient, empty_context: Context, email: str) -> None:
    for path in ("/sign-in/link", "/join"):
        assert client.post(path, data={"email": email, "name": "Hind"}).status_code == 422
    with reading(empty_context.database) as session:
        assert session.scalars(select(StoredMail)).all() == []
