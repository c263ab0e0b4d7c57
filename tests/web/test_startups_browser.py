"""What is typed into a form of a company survives whatever happens to its page."""

import pytest
from playwright.sync_api import Page

from app.accounts.policy import Role
from app.context import Context
from app.kit.i18n import translator
from tests.web.conftest import sign_in

pytestmark = pytest.mark.browser

T = translator("fr")


def test_what_is_typed_is_kept_by_itself_where_scripts_run(
    scripted: Page, empty_context: Context, own_address: str
) -> None:
    sign_in(scripted, empty_context, own_address, Role.MANAGER)
    scripted.goto(f"{own_address}/startups/new?lang=fr")
    with scripted.expect_response("**/drafts"):
        scripted.locator("[name=name]").press_sequentially("Aqua")
    saved = scripted.locator("[data-draft-state]")
    assert saved.inner_text() == T.text("form.draft_saved")
    scripted.reload()
    assert scripted.locator("[name=name]").input_value() == "Aqua"


def test_what_is_typed_is_kept_by_a_button_where_none_run(own_page: Page, own_address: str) -> None:
    own_page.goto(f"{own_address}/startups/aquanour/edit?lang=fr")
    own_page.locator("[name=city]").fill("Rabat")
    own_page.get_by_role("button", name=T.text("form.draft")).click()
    own_page.wait_for_url("**/edit?kept=1")
    assert own_page.get_by_role("status").first.inner_text() == T.text("draft.kept")
    assert own_page.locator("[name=city]").input_value() == "Rabat"


def test_what_is_refused_is_found_by_the_keyboard_alone(own_page: Page, own_address: str) -> None:
    own_page.goto(f"{own_address}/startups/new?lang=fr")
    own_page.locator("[name=name]").fill("Aqua")
    own_page.locator("[name=name]").press("Enter")
    own_page.wait_for_load_state()
    assert own_page.locator(":focus").get_attribute("id") == "faults"
    own_page.keyboard.press("Tab")
    own_page.keyboard.press("Enter")
    own_page.keyboard.type("Nous vendons des capteurs aux agriculteurs.")
    assert own_page.locator("[name=description]").input_value().startswith("Nous vendons")
    assert own_page.locator("[name=name]").input_value() == "Aqua"
