from collections.abc import Mapping

import pytest
from starlette.testclient import TestClient

from app.accounts.policy import Role
from app.context import Context
from app.kit.i18n import translator
from tests.app.people import client_as
from tests.web.factories import HERE
from web.main import create_app

OTHERS = [
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"origin": "https://evil.example"},
    {"origin": "http://127.0.0.1:6666"},
    {"origin": "null"},
    {"origin": "http://["},
]
# What a browser says of itself is believed before an origin that it has hidden.
OURS = [
    {"sec-fetch-site": "same-origin"},
    {"sec-fetch-site": "none"},
    {"sec-fetch-site": "same-origin", "origin": "null"},
    {"origin": "http://127.0.0.1"},
]


@pytest.fixture
def client(empty_context: Context) -> TestClient:
    client = TestClient(create_app(empty_context), HERE, raise_server_exceptions=False)
    signed = client_as(client, empty_context, Role.MANAGER)
    del signed.headers["sec-fetch-site"]
    return signed


@pytest.mark.parametrize("headers", OTHERS)
def test_a_change_asked_by_a_page_of_another_site_is_refused(
    client: TestClient, headers: Mapping[str, str]
) -> None:
    response = client.post("/startups/aquanour/edit", headers=dict(headers))
    assert response.status_code == 403
    assert translator("fr").text("refused.cross_site") in response.text
    assert response.headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize("headers", OURS)
def test_a_change_asked_by_our_own_page_is_looked_at(
    client: TestClient, headers: Mapping[str, str]
) -> None:
    response = client.post("/startups/aquanour/edit", headers=dict(headers))
    assert response.status_code != 403


@pytest.mark.parametrize("headers", OTHERS)
def test_what_changes_nothing_is_answered_whoever_asks(
    client: TestClient, headers: Mapping[str, str]
) -> None:
    assert client.get("/startups", headers=dict(headers)).status_code == 200


def test_a_change_asked_with_a_cookie_by_who_does_not_say_whose_page_it_is_is_refused(
    client: TestClient,
) -> None:
    assert client.post("/startups/aquanour/edit").status_code == 403
    client.cookies.clear()
    response = client.post("/startups/aquanour/edit", follow_redirects=False)
    assert response.headers["location"].startswith("/sign-in")


def test_a_program_is_told_as_a_problem(client: TestClient) -> None:
    response = client.post("/api/v1/eligibility", headers={"sec-fetch-site": "cross-site"})
    assert response.status_code == 403
    assert response.headers["content-type"] == "application/problem+json"
