"""Attacks on every route: by other sites, by other people's ids, by odd addresses and headers."""

from collections.abc import Iterator, Mapping

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.accounts.policy import Role
from app.context import Context
from matching.encoder.base import Encoder
from tests.web import matrix
from tests.web.factories import HERE as HOST
from tests.web.matrix import ALLOWED, PARAMETER, Line, address, bare, kind_of, outcome
from tests.web.world import ELSEWHERE, HERE, THINGS, Asking, Snapshot, opened, placed
from web.headers import SECURITY
from web.main import create_app

GRANTED = [role for role in Role if role not in {Role.ANYONE, Role.PERSON}]
# What a browser says of a request that another site's page makes it send.
FOREIGN: Mapping[str, Mapping[str, str]] = {
    "a form": {"sec-fetch-site": "cross-site", "origin": "https://evil.example"},
    "a form in a frame without an origin": {"sec-fetch-site": "cross-site", "origin": "null"},
    "a page of a sibling host": {"sec-fetch-site": "same-site", "origin": "http://localhost"},
    "an old browser": {"origin": "https://evil.example"},
    "an old browser without an origin": {"origin": "null"},
    "a browser that says nothing": {},
    "another port": {"origin": "http://127.0.0.1:6666"},
    "a fetch": {
        "sec-fetch-site": "cross-site",
        "sec-fetch-mode": "no-cors",
        "content-type": "text/plain",
    },
}
OVERRIDES = {"x-http-method-override": "DELETE", "x-method-override": "PUT", "x-http-method": "PUT"}
# What is written by what only shows, and why.
WRITTEN = {
    "journal": "reads of personal data are kept",
    "shortlist": "a list is stored as it is shown",
    "shortlist_item": "a list is stored as it is shown",
    "origin": "what a list was made of is kept with it",
    "edition": "what a list was made of is kept with it",
    "edition_item": "what a list was made of is kept with it",
    "version": "what a list was made of is kept with it",
    "showing": "a list is stored as it is shown",
    "throttle": "searches are counted",
    "refusals": "who is refused is counted",
}
# Ids that do not decide who may: of other people's things too, each because of this.
OTHERS_TAKEN = {
    "programme_id": "the catalogue is public",
    "position": "a file has its number within its intake, and nobody else's",
}
# What somebody may ask for, and is not there for them.
NOT_THERE = {404, 410, 422}
ODD = {
    "nothing": "%00",
    "a step up": "..%2F..%2Fetc%2Fpasswd",
    "a header": "a%0d%0aSet-Cookie:%20wasl=evil",
    "a query": "'%20OR%20'1'='1",
    "a script": "%3Cscript%3Ealert(1)%3C%2Fscript%3E",
    "no text": "%ff%fe",
    "very long": "a" * 3000,
    "the other way": "%E2%80%AEabc",
    "a template": "%7B%7B7*7%7D%7D",
}


@pytest.fixture(scope="module")
def context(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    with opened(encoder, tmp_path_factory.mktemp("attacked")) as context:
        yield context


@pytest.fixture(scope="module")
def app(context: Context) -> FastAPI:
    return create_app(context)


@pytest.fixture(scope="module")
def lines(app: FastAPI) -> list[Line]:
    return matrix.lines(app)


@pytest.fixture(scope="module")
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, HOST, raise_server_exceptions=False, follow_redirects=False) as client:
        client.headers["accept-encoding"] = "identity"
        yield client


@pytest.fixture(scope="module")
def manager(context: Context) -> Asking:
    return Asking.browsing(context, "manager", Role.MANAGER, Role.ADMINISTRATOR)


@pytest.fixture(scope="module")
def stranger(context: Context) -> Asking:
    return Asking.elsewhere(context)


@pytest.mark.parametrize("said", FOREIGN.values(), ids=FOREIGN)
def test_another_sites_page_changes_nothing(
    client: TestClient,
    context: Context,
    lines: list[Line],
    manager: Asking,
    said: Mapping[str, str],
) -> None:
    before = Snapshot(context)
    for line in (one for one in lines if one.changes):
        path = address(line, manager, manager.own, HERE)
        headers = {"cookie": manager.headers["cookie"], **said}
        answer = client.request(line.method, path, headers=headers)
        assert answer.status_code == 403, line
    assert before.changed() == set()


def test_what_only_shows_writes_nothing_else(
    client: TestClient, context: Context, lines: list[Line]
) -> None:
    shown = [line for line in lines if not line.changes]
    for roles in (GRANTED, [Role.FOUNDER]):
        who = Asking.browsing(context, "reader", *roles)
        before = Snapshot(context)
        for line in shown:
            client.request(**bare(line, address(line, who, who.own, HERE), who))
        assert before.changed() <= set(WRITTEN)


def test_a_read_cannot_be_made_a_change(
    client: TestClient, context: Context, lines: list[Line], manager: Asking
) -> None:
    before = Snapshot(context)
    for line in (one for one in lines if not one.changes):
        path = address(line, manager, manager.own, HERE)
        client.get(f"{path}?_method=DELETE", headers={**manager.headers, **OVERRIDES})
    assert before.changed() <= set(WRITTEN)


def test_every_answer_to_everyone_is_guarded(
    client: TestClient, lines: list[Line], manager: Asking
) -> None:
    for line in lines:
        for who in (manager, Asking("nobody")):
            path = address(line, who, manager.own, HERE)
            answer = client.request("GET", path, headers=dict(who.headers))
            found = {name: answer.headers.get(name) for name in SECURITY}
            assert found == SECURITY, line
            assert "server" not in answer.headers
            if answer.status_code == 200:
                assert answer.headers.get("cache-control", "").startswith(
                    ("private", "no-store")
                ), line


