"""Bodies that are too big, too slow, too deep or of too many parts."""

import json
import socket
import time
from collections.abc import Iterator
from http import HTTPStatus
from http.client import HTTPConnection
from itertools import repeat
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

from app.accounts.policy import Role
from app.context import Context
from app.kit.i18n import translator
from matching.profile import LANGUAGES
from tests.app.people import client_as
from tests.web.conftest import served
from tests.web.factories import HERE
from web import limits
from web.headers import SECURITY
from web.main import create_app

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
# A page that takes a form, and an operation that takes JSON.
SENT_TO = [("/startups/aquanour/financing", FORM), ("/api/v1/eligibility", JSON)]
OURS = "Sec-Fetch-Site: same-origin"


@pytest.fixture
def client(empty_context: Context) -> Iterator[TestClient]:
    client = TestClient(create_app(empty_context), HERE, raise_server_exceptions=False)
    yield client_as(client, empty_context, Role.MANAGER)
    client.close()


@pytest.fixture
def place(empty_context: Context) -> Iterator[tuple[str, int]]:
    with served(empty_context) as address:
        parts = urlsplit(address)
        assert parts.hostname
        assert parts.port
        yield parts.hostname, parts.port


@pytest.mark.parametrize(("path", "kind"), SENT_TO)
@pytest.mark.parametrize("extra", [1, limits.MOST * 9])
def test_a_body_that_says_it_is_too_big_is_refused(
    client: TestClient, path: str, kind: str, extra: int
) -> None:
    answer = client.post(path, content=b"a" * (limits.MOST + extra), headers={"content-type": kind})
    assert answer.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert answer.headers["connection"] == "close"
    assert {name: answer.headers.get(name) for name in SECURITY} == SECURITY


