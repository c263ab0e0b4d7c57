"""Signing in over HTTP: what a browser is given, and what nobody learns."""

from collections.abc import Mapping
from datetime import timedelta

import httpx2
import pytest
from starlette.testclient import TestClient

from app.accounts import invitations, service, sessions
from app.accounts.invitations import Offer
from app.accounts.models import Account
from app.accounts.passwords import hashed
from app.accounts.policy import Role, Visitor
from app.accounts.throttle import RULES, Limit
from app.context import Context
from app.drafts import service as drafts
from app.kit.database import now, reading, writing
from app.kit.i18n import translator
from tests.app.contexts import with_settings
from tests.app.people import account, client_as, membership, session_of
from tests.app.post import last_path, letters
from tests.web.factories import HERE
from web.main import create_app

GOOD = "trois chevaux jaunes 47"
EMAIL = "nour@example.ma"


@pytest.fixture
def client(empty_context: Context) -> TestClient:
    client = TestClient(create_app(empty_context), HERE, follow_redirects=False)
    client.headers.update({"sec-fetch-site": "same-origin", "accept-language": "fr"})
    return client


@pytest.fixture
def nour(empty_context: Context) -> Account:
    """A coach with a password."""
    made = account(empty_context, membership(Role.COACH), email=EMAIL)
    with writing(empty_context.database) as session:
        session.merge(made).password = hashed(GOOD)
    return made


def sign_in(client: TestClient, **changes: str) -> httpx2.Response:
    given = {"email": EMAIL, "password": GOOD, "next": "/startups"} | changes
    return client.post("/sign-in", data=given)


@pytest.mark.usefixtures("nour")
def test_a_password_opens_a_session_and_leads_on(client: TestClient) -> None:
    response = sign_in(client, email=" Nour@Example.ma ")
    assert (response.status_code, response.headers["location"]) == (303, "/startups")
    assert client.get("/startups").status_code == 200


@pytest.mark.usefixtures("nour")
@pytest.mark.parametrize(
    ("address", "name", "secure"), [("", "wasl", False), ("https://127.0.0.1", "__Host-wasl", True)]
)
def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(
    empty_context: Context, address: str, name: str, *, secure: bool
) -> None:
    opened = with_settings(empty_context, address=address)
    client = TestClient(create_app(opened), HERE, follow_redirects=False)
    cookies = sign_in(client).headers.get_list("set-cookie")
    assert {one.partition("=")[0] for one in cookies} == {name, f"{name}-device", f"{name}-factor"}
    for one in cookies:
        flags = {part.strip().lower() for part in one.split(";")[1:]}
        assert {"httponly", "samesite=lax", "path=/"} <= flags
        assert ("secure" in flags) is secure
        assert not any(flag.startswith("domain") for flag in flags)


def test_a_token_that_was_planted_before_is_not_the_session_s(
    client: TestClient, empty_context: Context, nour: Account
) -> None:
    client.cookies.set("wasl", "planted")
    assert sign_in(client).cookies["wasl"] != "planted"
    with reading(empty_context.database) as session:
        assert sessions.visitor(session, "planted") is None


@pytest.mark.usefixtures("nour")
def test_a_cookie_that_was_stolen_opens_nothing_after_signing_out(client: TestClient) -> None:
    sign_in(client)
    stolen = client.cookies["wasl"]
    response = client.post("/sign-out")
    assert response.headers["location"] == "/sign-in"
    assert "wasl" not in client.cookies
    client.cookies.set("wasl", stolen)
    assert client.get("/startups").headers["location"].startswith("/sign-in")


def test_signing_out_is_never_a_link(client: TestClient) -> None:
    assert client.get("/sign-out").status_code == 405


ELSEWHERE = [
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "/x\r\nSet-Cookie: a=b",
    " //evil.example",
    "",
]


@pytest.mark.usefixtures("nour")
@pytest.mark.parametrize("after", ELSEWHERE)
def test_nobody_is_led_to_another_site(client: TestClient, after: str) -> None:
    response = sign_in(client, next=after)
    assert response.headers["location"] == "/"
    assert "a" not in client.cookies
    assert 'name="next" value="/"' in client.get("/sign-in", params={"next": after}).text


