"""What pages change: answers noted, records corrected and released."""

import html
import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from app.accounts.policy import Role
from app.context import Context
from app.profiles.editing import edit
from app.profiles.importing import import_batch
from app.programmes.service import programme as programme_of
from matching.profile import LANGUAGES, Kind
from tests.app.factories import batch, programme, startup
from tests.app.people import client_as
from tests.web.factories import HERE
from web.main import create_app

OLD = {
    "need": "required",
    "rule": {"field": "company_age_years", "op": "<=", "value": 5, "unit": "years"},
}
LISTED = programme("fonds-a", eligibility=[OLD], notes="Première remarque.")
ANSWER = {"field": "company_age_years", "value": "7"}
FACTS, EDIT = "/startups/aquanour/financing", "/programmes/fonds-a/edit"


@pytest.fixture
def client(empty_context: Context) -> Iterator[TestClient]:
    import_batch(empty_context, Kind.PROGRAMME, batch(LISTED))
    import_batch(empty_context, Kind.STARTUP, batch(startup()))
    app = create_app(empty_context)
    manager = client_as(TestClient(app, HERE, follow_redirects=False), empty_context, Role.MANAGER)
    with manager as client:
        yield client


def form_of(page: str) -> dict[str, str]:
    """What a browser would send of the record's form, were nothing typed."""
    lines = re.findall(r'<input id="f-\w+" name="(\w+)" value="([^"]*)"', page)
    texts = re.findall(r'<textarea [^>]*name="(\w+)"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    status = re.findall(r'<option value="(\w+)" selected>', page)
    typed = {**dict(lines), **dict(texts), "status": status[0]}
    return {name: html.unescape(text) for name, text in typed.items()}


def released(page: str) -> list[str]:
    """The fields that the page offers to release."""
    return re.findall(r'name="field" value="(\w+)" form="release"', page)


def test_an_answer_leads_back_to_a_list_that_it_has_changed(client: TestClient) -> None:
    assert 'class="badge to_verify"' in client.get("/startups/aquanour/financing").text
    response = client.post(FACTS, data=ANSWER)
    assert response.status_code == 303
    page = client.get(response.headers["location"]).text
    assert 'role="status"' in page
    assert 'class="badge ' not in page
    assert (
        'class="badge ineligible"' in client.get("/startups/aquanour/financing?show=refused").text
    )


def test_the_list_after_an_answer_is_the_one_of_a_fresh_process(
    client: TestClient, empty_context: Context
) -> None:
    client.post(FACTS, data=ANSWER)
    fresh = Context(empty_context.settings)
    fresh.__dict__["encoder"] = empty_context.encoder
    with TestClient(create_app(fresh), HERE, cookies=client.cookies) as other:
        assert (
            other.get("/startups/aquanour/financing").text
            == client.get("/startups/aquanour/financing").text
        )
    fresh.database.dispose()


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_that_is_no_value_comes_back_as_typed_with_its_reason(
    client: TestClient, language: str
) -> None:
    sent = {"field": "company_age_years", "value": "vieux"}
    response = client.post(f"{FACTS}?lang={language}", data=sent)
    assert response.status_code == 422
    assert f'<html lang="{language}"' in response.text
    first = response.text.split('class="ask"')[1].split("</form>")[0]
    assert 'value="vieux"' in first
    assert re.search(r'<p class="fault" id="ask-company_age_years-fault">.*\w', first)


def test_an_answer_that_is_refused_is_not_kept(client: TestClient) -> None:
    before = client.get("/api/v1/startups/aquanour").json()
    client.post(FACTS, data={"field": "company_age_years", "value": "-1"})
    assert client.get("/api/v1/startups/aquanour").json() == before


@pytest.mark.parametrize(
    ("path", "field", "status"),
    [(FACTS, "no_such_fact", 404), ("/startups/nobody/financing", "company_age_years", 404)],
)
def test_what_is_not_there_cannot_be_answered(
    client: TestClient, path: str, field: str, status: int
) -> None:
    assert client.post(path, data={"field": field, "value": "1"}).status_code == status


def test_a_page_of_another_site_cannot_answer(client: TestClient) -> None:
    headers = {"sec-fetch-site": "cross-site"}
    assert client.post(FACTS, data=ANSWER, headers=headers).status_code == 403
    assert 'class="badge to_verify"' in client.get("/startups/aquanour/financing").text


def test_a_hypothesis_changes_the_answer_and_nothing_else(client: TestClient) -> None:
    before = client.get("/startups/aquanour/financing").text
    pair = client.get("/startups/aquanour/programmes/fonds-a?company_age_years=7").text
    assert 'class="badge ineligible"' in pair
    assert client.get("/startups/aquanour/financing").text == before


def test_a_hypothesis_that_is_no_value_comes_back_as_typed(client: TestClient) -> None:
    response = client.get("/startups/aquanour/programmes/fonds-a?company_age_years=vieux")
    assert response.status_code == 422
    assert 'name="company_age_years" value="vieux"' in response.text
    assert 'class="badge to_verify"' in response.text


def test_a_record_saved_as_it_is_is_not_taken_for_edited(client: TestClient) -> None:
    sent = form_of(client.get(EDIT).text)
    assert sent["notes"] == "Première remarque."
    assert client.post(EDIT, data=sent).status_code == 303
    assert client.get("/api/v1/programmes/fonds-a").json()["edits"] == []


def test_an_edit_is_shown_with_who_made_it_and_can_be_released(client: TestClient) -> None:
    changed = form_of(client.get(EDIT).text) | {"notes": "Vérifié\r\nhier."}
    response = client.post(EDIT, data=changed)
    page = client.get(response.headers["location"]).text
    assert released(page) == ["notes"]
    assert "Première remarque." in page
    assert "Vérifié\nhier." in client.get("/programmes/fonds-a").text
    client.post("/programmes/fonds-a/release", data={"field": "notes"})
    assert form_of(client.get(EDIT).text)["notes"] == "Première remarque."
    assert released(client.get(EDIT).text) == []


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("url", "tamwilcom"),
        ("as_of", "hier"),
        ("ticket_max_mad", "beaucoup"),
        ("summary_fr", ""),
        ("status", "peut-être"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_record_that_breaks_its_form_comes_back_with_the_field_named(
    client: TestClient, field: str, typed: str, language: str
) -> None:
    changed = form_of(client.get(EDIT).text) | {field: typed, "notes": "Autre remarque."}
    response = client.post(f"{EDIT}?lang={language}", data=changed)
    assert response.status_code == 422
    assert re.findall(r'id="f-(\w+)-fault"', response.text) == [field]
    fault = response.text.split(f'id="f-{field}-fault">')[1].split("</p>")[0]
    assert not re.search(r"fault\.|_", fault.split("</svg>")[1])
    assert "Autre remarque." in response.text


def test_a_refused_record_changes_nothing_of_itself(client: TestClient) -> None:
    before = client.get("/api/v1/programmes/fonds-a").json()
    changed = form_of(client.get(EDIT).text) | {"notes": "Autre.", "url": "tamwilcom"}
    client.post(EDIT, data=changed)
    assert client.get("/api/v1/programmes/fonds-a").json() == before


def test_an_edit_is_told_on_the_page_of_the_programme_and_in_the_upkeep(
    client: TestClient,
) -> None:
    client.post(EDIT, data=form_of(client.get(EDIT).text) | {"notes": "Vérifié."})
    assert "Modifié à la main" in client.get("/programmes/fonds-a").text
    assert "Modifié à la main" in client.get("/catalogue").text


def test_the_upkeep_says_what_is_amiss_with_a_record(client: TestClient) -> None:
    page = client.get("/catalogue").text
    assert 'href="/programmes/fonds-a/edit"' in page
    assert "Pas de page officielle" in page


def test_what_an_import_changed_meanwhile_is_not_taken_for_what_was_typed(
    client: TestClient, empty_context: Context
) -> None:
    page = client.get(EDIT).text
    shown = dict(re.findall(r'name="(shown_\w+)" value="([^"]*)"', page))
    typed = form_of(page) | shown | {"notes": "Vérifié."}
    edit(empty_context, Kind.PROGRAMME, "fonds-a", "status", "closed")
    client.post(EDIT, data=typed)
    after = programme_of(empty_context, "fonds-a")
    assert (after.status, after.notes) == ("closed", "Vérifié.")


def test_an_answer_can_be_taken_back(client: TestClient) -> None:
    def shown() -> str:
        # Below stand the versions, which count every change.
        return client.get("/startups/aquanour/financing?show=all").text.split("<footer")[0]

    before = shown()
    client.post(FACTS, data=ANSWER)
    page = client.get("/startups/aquanour").text
    field = re.findall(r'name="field" value="(facts\.\w+)"', page)
    response = client.post("/startups/aquanour/release", data={"field": field[0]})
    assert response.status_code == 303
    assert shown() == before
