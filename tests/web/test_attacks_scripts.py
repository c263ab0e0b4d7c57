"""Script in every text field of every form: it comes back as text, wherever it is shown."""

import re
import sys
from collections.abc import Iterator, Mapping
from itertools import chain

import pytest
from fastapi import FastAPI
from httpx2 import Response
from playwright.sync_api import Page as Tab
from starlette.testclient import TestClient

from app.accounts.policy import Role
from app.context import Context
from matching.encoder.base import Encoder
from tests.web import matrix
from tests.web.conftest import served
from tests.web.factories import HERE as HOST
from tests.web.markup import Form, Page
from tests.web.matrix import Line, address
from tests.web.world import HERE, Asking, opened
from web.main import create_app

# Ends whatever it may stand in: an attribute, an element, a script, a comment, a template.
HOSTILE = (
    "\"'></textarea></title></script>--><evil-x onevil=1><img src=evil onerror=window.evil=1>"
    "<script>window.evil=1</script>{{7*7}}javascript:window.evil=1"
)
ADDRESS = "javascript:window.evil=1//https://example.ma"
PAYLOADS = (HOSTILE, ADDRESS)
FOLLOWED = {"href", "src", "action", "formaction", "hx-get", "hx-post", "data-href"}
HANDLER = re.compile(r"on\w+|srcdoc|style")
# Files, which a browser keeps and does not show.
FILES = ("/account/export",)
# Forms that end what the others need.
LEFT = re.compile(r"sign-out|look|leave|delete|disable|/stop|revoke")


@pytest.fixture(scope="module")
def context(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    with opened(encoder, tmp_path_factory.mktemp("scripted")) as context:
        yield context


@pytest.fixture(scope="module")
def app(context: Context) -> FastAPI:
    return create_app(context)


@pytest.fixture(scope="module")
def readers(context: Context) -> list[Asking]:
    """Who is shown all there is, who is shown it as a founder, and who is nobody."""
    granted = [role for role in Role if role not in {Role.ANYONE, Role.PERSON}]
    return [
        Asking.browsing(context, "everyone", *granted),
        Asking.browsing(context, "founder", Role.FOUNDER),
        Asking("nobody"),
    ]


@pytest.fixture(scope="module")
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, HOST, raise_server_exceptions=False, follow_redirects=False) as client:
        client.headers["accept-encoding"] = "identity"
        yield client


@pytest.fixture(scope="module")
def shown(app: FastAPI) -> list[Line]:
    """The routes that show a page."""
    return [
        line
        for line in matrix.lines(app)
        if not line.changes and not line.path.startswith(("/api/", *FILES))
    ]


def forms(client: TestClient, shown: list[Line], who: Asking, own: Mapping[str, str]) -> list[Form]:
    """The forms of every page, each once, whose fields take any text."""
    found = {}
    for line in shown:
        path = address(line, who, own, HERE)
        for form in Page(client.get(path, headers=dict(who.headers)).text).forms(path):
            if form.texts and not LEFT.search(form.action):
                found[form.method, form.action, *form.fields] = form
    return list(found.values())


def filled(form: Form) -> Iterator[dict[str, str]]:
    """A form with hostile text in every field at once, then in one at a time."""
    for payload in PAYLOADS:
        yield {**form.fields, **dict.fromkeys(form.texts, payload)}
    for name in form.texts:
        yield {**form.fields, name: HOSTILE}


def sent(client: TestClient, form: Form, fields: dict[str, str], who: Asking) -> Response:
    """What sending a form answers."""
    given = {"params": fields} if form.method == "get" else {"data": fields}
    path = form.action.split("#")[0]
    return client.request(form.method.upper(), path, headers=dict(who.headers), **given)  # type: ignore[arg-type]


def harm(html: str) -> list[str]:
    """What of a page is not ours: elements, handlers and addresses that somebody typed."""
    elements = Page(html).elements
    return [
        f"<{one.tag} {name}={value}>"
        for one in elements
        for name, value in chain([("", "")], one.attributes.items())
        if one.tag == "evil-x"
        or HANDLER.fullmatch(name)
        or (one.tag == "script" and not one.get("src").startswith("/static/"))
        or (name in FOLLOWED and value.strip().lower().startswith(("javascript:", "data:")))
        or (name == "src" and value == "evil")
    ]


@pytest.fixture(scope="module")
def attacked(
    client: TestClient, shown: list[Line], readers: list[Asking]
) -> tuple[list[str], int, int]:
    """Every form sent full of it: what was harmed, how many forms and how many fields."""
    harmed, count, fields = list[str](), 0, 0
    for who in readers:
        for form in forms(client, shown, who, readers[0].own):
            count, fields = count + 1, fields + len(form.texts)
            for one in filled(form):
                answer = sent(client, form, one, who)
                assert answer.status_code < 500, (form.action, one)
                harmed += [f"{form.action}: {what}" for what in harm(answer.text)]
    return harmed, count, fields


def test_what_is_typed_into_a_form_comes_back_as_text(
    attacked: tuple[list[str], int, int], capsys: pytest.CaptureFixture[str]
) -> None:
    harmed, count, fields = attacked
    with capsys.disabled():
        sys.stdout.write(f"\nhostile text: {count} forms, {fields} fields, {len(harmed)} harmed\n")
    assert harmed == []
    assert count >= 10
    assert fields >= 30


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_what_was_kept_is_shown_as_text_on_every_page(
    client: TestClient,
    attacked: tuple[list[str], int, int],
    shown: list[Line],
    readers: list[Asking],
    language: str,
) -> None:
    assert attacked
    kept = 0
    for who in readers:
        for line in shown:
            path = address(line, who, readers[0].own, HERE)
            html = client.get(path, params={"lang": language}, headers=dict(who.headers)).text
            assert harm(html) == [], line
            assert "49javascript" not in html, line
            kept += "&lt;evil-x" in html
    assert kept >= 5


def test_what_an_address_asks_for_comes_back_as_text(
    client: TestClient, shown: list[Line], readers: list[Asking]
) -> None:
    names = ("q", "next", "lang", "offset", "show", "saved", "kept", "answered", "kind", "sector")
    for line in shown:
        path = address(line, readers[0], readers[0].own, HERE)
        for payload in PAYLOADS:
            asked = dict.fromkeys([*names, HOSTILE], payload)
            answer = client.get(path, params=asked, headers=dict(readers[0].headers))
            assert answer.status_code < 500, line
            assert harm(answer.text) == [], line


@pytest.mark.browser
def test_no_script_that_was_kept_runs_in_a_browser(
    attacked: tuple[list[str], int, int],
    context: Context,
    shown: list[Line],
    readers: list[Asking],
    scripted: Tab,
) -> None:
    assert attacked
    said = list[str]()
    scripted.on("dialog", lambda dialog: said.append(dialog.message))
    scripted.on("console", lambda message: said.append(message.text))
    who = readers[0]
    secret = who.headers["cookie"].removeprefix("wasl=")
    with served(context) as home:
        scripted.context.add_cookies([{"name": "wasl", "value": secret, "url": home}])
        for line in shown:
            scripted.goto(f"{home}{address(line, who, readers[0].own, HERE)}")
            assert scripted.evaluate("window.evil") is None, line
    assert [one for one in said if "Content Security" in one or "evil" in one] == []
