from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.api import create_api
from app.context import Context
from app.kit.database import reading
from app.matches.models import Showing, StoredShortlist
from app.matches.schemas import ShortlistShown
from matching.profile import Desk

API = "/api/v1"


@pytest.fixture(scope="module")
def client(context: Context) -> Iterator[TestClient]:
    with TestClient(create_api(context)) as client:
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
    assert [one["field"] for one in programme["conditions"]][:2] == [
        "endorsed_by_labelled_structure",
        "is_innovative",
    ]
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
    operations = {path: entry["get"] for path, entry in document["paths"].items()}
    assert set(operations) == {
        f"{API}/startups",
        f"{API}/startups/{{startup_id}}",
        f"{API}/startups/{{startup_id}}/matches",
        f"{API}/programmes",
        f"{API}/programmes/{{programme_id}}",
    }
    for operation in operations.values():
        assert operation["summary"]
        content = operation["responses"]["200"]["content"]["application/json"]
        assert content["example"]


def test_documented_examples_are_of_the_documented_form(client: TestClient) -> None:
    document = client.get(f"{API}/openapi.json").json()
    operation = document["paths"][f"{API}/startups/{{startup_id}}/matches"]["get"]
    example = operation["responses"]["200"]["content"]["application/json"]["example"]
    assert ShortlistShown.model_validate(example).desk is Desk.FINANCING
