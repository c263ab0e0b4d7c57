"""The main task of each role in a real browser, from sign-in to its result.

In French and in Arabic, on a phone and on a desktop, with scripts and without. The founder's is
their first visit (`test_first_visit`).
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from app.accounts.policy import Role, Scope
from app.context import Context
from tests.app.people import membership
from tests.web.visits import DESKTOP, PHONE, Visit, visiting

pytestmark = pytest.mark.browser

WAYS = [
    ("fr", DESKTOP, True),
    ("fr", PHONE, False),
    ("ar", DESKTOP, False),
    ("ar", PHONE, True),
]


@pytest.fixture(params=WAYS, ids=["fr-desktop", "fr-phone-bare", "ar-desktop-bare", "ar-phone"])
def visit(
    request: pytest.FixtureRequest, browser: Browser, context: Context, address: str
) -> Iterator[Visit]:
    """A browser that knows nobody."""
    with visiting(browser, context, address, request.param) as visit:
        yield visit


def test_a_partner_corrects_the_record_of_their_programme(visit: Visit) -> None:
    visit.enter(membership(Role.PARTNER))
    row = visit.page.get_by_role("row").filter(has_text="Innov Start").first
    row.get_by_role("link", name=visit.t.text("edit.title", name="Innov Start")).click()
    notes = visit.page.locator("[name=notes]")
    notes.fill(f"Relu en {visit.t.language}")
    visit.page.get_by_role("button", name=visit.t.text("edit.save"), exact=True).click()
    visit.page.wait_for_url("**/edit?saved=1")
    expect(visit.page.get_by_role("status").first).to_contain_text(visit.t.text("edit.saved"))
    expect(visit.page.locator("[name=notes]")).to_have_value(f"Relu en {visit.t.language}")
    # As it was, for the tests that follow.
    visit.page.locator("button[form=release]").first.click()
    visit.page.wait_for_load_state()
    expect(visit.page.locator("button[form=release]")).to_have_count(0)


def test_a_school_finds_its_people(visit: Visit) -> None:
    visit.enter(membership(Role.SCHOOL, Scope("organisation", "inpt")))
    visit.go(visit.t.text("home.people"))
    visit.page.wait_for_url("**/organisations/inpt")
    expect(visit.page.get_by_role("heading", level=1)).to_be_visible()


def test_a_manager_goes_from_the_network_to_a_company_of_a_site(visit: Visit) -> None:
    visit.enter(membership(Role.MANAGER))
    visit.page.locator('main a[href="/sites/casablanca"]').click()
    visit.page.wait_for_url("**/sites/casablanca")
    company = visit.page.locator('main h3 a[href^="/startups/"]').first
    name = company.inner_text()
    company.click()
    visit.page.wait_for_url("**/startups/*")
    expect(visit.page.get_by_role("heading", level=1)).to_have_text(name)


def test_an_administrator_sees_what_was_refused(visit: Visit) -> None:
    visit.enter(membership(Role.CANDIDATE))
    refused = visit.page.goto(f"{visit.address}/startups/chari")
    assert refused is not None
    assert refused.status == 403
    visit.page.context.clear_cookies()
    visit.enter(membership(Role.ADMINISTRATOR))
    visit.told("home.refusals")
    visit.told("refused.role")


def test_a_candidate_gives_a_consent_and_takes_it_back(visit: Visit) -> None:
    visit.enter(membership(Role.CANDIDATE, Scope("organisation", "inpt")))
    visit.go(visit.t.text("home.consents_change"))
    visit.page.wait_for_url("**/profile/purposes*")
    visit.page.locator(consent("give")).click()
    visit.page.wait_for_load_state()
    visit.page.goto(f"{visit.address}/")
    expect(visit.page.locator("main .badge.good")).to_have_count(1)
    visit.go(visit.t.text("home.consents_change"))
    visit.page.locator(consent("withdraw")).click()
    visit.page.wait_for_load_state()
    visit.page.goto(f"{visit.address}/")
    expect(visit.page.locator("main .badge.good")).to_have_count(0)


def consent(act: str) -> str:
    """The button that gives or takes back the consent to show one's address."""
    return f'form[action="/profile/purposes/{act}"]:has([value="share_address"]) button'


def test_a_coach_goes_to_a_companys_list_and_to_why(visit: Visit) -> None:
    visit.enter(membership(Role.COACH))
    visit.page.locator('main h3 a[href^="/startups/"]').first.click()
    visit.page.wait_for_url("**/startups/*")
    visit.page.locator('main a[href$="/financing"]').first.click()
    visit.page.locator("#p1 .because a").click()
    visit.page.wait_for_url("**/startups/*/programmes/*")
    expect(visit.page.get_by_role("heading", name=visit.t.text("pair.conditions"))).to_be_visible()


def test_an_integrator_finds_the_document_of_the_api(visit: Visit) -> None:
    visit.enter(membership(Role.INTEGRATOR))
    document = visit.page.locator('main a[href="/api/v1/openapi.json"]')
    expect(document).to_be_visible()
    answer = visit.page.request.get(f"{visit.address}/api/v1/openapi.json")
    assert "/api/v1/programmes" in answer.json()["paths"]


def test_a_visitor_searches_the_catalogue_and_narrows_it(visit: Visit) -> None:
    visit.page.goto(f"{visit.address}/?lang={visit.t.language}")
    visit.page.locator("main [name=q]").fill(visit.t.text("kind.honour_loan"))
    visit.page.locator("main form button").first.click()
    visit.page.wait_for_url("**/programmes?q=*")
    found = visit.page.locator("main .rows h3")
    expect(found.first).to_be_visible()
    before = found.count()
    # A phone folds all that one may narrow to, a desktop each part of it.
    folded = visit.page.locator("#search-filters > summary")
    if folded.is_visible():
        folded.click()
    box = visit.page.locator("#by-status")
    box.locator("summary").click()
    box.get_by_role("checkbox").first.check()
    if visit.page.evaluate("!document.documentElement.classList.contains('scripted')"):
        visit.page.get_by_role("button", name=visit.t.text("form.apply")).click()
    visit.page.wait_for_url("**status=*")
    expect(visit.page.locator("main a.tag")).to_have_count(1)
    assert visit.page.locator("main .rows h3").count() < before
