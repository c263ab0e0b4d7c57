from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.accounts.journal import Chapter
from app.accounts.policy import Role
from app.accounts.schemas import AccountShown
from app.api import create_api, examples
from app.candidates.inviting import InvitedShown
from app.candidates.listing import CandidatesShown
from app.candidates.proof import ProofShown
from app.candidates.schemas import CandidateShown
from app.context import Context
from app.decisions.schemas import DecisionShown
from app.intakes.schemas import FileShown, IntakeShown
from app.introductions.schemas import IntroductionShown, ViewingShown
from app.kit.database import reading
from app.kit.pages import Page
from app.matches.difference import DifferenceShown
from app.matches.explained import EligibilityShown, ExplainedShown
from app.matches.listing import ListsShown
from app.matches.models import Showing, StoredShortlist
from app.matches.schemas import ShortlistShown
from app.network.figures import FiguresShown
from app.network.schemas import (
    CohortBrief,
    CohortShown,
    CompanyShown,
    OrganisationBrief,
    OrganisationShown,
    SiteShown,
)
from app.offers.schemas import OfferBrief, OfferShown
from app.organisations.comparison import ComparisonShown
from app.organisations.listing import CompaniesShown
from app.organisations.schemas import StartupShown
from app.programmes.schemas import CatalogueShown, ProgrammeShown
from app.talent.schemas import CandidateOffers, OfferCandidates
from tests.app.people import client_as

API = "/api/v1"


@pytest.fixture(scope="module")
def client(context: Context) -> Iterator[TestClient]:
    with client_as(TestClient(create_api(context)), context, Role.MANAGER) as client:
        yield client


def test_startups_come_in_pages_that_cover_all_of_them_once(client: TestClient) -> None:
    first = client.get(f"{API}/startups", params={"limit": 100}).json()
    second = client.get(f"{API}/startups", params={"limit": 100, "offset": 100}).json()
    ids = [one["id"] for part in (first, second) for one in part["items"]]
    assert first["total"] == 194
    assert len(ids) == len(set(ids)) == 194


def test_a_startup_shows_each_fact_with_its_source(client: TestClient) -> None:
    startup = client.get(f"{API}/startups/chari").json()
    facts = {fact["name"]: fact for fact in startup["facts"]}
    assert facts["founded_year"]["value"] == 2020
    assert facts["founded_year"]["source"].startswith("https://")
    assert startup["sources"]


def test_a_programme_shows_its_conditions_and_sources(client: TestClient) -> None:
    programme = client.get(f"{API}/programmes/innov-start").json()
    assert programme["conditions"]
    for one in programme["conditions"]:
        assert set(one["text"]) == {"fr", "ar", "en"}
        assert all(one["text"].values())
        assert len({"field", "all", "any", "not"} & set(one["rule"])) == 1
    assert programme["sources"][0]["url"]
    assert programme["as_of"] == "2019-03"


def test_the_catalogue_lists_every_programme(client: TestClient) -> None:
    assert client.get(f"{API}/programmes", params={"limit": 1}).json()["total"] == 98


def test_a_list_is_ranked_explained_and_stored_as_shown(
    client: TestClient, context: Context
) -> None:
    answer = client.get(f"{API}/startups/chari/matches", params={"desk": "financing", "limit": 7})
    shown = ShortlistShown.model_validate(answer.json())
    assert [line.position for line in shown.matches] == [1, 2, 3, 4, 5, 6, 7]
    assert all(line.evidence and line.components for line in shown.matches)
    assert set(shown.versions) == {"wasl", "model", "index", "ranking"}
    with reading(context.database) as session:
        stored = session.scalars(
            select(StoredShortlist)
            .where(StoredShortlist.seeker_id == "chari")
            .options(selectinload(StoredShortlist.items))
            .order_by(StoredShortlist.key.desc())
        ).first()
    assert stored is not None
    assert [item.shown for item in stored.items] == answer.json()["matches"]