@pytest.mark.parametrize(("path", "kind"), SENT_TO)
def test_a_body_that_does_not_say_how_big_it_is_is_counted(
    client: TestClient, path: str, kind: str
) -> None:
    parts = repeat(b"a" * 1000, limits.MOST // 1000 + 1)
    answer = client.post(path, content=parts, headers={"content-type": kind})
    assert answer.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE


@pytest.mark.parametrize("kind", [FORM, JSON, "text/plain", ""])
@pytest.mark.parametrize("prefix", ["", "/api/v1"])
def test_more_is_taken_of_a_form_of_files_only(client: TestClient, prefix: str, kind: str) -> None:
    client.headers["content-type"] = kind
    answer = client.post(f"{prefix}/organisations/x/intakes", content=b"a" * (limits.MOST + 1))
    assert answer.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE


@pytest.mark.parametrize("path", ["/organisations/x/intakes", "/api/v1/organisations/x/intakes"])
def test_files_may_be_larger(client: TestClient, path: str) -> None:
    content = b"a" * (limits.MOST + 1)
    for kind in ("multipart/form-data; boundary=x", "Multipart/Form-Data ;boundary=x"):
        answer = client.post(path, content=content, headers={"content-type": kind})
        assert answer.status_code != HTTPStatus.REQUEST_ENTITY_TOO_LARGE


def test_a_body_of_the_most_that_is_taken_is_looked_at(client: TestClient) -> None:
    content = b"value=yes&field=" + b"a" * (limits.MOST - 16)
    answer = client.post(
        "/startups/aquanour/financing", content=content, headers={"content-type": FORM}
    )
    assert answer.status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_too_big_is_said_in_words(client: TestClient, language: str) -> None:
    answer = client.post(f"/programmes?lang={language}", content=b"a" * (limits.MOST + 1))
    assert translator(language).text("error_text.413") in answer.text


def test_a_program_is_told_as_a_problem(client: TestClient) -> None:
    answer = client.post("/api/v1/eligibility", content=b"a" * (limits.MOST + 1))
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == HTTPStatus.REQUEST_ENTITY_TOO_LARGE


def test_a_form_of_very_many_fields_is_refused(client: TestClient) -> None:
    many = "&".join(f"a{number}=" for number in range(100_000))
    assert len(many) < limits.MOST
    answer = client.post(
        "/startups/aquanour/financing", content=many, headers={"content-type": FORM}
    )
    assert answer.status_code == HTTPStatus.BAD_REQUEST


def test_a_form_in_very_many_parts_is_refused(client: TestClient) -> None:
    part = '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n'
    content = part * 15_000 + "--x--\r\n"
    assert len(content) < limits.MOST
    headers = {"content-type": "multipart/form-data; boundary=x"}
    answer = client.post("/startups/aquanour/financing", content=content, headers=headers)
    assert answer.status_code == HTTPStatus.BAD_REQUEST


@pytest.mark.parametrize("opening", ["[", '{"facts":'])
def test_json_of_any_depth_is_an_error_of_who_sent_it(client: TestClient, opening: str) -> None:
    content = opening * (limits.MOST // len(opening) - 1)
    answer = client.post("/api/v1/eligibility", content=content, headers={"content-type": JSON})
    assert HTTPStatus.BAD_REQUEST <= answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR


def test_numbers_beyond_any_are_an_error_of_who_sent_them(client: TestClient) -> None:
    for number in ("9" * 5000, "1e999", "NaN", "-Infinity"):
        content = f'{{"facts": {{"employees": {number}}}}}'
        answer = client.post("/api/v1/eligibility", content=content, headers={"content-type": JSON})
        assert HTTPStatus.BAD_REQUEST <= answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR


def test_json_in_the_place_of_a_form_says_nothing(client: TestClient) -> None:
    body = json.dumps({"field": "has_mvp", "value": "yes"})
    answer = client.post(
        "/startups/aquanour/financing", content=body, headers={"content-type": JSON}
    )
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def test_a_form_in_the_place_of_json_says_nothing(client: TestClient) -> None:
    for kind in (FORM, "text/plain", "multipart/form-data; boundary=x"):
        content = '{"facts": {"employees": 3}}'
        answer = client.post("/api/v1/eligibility", content=content, headers={"content-type": kind})
        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def head(*lines: str) -> bytes:
    return "\r\n".join([*lines, "", ""]).encode()


def trickled(place: tuple[str, int], begun: bytes, drop: bytes = b"a") -> tuple[bytes, float]:
    """What the server says to who goes on byte by byte, and after how many seconds it hangs up."""
    with socket.create_connection(place, timeout=20) as line:
        start, said = time.monotonic(), b""
        line.sendall(begun)
        line.settimeout(0.05)
        while time.monotonic() - start < 15:
            try:
                line.sendall(drop)
                got = line.recv(65536)
            except TimeoutError:
                continue
            except OSError:
                break
            if not got:
                break
            said += got
        return said, time.monotonic() - start


@pytest.mark.parametrize(
    "framing", ["Content-Length: 100000", "Transfer-Encoding: chunked"], ids=["declared", "chunked"]
)
def test_a_body_that_trickles_is_not_waited_for(
    place: tuple[str, int], monkeypatch: pytest.MonkeyPatch, framing: str
) -> None:
    monkeypatch.setattr(limits, "BODY_S", 0.5)
    begun = head("POST /api/v1/eligibility HTTP/1.1", "Host: 127.0.0.1", OURS, framing)
    said, seconds = trickled(place, begun, b"1\r\na\r\n" if "chunked" in framing else b"a")
    assert b"408" in said.split(b"\r\n", 1)[0]
    assert 0.4 < seconds < 5


def test_a_body_that_nobody_asked_for_holds_no_connection(
    place: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "HEAD_S", 0.5)
    begun = head("GET /programmes HTTP/1.1", "Host: 127.0.0.1", "Content-Length: 100000")
    said, seconds = trickled(place, begun)
    assert b"200" in said.split(b"\r\n", 1)[0]
    assert seconds < 5


@pytest.mark.parametrize("begun", [b"", b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: "])
def test_a_head_that_trickles_is_not_waited_for(
    place: tuple[str, int], monkeypatch: pytest.MonkeyPatch, begun: bytes
) -> None:
    monkeypatch.setattr(limits, "HEAD_S", 0.5)
    _, seconds = trickled(place, begun)
    assert 0.4 < seconds < 5


def test_a_second_request_that_trickles_is_not_waited_for(
    place: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "HEAD_S", 0.7)
    begun = head("GET /static/icon.svg HTTP/1.1", "Host: 127.0.0.1") + b"GET /static"
    said, seconds = trickled(place, begun)
    assert b"200" in said.split(b"\r\n", 1)[0]
    assert seconds < 5


def test_a_head_that_does_not_end_is_refused(place: tuple[str, int]) -> None:
    begun = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"a" * 1_000_000
    said, _ = trickled(place, begun)
    assert said == b"" or b" 400 " in said.split(b"\r\n", 1)[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_too_slow_is_said_in_words(
    place: tuple[str, int], monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setattr(limits, "BODY_S", 0.2)
    asked = f"POST /startups/aquanour/financing?lang={language} HTTP/1.1"
    kind = f"Content-Type: {FORM}"
    said, _ = trickled(place, head(asked, "Host: 127.0.0.1", OURS, kind, "Content-Length: 1000"))
    assert translator(language).text("error_text.408") in said.decode()


def test_who_is_quick_is_answered_twice_on_one_connection(
    place: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "HEAD_S", 0.7)
    line = HTTPConnection(*place, timeout=5)
    line.connect()
    held = line.sock
    for _ in range(3):
        line.request("GET", "/static/icon.svg")
        assert line.getresponse().read().startswith(b"<svg")
        time.sleep(0.4)
    assert line.sock is held
    line.close()
