"""Every screen for everyone: axe in the real browser, the keyboard, zoom, colours of one's own."""

from collections.abc import Callable
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, ViewportSize

from app.accounts.policy import Role
from app.context import Context
from matching.profile import LANGUAGES
from tests.web.screens import Screen, Viewer, screens, without_sample

pytestmark = pytest.mark.browser

Show = Callable[..., Page]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {"runOnly": RULES, "resultTypes": ["violations"]}
SCREENS = screens()
# Twice as large on a screen 1280 wide is as on one 640 wide.
ZOOMED = ViewportSize(width=640, height=450)
PHONE = ViewportSize(width=360, height=740)
GALLERY = Screen("/components", Role.MANAGER)
STARTUPS = Screen("/startups", Role.MANAGER)


@pytest.fixture(scope="session")
def viewer(context: Context) -> Callable[[Role | None], Viewer]:
    """Gives somebody of a role, the same each time."""
    return cache(lambda role: Viewer.of(context, role))


@pytest.fixture
def show(
    scripted: Page, context: Context, address: str, viewer: Callable[[Role | None], Viewer]
) -> Show:
    """Has a tab show a screen to who looks at it, in a language."""

    def shown(screen: Screen, language: str = "fr") -> Page:
        who = viewer(screen.role)
        scripted.context.add_cookies(screen.cookies(context, who, address))  # type: ignore[arg-type]
        wanted = screen.address(context, who, language)
        scripted.goto(address + wanted)
        # What leads elsewhere would have another screen judged in its place.
        assert urlsplit(scripted.url).path == urlsplit(wanted).path
        return scripted

    return shown


def violations(page: Page) -> list[str]:
    """What axe finds: the rule and the elements."""
    found: list[dict[str, Any]] = Axe().run(page, options=OPTIONS).response["violations"]
    return [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]]


def focused(page: Page) -> Locator:
    """What has the focus."""
    return page.locator(":focus")


def test_every_parameter_of_an_address_has_a_sample() -> None:
    assert without_sample() == []


# Together, since most of the time goes by until a page is there: some three hundred are.
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("screen", SCREENS, ids=str)
def test_axe_finds_nothing_and_nothing_is_cut(show: Show, screen: Screen, language: str) -> None:
    page = show(screen, language)
    assert page.locator("h1").count() == 1
    assert violations(page) == []
    page.evaluate(UNFOLD)
    for size in (ZOOMED, PHONE):
        page.set_viewport_size(size)
        assert page.evaluate(OUTSIDE) == []