@pytest.mark.parametrize("email", [EMAIL, "nobody@example.ma"])
@pytest.mark.parametrize(
    ("path", "given"),
    [
        ("/sign-in", {"password": "wrong", "next": "/"}),
        ("/sign-in/link", {"next": "/"}),
        ("/join", {"name": "Nour", "next": "/"}),
    ],
)
def test_the_answer_tells_nothing_of_who_has_an_account(
    client: TestClient, nour: Account, path: str, given: Mapping[str, str], email: str
) -> None:
    response = client.post(path, data={**given, "email": email})
    plain = {name: one for name, one in response.headers.items() if name != "content-length"}
    body = response.text.replace(email, "")
    known = client.post(path, data={**given, "email": nour.email})
    assert response.status_code == known.status_code
    assert body == known.text.replace(nour.email, "")
    assert plain == {n: one for n, one in known.headers.items() if n != "content-length"}


@pytest.mark.parametrize("path", ["/sign-in", "/sign-in/link", "/join"])
def test_what_is_no_address_is_told_beside_the_field(client: TestClient, path: str) -> None:
    response = client.post(path, data={"email": "nour@", "password": GOOD, "name": "Nour"})
    assert response.status_code == 422
    assert translator("fr").text("sign_in_fault.address") in response.text
    assert 'value="nour@"' in response.text
    assert GOOD not in response.text


def test_a_founder_joins_by_a_link_and_begins_with_their_company(
    client: TestClient, empty_context: Context
) -> None:
    response = client.post("/join", data={"email": "new@example.ma", "name": "Zineb Amrani"})
    assert response.headers["location"] == "/sign-in/sent"
    assert client.get("/sign-in/sent").status_code == 200
    path = last_path(empty_context)
    page = client.get(path)
    assert 'value="Zineb Amrani"' in page.text
    assert "new@example.ma" in page.text
    # A program that looks into mails has opened the link; it still works.
    assert client.get(path).status_code == 200
    response = client.post(path, data={"name": "Zineb Amrani"})
    assert response.headers["location"] == "/startups/new"
    again = client.post(path, data={"name": "Zineb Amrani"})
    assert again.status_code == 410
    assert translator("fr").text("error_title.410") in again.text


def test_an_address_that_is_not_proven_makes_nothing(
    client: TestClient, empty_context: Context
) -> None:
    client.post("/join", data={"email": "new@example.ma", "name": "Zineb"})
    with reading(empty_context.database) as session:
        assert service.by_email(session, "new@example.ma") is None


@pytest.mark.usefixtures("nour")
def test_too_many_tries_are_told_with_when_the_next_may_be(client: TestClient) -> None:
    for _ in range(RULES[Limit.STRANGER].most):
        assert sign_in(client, password="wrong").status_code == 422
    response = sign_in(client)
    assert response.status_code == 429
    assert 0 < int(response.headers["retry-after"]) <= 15 * 60
    assert translator("fr").text("too_many.stranger") in response.text
    # A link is the way out.
    assert client.post("/sign-in/link", data={"email": EMAIL}).status_code == 303


def test_more_links_than_an_address_gets_are_answered_alike(
    client: TestClient, empty_context: Context
) -> None:
    most = RULES[Limit.LETTERS].most
    for _ in range(most + 2):
        response = client.post("/sign-in/link", data={"email": EMAIL})
        assert (response.status_code, response.headers["location"]) == (303, "/sign-in/sent")
    assert len(letters(empty_context)) == most


def test_a_second_factor_stands_before_the_session(
    client: TestClient, empty_context: Context, nour: Account
) -> None:
    with writing(empty_context.database) as session:
        service.by_id(session, nour.id).totp_proven = True
    response = sign_in(client)
    assert response.headers["location"] == "/sign-in/factor"
    assert "wasl" not in client.cookies
    page = client.get("/sign-in/factor")
    assert 'autocomplete="one-time-code"' in page.text
    wrong = client.post("/sign-in/factor", data={"code": "000000"})
    assert wrong.status_code == 422
    assert translator("fr").text("sign_in_fault.code") in wrong.text
    client.cookies.clear()
    assert client.get("/sign-in/factor").status_code == 410


def test_outside_of_a_demonstration_nobody_enters_by_a_click(client: TestClient) -> None:
    assert "/sign-in/demo" not in client.get("/sign-in").text
    assert client.post("/sign-in/demo", data={"person": "administrator"}).status_code == 404


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
@pytest.mark.parametrize("path", ["/sign-in", "/join", "/sign-in/sent"])
def test_the_pages_speak_every_language(client: TestClient, path: str, language: str) -> None:
    response = client.get(path, params={"lang": language})
    assert response.status_code == 200
    assert f'<html lang="{language}"' in response.text


