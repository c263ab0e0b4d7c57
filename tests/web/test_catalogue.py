"""The catalogue's pages: search, one programme, upkeep and correction."""

import html
import re

import pytest
from starlette.testclient import TestClient

from app.accounts import throttle
from app.accounts.policy import Role, Scope
from app.accounts.throttle import Limit, Rule
from app.context import Context
from app.kit.i18n import translator
from app.programmes.facets import NAMED
from matching.profile import LANGUAGES
from tests.app.people import account, client_as, membership, signed_in
from tests.app.queries import statements

SEARCH = "/programmes"
RECORD = "/programmes/innov-start"


def names(page: str) -> list[str]:
    return re.findall(r'<h3><a href="/programmes/([^"]+)"', page)


def test_the_page_shows_what_the_api_finds(visitor_client: TestClient) -> None:
    asked: dict[str, str | int | list[str]] = {
        "q": "prêt",
        "status": ["open", "unknown"],
        "sort": "freshness",
    }
    found = visitor_client.get("/api/v1/programmes", params={**asked, "limit": 25}).json()
    page = visitor_client.get(SEARCH, params=asked).text
    assert names(page) == [one["id"] for one in found["items"]]
    assert len(found["items"]) > 3


def test_counts_stand_beside_their_choices(visitor_client: TestClient) -> None:
    page = visitor_client.get(SEARCH, params={"status": "open"}).text
    facets = visitor_client.get("/api/v1/programmes", params={"status": "open"}).json()["facets"]
    boxes = re.findall(
        r'name="(\w+)" value="([^"]+)"( checked)?> <span dir="auto">[^<]+</span> '
        r'<span class="number">([^<]+)</span>',
        page,
    )
    told = {(name, html.unescape(code)): int(count) for name, code, _, count in boxes}
    assert told == {
        (one["name"], value["code"]): value["count"] for one in facets for value in one["values"]
    }
    assert [(name, code) for name, code, checked, _ in boxes if checked] == [("status", "open")]


def test_each_choice_is_taken_back_by_its_own_link(visitor_client: TestClient) -> None:
    asked: dict[str, str | int | list[str]] = {
        "q": "prêt",
        "kind": ["loan", "grant"],
        "offset": 0,
        "lang": "fr",
    }
    page = visitor_client.get(SEARCH, params=asked).text
    links = [html.unescape(one) for one in re.findall(r'class="tag" href="([^"]+)"', page)]
    assert links == [f"{SEARCH}?q=pr%C3%AAt&kind=grant", f"{SEARCH}?q=pr%C3%AAt&kind=loan"] or (
        set(links) == {f"{SEARCH}?q=pr%C3%AAt&kind=grant", f"{SEARCH}?q=pr%C3%AAt&kind=loan"}
    )


def test_where_nothing_is_found_the_page_says_what_to_drop(visitor_client: TestClient) -> None:
    asked = {"q": "Tamwilcom", "kind": "talent", "status": "closed"}
    page = visitor_client.get(SEARCH, params=asked).text
    dropped = {html.unescape(one) for one in re.findall(r'href="(/programmes\?[^"]+)"', page)}
    leads = [one for one in dropped if "lang=" not in one]
    assert leads
    for one in leads:
        left = [name for name in ("q", "kind", "status") if f"{name}=" in one]
        if len(left) == 2 and f"{one}&" not in page:
            shown = names(visitor_client.get(one).text)
            assert shown or one in chips(page)


def chips(page: str) -> list[str]:
    return [html.unescape(one) for one in re.findall(r'class="tag" href="([^"]+)"', page)]