def test_the_same_list_shown_again_is_one_more_showing(
    client: TestClient, context: Context
) -> None:
    for _ in range(3):
        client.get(f"{API}/startups/green-watech/matches")
    with reading(context.database) as session:
        lists = session.scalars(
            select(StoredShortlist.key).where(StoredShortlist.seeker_id == "green-watech")
        ).all()
        shown = session.scalars(select(Showing).where(Showing.shortlist_key.in_(lists))).all()
    assert len(lists) == 1
    assert len(shown) >= 3


def test_scores_are_the_sum_of_their_parts(client: TestClient) -> None:
    for line in client.get(f"{API}/startups/chari/matches").json()["matches"]:
        assert line["score"] == pytest.approx(
            sum(part["points"] for part in line["components"]), abs=1e-3
        )


def test_who_has_an_answer_is_not_sent_it_again(client: TestClient) -> None:
    first = client.get(f"{API}/programmes/innov-start")
    again = client.get(
        f"{API}/programmes/innov-start", headers={"If-None-Match": first.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")
    other = client.get(f"{API}/programmes/innov-start", headers={"If-None-Match": '"other"'})
    assert other.status_code == 200


def test_who_has_any_answer_at_all_is_not_sent_another(client: TestClient) -> None:
    anything = {"If-None-Match": "*"}
    assert client.get(f"{API}/programmes/innov-start", headers=anything).status_code == 304
    assert client.get(f"{API}/programmes/nothing", headers=anything).status_code == 404


def test_a_change_is_answered_whatever_answers_its_sender_has(client: TestClient) -> None:
    anything = {"If-None-Match": "*"}
    changed = client.patch(f"{API}/account", json={"name": "Salma"}, headers=anything)
    assert (changed.status_code, changed.json()["name"]) == (200, "Salma")
    assert "etag" not in changed.headers


@pytest.mark.parametrize(
    "path", ["/startups", "/startups/chari", "/programmes/innov-start", "/programmes/nothing"]
)
def test_the_headers_alone_are_those_of_the_answer(client: TestClient, path: str) -> None:
    whole, head = client.get(API + path), client.head(API + path)
    assert (head.status_code, head.content) == (whole.status_code, b"")
    assert head.headers == whole.headers


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/startups/nobody", 404),
        ("/startups/nobody/matches", 404),
        ("/startups/chari/programmes/nothing/eligibility", 404),
        ("/programmes/nothing", 404),
        ("/nowhere", 404),
        ("/startups?limit=0", 422),
        ("/startups?limit=1000", 422),
        ("/startups?offset=-1", 422),
        ("/startups?offset=99999999999999999999", 422),
        ("/programmes?offset=99999999999999999999", 422),
        ("/startups/chari/matches?desk=poetry", 422),
        ("/startups/chari/matches?limit=many", 422),
    ],
)
def test_what_goes_wrong_is_a_problem_that_says_so(
    client: TestClient, path: str, status: int
) -> None:
    answer = client.get(API + path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status
    assert answer.json()["detail"]


def test_a_method_that_is_not_allowed_is_a_problem_too(client: TestClient) -> None:
    answer = client.delete(f"{API}/startups/chari")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD"
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_parameter_at_fault_is_named(client: TestClient) -> None:
    (error,) = client.get(f"{API}/startups?limit=0").json()["errors"]
    assert error["in"] == ["query", "limit"]


def test_the_document_describes_every_operation_with_an_example(client: TestClient) -> None:
    document = client.get(f"{API}/openapi.json").json()
    operations = {
        (method, path): operation
        for path, entry in document["paths"].items()
        for method, operation in entry.items()
    }
    assert set(operations) == {
        ("get", f"{API}/account"),
        ("patch", f"{API}/account"),
        ("get", f"{API}/account/journal"),
        ("get", f"{API}/startups"),
        ("get", f"{API}/startups/{{startup_id}}"),
        ("get", f"{API}/startups/{{startup_id}}/matches"),
        ("get", f"{API}/startups/{{startup_id}}/lists"),
        ("get", f"{API}/startups/{{startup_id}}/lists/difference"),
        ("get", f"{API}/startups/{{startup_id}}/comparison"),
        ("get", f"{API}/startups/{{startup_id}}/programmes/{{programme_id}}/eligibility"),
        ("get", f"{API}/programmes"),
        ("get", f"{API}/programmes/{{programme_id}}"),
        ("post", f"{API}/eligibility"),
        ("get", f"{API}/network"),
        ("get", f"{API}/sites"),
        ("get", f"{API}/sites/{{site_id}}"),
        ("put", f"{API}/sites/{{site_id}}"),
        ("get", f"{API}/sites/{{site_id}}/companies"),
        ("put", f"{API}/sites/{{site_id}}/companies/{{startup_id}}"),
        ("get", f"{API}/organisations"),
        ("post", f"{API}/organisations"),
        ("get", f"{API}/organisations/{{organisation_id}}"),
        ("put", f"{API}/organisations/{{organisation_id}}"),
        ("get", f"{API}/cohorts"),
        ("post", f"{API}/cohorts"),
        ("get", f"{API}/cohorts/{{cohort_id}}"),
        ("put", f"{API}/cohorts/{{cohort_id}}"),
        ("put", f"{API}/cohorts/{{cohort_id}}/members/{{startup_id}}"),
        ("delete", f"{API}/cohorts/{{cohort_id}}/members/{{startup_id}}"),
        ("get", f"{API}/startups/{{startup_id}}/decisions"),
        ("post", f"{API}/startups/{{startup_id}}/programmes/{{programme_id}}/decision"),
        ("post", f"{API}/organisations/{{organisation_id}}/intakes"),
        ("get", f"{API}/organisations/{{organisation_id}}/intakes"),
        ("get", f"{API}/intakes/{{intake_id}}"),
        ("get", f"{API}/intakes/{{intake_id}}/files"),
        ("post", f"{API}/intakes/{{intake_id}}/files/{{position}}/release"),
        ("get", f"{API}/organisations/{{organisation_id}}/candidates"),
        ("post", f"{API}/organisations/{{organisation_id}}/candidates/invitations"),
        ("get", f"{API}/candidates/{{candidate_id}}"),
        ("delete", f"{API}/candidates/{{candidate_id}}"),
        ("put", f"{API}/candidates/{{candidate_id}}/answers"),
        ("delete", f"{API}/candidates/{{candidate_id}}/answers"),
        ("post", f"{API}/candidates/{{candidate_id}}/invitation"),
        ("post", f"{API}/candidates/{{candidate_id}}/merge"),
        ("post", f"{API}/candidates/{{candidate_id}}/apart"),
        ("delete", f"{API}/candidates/{{candidate_id}}/documents/{{document_id}}"),
        ("get", f"{API}/offers"),
        ("post", f"{API}/startups/{{startup_id}}/offers"),
        ("get", f"{API}/offers/{{offer_id}}"),
        ("patch", f"{API}/offers/{{offer_id}}"),
        ("put", f"{API}/offers/{{offer_id}}/values"),
        ("put", f"{API}/offers/{{offer_id}}/state"),
        ("get", f"{API}/offers/{{offer_id}}/candidates"),
        ("get", f"{API}/offers/{{offer_id}}/introductions"),
        ("post", f"{API}/offers/{{offer_id}}/introductions"),
        ("get", f"{API}/candidates/{{candidate_id}}/offers"),
        ("get", f"{API}/candidates/{{candidate_id}}/introductions"),
        ("post", f"{API}/candidates/{{candidate_id}}/introductions"),
        ("get", f"{API}/candidates/{{candidate_id}}/views"),
        ("get", f"{API}/introductions/{{introduction_id}}"),
        ("post", f"{API}/introductions/{{introduction_id}}/steps"),
    }
    for operation in operations.values():
        assert operation["summary"]
        content = operation["responses"]["200"]["content"]["application/json"]
        assert content["example"]


ELIGIBILITY = f"{API}/eligibility"

FORMS: dict[str, type[BaseModel]] = {
    "read_account": AccountShown,
    "change_account": AccountShown,
    "read_account_journal": Chapter,
    "read_startups": CompaniesShown,
    "read_comparison": ComparisonShown,
    "read_startup": StartupShown,
    "read_matches": ShortlistShown,
    "read_decisions": Page[DecisionShown],
    "decide_programme": DecisionShown,
    "read_lists": ListsShown,
    "read_difference": DifferenceShown,
    "read_eligibility": ExplainedShown,
    "read_programmes": CatalogueShown,
    "read_programme": ProgrammeShown,
    "judge_facts": EligibilityShown,
    "read_network": FiguresShown,
    "read_sites": Page[SiteShown],
    "read_site": SiteShown,
    "state_site": SiteShown,
    "read_companies": Page[CompanyShown],
    "enter_company": SiteShown,
    "read_organisations": Page[OrganisationBrief],
    "read_organisation": OrganisationShown,
    "create_organisation": OrganisationShown,
    "change_organisation": OrganisationShown,
    "read_cohorts": Page[CohortBrief],
    "read_cohort": CohortShown,
    "create_cohort": CohortShown,
    "change_cohort": CohortShown,
    "add_member": CohortShown,
    "remove_member": CohortShown,
    "create_intake": IntakeShown,
    "read_intakes": Page[IntakeShown],
    "read_intake": IntakeShown,
    "read_intake_files": Page[FileShown],
    "release_file": IntakeShown,
    "read_candidates": CandidatesShown,
    "invite_candidates": InvitedShown,
    "read_candidate": CandidateShown,
    "forget_candidate": ProofShown,
    "answer_value": CandidateShown,
    "retract_answer": CandidateShown,
    "invite_candidate": CandidateShown,
    "merge_candidates": CandidateShown,
    "keep_candidates_apart": CandidateShown,
    "remove_document": CandidateShown,
    "read_offers": Page[OfferBrief],
    "read_offer": OfferShown,
    "create_offer": OfferShown,
    "change_offer": OfferShown,
    "answer_offer": OfferShown,
    "move_offer": OfferShown,
    "read_offer_candidates": OfferCandidates,
    "read_candidate_offers": CandidateOffers,
    "read_offer_introductions": Page[IntroductionShown],
    "shortlist_candidate": IntroductionShown,
    "read_candidate_introductions": Page[IntroductionShown],
    "propose_candidate": IntroductionShown,
    "read_candidate_views": Page[ViewingShown],
    "read_introduction": IntroductionShown,
    "take_step": IntroductionShown,
}


def test_every_operation_has_an_example() -> None:
    assert set(examples()) == set(FORMS)


@pytest.mark.parametrize("operation", FORMS)
def test_documented_examples_are_of_the_documented_form(operation: str) -> None:
    example = examples()[operation]
    assert FORMS[operation].model_validate(example).model_dump(mode="json") == example


def test_facts_are_judged_by_every_programme(client: TestClient) -> None:
    answer = EligibilityShown.model_validate(
        client.post(ELIGIBILITY, json={"facts": {"trl": 4}}).json()
    )
    assert len(answer.programmes) == 98
    assert answer.questions
    assert [one.worth for one in answer.questions] == sorted(
        (one.worth for one in answer.questions), reverse=True
    )


def test_facts_are_judged_as_of_the_day_asked(client: TestClient) -> None:
    asked = {"facts": {"company_creation_date": "2021-03-01"}, "programmes": ["damane-intelak"]}
    answer = client.post(ELIGIBILITY, json={**asked, "as_of": "2024-01-15"}).json()
    assert answer["as_of"] == "2024-01-15"
    assert [one["offer"]["id"] for one in answer["programmes"]] == ["damane-intelak"]


def test_a_fact_may_come_with_its_source_and_date(client: TestClient) -> None:
    stated = {"value": 5_000_000, "source": "bilan 2024", "stated": "2024-12"}
    facts = {"annual_turnover_mad": stated}
    asked = {"facts": facts, "programmes": ["damane-intelak"], "as_of": "2025-06-01"}
    answer = client.post(ELIGIBILITY, json=asked).json()
    found = [
        one["trace"]["reason"]["found"]
        for one in answer["programmes"][0]["conditions"]
        if one["trace"]["reason"] and one["trace"]["reason"]["field"] == "annual_turnover_mad"
    ]
    assert found == [{"name": "annual_turnover_mad", **stated}]


@pytest.mark.parametrize(
    ("facts", "place"),
    [
        ({"annual_turnover": 1}, ["facts", "annual_turnover"]),
        ({"annual_turnover_mad": "a lot"}, ["facts", "annual_turnover_mad"]),
        ({"annual_turnover_mad": True}, ["facts", "annual_turnover_mad"]),
        ({"annual_turnover_mad": -1}, ["facts", "annual_turnover_mad"]),
        ({"company_stage": "enormous"}, ["facts", "company_stage"]),
        ({"hq_plan": "MA"}, ["facts", "hq_plan"]),
        ({"trl": {"value": 12}}, ["facts", "trl"]),
    ],
)
def test_a_fact_that_cannot_be_is_a_problem_that_names_it(
    client: TestClient, facts: dict[str, object], place: list[str]
) -> None:
    answer = client.post(ELIGIBILITY, json={"facts": facts})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert [error["in"] for error in answer.json()["errors"]] == [place]


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"facts": {"trl": {"value": 4, "stated": "yesterday"}}},
        {"facts": {"trl": {"worth": 4}}},
        {"facts": {}, "as_of": "soon"},
        {"facts": {}, "colour": "red"},
        {"facts": {}, "programmes": "all"},
    ],
)
def test_a_request_of_another_form_is_a_problem(
    client: TestClient, asked: dict[str, object]
) -> None:
    answer = client.post(ELIGIBILITY, json=asked)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["in"][0] == "body"


