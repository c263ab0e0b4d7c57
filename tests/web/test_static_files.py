"""The style sheet, the scripts and the icon: small, ours, kept for a year."""

import gzip
import re

import pytest
from starlette.testclient import TestClient

from web.static_files import FOLDER, HTMX, address, assets

SHEET = assets()["wasl.css"].content.decode()
SCRIPT = assets()["wasl.js"].content.decode()
# What a browser may be sent for all of Wasl, compressed as it is sent.
MOST = 60_000


def test_a_static_file_is_kept_for_a_year_at_an_address_that_names_what_it_holds(
    client: TestClient,
) -> None:
    page = client.get("/startups").text
    address = re.search(r'href="(/static/wasl\.css\?v=[0-9a-f]{12})"', page)
    assert address
    response = client.get(address[1])
    assert response.status_code == 200
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("name", sorted(assets()))
def test_a_static_file_is_what_it_is_called(client: TestClient, name: str) -> None:
    response = client.get(address(name))
    assert response.content == assets()[name].content
    assert response.headers["content-type"].startswith(assets()[name].kind)


def test_a_file_that_is_not_there_is_an_error_that_is_not_kept(client: TestClient) -> None:
    response = client.get("/static/nothing.css")
    assert response.status_code == 404
    assert "immutable" not in response.headers["cache-control"]


@pytest.mark.parametrize("name", ["..%2Fmain.py", "css%2F00-tokens.css", "wasl.css%00"])
def test_nothing_else_of_this_machine_is_sent(client: TestClient, name: str) -> None:
    assert client.get(f"/static/{name}").status_code == 404


def test_pages_and_files_are_sent_compressed(client: TestClient) -> None:
    for path in ("/startups", address("wasl.css")):
        assert client.get(path).headers["content-encoding"] == "gzip"


def test_all_that_a_browser_is_sent_for_wasl_is_small() -> None:
    sent = [len(gzip.compress(one.content)) for one in assets().values()]
    assert sum(sent) < MOST


def test_what_runs_is_small_even_before_it_is_compressed() -> None:
    scripts = [one for one in assets().values() if one.kind == "text/javascript"]
    assert sum(len(one.content) for one in scripts) < MOST


def test_htmx_is_sent_as_its_package_brings_it() -> None:
    assert assets()["htmx.js"].content == HTMX.read_bytes()
    assert not list(FOLDER.rglob("*htmx*"))


def test_the_style_sheet_asks_nothing_of_anyone() -> None:
    assert "url(" not in SHEET
    assert "@import" not in SHEET


def test_the_style_sheet_knows_no_left_or_right() -> None:
    physical = (
        r"(?:margin|padding|border|inset)-(?:left|right|top|bottom)\b",
        r"(?<![\w.-])(?:left|right|top|bottom)\s*:",
        r"[;{]\s*(?:max-|min-)?(?:width|height)\s*:",
        r"text-align:\s*(?:left|right)",
    )
    assert [found for one in physical for found in re.findall(one, SHEET)] == []


def test_every_colour_is_a_token_that_the_dark_and_the_paper_have_too() -> None:
    used = set(re.findall(r"var\((--[\w-]+)\)", SHEET))
    defined = set(re.findall(r"(--[\w-]+)\s*:", SHEET))
    assert used == defined


@pytest.mark.parametrize("forbidden", ["eval(", "new Function", "innerHTML", "http://", "https://"])
def test_our_scripts_run_no_text_and_ask_nothing_of_another_host(forbidden: str) -> None:
    assert forbidden not in SCRIPT
