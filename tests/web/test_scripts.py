"""What scripts add: nothing that a page does not do without them, or does otherwise."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import ConsoleMessage, Page, Route, expect
from starlette.testclient import TestClient

from app.accounts.policy import Role
from app.context import Context
from tests.web.conftest import sign_in

pytestmark = pytest.mark.browser

# The whole page as it stands, less what htmx and the live region note for themselves. What is said
# of a field is what the server said; what it holds must be the same.
STANDING = """() => {
  const body = document.body.cloneNode(true);
  body.querySelector("#live").remove();
  const mark = "data-htmx-powered";
  body.querySelectorAll(`[${mark}]`).forEach((one) => one.removeAttribute(mark));
  const fields = [...document.querySelectorAll("main input, main select")];
  return {
    body: body.innerHTML.replace(/\\s+/g, " "),
    title: document.title,
    held: fields.map((one) => [one.name, one.value, Boolean(one.checked)]),
  };
}"""
UNRELOADED = "() => { window.unreloaded = true }"


@pytest.fixture
def tab(scripted: Page, context: Context, address: str) -> Page:
    """A tab in which scripts run and a network manager looks at the catalogue."""
    sign_in(scripted, context, address, Role.MANAGER)
    scripted.goto(f"{address}/programmes?lang=fr")
    scripted.goto(f"{address}/programmes")
    scripted.set_default_timeout(10_000)
    scripted.evaluate(UNRELOADED)
    return scripted


@pytest.fixture
def complaints(scripted: Page) -> Iterator[list[str]]:
    """What the browser complains of; a test that asks for it ends with none."""
    said: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            said.append(message.text)

    scripted.on("console", note)
    scripted.on("pageerror", lambda error: said.append(str(error)))
    yield said
    assert said == []


def standing(page: Page) -> dict[str, Any]:
    """What a tab shows."""
    shown: dict[str, Any] = page.evaluate(STANDING)
    return shown


def search(page: Page, words: str) -> None:
    """Type into the search, and wait for its answer."""
    page.locator("[type=search]").press_sequentially(words, delay=20)
    page.wait_for_url(lambda url: parse_qs(urlsplit(url).query).get("q") == [words])
    expect(page.locator("#content")).not_to_have_attribute("aria-busy", "true")


def assert_as_reloaded(page: Page) -> None:
    """A tab that was never loaded anew shows what it would if it were."""
    assert page.evaluate("window.unreloaded")
    partial = standing(page)
    page.reload()
    assert partial == standing(page)


def test_a_search_answers_while_one_types_as_the_page_would(
    tab: Page, complaints: list[str]
) -> None:
    search(tab, "prêt")
    assert_as_reloaded(tab)
    assert complaints == []


def test_a_search_keeps_the_focus_and_the_words_in_it(tab: Page) -> None:
    search(tab, "prêt")
    field = tab.locator("[type=search]")
    expect(field).to_be_focused()
    field.press_sequentially("s")
    tab.wait_for_url("**q=pr%C3%AAts*")
    expect(field).to_have_value("prêts")


def test_a_facet_answers_at_once_and_keeps_the_focus(tab: Page) -> None:
    tab.locator("#search details details summary").first.click()
    box = tab.locator("#search [type=checkbox]").first
    name, value = box.get_attribute("name"), box.get_attribute("value")
    box.focus()
    tab.keyboard.press("Space")
    tab.wait_for_url(f"**{name}={value}*")
    expect(tab.locator("#content")).not_to_have_attribute("aria-busy", "true")
    expect(tab.locator(f"[name={name}][value='{value}']")).to_be_checked()
    expect(tab.locator(f"[name={name}][value='{value}']")).to_be_focused()
    tab.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")


def test_a_filter_taken_away_leaves_no_box_ticked(tab: Page, address: str) -> None:
    tab.locator("#search details details summary").first.click()
    tab.locator("#search [type=checkbox]").first.check()
    chip = tab.locator("a.tag").first
    chip.click()
    expect(tab.locator("a.tag")).to_have_count(0)
    expect(tab.locator("#search [type=checkbox]:checked")).to_have_count(0)
    expect(tab.locator("#content")).to_be_focused()


def test_the_next_part_of_a_list_is_shown_as_the_page_would_show_it(
    tab: Page, complaints: list[str]
) -> None:
    tab.locator("[rel=next]").click()
    tab.wait_for_url("**offset=25*")
    expect(tab.locator("[rel=prev]")).to_be_visible()
    expect(tab.locator("#content")).to_be_focused()
    assert_as_reloaded(tab)
    assert complaints == []


def test_back_and_forward_lead_where_one_was(tab: Page) -> None:
    first = standing(tab)
    tab.locator("[rel=next]").click()
    tab.wait_for_url("**offset=25*")
    expect(tab.locator("[rel=prev]")).to_be_visible()
    second = standing(tab)
    tab.go_back()
    expect(tab.locator("[rel=prev]")).to_have_count(0)
    assert standing(tab) == first
    tab.go_forward()
    expect(tab.locator("[rel=prev]")).to_be_visible()
    assert standing(tab) == second


def test_what_was_found_is_told_to_who_cannot_see_it(tab: Page) -> None:
    search(tab, "prêt")
    told = re.sub(r"\s+", " ", tab.locator("[data-announce]").inner_text())
    expect(tab.locator("#live")).to_have_text(told)


def test_a_lost_connection_is_said_and_what_was_typed_stays(tab: Page) -> None:
    tab.route("**/programmes?*", lambda route: route.abort())
    tab.locator("[type=search]").press_sequentially("prêt")
    expect(tab.locator("#live")).to_have_text(tab.locator("#live").get_attribute("data-lost") or "")
    expect(tab.locator("#live")).to_be_visible()
    expect(tab.locator("[type=search]")).to_have_value("prêt")
    expect(tab.locator("#content")).not_to_have_attribute("aria-busy", "true")
    tab.unroute("**/programmes?*")
    tab.locator("[type=search]").press_sequentially("s")
    tab.wait_for_url("**q=pr%C3%AAts*")
    expect(tab.locator("#live")).to_have_text(tab.locator("[data-announce]").inner_text())


def test_an_answer_that_comes_late_does_not_undo_a_later_one(tab: Page) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    tab.route("**/programmes?q=p&*", hold)
    tab.locator("[type=search]").press_sequentially("p")
    tab.wait_for_timeout(500)
    assert held
    tab.locator("[type=search]").fill("prêt")
    tab.wait_for_url("**q=pr%C3%AAt&*")
    held[0].continue_()
    tab.wait_for_timeout(300)
    assert "q=pr%C3%AAt&" in tab.url
    expect(tab.locator("[type=search]")).to_have_value("prêt")


def test_a_language_link_loads_the_page_anew(tab: Page) -> None:
    tab.locator(".languages [lang=ar]").click()
    tab.wait_for_url("**lang=ar*")
    assert tab.locator("html").get_attribute("dir") == "rtl"
    assert not tab.evaluate("window.unreloaded")


def test_scripts_run_from_our_own_files_only(tab: Page) -> None:
    """Text that an attacker slips into a page does not run, nor do htmx's ways to run text."""
    tab.evaluate(
        """() => document.querySelector("#content").insertAdjacentHTML("beforeend",
        "<a id=evil href=# data-hx-on:click='window.caught = 1'>x</a>" +
        "<img src=x onerror='window.caught = 1'>")"""
    )
    tab.evaluate("htmx.process(document.querySelector('#content'))")
    tab.locator("#evil").click()
    tab.wait_for_timeout(200)
    assert tab.evaluate("window.caught") is None


def test_every_page_forbids_other_scripts(client: TestClient) -> None:
    policy = client.get("/programmes").headers["content-security-policy"]
    directives = dict(one.strip().split(" ", 1) for one in policy.split(";") if one.strip())
    assert directives["script-src"] == "'self'"
    assert directives["default-src"] == "'self'"
    assert "unsafe" not in policy


def test_a_menu_closes_when_one_clicks_elsewhere(tab: Page) -> None:
    tab.locator(".account summary").click()
    tab.locator("h1").click()
    expect(tab.locator(".account .sheet")).not_to_be_visible()


def test_a_form_is_sent_once_however_often_one_clicks(tab: Page, address: str) -> None:
    sent: list[str] = []

    def slow(route: Route) -> None:
        sent.append(route.request.url)

    tab.goto(f"{address}/programmes/innov-start/edit")
    tab.route("**/edit", slow)
    tab.locator("form[action$='/edit'] .actions button").first.evaluate(
        "node => { node.click(); node.click() }"
    )
    tab.wait_for_timeout(300)
    assert len(sent) == 1