def test_the_pager_keeps_what_was_asked(visitor_client: TestClient) -> None:
    asked = {"status": ["open", "unknown"], "sort": "freshness"}
    page, seen = visitor_client.get(SEARCH, params=asked).text, list[str]()
    while True:
        seen += names(page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        if not following:
            break
        page = visitor_client.get(html.unescape(following[1])).text
    whole = visitor_client.get("/api/v1/programmes", params={**asked, "limit": 100}).json()
    assert seen == [one["id"] for one in whole["items"]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_facet_has_its_name(visitor_client: TestClient, language: str) -> None:
    page = visitor_client.get(SEARCH, params={"lang": language}).text
    legends = re.findall(r'<legend class="unseen">([^<]+)</legend>', page)
    assert legends == [translator(language).text(f"facet.{name}") for name in NAMED]


@pytest.mark.parametrize(
    "asked", [{"sort": "size"}, {"q": "x" * 301}, {"kind": ["grant"] * 41}, {"offset": "-1"}]
)
def test_what_cannot_be_searched_for_is_refused(
    visitor_client: TestClient, asked: dict[str, str | int | list[str]]
) -> None:
    assert visitor_client.get(SEARCH, params=asked).status_code == 422


def test_who_searches_too_often_waits_and_reads_on(
    visitor_client: TestClient, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in(visitor_client, context, account(context))
    rule = Rule(2, throttle.RULES[Limit.SEARCH].within)
    monkeypatch.setitem(throttle.RULES, Limit.SEARCH, rule)
    answers = [client.get(SEARCH, params={"q": "eau"}).status_code for _ in range(3)]
    assert answers == [200, 200, 429]
    turned = {"q": "eau", "offset": "1"}
    assert client.get("/api/v1/programmes", params=turned).status_code == 429
    assert client.get(SEARCH, params={"status": "open"}).status_code == 200


@pytest.mark.parametrize("path", ["/startups", "/api/v1/startups"])
def test_companies_are_searched_no_more_often(
    visitor_client: TestClient, context: Context, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    client = signed_in(visitor_client, context, account(context, membership(Role.MANAGER)))
    monkeypatch.setitem(throttle.RULES, Limit.SEARCH, Rule(1, throttle.RULES[Limit.SEARCH].within))
    answers = [client.get(path, params={"q": "eau"}).status_code for _ in range(2)]
    assert answers == [200, 429]
    assert client.get(path).status_code == 200


def test_a_text_that_is_not_translated_is_shown_in_french_and_says_so(
    visitor_client: TestClient,
) -> None:
    page = visitor_client.get(RECORD, params={"lang": "ar"}).text
    assert '<div class="own" lang="fr" dir="ltr">' in page
    assert translator("ar").text("translation.missing") in page
    assert '<details class="original">' not in page


def test_a_translation_says_so_and_its_original_is_one_click_away(
    visitor_client: TestClient,
) -> None:
    summary = visitor_client.get(f"/api/v1{RECORD}").json()["summary"]
    page = html.unescape(visitor_client.get(RECORD, params={"lang": "en"}).text)
    assert f'<div class="own" lang="en" dir="ltr">{summary["en"]}</div>' in page
    original = page.split('<details class="original">')[1].split("</details>")[0]
    assert summary["fr"] in original


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_line_of_the_list_says_where_its_summary_is_in_another_language(
    visitor_client: TestClient, language: str
) -> None:
    page = visitor_client.get("/programmes", params={"lang": language}).text
    lines = page.split('<ul class="rows">')[1].split("</ul>")[0].split("<li>")[1:]
    said = html.escape(translator(language).text("translation.missing"), quote=False)
    assert lines
    for line in lines:
        shown = re.findall(r'<p><span class="own" lang="(\w+)"', line)
        assert (shown != [language]) == (said in line), line


def test_an_original_says_nothing_of_translations(visitor_client: TestClient) -> None:
    page = visitor_client.get(RECORD, params={"lang": "fr"}).text
    assert 'class="original"' not in page
    assert translator("fr").text("translation.missing") not in page


def test_a_founder_is_led_to_why_their_company_may_or_may_not(
    visitor_client: TestClient, context: Context
) -> None:
    page = client_as(visitor_client, context, Role.FOUNDER).get(RECORD).text
    assert 'href="/startups/chari/programmes/innov-start"' in page


def test_a_visitor_and_a_manager_have_no_company_of_their_own(
    visitor_client: TestClient, context: Context
) -> None:
    pair = re.compile(r'href="/startups/[^"]+/programmes/')
    assert not pair.search(visitor_client.get(RECORD).text)
    assert not pair.search(client_as(visitor_client, context, Role.MANAGER).get(RECORD).text)


def partner(client: TestClient, context: Context, organisation: str = "tamwilcom") -> TestClient:
    scope = Scope("organisation", organisation)
    return signed_in(client, context, account(context, membership(Role.PARTNER, scope)))


def edited(page: str) -> set[str]:
    return set(re.findall(r'href="/programmes/([^"/]+)/edit"', page))


def test_a_partner_keeps_the_records_of_their_organisation_only(
    visitor_client: TestClient, context: Context
) -> None:
    client = partner(visitor_client, context)
    page = client.get("/catalogue").text
    own = edited(page)
    assert own
    assert own == set(re.findall(r'<h2><a href="/programmes/([^"]+)"', page))
    for one in own:
        assert "tamwilcom" in client.get(f"/api/v1/programmes/{one}").json()["provider"].casefold()
        assert client.get(f"/programmes/{one}/edit").status_code == 200
    assert client.get("/programmes/212-founders/edit").status_code == 403
    assert "/edit" not in client.get("/programmes/212-founders").text


def test_a_coach_sees_what_the_catalogue_needs_and_corrects_nothing(
    visitor_client: TestClient, context: Context
) -> None:
    page = client_as(visitor_client, context, Role.COACH).get("/catalogue").text
    assert len(re.findall(r'<h2><a href="/programmes/', page)) > 50
    assert not edited(page)


def test_a_manager_corrects_all_of_them(client: TestClient) -> None:
    page = client.get("/catalogue").text
    assert edited(page) == set(re.findall(r'<h2><a href="/programmes/([^"]+)"', page))


def test_what_was_typed_and_not_sent_is_there_again(client: TestClient) -> None:
    form = f"{RECORD}/edit"
    sent = client.post("/drafts", data={"form": form, "notes": "À relire", "draft": "1"})
    assert (sent.status_code, sent.headers["location"]) == (303, f"{form}?kept=1")
    page = client.get(form).text
    assert "À relire</textarea>" in page
    assert client.post("/drafts/drop", data={"form": form}).headers["location"] == form
    assert "À relire</textarea>" not in client.get(form).text


def test_what_is_refused_is_named_beside_its_field_and_above_the_form(client: TestClient) -> None:
    answer = client.post(f"{RECORD}/edit", data={"url": "tamwilcom", "shown_url": ""})
    assert answer.status_code == 422
    summary = answer.text.split('id="faults"')[1].split("</div>")[0]
    assert 'href="#f-url"' in summary
    assert 'aria-describedby="f-url-fault' in answer.text
    assert 'value="tamwilcom"' in answer.text


@pytest.mark.parametrize("path", [SEARCH, f"{SEARCH}?q=eau", RECORD, "/catalogue"])
def test_a_page_of_the_catalogue_asks_the_database_a_few_times(
    client: TestClient, context: Context, path: str
) -> None:
    client.get(path)
    with statements(context.database) as sent:
        assert client.get(path).status_code == 200
    assert len(sent) <= 25
