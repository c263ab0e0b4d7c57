import html
import re
from itertools import pairwise

import pytest
from sqlalchemy import func, select
from starlette.testclient import TestClient

from app.accounts.policy import Role
from app.context import Context
from app.kit.database import reading
from app.matches.models import Showing
from app.matches.parts import BRIEF, WHOLE
from matching.profile import LANGUAGES
from tests.app.people import client_as
from tests.web.factories import HERE
from tests.web.vocabulary import REQUIRED
from web.main import create_app

# What keys begin with, less the word that a site's name may begin with too.
OURS = {"list", "evidence", "score", "offer", "pager", "facts", "pair", "answer", "edit", "known"}
KEYED = set(REQUIRED) | OURS
PAIR = "/startups/chari/programmes/innov-start"
PATHS = (
    "/startups",
    "/startups?q=agri&stage=mvp",
    "/startups/new",
    "/startups/chari",
    "/startups/chari/edit",
    "/startups/chari/financing",
    "/startups/chari/financing?show=all",
    "/startups/chari/financing?show=refused",
    "/startups/chari/compare",
    "/startups/chari/compare?programme=innov-start&programme=forsa",
    PAIR,
    f"{PAIR}?company_age_years=2&has_mvp=yes",
    "/programmes",
    "/programmes/innov-start",
    "/programmes/innov-start/edit",
    "/catalogue",
    "/nowhere",
)


def test_every_startup_is_reached_from_page_to_page(client: TestClient) -> None:
    path, seen = "/startups", set[str]()
    while path:
        page = client.get(path).text
        seen |= set(re.findall(r'<h3><a href="/startups/([^"]+)"', page))
        following = re.search(r'rel="next" href="([^"]+)"', page)
        path = following[1] if following else ""
    total = client.get("/api/v1/startups?limit=1").json()["total"]
    assert len(seen) == total


@pytest.mark.parametrize("path", ["/startups", "/programmes"])
def test_there_is_no_page_beyond_the_last(client: TestClient, path: str) -> None:
    assert client.get(path, params={"offset": 5000}).status_code == 404


def test_an_empty_platform_says_what_to_import(empty_context: Context) -> None:
    client = client_as(TestClient(create_app(empty_context), HERE), empty_context, Role.MANAGER)
    assert "wasl ingest startups" in client.get("/startups").text
    assert "wasl ingest programmes" in client.get("/programmes").text
    client.close()


def test_a_startup_shows_its_whole_ranked_list(client: TestClient) -> None:
    page = client.get("/startups/chari/financing?show=all&lines=all").text
    listed = client.get("/api/v1/startups/chari/matches?limit=100").json()["matches"]
    positions = [int(one) for one in re.findall(r'id="p(\d+)"', page)]
    shown = re.findall(r'<h3><a href="/programmes/([^"]+)"', page)
    assert positions == [line["position"] for line in listed]
    assert shown == [line["offer"]["id"] for line in listed]


def test_a_long_list_shows_its_first_lines_and_leads_to_all(client: TestClient) -> None:
    desk = "/startups/chari/financing"
    page = client.get(f"{desk}?show=all").text
    (more,) = re.findall(rf'href="{desk}([^"#]*lines=all)#list"', page)
    whole = client.get(desk + html.unescape(more)).text
    assert len(identifiers(page)) == WHOLE + BRIEF
    assert identifiers(whole)[: WHOLE + BRIEF] == identifiers(page)
    assert len(identifiers(whole)) == 98
    assert "lines=all#list" not in whole


def identifiers(page: str) -> list[str]:
    return re.findall(r'<li class="match[^"]*" id="(p\d+)"', page)


def test_the_parts_of_a_list_make_the_whole_one(client: TestClient) -> None:
    whole, possible, aside, refused, eligible = (
        identifiers(client.get(f"/startups/chari/financing?show={part}&lines=all").text)
        for part in ("all", "open", "aside", "refused", "eligible")
    )
    assert sorted(possible + aside + refused) == sorted(whole)
    assert set(eligible) < set(possible)
    assert all((possible, aside, refused, eligible))


def test_without_being_asked_a_list_shows_what_is_possible(client: TestClient) -> None:
    asked, bare = (
        client.get(f"/startups/chari/financing{query}").text for query in ("?show=open", "")
    )
    assert identifiers(asked) == identifiers(bare)


def test_a_part_that_does_not_exist_is_explained(client: TestClient) -> None:
    assert client.get("/startups/chari/financing?show=everything").status_code == 422


def test_the_page_of_a_startup_is_light(client: TestClient) -> None:
    assert len(client.get("/startups/chari/financing").content) < 130_000


