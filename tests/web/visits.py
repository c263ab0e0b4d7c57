"""Somebody at work in a real browser: a language, a size of screen, with scripts or without."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from app.accounts.models import Account
from app.accounts.policy import Membership
from app.context import Context
from app.kit.i18n import Translator, translator
from tests.app.people import account, with_password

PASSWORD = "un chameau traverse lentement"
PHONE, DESKTOP = {"width": 360, "height": 740}, {"width": 1280, "height": 900}

Way = tuple[str, dict[str, int], bool]
"""A language, a size in pixels, and whether scripts run."""


@dataclass(frozen=True)
class Visit:
    """A tab in which somebody is at work."""

    page: Page
    address: str
    t: Translator
    context: Context

    def enter(self, *roles: Membership) -> Account:
        """Sign in by the form, as somebody new."""
        person = account(self.context, *roles)
        with_password(self.context, person, PASSWORD)
        self.open("/sign-in")
        self.page.locator("[name=email]").fill(person.email)
        self.page.locator("[name=password]").fill(PASSWORD)
        self.press(self.t.text("sign_in.enter"))
        self.page.wait_for_url(f"{self.address}/")
        expect(self.page.locator("html")).to_have_attribute("dir", self.t.direction)
        return person

    def open(self, path: str) -> None:
        """Open a page by its address."""
        self.page.goto(f"{self.address}{path}?lang={self.t.language}")

    def go(self, name: str) -> None:
        """Follow the first link of the page's content that is called so."""
        self.page.locator("main").get_by_role("link", name=name, exact=True).first.click()

    def press(self, name: str, within: Locator | None = None) -> None:
        """Press the first button that is called so."""
        within = within or self.page.locator("main")
        within.get_by_role("button", name=name, exact=True).first.click()

    def told(self, key: str, **values: object) -> None:
        """What the page must say, in its language."""
        expect(self.page.locator("main")).to_contain_text(self.t.text(key, **values))

    def at(self, address: str) -> None:
        """Be at a page of this form, as wide as its window and no wider."""
        self.page.wait_for_url(f"{self.address}{address}")
        wide, window = self.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert wide <= window, self.page.url


@contextmanager
def visiting(browser: Browser, context: Context, address: str, way: Way) -> Iterator[Visit]:
    """A browser that knows nobody."""
    language, size, scripts = way
    opened: dict[str, Any] = {"viewport": size, "java_script_enabled": scripts}
    tab = browser.new_context(locale="fr-MA", **opened)
    yield Visit(tab.new_page(), address, translator(language), context)
    tab.close()