@pytest.mark.parametrize("asked", [{"programmes": ["nothing"]}, {"startup": "nobody"}])
def test_judging_what_is_not_there_is_a_problem(
    client: TestClient, asked: dict[str, object]
) -> None:
    answer = client.post(ELIGIBILITY, json={"facts": {}, **asked})
    assert (answer.status_code, answer.json()["status"]) == (404, 404)


def test_a_null_fact_is_unknown(client: TestClient) -> None:
    one, other = (
        client.post(ELIGIBILITY, json={"facts": facts, "programmes": ["innov-start"]}).json()
        for facts in ({"trl": None}, {})
    )
    assert one == other


def test_a_pair_is_explained_as_its_facts_are_judged(client: TestClient) -> None:
    path = f"{API}/startups/chari/programmes/innov-start/eligibility"
    pair = ExplainedShown.model_validate(client.get(path).json())
    asked = {"facts": {}, "startup": "chari", "programmes": ["innov-start"]}
    [alone] = client.post(ELIGIBILITY, json=asked).json()["programmes"]
    assert pair.model_dump(mode="json", include=set(alone)) == alone


def test_kept_lists_are_told_and_why_two_of_them_differ(client: TestClient) -> None:
    client.get(f"{API}/startups/tookeez/matches", params={"limit": 5})
    [kept] = client.get(f"{API}/startups/tookeez/lists").json()["lists"]
    asked = {"before": kept["key"], "after": kept["key"]}
    answer = client.get(f"{API}/startups/tookeez/lists/difference", params=asked)
    told = DifferenceShown.model_validate(answer.json())
    assert (told.causes, told.lines) == ((), ())
    assert told.computed
    strange = client.get(f"{API}/startups/chari/lists/difference", params=asked)
    assert strange.status_code == 404
