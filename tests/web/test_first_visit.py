"""The first visit of a founder, from the home to a ranked list: every step counted."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Locator, Page
from sqlalchemy import select

from app.context import Context
from app.kit.database import reading
from app.kit.i18n import translator
from app.mail.models import StoredMail
from app.organisations.founding import slug
from app.organisations.service import forget

pytestmark = pytest.mark.browser

# Twenty words a minute, and what it takes to find where to click and to look at a page.
KEYS_A_MINUTE, SECONDS_A_STEP, MOST_SECONDS = 100, 5, 300
TOLD = {
    "fr": (
        "Nour Alaoui",
        "AquaNour",
        "Nous vendons aux agriculteurs des capteurs qui trouvent les fuites d'eau.",
    ),
    "ar": (
        "نور العلوي",
        "ماء نور",
        "نبيع للفلاحين أجهزة استشعار تكشف تسرب المياه في شبكات الري.",
    ),
}


@dataclass
class Visit:
    """A tab, with all that its visitor did."""

    page: Page
    steps: list[tuple[str, int, int, int]] = field(default_factory=list)

    def open(self, address: str, what: str) -> None:
        """Open a page."""
        self.page.goto(address)
        self.steps.append((what, 0, 0, 1))

    def fill(self, name: str, text: str) -> None:
        """Type into a field, after a click on it."""
        self.page.locator(f"[name={name}]").first.press_sequentially(text)
        self.steps.append((name, len(text), 1, 0))

    def choose(self, name: str, code: str) -> None:
        """Choose from a list by typing three letters, after a click on it."""
        self.page.locator(f"select[name={name}]").first.select_option(code)
        self.steps.append((name, 3, 1, 0))

    def press(self, button: Locator, what: str, pages: int = 1) -> None:
        """Click."""
        button.click()
        self.steps.append((what, 0, 1, pages))

    @property
    def seconds(self) -> float:
        """How long a slow typist takes."""
        _, *counted = zip(*self.steps, strict=True)
        keys, clicks, pages = map(sum, counted)
        return keys / KEYS_A_MINUTE * 60 + (clicks + pages) * SECONDS_A_STEP

    def table(self) -> str:
        """Every step with what it took."""
        lines = [f"{'step':<24}{'keys':>6}{'clicks':>8}{'pages':>7}"]
        lines += [
            f"{what:<24}{keys:>6}{clicks:>8}{pages:>7}" for what, keys, clicks, pages in self.steps
        ]
        return "\n".join([*lines, f"{self.seconds:.0f} s of {MOST_SECONDS}"])


@pytest.fixture(params=["with scripts", "without scripts"])
def tab(request: pytest.FixtureRequest) -> Page:
    """A tab that nobody is signed in to."""
    kind = "scripted" if request.param == "with scripts" else "visitor_page"
    page: Page = request.getfixturevalue(kind)
    return page


@pytest.fixture(params=["fr", "ar"])
def language(request: pytest.FixtureRequest, context: Context) -> Iterator[str]:
    """A language; what its visitor brings is forgotten again."""
    yield request.param
    forget(context, slug(TOLD[request.param][1]))


def mailed(context: Context, email: str) -> str:
    """The address in the last mail to somebody."""
    chosen = select(StoredMail.body).where(StoredMail.recipient == email)
    with reading(context.database) as session:
        body = session.scalars(chosen.order_by(StoredMail.key.desc())).first()
    assert body
    found = re.search(r"https?://[^/\s]+(/sign-in/link/\S+)", body)
    assert found
    return found[1]


def test_a_founder_comes_to_a_ranked_list_in_less_than_five_minutes(
    tab: Page, language: str, context: Context, address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    visit, t = Visit(tab), translator(language)
    person, company, description = TOLD[language]
    email = f"{language}-{id(tab)}@example.ma"
    main = tab.locator("main")

    visit.open(f"{address}/?lang={language}", "home")
    visit.press(main.locator("a[href='/join']").first, "join")
    visit.fill("email", email)
    visit.fill("name", person)
    visit.press(main.locator("form button").first, "ask for the link")
    tab.wait_for_url("**/sign-in/sent")
    visit.open(f"{address}{mailed(context, email)}", "link in the mail")
    visit.press(main.locator("form button").first, "enter")
    tab.wait_for_url("**/startups/new")
    visit.fill("name", company)
    visit.fill("description", description)
    visit.choose("sectors", "watertech")
    visit.press(tab.locator("[name=stage][value=mvp]"), "stage", pages=0)
    visit.press(main.locator("form.form button").first, "see the list")
    tab.wait_for_url("**/financing")

    with capsys.disabled():
        print(f"\n{language}\n{visit.table()}")  # noqa: T201 - the figures are to be read
    assert tab.get_by_role("heading", level=1).inner_text() == company
    assert tab.get_by_role("heading", name=t.text("list.title")).is_visible()
    assert tab.locator("#p1").is_visible()
    assert tab.locator(".match").count() >= 10
    assert visit.seconds < MOST_SECONDS
