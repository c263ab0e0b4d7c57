"""The task itself, in a real browser without JavaScript."""

import pypdfium2 as pdfium
import pytest
from playwright.sync_api import Page, ViewportSize, expect

from app.kit.i18n import translator
from matching.criteria.facts import fact_types

pytestmark = pytest.mark.browser

PHONE: ViewportSize = {"width": 360, "height": 740}
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
PAIR = "/startups/agrisky/programmes/innov-start"
PATHS = (
    "/startups",
    "/startups/new",
    "/startups/chari",
    "/startups/chari/edit",
    "/startups/chari/financing",
    "/startups/chari/financing?show=all",
    "/startups/chari/compare?programme=innov-start&programme=forsa&programme=istitmar",
    PAIR,
    "/programmes",
    "/programmes/innov-start",
    "/programmes/innov-start/edit",
    "/catalogue",
    "/nowhere",
)


def styled(page: Page, selector: str, name: str) -> str:
    """A computed style; the page's own scripts are off, the tool's still run."""
    script = "(node, name) => getComputedStyle(node).getPropertyValue(name)"
    value: str = page.locator(selector).first.evaluate(script, name)
    return value


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_from_the_startups_to_a_ranked_list(
    page: Page, address: str, size: dict[str, int], language: str
) -> None:
    t = translator(language)
    page.set_viewport_size(size)  # type: ignore[arg-type]
    page.goto(f"{address}/startups?q=agrisky")
    page.locator(f".languages a[lang={language}]").click()
    page.get_by_role("link", name="Agrisky").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Agrisky"
    page.locator(".heading .doing a").first.click()
    assert page.get_by_role("heading", name=t.text("list.title")).is_visible()
    assert styled(page, "html", "direction") == t.direction
    assert page.locator("#p1").is_visible()
    assert t.text("verdict.to_verify") in page.locator("#list").inner_text()
    page.locator("#p1 .because a").click()
    assert styled(page, "html", "direction") == t.direction
    assert page.get_by_role("heading", name=t.text("pair.conditions")).is_visible()


def test_a_list_leads_to_a_programme_and_its_sources(page: Page, address: str) -> None:
    page.goto(f"{address}/startups/agrisky/financing")
    first = page.locator("#p1 h3 a")
    name = first.inner_text()
    first.click()
    assert page.get_by_role("heading", level=1).inner_text() == name
    assert page.locator(".sources li").count() >= 1


def test_details_open_and_close_without_javascript(page: Page, address: str) -> None:
    page.goto(f"{address}/startups/agrisky/financing")
    evidence = page.locator("#p2 table.parts")
    assert not evidence.is_visible()
    page.locator("#p2 summary").click()
    assert evidence.is_visible()


def test_the_keyboard_reaches_the_content_first_and_then_the_list(page: Page, address: str) -> None:
    page.goto(f"{address}/startups")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Aller au contenu"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    assert focused.evaluate("node => Boolean(node.closest('main'))")
    first = page.locator(".rows h3 a").first.get_attribute("href")
    # The search and its filters stand between.
    for _ in range(60):
        if page.evaluate("document.activeElement.getAttribute('href')") == first:
            break
        page.keyboard.press("Tab")
    assert focused.get_attribute("href") == first
    assert styled(page, ":focus", "outline-style") == "solid"
    page.keyboard.press("Enter")
    page.wait_for_url("**/startups/*")


def test_another_value_is_tried_with_the_keyboard_alone(page: Page, address: str) -> None:
    page.goto(f"{address}/startups/agrisky/programmes/technopark-start")
    form = page.locator("#try form")
    field = form.locator("select, input").first
    name = field.get_attribute("name")
    field.focus()
    if field.evaluate("node => node.tagName") == "SELECT":
        page.keyboard.press("ArrowDown")
    else:
        page.keyboard.type("3")
    form.get_by_role("button").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**?*{name}=*")
    page.locator(".answer [role=status]").wait_for()


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_an_answer_is_given_in_a_form_and_the_list_takes_it_in(
    own_page: Page, own_address: str, language: str
) -> None:
    t = translator(language)
    own_page.goto(f"{own_address}/startups/aquanour/financing?lang={language}")
    box = own_page.locator("#question form").first
    asked = box.locator("input[name=field]").input_value()
    box.get_by_role("button").click()
    assert own_page.locator("#question .fault").first.inner_text() == t.text("answer.empty")
    box = own_page.locator("#question form").first
    if box.get_by_role("radio").count():
        box.get_by_role("radio").first.check()
    else:
        dated = fact_types()[asked].type == "date"
        box.locator("[name=value]").fill("2019-03-01" if dated else "7")
    box.get_by_role("button").click()
    own_page.wait_for_url(f"**/startups/aquanour/financing?answered={asked}")
    assert t.text(f"field.{asked}") in own_page.locator(".flash").inner_text()