def test_what_headers_ask_is_answered_as_what_is_shown(
    client: TestClient, lines: list[Line], manager: Asking
) -> None:
    for line in (one for one in lines if not one.changes):
        path = address(line, manager, manager.own, HERE)
        shown = client.get(path, headers=dict(manager.headers))
        asked = client.head(path, headers=dict(manager.headers))
        assert (asked.status_code, asked.content) == (shown.status_code, b""), line
        nobody = client.head(path)
        assert outcome(nobody) == outcome(client.get(path)), line


@pytest.mark.parametrize("method", ["OPTIONS", "TRACE", "CONNECT", "PROPFIND"])
def test_other_methods_open_nothing(
    client: TestClient, lines: list[Line], manager: Asking, method: str
) -> None:
    said = {**manager.headers, "origin": "https://evil.example"}
    for line in lines:
        path = address(line, manager, manager.own, HERE)
        answer = client.request(method, path, headers=said)
        assert answer.status_code == 405, line
        assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize("role", [one for one in GRANTED if one not in matrix.EVERYWHERE])
def test_nothing_of_others_is_reached_beside_ones_own(
    client: TestClient, context: Context, lines: list[Line], stranger: Asking, role: Role
) -> None:
    """One's own thing decides; the other ids of the address are another's, one at a time."""
    who = Asking.browsing(context, role, role)
    before = Snapshot(context)
    for line in lines:
        for name in PARAMETER.findall(line.path):
            if kind_of(name) != line.about and name not in OTHERS_TAKEN:
                path = swapped(line, who, stranger, name)
                answer = client.request(**bare(line, path, who))
                refused = outcome(answer) != ALLOWED or answer.status_code in NOT_THERE
                # What changes something may be done in vain, as taking out who is not in.
                assert refused or line.changes, line
    assert before.changed() <= set(WRITTEN)


def swapped(line: Line, who: Asking, stranger: Asking, name: str) -> str:
    """The address of one's own thing, but with another's id for one parameter."""
    kind = kind_of(name)
    mine = placed(kind, HERE) if kind in THINGS else who.own.get(kind, "")
    other = placed(kind, ELSEWHERE) if kind in THINGS else stranger.own.get(kind, "")
    path = address(line, who, stranger.own, HERE)
    return path.replace(mine, other) if mine else path


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_odd_ids_find_nothing_and_break_nothing(
    client: TestClient, lines: list[Line], manager: Asking, odd: str
) -> None:
    for line in (one for one in lines if PARAMETER.search(one.path)):
        answer = client.request(**bare(line, PARAMETER.sub(odd, line.path), manager))
        assert answer.status_code < 500, line
        assert "evil" not in answer.headers.get("set-cookie", "")
        assert "<script>alert" not in answer.text
        assert "49" not in answer.text or "7*7" not in odd


def test_a_key_in_the_address_is_no_key(
    client: TestClient, context: Context, lines: list[Line]
) -> None:
    program = Asking.program(context, "tool", Role.MANAGER, ["startups:read"])
    secret = program.headers["authorization"].removeprefix("Bearer ")
    opened = client.get("/api/v1/startups", headers=dict(program.headers))
    assert opened.status_code == 200
    for name in ("api_key", "key", "access_token", "token", "authorization"):
        answer = client.get("/api/v1/startups", params={name: secret})
        assert answer.status_code == 401, name
        answer = client.get("/api/v1/startups", headers={"cookie": f"wasl={secret}"})
        assert answer.status_code == 401


def test_a_session_is_no_key(client: TestClient, manager: Asking) -> None:
    secret = manager.headers["cookie"].removeprefix("wasl=")
    answer = client.get("/api/v1/startups", headers={"authorization": f"Bearer {secret}"})
    assert answer.status_code == 401


def test_a_bad_key_beside_a_good_cookie_is_not_overlooked(
    client: TestClient, manager: Asking
) -> None:
    headers = {**manager.headers, "authorization": "Bearer nonsense"}
    assert client.get("/api/v1/startups", headers=headers).status_code == 401


LYING = {
    "x-forwarded-host": "evil.example",
    "x-forwarded-server": "evil.example",
    "forwarded": "host=evil.example;proto=https",
    "x-original-url": "/administration",
    "x-rewrite-url": "/administration",
    "x-forwarded-prefix": "//evil.example",
}


def test_what_headers_claim_of_hosts_and_addresses_is_not_believed(
    client: TestClient, lines: list[Line], manager: Asking
) -> None:
    for line in (one for one in lines if not one.changes):
        for who in (manager, Asking("nobody")):
            path = address(line, who, manager.own, HERE)
            told = client.get(path, headers={**who.headers, **LYING})
            plain = client.get(path, headers=dict(who.headers))
            assert "evil.example" not in told.text + str(told.headers), line
            assert told.status_code == plain.status_code, line


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1@evil.example", "127.0.0.1:80.evil.example"]
)
def test_another_host_is_not_answered_whatever_the_route(
    client: TestClient, lines: list[Line], manager: Asking, host: str
) -> None:
    for line in lines:
        path = address(line, manager, manager.own, HERE)
        answer = client.request(line.method, path, headers={**manager.headers, "host": host})
        assert answer.status_code == 400, line


def test_two_answers_are_not_made_of_one_language(client: TestClient) -> None:
    """What an address asks for goes into no header as it is."""
    answer = client.get("/sign-in?lang=fr%0d%0aSet-Cookie:%20wasl=evil&next=/a%0d%0aX:y")
    assert "evil" not in str(answer.headers)
    assert "x" not in answer.headers
