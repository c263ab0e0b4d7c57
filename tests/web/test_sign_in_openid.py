"""Signing in by an OpenID provider: a process of its own, spoken to over sockets."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

import httpx2
import pytest
from pydantic import SecretStr
from sqlalchemy import func, select
from starlette.testclient import TestClient

from app.accounts.models import StoredIdentity, StoredSession
from app.accounts.policy import Role
from app.context import Context
from app.kit.database import reading, writing
from app.kit.i18n import translator
from tests.app.contexts import with_settings
from tests.app.people import account, membership
from tests.ports import free_port
from tests.web.factories import HERE
from web.main import create_app

NOUR = {"sub": "n-1", "email": "Nour@example.ma", "email_verified": True}
UNVERIFIED = {"sub": "n-2", "email": "nour@example.ma", "email_verified": False}
STRANGER = {"sub": "n-3", "email": "stranger@example.ma", "email_verified": True}
SILENT = {"sub": "n-4", "email": "nour@example.ma"}


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """A provider that knows four people."""
    port = free_port()
    people = [NOUR, UNVERIFIED, STRANGER, SILENT]
    known = [part for one in people for part in ("--user-claims", json.dumps(one))]
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), *known]
    address = f"http://127.0.0.1:{port}"
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as server:
        wait_for(f"{address}/.well-known/openid-configuration", server)
        yield address
        server.terminate()


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    while server.poll() is None:
        try:
            httpx2.get(address)
        except httpx2.ConnectError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(server.returncode)


@pytest.fixture
def context_(empty_context: Context, issuer: str) -> Context:
    return with_settings(
        empty_context,
        address=HERE,
        oidc_issuer=issuer,
        oidc_client_id="wasl",
        oidc_client_secret=SecretStr("secret"),
        oidc_name="Identité",
    )


@pytest.fixture
def client(context_: Context) -> Iterator[TestClient]:
    client = TestClient(create_app(context_), HERE, follow_redirects=False)
    client.headers["accept-language"] = "fr"
    yield client
    client.close()


def asked(client: TestClient, after: str = "/startups") -> str:
    """The address of the provider that the person is sent to."""
    response = client.get("/sign-in/openid", params={"next": after})
    assert response.status_code == 302
    return response.headers["location"]


def authorised(address: str, who: dict[str, object]) -> str:
    """The address that the provider sends the person back to, once they have signed in there."""
    response = httpx2.post(address, data={"sub": str(who["sub"])})
    assert response.status_code == 302, response.text
    return response.headers["location"].removeprefix(HERE)


def changed(address: str, **values: str) -> str:
    parts = urlsplit(address)
    query = {name: one for name, (one,) in parse_qs(parts.query).items()} | values
    return urlunsplit(parts._replace(query=urlencode(query)))


def count(context: Context, table: type) -> int:
    with reading(context.database) as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def refused(context: Context, response: httpx2.Response, reason: str) -> bool:
    told = translator("fr").text(f"sign_in_fault.{reason}")
    return told in response.text and count(context, StoredSession) == 0


def test_the_person_is_sent_with_a_state_a_nonce_and_a_challenge(client: TestClient) -> None:
    query = parse_qs(urlsplit(asked(client)).query)
    assert query["code_challenge_method"] == ["S256"]
    assert {"state", "nonce", "code_challenge"} <= set(query)
    assert query["redirect_uri"] == [f"{HERE}/sign-in/openid/back"]


def test_a_verified_address_signs_its_account_in(client: TestClient, context_: Context) -> None:
    account(context_, membership(Role.MANAGER), email="nour@example.ma")
    response = client.get(authorised(asked(client), NOUR))
    assert (response.status_code, response.headers["location"]) == (303, "/startups")
    assert client.get("/startups").status_code == 200
    assert count(context_, StoredIdentity) == 1


def test_who_was_linked_once_is_known_by_the_provider_s_own_name(
    client: TestClient, context_: Context
) -> None:
    person = account(context_, email="nour@example.ma")
    for _ in range(2):
        assert client.get(authorised(asked(client), NOUR)).status_code == 303
    assert count(context_, StoredIdentity) == 1
    with reading(context_.database) as session:
        assert set(session.scalars(select(StoredSession.account_id))) == {person.id}


@pytest.mark.parametrize("who", [UNVERIFIED, SILENT])
def test_an_address_that_the_provider_has_not_verified_opens_nothing(
    client: TestClient, context_: Context, who: dict[str, object]
) -> None:
    account(context_, email="nour@example.ma")
    assert refused(context_, client.get(authorised(asked(client), who)), "unverified")
    assert count(context_, StoredIdentity) == 0


def test_who_has_no_account_is_told_to_join_or_to_be_invited(
    client: TestClient, context_: Context
) -> None:
    response = client.get(authorised(asked(client), STRANGER))
    assert refused(context_, response, "unknown")
    assert 'href="/join"' in response.text


def test_the_answer_to_another_nonce_is_refused(client: TestClient, context_: Context) -> None:
    account(context_, email="nour@example.ma")
    back = authorised(changed(asked(client), nonce="another"), NOUR)
    assert refused(context_, client.get(back), "failed")


def test_another_state_is_refused(client: TestClient, context_: Context) -> None:
    account(context_, email="nour@example.ma")
    back = authorised(asked(client), NOUR)
    assert refused(context_, client.get(changed(back, state="another")), "failed")


def test_an_answer_that_another_browser_asked_for_is_refused(
    client: TestClient, context_: Context
) -> None:
    account(context_, email="nour@example.ma")
    back = authorised(asked(client), NOUR)
    client.cookies.clear()
    assert refused(context_, client.get(back), "failed")


def test_a_code_is_good_once(client: TestClient, context_: Context) -> None:
    account(context_, email="nour@example.ma")
    address = asked(client)
    kept = dict(client.cookies)
    back = authorised(address, NOUR)
    assert client.get(back).status_code == 303
    before = count(context_, StoredSession)
    client.cookies.clear()
    client.cookies.update(kept)
    assert translator("fr").text("sign_in_fault.failed") in client.get(back).text
    assert count(context_, StoredSession) == before


def test_the_provider_s_refusal_and_a_lost_provider_are_told(
    client: TestClient, context_: Context
) -> None:
    response = client.get("/sign-in/openid/back?error=access_denied&state=x")
    assert refused(context_, response, "failed")
    lost = with_settings(context_, oidc_issuer=f"http://127.0.0.1:{free_port()}")
    elsewhere = TestClient(create_app(lost), HERE, follow_redirects=False)
    assert refused(context_, elsewhere.get("/sign-in/openid?lang=fr"), "failed")


def test_the_word_of_an_issuer_of_another_name_is_refused(
    client: TestClient, context_: Context
) -> None:
    account(context_, email="nour@example.ma")
    named = f"{context_.settings.oidc_issuer}/"
    back = authorised(asked(client), NOUR)
    other = create_app(with_settings(context_, oidc_issuer=named))
    elsewhere = TestClient(other, HERE, follow_redirects=False)
    elsewhere.cookies.update(client.cookies)
    assert refused(context_, elsewhere.get(f"{back}&lang=fr"), "failed")


def test_the_second_factor_of_the_account_is_asked_for_all_the_same(
    client: TestClient, context_: Context
) -> None:
    person = account(context_, email="nour@example.ma")
    person.totp_proven = True
    with writing(context_.database) as session:
        session.merge(person)
    response = client.get(authorised(asked(client), NOUR))
    assert response.headers["location"] == "/sign-in/factor"
    assert count(context_, StoredSession) == 0


def test_without_a_provider_there_is_no_way_to_it(empty_context: Context) -> None:
    client = TestClient(create_app(empty_context), HERE, follow_redirects=False)
    assert "/sign-in/openid" not in client.get("/sign-in").text
    assert client.get("/sign-in/openid").status_code == 404