def test_a_record_is_corrected_and_released_in_its_form(own_page: Page, own_address: str) -> None:
    own_page.goto(f"{own_address}/programmes/fonds-a/edit")
    own_page.locator("[name=url]").fill("tamwilcom")
    own_page.locator("[name=url]").press("Enter")
    assert own_page.locator("#f-url-fault").is_visible()
    own_page.locator("[name=url]").fill("https://www.tamwilcom.ma/")
    own_page.locator("[name=url]").press("Enter")
    own_page.wait_for_url("**/edit?saved=1")
    # Enter saves again, though a button that releases stands before the one that saves.
    own_page.locator("[name=url]").press("Enter")
    own_page.wait_for_load_state()
    assert own_page.locator("[form=release]").count() == 1
    own_page.locator("[form=release]").click()
    own_page.wait_for_load_state()
    assert own_page.locator("[name=url]").input_value() == ""


def test_a_form_of_another_site_changes_nothing(
    own_page: Page, own_address: str, address: str
) -> None:
    own_page.route(
        f"{address}/startups",
        lambda route: route.fulfill(
            content_type="text/html",
            body=f"""<form method="post" action="{own_address}/startups/aquanour/financing">
            <input name="field" value="has_mvp"><input name="value" value="yes">
            <button>Go</button></form>""",
        ),
    )
    own_page.goto(f"{address}/startups")
    own_page.get_by_role("button").click()
    assert own_page.get_by_role("heading", level=1).inner_text() == translator("fr").text(
        "error_title.403"
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_badges_can_be_read_in_light_and_dark(page: Page, address: str, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    for verdict, show in (("to_verify", "open"), ("ineligible", "refused")):
        page.goto(f"{address}/startups/chari/financing?show={show}")
        ink = colour(styled(page, f".badge.{verdict}", "color"))
        ground = colour(styled(page, f".badge.{verdict}", "background-color"))
        assert contrast(ink, ground) >= 4.5


def colour(css: str) -> tuple[float, ...]:
    """`rgb(1, 2, 3)` as numbers."""
    return tuple(float(one) for one in css.strip("rgba()").split(",")[:3])


def contrast(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """The contrast ratio of WCAG 2.2."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(rgb: tuple[float, ...]) -> float:
    """Relative luminance, as WCAG 2.2 defines it."""
    shares = [value / 255 for value in rgb]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_nothing_is_asked_of_another_host(page: Page, address: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in PATHS:
        page.goto(f"{address}{path}")
    assert asked
    assert [one for one in asked if not one.startswith(address)] == []


def test_print_leaves_navigation_out(page: Page, address: str) -> None:
    page.goto(f"{address}/startups/chari/financing")
    page.emulate_media(media="print")
    assert not page.locator(".languages").is_visible()
    assert page.locator("#p1").is_visible()


def printed(page: Page) -> str:
    """The text of a page on paper."""
    paper = pdfium.PdfDocument(page.pdf())
    return " ".join(sheet.get_textpage().get_text_bounded() for sheet in paper)


def test_what_is_folded_is_printed_open(page: Page, address: str) -> None:
    page.goto(f"{address}/startups/chari/financing")
    first = page.locator("#p1 details")
    assert first.get_attribute("open") is None
    shown = printed(page)
    assert translator("fr").text("score.caption") in shown
    assert page.locator(".rest .match h3").all_text_contents()[0] in " ".join(shown.split())


@pytest.mark.parametrize("size", [PHONE, {"width": 800, "height": 900}, DESKTOP])
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_figures_leave_no_ragged_row(
    page: Page, address: str, size: ViewportSize, language: str
) -> None:
    page.set_viewport_size(size)
    page.goto(f"{address}/?lang={language}")
    for figures in page.locator(".stats").all():
        boxes = [one.bounding_box() for one in figures.locator(".stat").all()]
        rows: dict[float, float] = {}
        for box in filter(None, boxes):
            rows[box["y"]] = rows.get(box["y"], 0) + box["width"]
        widths = list(rows.values())
        assert len(widths) == 1 or min(widths) > 0.85 * max(widths)


def test_the_list_comes_before_what_is_asked_and_a_long_description_is_folded(
    page: Page, address: str
) -> None:
    page.set_viewport_size(PHONE)
    page.goto(f"{address}/startups/chari/financing?lang=fr")
    tops = [page.locator(one).bounding_box() for one in ("#p1", "#question", ".folds")]
    first, question, brief = (one for one in tops if one)
    assert first["y"] < PHONE["height"] < question["y"]
    folded = page.locator(".folds + details > summary")
    assert folded.inner_text() == translator("fr").text("desk.more")
    folded.press("Enter")
    opened = page.locator(".folds").bounding_box()
    assert opened
    assert opened["height"] > 2 * brief["height"]
    assert page.locator(":focus").inner_text() == translator("fr").text("desk.less")
    page.keyboard.press("Enter")
    assert page.locator(".folds").bounding_box() == brief


def test_going_back_after_signing_out_shows_nothing_of_the_page(page: Page, address: str) -> None:
    page.goto(f"{address}/startups/chari")
    page.locator(".account summary").click()
    page.locator("form[action='/sign-out'] button").click()
    page.wait_for_url("**/sign-in*")
    page.go_back()
    expect(page.locator("h1")).not_to_contain_text("Chari")