def test_every_line_of_a_list_leads_to_why(client: TestClient) -> None:
    page = client.get("/startups/chari/financing?show=all").text
    reasons = set(re.findall(r'href="/startups/chari/programmes/([^"]+)"', page))
    assert reasons >= set(re.findall(r'<h3><a href="/programmes/([^"]+)"', page))


def test_a_startup_and_a_programme_that_are_there_make_a_page(client: TestClient) -> None:
    listed = client.get("/api/v1/programmes?limit=100").json()["items"]
    statuses = {client.get(f"/startups/chari/programmes/{one['id']}").status_code for one in listed}
    assert statuses == {200}


@pytest.mark.parametrize("path", ["/startups/nobody/programmes/innov-start", f"{PAIR}x"])
def test_without_one_of_them_there_is_none(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_list_says_its_day_and_what_it_was_made_of(client: TestClient) -> None:
    page = client.get("/startups/chari/financing").text
    versions = client.get("/api/v1/startups/chari/matches?limit=1").json()["versions"]
    footer = page.split('class="versions"')[1].split("</p>")[0]
    assert all(version in footer for version in versions.values())


def showings(context: Context) -> int:
    with reading(context.database) as session:
        return session.scalar(select(func.count()).select_from(Showing)) or 0


def test_a_list_is_stored_when_it_is_shown(client: TestClient, context: Context) -> None:
    before = showings(context)
    client.get("/startups/chari/financing")
    assert showings(context) == before + 1


@pytest.mark.parametrize("path", ["/startups/chari/financing", "/api/v1/startups/chari/matches"])
def test_who_asks_for_the_headers_alone_is_shown_no_list(
    client: TestClient, context: Context, path: str
) -> None:
    before = showings(context)
    answer = client.head(path)
    assert (answer.status_code, answer.content) == (200, b"")
    assert showings(context) == before


def test_a_programme_shows_its_conditions_and_every_source(client: TestClient) -> None:
    page = client.get("/programmes/innov-start").text
    record = client.get("/api/v1/programmes/innov-start").json()
    texts = [source["what_it_says"] for source in record["sources"]]
    conditions = [one["text"]["fr"] for one in record["conditions"]]
    quotes = [one["quote"]["text"] for one in record["conditions"] if one["quote"]]
    unescaped = html.unescape(page)
    assert all(text in unescaped for text in [*texts, *conditions, *quotes])
    assert all(source["url"] in unescaped for source in record["sources"])


def test_a_programme_says_that_its_state_is_dated(client: TestClient) -> None:
    page = client.get("/programmes/innov-start").text
    assert "pas la situation d’aujourd’hui" in page
    assert "mars 2019" in page


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_speaks_every_language(client: TestClient, path: str, language: str) -> None:
    response = client.get(path, params={"lang": language})
    direction = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{direction}">' in response.text
    assert response.headers["content-language"] == language
    # A key that has no text would be shown as it is.
    words = re.findall(r"[a-z_]+\.\w+", re.sub(r"<[^>]*>", " ", response.text))
    assert {word.split(".")[0] for word in words} & KEYED == set()


def test_a_language_once_chosen_is_kept(client: TestClient) -> None:
    client.get("/startups?lang=ar")
    assert '<html lang="ar"' in client.get("/programmes").text


def test_the_language_switch_keeps_the_place_in_a_list(client: TestClient) -> None:
    page = client.get("/startups?offset=25").text
    assert 'href="/startups?offset=25&amp;lang=ar"' in page


def test_no_link_is_made_of_the_host_that_the_request_claims(client: TestClient) -> None:
    page = client.get("/startups?offset=25", headers={"host": "localhost:6666"}).text
    assert 'rel="prev"' in page
    assert "localhost" not in page


@pytest.mark.parametrize("path", PATHS)
def test_a_page_asks_nothing_of_another_host(client: TestClient, path: str) -> None:
    page = client.get(path).text
    fetched = re.findall(r'<(?:link|script|img|iframe|source)\b[^>]*(?:href|src)="([^"]+)"', page)
    assert fetched
    assert all(one.startswith("/static/") for one in fetched)
    assert not re.search(r'<script>|<style|\sstyle=|\son\w+="', page)


@pytest.mark.parametrize("path", PATHS)
def test_a_page_has_one_first_heading_and_skips_no_level(client: TestClient, path: str) -> None:
    levels = [int(one) for one in re.findall(r"<h([1-6])", client.get(path).text)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("path", PATHS)
def test_no_identifier_is_used_twice_on_a_page(client: TestClient, path: str) -> None:
    identifiers = re.findall(r'\sid="([^"]+)"', client.get(path).text)
    assert len(identifiers) == len(set(identifiers))
