"""A candidate's own pages: what is known of them, what they agreed to, offers, going."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select
from starlette.testclient import TestClient

from app.accounts.policy import Visitor
from app.candidates import service
from app.candidates.models import Candidate
from app.candidates.schemas import Standing
from app.context import Context
from app.introductions import service as introductions
from app.introductions.schemas import StepGiven
from app.introductions.states import Step
from app.kit.database import reading
from app.kit.i18n import translator
from app.offers import service as offers
from app.offers.states import OfferState
from app.talent import desks
from matching.profile import LANGUAGES
from tests.app.cvs import ARABIC
from tests.app.queries import statements
from tests.app.test_candidates import value
from tests.app.work import ADVERT, founder, offered, owner, pooled, pushed
from tests.web.factories import entered


@pytest.fixture
def candidate(world: Context, tmp_path: Path) -> tuple[str, Visitor]:
    return pooled(world, tmp_path)


@pytest.fixture
def browser(world: Context, candidate: tuple[str, Visitor]) -> Iterator[TestClient]:
    """A browser in which the candidate is signed in."""
    client = entered(world, candidate[1])
    yield client
    client.close()


def text(key: str, **values: object) -> str:
    return translator("fr").text(key, **values)


def known(context: Context, id_: str, field: str, key: str = "") -> tuple[object, Standing]:
    found = value(service.portrait(context, id_), field, key)
    return found.value, found.standing


def says(browser: TestClient, id_: str, **typed: str) -> int:
    return browser.post(f"/candidates/{id_}/answers", data=typed).status_code


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_profile_shows_each_field_and_what_is_not_known(
    browser: TestClient, candidate: tuple[str, Visitor], language: str
) -> None:
    page = browser.get(f"/profile?lang={language}").text
    told = translator(language)
    for field in ("name", "skills", "availability"):
        assert told.text(f"cv_field.{field}") in page
    assert told.text("candidate.unknown") in page
    assert "<mark>Django</mark>" in page


def test_values_are_confirmed_denied_and_taken_back(
    browser: TestClient, world: Context, candidate: tuple[str, Visitor]
) -> None:
    id_ = candidate[0]
    place = {"field": "skills", "key": "django"}
    for standing in (Standing.CONFIRMED, Standing.DENIED):
        assert says(browser, id_, **place, standing=standing) == 303
        assert known(world, id_, "skills", "django")[1] is standing
    assert text("standing.denied") in browser.get("/profile").text
    browser.post(f"/candidates/{id_}/retract", data=place)
    assert known(world, id_, "skills", "django")[1] is Standing.READ


def test_what_a_page_shows_of_a_field_is_confirmed_at_once(
    browser: TestClient, world: Context, candidate: tuple[str, Visitor]
) -> None:
    id_ = candidate[0]
    says(browser, id_, field="skills", key="django", standing=Standing.DENIED)
    address = f"/candidates/{id_}/confirm"
    [sent] = re.findall(rf'<form [^>]*action="{address}".*?skills.*?</form>',
                        browser.get("/profile").text, re.DOTALL)  # fmt: skip
    keys = re.findall(r'name="key" value="([^"]+)"', sent)
    assert "python" in keys
    assert "django" not in keys
    # A value that the page did not show is not among what one confirms.
    later, *keys = keys
    answer = browser.post(address, data={"field": "skills", "key": keys})
    assert answer.headers["location"].endswith("#skills")
    stood = {one.key: one.standing for one in service.portrait(world, id_).values
             if one.field == "skills"}  # fmt: skip
    assert stood.pop("django") is Standing.DENIED
    assert stood.pop(later) is Standing.READ
    assert set(stood) == set(keys)
    assert set(stood.values()) == {Standing.CONFIRMED}
    assert browser.post(address, data={"field": "skills", "key": keys}).status_code == 303
    assert browser.post(address, data={"field": "skills", "key": "nothing"}).status_code == 404


def test_confirming_all_takes_as_few_statements_as_confirming_one(
    browser: TestClient, world: Context, candidate: tuple[str, Visitor]
) -> None:
    id_ = candidate[0]
    keys = [one.key for one in service.portrait(world, id_).values if one.field == "skills"]
    with statements(world.database) as one:
        service.confirm(world, candidate[1], id_, "skills", keys[:1])
    with statements(world.database) as many:
        service.confirm(world, candidate[1], id_, "skills", keys[1:])
    assert len(one) == len(many)
    assert known(world, id_, "skills", keys[-1])[1] is Standing.CONFIRMED


@pytest.mark.parametrize(
    ("typed", "key", "part", "said"),
    [
        ({"field": "city", "text": "Rabat"}, "", None, "Rabat"),
        ({"field": "name", "text": "Badr Sanhaji"}, "", "full", "Badr Sanhaji"),
        ({"field": "skills", "text": "kubernetes", "add": "1"}, "kubernetes", "id", "kubernetes"),
        ({"field": "contracts", "text": "cdi", "add": "1"}, "cdi", None, "cdi"),
        ({"field": "languages", "code": "es", "level": "B2", "add": "1"}, "es", "level", "B2"),
        ({"field": "phones", "text": "06 00 11 22 33", "add": "1"}, "+212600112233", "e164",
         "+212600112233"),
    ],
)  # fmt: skip
def test_what_is_typed_is_kept_as_a_value_of_its_field(
    browser: TestClient,
    world: Context,
    candidate: tuple[str, Visitor],
    *,
    typed: dict[str, str],
    key: str,
    part: str | None,
    said: str,
) -> None:
    assert says(browser, candidate[0], standing="corrected", **typed) == 303
    found, standing = known(world, candidate[0], typed["field"], key)
    assert standing is Standing.CORRECTED
    assert (found[part] if part else found) == said  # type: ignore[index]
    assert browser.get("/profile").status_code == 200


def test_an_experience_is_added_and_corrected_part_by_part(
    browser: TestClient, world: Context, candidate: tuple[str, Visitor]
) -> None:
    entry = {"field": "experience", "title": "Data engineer", "organisation": "Atlas Eau"}
    told = {**entry, "start": "03/2024", "end": "", "text": "Pipelines", "standing": "corrected"}
    assert says(browser, candidate[0], **told, add="1") == 303
    page = browser.get("/profile").text
    assert "Data engineer · Atlas Eau" in page
    assert text("value.since", date="mars 2024") in page
    [key] = re.findall(r'value="(data engineer atlas eau[^"]*)"', page)[:1]
    assert says(browser, candidate[0], **told | {"organisation": "Atlas"}, key=key) == 303
    assert "Data engineer · Atlas<" in browser.get("/profile").text


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ({"field": "skills", "text": "poterie quantique", "add": "1"}, "answer.skill"),
        ({"field": "city", "text": " "}, "answer.empty"),
        ({"field": "languages", "code": "xx", "add": "1"}, "answer.choice"),
        ({"field": "shoe", "text": "42"}, "answer.choice"),
        ({"field": "experience", "title": "a", "start": "hier", "add": "1"}, "answer.date"),
        ({"field": "experience", "title": "a", "start": "1850", "add": "1"}, "answer.period"),
        ({"field": "experience", "title": "a", "start": "2150", "add": "1"}, "answer.period"),
        ({"field": "education", "degree": "a", "start": "2021", "end": "2020", "add": "1"},
         "answer.period"),
        ({"field": "phones", "text": "abc", "add": "1"}, "answer.phone"),
        ({"field": "phones", "text": "06 12", "add": "1"}, "answer.phone"),
        ({"field": "emails", "text": "salma", "add": "1"}, "answer.email"),
        ({"field": "city", "text": "Rabat\nFès"}, "answer.line"),
    ],
)  # fmt: skip
def test_what_is_no_value_is_said(
    browser: TestClient, candidate: tuple[str, Visitor], typed: dict[str, str], fault: str
) -> None:
    data = {**typed, "standing": "corrected"}
    answer = browser.post(f"/candidates/{candidate[0]}/answers", data=data)
    assert answer.status_code == 422
    assert text(fault) in answer.text


def test_a_document_is_kept_by_its_person_and_removed(
    browser: TestClient, world: Context, candidate: tuple[str, Visitor]
) -> None:
    page = browser.get("/profile").text
    [remove] = set(re.findall(r'href="(/candidates/\w+/documents/\w+/remove)"', page))
    assert browser.get(remove.removesuffix("/remove")).status_code == 200
    assert "cv.txt" in browser.get(remove).text
    assert browser.post(remove).status_code == 303
    assert text("candidate.no_document") in browser.get("/profile").text
    assert browser.get(remove).status_code == 404


def test_yeses_are_given_and_taken_back_with_their_dates(
    browser: TestClient, world: Context, candidate: tuple[str, Visitor]
) -> None:
    page = browser.get("/profile/purposes").text
    assert page.count("/profile/purposes/withdraw") == 2
    data = {"purpose": "talent_network"}
    assert browser.post("/profile/purposes/withdraw", data=data).status_code == 303
    assert service.portrait(world, candidate[0]).agreed == ("talent_pool",)
    named = {"purpose": "talent_startup", "about": "aquanour"}
    assert "aquanour" in browser.get("/profile/purposes?q=aquanour").text
    assert browser.post("/profile/purposes/give", data=named).status_code == 303
    assert browser.get("/profile/purposes").text.count("/profile/purposes/withdraw") == 2


def test_leaving_the_pool_is_asked_about_and_proven(
    browser: TestClient, world: Context, candidate: tuple[str, Visitor]
) -> None:
    asked = browser.post("/profile/purposes/withdraw", data={"purpose": "talent_pool"})
    assert asked.headers["location"] == "/profile/purposes/leave"
    assert text("candidate.leave_what") in browser.get("/profile/purposes/leave").text
    proof = browser.post("/profile/purposes/leave").text
    assert proof.count(text("proof.none")) >= 6
    with reading(world.database) as session:
        assert session.scalar(select(func.count()).select_from(Candidate)) == 0
    assert text("candidate.nothing_sent_title") in browser.get("/profile").text


def test_everything_is_erased_and_proven(
    browser: TestClient, world: Context, candidate: tuple[str, Visitor]
) -> None:
    path = f"/candidates/{candidate[0]}/forget"
    assert text("candidate.forget_me_title") in browser.get(path).text
    assert browser.post(path).text.count(text("proof.none")) >= 6
    assert browser.post(path).status_code == 403


def test_offers_that_fit_are_told_with_why_and_one_names_oneself(
    browser: TestClient, world: Context, candidate: tuple[str, Visitor]
) -> None:
    offer_id = offered(world)
    page = browser.get("/profile/offers").text
    assert "aquanour" in page
    assert text("candidate.propose") in page
    data = {"offer_id": offer_id}
    done = browser.post(f"/candidates/{candidate[0]}/introductions", data=data)
    again = browser.get(done.headers["location"]).text
    assert text("introduction_step.proposed") in again
    assert again.count("<h3><bdi>Développeur web Python") == page.count("<h3><bdi>Développeur") == 1
    assert text("candidate.propose") not in again


def asked(context: Context, candidate_id: str) -> str:
    """The id of an introduction in which a company asks who a candidate is."""
    offer_id, who = offered(context), founder(context)
    desks.show_candidates(context, offer_id, limit=5, channel="page")
    made = introductions.for_offer(context, who, offer_id, candidate_id)
    introductions.take(context, who, made.id, StepGiven(step=Step.ASKED))
    return made.id


def test_a_request_is_answered_with_what_one_ticks_and_seen_afterwards(
    browser: TestClient, world: Context, candidate: tuple[str, Visitor]
) -> None:
    id_ = asked(world, candidate[0])
    told = translator("fr").plural("home.asked", 1)
    assert f'<a href="/profile/offers">{told}</a>' in browser.get("/").text
    page = browser.get("/profile/offers").text
    assert text("candidate.asked", startup="aquanour").split()[1] in page
    form = browser.get(f"/profile/requests/{id_}?step=revealed").text
    assert text("own_step_note.revealed") in form
    assert re.findall(r'name="reveals"[^>]*value="(\w+)"', form) == [
        "emails",
        "phones",
        "education",
    ]
    assert "checked" not in form
    data = {"step": "revealed", "reveals": ["emails"]}
    assert browser.post(f"/profile/requests/{id_}", data=data).status_code == 303
    last = introductions.introduction(world, candidate[1], id_).steps[-1]
    assert last.revealed == ("name", "emails")
    seen = browser.get("/profile/seen").text
    assert text("candidate.without_name") in seen
    assert text("candidate.told_to") in seen
    assert text("cv_field.emails") in seen


def test_who_asks_for_an_offer_that_is_closed_waits_no_more(
    browser: TestClient, world: Context, candidate: tuple[str, Visitor]
) -> None:
    id_, told = asked(world, candidate[0]), translator("fr").plural("home.asked", 1)
    assert told in browser.get("/").text
    who = founder(world)
    offer = introductions.introduction(world, who, id_).offer
    path = f"/profile/requests/{id_}?step="
    assert f'href="{path}revealed"' in browser.get("/profile/offers").text
    offers.move(world, who, offer.id, OfferState.CLOSED)
    assert told not in browser.get("/").text
    page = browser.get("/profile/offers").text
    assert f'href="{path}revealed"' not in page
    assert f'href="{path}declined"' in page
    assert browser.get(f"{path}revealed").status_code == 404


def test_a_step_that_is_not_ones_own_is_not_taken(
    browser: TestClient, world: Context, candidate: tuple[str, Visitor]
) -> None:
    id_ = asked(world, candidate[0])
    for step in ("hired", "asked", "x"):
        path = f"/profile/requests/{id_}"
        assert browser.get(path, params={"step": step}).status_code == 404
        assert browser.post(path, data={"step": step}).status_code in {404, 403, 409}


def test_who_is_not_matched_is_told_so_and_no_list_is_made(world: Context, tmp_path: Path) -> None:
    id_ = pushed(world, tmp_path)
    client = entered(world, owner(world, id_))
    offered(world)
    assert text("candidate.not_in_pool") in client.get("/profile/offers").text
    assert text("candidate.not_in_pool") in client.get("/profile").text


def test_another_candidate_sees_and_changes_nothing(
    world: Context, candidate: tuple[str, Visitor], tmp_path: Path
) -> None:
    other, who = pooled(world, tmp_path, ARABIC, "autre")
    client = entered(world, who)
    assert other != candidate[0]
    assert client.get(f"/profile?of={candidate[0]}").status_code == 404
    assert client.get(f"/candidates/{candidate[0]}").status_code == 403
    assert says(client, candidate[0], field="city", standing="denied") == 403


def test_own_pages_send_as_many_statements_for_many_offers_as_for_some(
    browser: TestClient, world: Context, candidate: tuple[str, Visitor]
) -> None:
    sent: dict[str, set[int]] = {}
    for start, stop in ((0, 2), (2, 9)):
        for number in range(start, stop):
            offered(world, f"{ADVERT}\nÉquipe {number}")
        for path in ("/profile", "/profile/offers", "/profile/seen", "/profile/purposes"):
            browser.get(path)
            with statements(world.database) as counted:
                assert browser.get(path).status_code == 200
            sent.setdefault(path, set()).add(len(counted))
    assert {path: len(counts) for path, counts in sent.items()} == dict.fromkeys(sent, 1)