def test_what_was_typed_when_the_session_had_ended_by_itself_waits_as_a_draft(
    client: TestClient, empty_context: Context, nour: Account
) -> None:
    secret = session_of(empty_context, nour)
    lapse(empty_context, secret)
    client.cookies.set("wasl", secret)
    response = typed(client)
    assert response.headers["location"] == "/sign-in?next=%2Fstartups%2Fx%2Fedit%3Fa%3D1"
    with reading(empty_context.database) as session:
        kept = drafts.kept(session, nour.id, "/startups/x/edit")
    assert kept
    assert kept.fields == {"name": ("AquaNour",), "sectors": ("water", "energy")}


def test_answers_to_two_questions_of_a_page_wait_apart(
    client: TestClient, empty_context: Context, nour: Account
) -> None:
    secret = session_of(empty_context, nour)
    lapse(empty_context, secret)
    client.cookies.set("wasl", secret)
    desk = "/startups/x/financing"
    for field in ("trl", "employees"):
        client.post(
            f"{desk}?ask={field}",
            data={"field": field, "value": "7"},
            headers={"referer": f"{HERE}{desk}?show=all"},
        )
    with reading(empty_context.database) as session:
        kept = {one.form: one.fields["field"] for one in drafts.drafts(session, nour.id)}
    assert kept == {f"{desk}?ask=trl": ("trl",), f"{desk}?ask=employees": ("employees",)}


def typed(client: TestClient) -> httpx2.Response:
    """Send a form of a company, with a password that has no business there."""
    fields = {"name": "AquaNour", "sectors": ["water", "energy"], "password": GOOD}
    here = {"referer": f"{HERE}/startups/x/edit?a=1"}
    return client.post("/startups/x/edit", data=fields, headers=here)


def lapse(context: Context, secret: str) -> None:
    with writing(context.database) as session:
        row = sessions.found(session, secret)
        assert row
        row.seen_at = now() - sessions.IDLE - timedelta(minutes=1)


def test_nothing_is_kept_for_a_session_that_was_ended_or_never_was(
    client: TestClient, empty_context: Context, nour: Account
) -> None:
    secret = session_of(empty_context, nour)
    lapse(empty_context, secret)
    with writing(empty_context.database) as session:
        sessions.end_all(session, nour.id)
    for cookie in (secret, "unknown"):
        client.cookies.set("wasl", cookie)
        assert typed(client).headers["location"].startswith("/sign-in?next=")
        client.cookies.clear()
    with reading(empty_context.database) as session:
        assert drafts.drafts(session, nour.id) == []


def test_a_key_that_is_no_longer_good_is_refused_on_public_routes_too(
    client: TestClient,
) -> None:
    bad = {"authorization": "Bearer wasl_unknown"}
    assert client.get("/api/v1/programmes", headers=bad).status_code == 401
    assert client.get("/api/v1/programmes").status_code == 200


def test_who_is_invited_sees_by_whom_and_for_what_before_they_accept(
    client: TestClient, empty_context: Context
) -> None:
    inviter = account(empty_context, membership(Role.MANAGER), name="Salma Tazi")
    offer = Offer("new@example.ma", "Zineb", membership(Role.COACH), "fr")
    with writing(empty_context.database) as session:
        who = Visitor(person=sessions.person(inviter))
        invitations.invite(session, empty_context, who, offer)
    path = last_path(empty_context)
    page = client.get(path)
    assert "Salma Tazi" in page.text
    assert translator("fr").text("role.coach") in page.text
    assert client.post(path, data={"name": ""}).status_code == 422
    response = client.post(path, data={"name": "Zineb"})
    assert (response.status_code, response.headers["location"]) == (303, "/")
    assert client.get("/startups").status_code == 200
    assert client.get(path).status_code == 410


def test_who_signs_in_as_somebody_else_leaves_the_first_session_ended(
    client: TestClient, empty_context: Context, nour: Account
) -> None:
    first = client_as(client, empty_context, Role.MANAGER).cookies["wasl"]
    assert sign_in(client).status_code == 303
    with reading(empty_context.database) as session:
        assert sessions.visitor(session, first) is None
