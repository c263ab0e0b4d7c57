"""What a company decides about a programme, on plain pages: said, marked, taken back."""

import html
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from app.accounts.policy import Membership, Role, Scope
from app.context import Context
from app.decisions import service
from app.decisions.states import Step, reasons
from app.kit.i18n import translator
from app.profiles.importing import import_batch
from matching.profile import LANGUAGES, Kind
from tests.app.factories import batch, programme
from tests.app.people import account, client_as, signed_in
from tests.app.work import companies
from tests.web.factories import browsing

FOUNDER = Membership(Role.FOUNDER, Scope("startup", "aquanour"))
PAGE = "/startups/aquanour/programmes/fonds-a"
LIST = "/startups/aquanour/financing"


@pytest.fixture
def offered(empty_context: Context) -> Context:
    """A company and two programmes."""
    companies(empty_context, "aquanour")
    offers = batch(programme("fonds-a"), programme("fonds-b"))
    import_batch(empty_context, Kind.PROGRAMME, offers)
    return empty_context


@pytest.fixture
def desk(offered: Context) -> Iterator[TestClient]:
    """A browser in which a founder is signed in."""
    client = browsing(offered)
    yield signed_in(client, offered, account(offered, FOUNDER))
    client.close()


def text(key: str, language: str = "fr") -> str:
    return html.escape(translator(language).text(key), quote=False)


def panel(page: str) -> str:
    return page.split('aria-labelledby="decision-title"')[1].split("</section>", maxsplit=1)[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_founder_may_keep_it_or_say_why_it_is_not_for_them(
    desk: TestClient, language: str
) -> None:
    shown = panel(desk.get(f"{PAGE}?lang={language}").text)
    assert text("decision_action.kept", language) in shown
    assert f'<option value="">{text("decision.choose_reason", language)}</option>' in shown
    for reason in reasons():
        assert text(f"decision_reason.{reason}", language) in shown


def test_what_is_said_leads_back_to_the_page_which_says_it(desk: TestClient) -> None:
    answer = desk.post(PAGE, data={"step": "kept"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}#decision")
    shown = panel(desk.get(PAGE).text)
    assert text("decision_step.kept") in shown
    assert text("decision_action.applied") in shown
    assert text("decision_action.obtained") not in shown


def test_what_is_not_for_them_is_asked_why(desk: TestClient, offered: Context) -> None:
    answer = desk.post(PAGE, data={"step": "not_for_us", "reason": ""})
    assert answer.status_code == 422
    assert text("decision.no_reason") in panel(answer.text)
    assert service.decision(offered, "aquanour", "fonds-a").steps == ()
    desk.post(PAGE, data={"step": "not_for_us", "reason": "amount"})
    assert text("decision_reason.amount") in panel(desk.get(PAGE).text)


def test_the_list_marks_what_was_decided_until_it_is_taken_back(desk: TestClient) -> None:
    assert text("decision_step.kept") not in desk.get(LIST).text
    desk.post(PAGE, data={"step": "kept"})
    line = desk.get(LIST).text.split('href="/programmes/fonds-a"')[1].split("</li>")[0]
    assert text("decision_step.kept") in line
    desk.post(PAGE, data={"step": "taken_back"})
    assert text("decision_step.kept") not in desk.get(LIST).text
    assert text("decision.nothing") in panel(desk.get(PAGE).text)


def test_a_step_that_does_not_follow_is_refused(desk: TestClient) -> None:
    assert desk.post(PAGE, data={"step": "obtained"}).status_code == 409


def test_hypotheses_do_not_hide_what_was_decided(desk: TestClient) -> None:
    desk.post(PAGE, data={"step": "kept"})
    assert text("decision_step.kept") in panel(desk.get(f"{PAGE}?company_age_years=2").text)


def test_who_does_not_decide_for_the_company_reads_what_was_decided(
    offered: Context, desk: TestClient
) -> None:
    manager = client_as(browsing(offered), offered, Role.MANAGER)
    assert "decision-title" not in manager.get(PAGE).text
    desk.post(PAGE, data={"step": "kept"})
    shown = panel(manager.get(PAGE).text)
    assert text(f"decision_step.{Step.KEPT}") in shown
    assert "<form" not in shown
    assert manager.post(PAGE, data={"step": "applied"}).status_code == 403
    manager.close()
