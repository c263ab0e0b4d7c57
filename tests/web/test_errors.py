import html

import pytest
from starlette.testclient import TestClient

from app.accounts.gate import Refused
from app.accounts.policy import Reason, Role
from app.context import Context
from app.kit.i18n import translator
from matching.profile import LANGUAGES
from tests.app.people import client_as
from tests.web.factories import HERE, request
from web.data.errors import ErrorPage
from web.headers import SECURITY
from web.main import create_app
from web.rendering import render


def test_what_is_not_there_is_a_page_for_people(client: TestClient) -> None:
    response = client.get("/startups/nobody")
    assert response.status_code == 404
    assert response.headers["content-type"].startswith("text/html")
    assert "Page introuvable" in response.text


def test_what_is_not_there_is_a_problem_for_programs(client: TestClient) -> None:
    response = client.get("/api/v1/startups/nobody")
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("offset", ["x", "-1", "99999999999"])
def test_an_address_with_a_bad_number_is_explained(client: TestClient, offset: str) -> None:
    response = client.get("/startups", params={"offset": offset})
    assert response.status_code == 422
    assert "Adresse incomprise" in response.text


def test_a_method_that_no_page_takes_keeps_its_status(client: TestClient) -> None:
    response = client.post("/startups")
    assert response.status_code == 405
    assert set(response.headers["allow"].split(", ")) == {"GET", "HEAD"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_method_that_no_page_takes_is_not_told_as_an_error_of_the_server(
    client: TestClient, language: str
) -> None:
    texts = translator(language)
    page = client.post("/startups", params={"lang": language}).text
    assert texts.text("error_text.405") in page
    assert texts.text("error_text.500") not in page


@pytest.mark.parametrize("reason", [Reason.ELSEWHERE, Reason.ROLE, Reason.CROSS_SITE])
def test_a_refusal_says_its_own_reason_and_no_other(reason: Reason) -> None:
    page = bytes(render(request("lang=fr"), ErrorPage.of(403, Refused(reason)), 403).body)
    words, text = translator("fr"), html.unescape(page.decode())
    reasons = (one for one in Reason if one is not Reason.GRANTED)
    assert [one for one in reasons if words.text(f"refused.{one}") in text] == [reason]


@pytest.mark.parametrize(("status", "told"), [(404, 404), (418, 400), (502, 500)])
def test_an_error_without_words_of_its_own_is_told_as_its_class(status: int, told: int) -> None:
    assert ErrorPage.of(status).told == told


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", "LOCALHOST:80", "[::1]:8000"])
def test_the_names_of_this_machine_are_answered(client: TestClient, host: str) -> None:
    assert client.get("/api/v1/startups", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:8000", "testserver", ""])
@pytest.mark.parametrize("path", ["/startups", "/api/v1/startups"])
def test_a_name_of_another_machine_is_refused(client: TestClient, path: str, host: str) -> None:
    response = client.get(path, headers={"host": host})
    assert response.status_code == 400
    assert "startups" not in response.text
    assert response.headers["x-frame-options"] == "DENY"


def test_without_a_model_a_list_says_how_to_build_one(
    context: Context, empty_context: Context
) -> None:
    unbuilt = Context(context.settings.model_copy(update={"home": empty_context.settings.home}))
    unbuilt.__dict__["database"] = context.database
    client = TestClient(create_app(unbuilt), HERE, raise_server_exceptions=False)
    client_as(client, context, Role.MANAGER)
    response = client.get("/startups/chari")
    assert response.status_code == 503
    assert "wasl model build" in response.text
    client.close()


def test_an_unforeseen_error_shows_nothing_of_itself(empty_context: Context) -> None:
    broken = create_app(empty_context)

    @broken.get("/broken")
    @broken.get("/api/v1/broken")
    def fail() -> None:
        raise RuntimeError("secret")

    client = TestClient(broken, HERE, raise_server_exceptions=False)
    for path, kind in (("/broken", "text/html"), ("/api/v1/broken", "application/problem+json")):
        response = client.get(path)
        assert response.status_code == 500
        assert response.headers["content-type"].startswith(kind)
        assert "secret" not in response.text
        assert response.headers["x-frame-options"] == "DENY"
    client.close()


@pytest.mark.parametrize(
    "path", ["/", "/startups", "/nowhere", "/api/v1/startups", "/static/wasl.css"]
)
def test_every_answer_carries_the_security_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert {name: headers.get(name) for name in SECURITY} == SECURITY
    assert headers.get_list("content-security-policy") == [SECURITY["Content-Security-Policy"]]
