"""A candidate, or their school, names them for an offer by the page."""

import html
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.accounts import consents
from app.accounts.policy import Membership, Role, Scope, Visitor
from app.context import Context
from app.kit.i18n import translator
from matching.profile import LANGUAGES
from tests.app.people import somebody
from tests.app.work import offered, pooled
from tests.web.factories import entered
from tests.web.test_candidate_pages import asked

SCHOOL = Membership(Role.SCHOOL, Scope("organisation", "ensias"))


def test_a_school_that_proposes_goes_back_to_its_candidate(world: Context, tmp_path: Path) -> None:
    candidate, _ = pooled(world, tmp_path)
    client = entered(world, somebody(world, SCHOOL))
    data = {"offer_id": offered(world)}
    done = client.post(f"/candidates/{candidate}/introductions", data=data)
    assert done.headers["location"] == f"/candidates/{candidate}"
    assert client.get(done.headers["location"]).status_code == 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_done_before_is_said_in_its_own_words(
    world: Context, tmp_path: Path, language: str
) -> None:
    candidate, who = pooled(world, tmp_path)
    client = entered(world, who)
    address, data = f"/candidates/{candidate}/introductions", {"offer_id": offered(world)}
    assert client.post(address, data=data).status_code == 303
    again = client.post(f"{address}?lang={language}", data=data)
    assert again.status_code == 409
    assert translator(language).text("error_text.409") in again.text


def withdrawn(context: Context, who: Visitor, purpose: str) -> None:
    assert who.person
    consents.withdraw(context, who, who.person.id, purpose)


def given(client: TestClient, page: str) -> str:
    """Give the yes that a page asks for first; where that leads."""
    form = page.partition('id="wanted-title"')[2].partition("</form>")[0]
    fields = re.findall(r'name="([a-z_]+)" value="([^"]*)"', form)
    data = {name: html.unescape(value) for name, value in fields}
    assert data["purpose"]
    return str(client.post("/profile/purposes/give", data=data).headers["location"])


def test_who_is_not_seen_by_a_startup_is_asked_for_that_yes_and_goes_back(
    world: Context, tmp_path: Path
) -> None:
    candidate, who = pooled(world, tmp_path)
    client, data = entered(world, who), {"offer_id": offered(world)}
    withdrawn(world, who, "talent_network")
    address = f"/candidates/{candidate}/introductions"
    asked = client.post(address, data=data)
    assert asked.status_code == 303
    page = client.get(asked.headers["location"]).text
    assert translator("fr").text("candidate.wanted", startup="aquanour") in page
    back = given(client, page)
    assert back == f"/profile/offers?of={candidate}&done=given"
    assert translator("fr").text("agreed_done.given") in client.get(back).text
    assert client.post(address, data=data).headers["location"].endswith("done=proposed")


def test_who_would_say_who_they_are_is_asked_for_the_yes_that_is_missing(
    world: Context, tmp_path: Path
) -> None:
    candidate, who = pooled(world, tmp_path)
    client = entered(world, who)
    address = f"/profile/requests/{asked(world, candidate)}"
    withdrawn(world, who, "talent_network")
    led = client.post(address, data={"step": "revealed"})
    back = given(client, client.get(led.headers["location"]).text)
    assert back == f"{address}?step=revealed"
    assert client.get(back).status_code == 200
    assert client.post(address, data={"step": "revealed"}).status_code == 303


@pytest.mark.parametrize(
    ("about", "back"), [("nobody", "/profile"), ("aquanour", "//elsewhere.ma"), ("", "")]
)
def test_a_page_that_asks_for_a_yes_knows_who_for_and_leads_nowhere_else(
    world: Context, tmp_path: Path, about: str, back: str
) -> None:
    _, who = pooled(world, tmp_path)
    client = entered(world, who)
    withdrawn(world, who, "talent_network")
    page = client.get("/profile/purposes", params={"about": about, "back": back})
    assert page.status_code == 200
    assert ("wanted-title" in page.text) == (about == "aquanour")
    data = {"purpose": "talent_network", "back": back}
    led = client.post("/profile/purposes/give", data=data).headers["location"]
    assert led == (back if back == "/profile" else "/profile/purposes?done=given")


def test_a_school_is_not_asked_for_the_yes_of_its_candidate(world: Context, tmp_path: Path) -> None:
    candidate, who = pooled(world, tmp_path)
    withdrawn(world, who, "talent_network")
    client = entered(world, somebody(world, SCHOOL))
    data = {"offer_id": offered(world)}
    assert client.post(f"/candidates/{candidate}/introductions", data=data).status_code == 409


def test_a_reason_that_is_too_long_is_refused_and_kept(world: Context, tmp_path: Path) -> None:
    candidate, who = pooled(world, tmp_path)
    client = entered(world, who)
    address = f"/profile/requests/{asked(world, candidate)}"
    long = "Trop loin de chez moi. " * 30
    refused = client.post(address, data={"step": "declined", "reason": long})
    assert refused.status_code == 422
    assert translator("fr").text("introduction_fault.long") in refused.text
    assert long.strip() in refused.text
    fits = client.post(address, data={"step": "declined", "reason": long[:500]})
    assert fits.status_code == 303
