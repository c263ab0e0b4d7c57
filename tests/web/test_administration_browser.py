"""The administrator's main task in the real browser: a coach is invited and sees their site."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ViewportSize
from sqlalchemy import select

from app.accounts.policy import NETWORK, Membership, Role
from app.context import Context
from app.kit.database import reading
from app.kit.i18n import translator
from app.mail.models import StoredMail
from tests.app.networks import small
from tests.app.people import account, session_of
from tests.web.conftest import served

pytestmark = pytest.mark.browser

SIZES = {
    "phone": ViewportSize(width=360, height=740),
    "desktop": ViewportSize(width=1280, height=900),
}
EMAIL = "coach@example.ma"


def link_in_mail(context: Context) -> str:
    with reading(context.database) as session:
        body = session.scalar(select(StoredMail.body).where(StoredMail.recipient == EMAIL))
    found = re.search(r"/invitations/[\w-]+", body or "")
    assert found
    return found[0]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_coach_is_invited_accepts_and_sees_their_site(
    browser: Browser,
    empty_context: Context,
    tmp_path: Path,
    *,
    language: str,
    size: str,
    scripts: bool,
) -> None:
    t = translator(language)
    small(empty_context, tmp_path)
    secret = session_of(
        empty_context, account(empty_context, Membership(Role.ADMINISTRATOR, NETWORK))
    )
    with served(empty_context) as address:
        tab = browser.new_context(java_script_enabled=scripts, viewport=SIZES[size])
        tab.add_cookies([{"name": "wasl", "value": secret, "url": address}])
        page = tab.new_page()
        page.goto(f"{address}/administration/invitations?lang={language}")
        page.get_by_role("link", name=t.text("administration.invite")).click()
        page.get_by_label(t.text("role.coach")).check()
        page.get_by_role("button", name=t.text("administration.choose")).click()
        page.locator("[name=place]").select_option("nord")
        page.locator("[name=email]").fill(EMAIL)
        page.get_by_role("button", name=t.text("administration.send")).click()
        assert page.locator(".alert.fault").is_visible()
        assert page.locator("[name=email]").input_value() == EMAIL
        page.locator("#whom [name=name]").fill("Amal")
        page.get_by_role("button", name=t.text("administration.send")).click()
        assert t.text("administration_done.invited") in page.locator(".flash").inner_text()
        tab.clear_cookies(name="wasl")
        page.goto(f"{address}{link_in_mail(empty_context)}?lang={language}")
        page.locator("main form button").first.click()
        page.wait_for_url(f"{address}/")
        page.goto(f"{address}/sites/nord?lang={language}")
        assert "nord" in page.locator("h1").inner_text().lower()
        assert page.goto(f"{address}/sites/sud").status == 403  # type: ignore[union-attr]
        tab.close()