UNFOLD = "document.querySelectorAll('main details').forEach((one) => { one.open = true })"
# The elements that reach beyond the screen; what scrolls by itself may, as may what is not seen.
OUTSIDE = """() => {
  const wide = document.documentElement.clientWidth;
  const out = ({ left, right, width }) => width > 1 && (left < -1 || right > wide + 1);
  const apart = ".scroller, pre, .skip, .sprite, .unseen, .live, thead";
  const seen = (one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest(apart);
  return [...document.body.querySelectorAll("*")]
    .filter((one) => seen(one) && out(one.getBoundingClientRect()))
    .map((one) => one.outerHTML.slice(0, 120));
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_part_can_be_read_in_light_and_dark(show: Show, scripted: Page, scheme: str) -> None:
    scripted.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    assert violations(show(GALLERY)) == []


def test_the_keyboard_meets_the_way_past_the_menu_first(show: Show) -> None:
    page = show(STARTUPS)
    page.keyboard.press("Tab")
    assert focused(page).get_attribute("href") == "#content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert focused(page).evaluate("node => Boolean(node.closest('main'))")


def test_the_menu_of_a_phone_opens_and_closes_with_the_keyboard(show: Show, scripted: Page) -> None:
    scripted.set_viewport_size(PHONE)
    page = show(STARTUPS)
    page.locator(".fold").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert focused(page).evaluate("node => Boolean(node.closest('nav.main'))")
    page.keyboard.press("Escape")
    assert not page.locator("nav.main").is_visible()
    assert focused(page).get_attribute("class") == "fold"


def test_the_menu_of_the_account_closes_and_gives_the_focus_back(show: Show) -> None:
    page = show(STARTUPS)
    page.locator(".account summary").focus()
    page.keyboard.press("Enter")
    assert page.locator(".account .sheet").is_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert not page.locator(".account .sheet").is_visible()
    assert focused(page).evaluate("node => node.tagName") == "SUMMARY"


def test_errors_take_the_focus_and_lead_to_their_fields(show: Show) -> None:
    page = show(GALLERY)
    assert focused(page).get_attribute("id") == "faults-fr"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.type("Attijari")
    assert page.locator("#f-name-fr").input_value() == "Attijari"


def test_a_field_is_read_with_its_hint_and_its_error(show: Show) -> None:
    page = show(GALLERY)
    field = page.locator("#f-number-fr")
    described = (field.get_attribute("aria-describedby") or "").split()
    assert described == ["f-number-fr-fault", "f-number-fr-hint"]
    assert all(page.locator(f"#{one}").count() == 1 for one in described)
    assert field.get_attribute("aria-invalid") == "true"


def test_what_has_the_focus_shows_it_and_nothing_hides_it(show: Show) -> None:
    page = show(STARTUPS)
    for _ in range(12):
        page.keyboard.press("Tab")
        assert "solid" in focused(page).evaluate("node => getComputedStyle(node).outline")
        assert focused(page).evaluate(UNCOVERED)


# Whether what has the focus is on the screen, with nothing over its middle.
UNCOVERED = """(node) => {
  const { left, top, width, height } = node.getBoundingClientRect();
  const over = document.elementFromPoint(left + width / 2, top + height / 2);
  return Boolean(over) && (node.contains(over) || over.contains(node));
}"""


@pytest.mark.parametrize("width", [360, 1280])
def test_what_is_pressed_is_large_enough(show: Show, scripted: Page, width: int) -> None:
    scripted.set_viewport_size(ViewportSize(width=width, height=800))
    assert show(GALLERY).evaluate(SMALL) == []


# What is smaller than 24 pixels and stands in no sentence (WCAG 2.2, 2.5.8).
SMALL = """() => {
  const alone = "button, summary, input, select, textarea, nav a, a.button, a.tag, .rows a, th a";
  const pressed = (one) => (one.closest("label") ?? one).getBoundingClientRect();
  return [...document.querySelectorAll(alone)]
    .filter((one) => one.checkVisibility() && one.type !== "hidden")
    .filter((one) => pressed(one).width < 24 || pressed(one).height < 24)
    .map((one) => one.outerHTML.slice(0, 120));
}"""


def test_with_colours_of_ones_own_states_are_told_by_more_than_colour(
    show: Show, scripted: Page
) -> None:
    scripted.emulate_media(forced_colors="active")
    page = show(GALLERY)
    for drawn in (".badge.eligible", ".alert.fault", ".tag", "button", "#f-name-fr"):
        style = page.locator(f"main {drawn}").first.evaluate(BORDER)
        assert "solid" in style, drawn
    current = page.locator("[aria-current]").first
    assert "solid" in current.evaluate("node => getComputedStyle(node).outline")


BORDER = "node => getComputedStyle(node).border"


def test_nothing_moves_for_who_wants_no_motion(show: Show, scripted: Page) -> None:
    scripted.emulate_media(reduced_motion="reduce")
    assert show(GALLERY).evaluate(MOVING) == []


MOVING = """() => [...document.querySelectorAll("*")].filter((one) => {
  const { transitionDuration, animationDuration, scrollBehavior } = getComputedStyle(one);
  const lasting = [transitionDuration, animationDuration].some((time) => parseFloat(time) > 0);
  return lasting || scrollBehavior === "smooth";
}).map((one) => one.outerHTML.slice(0, 80))"""
