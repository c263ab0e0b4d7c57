"""Whatever the schemas allow can be imported, asked for and shown."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.accounts.policy import Role
from app.context import Context
from app.profiles.importing import import_batch
from app.profiles.sources import SOURCES
from matching.profile import LANGUAGES, Kind
from tests.app.people import client_as
from tests.ingestion.factories import as_yaml, condition, leaf, programme, ruled, startup
from tests.web.factories import HERE
from tests.web.vocabulary import schema
from web.main import create_app

FACTORIES = {Kind.PROGRAMME: programme, Kind.STARTUP: startup}
RULES = "eligibility"
FOLDERS = {Kind.PROGRAMME: "programmes", Kind.STARTUP: "startups"}
# Values of what a schema leaves open; a closed list gives its first.
TEXT, NUMBER = "Dix mots de plus", 2021


def bare(kind: Kind, **changes: Any) -> dict[str, Any]:  # noqa: ANN401
    """A record with the fields that its schema requires, and nothing else below them."""
    document = schema(kind)
    source = document["$defs"]["source"]["required"]
    record = FACTORIES[kind](**changes)
    given = {
        name: record[name] for name in [*document["required"], *either(kind, changes), *changes]
    }
    given["sources"] = [{name: one[name] for name in source} for one in record["sources"]]
    return given


def either(kind: Kind, changes: Iterable[str]) -> list[str]:
    """Of fields that a schema asks one of, the first, unless another of them is given."""
    ways: list[list[str]] = [one["required"] for one in schema(kind).get("anyOf", ())]
    return ways[0] if ways and not any(set(one) <= set(changes) for one in ways) else []


def example(kind: Kind, given: dict[str, Any]) -> Any:  # noqa: ANN401
    """The first value that a schema allows."""
    document = schema(kind)
    form = document["$defs"][given["$ref"].rpartition("/")[2]] if "$ref" in given else given
    if "enum" in form:
        return form["enum"][0]
    if "format" in form:
        return {"address": "http://a", "date": "2021-01-01"}.get(form["format"], "2021")
    types = form["type"] if isinstance(form["type"], list) else [form["type"]]
    if "object" in types:
        names = form.get("required") or list(form["properties"])
        return {name: example(kind, form["properties"][name]) for name in names}
    if "array" in types:
        return [example(kind, form["items"])]
    if "string" in types:
        return "bare" if form is document["$defs"]["id"] else TEXT
    within = min(form.get("maximum", NUMBER), max(form.get("minimum", 0), NUMBER))
    return True if "boolean" in types else within


def optional(kind: Kind) -> list[str]:
    """The fields that a record may do without."""
    document = schema(kind)
    return [name for name in document["properties"] if name not in document["required"]]


def records(kind: Kind) -> list[dict[str, Any]]:
    """The barest record of a kind, and one for each field that may be added to it."""
    fields = schema(kind)["properties"]
    # A rule holds rules, without end: these stand for all.
    added = {name: example(kind, fields[name]) for name in optional(kind) if name != RULES}
    added[RULES] = [
        condition("company_creation_date", ">=", "2020-01-01"),
        condition("city", "in", ["Fès"], need="bonus"),
        ruled({"any": [leaf("legal_form", "==", "SA"), {"not": leaf("zone", "==", "rural")}]}),
    ]
    return [
        bare(kind, id="bare"),
        *(
            bare(kind, id=name.replace("_", "-"), **{name: value})
            for name, value in added.items()
            if name in fields
        ),
    ]


@pytest.fixture
def client(empty_context: Context, tmp_path: Path) -> Iterator[TestClient]:
    for kind in FACTORIES:
        path = as_yaml(tmp_path / f"{kind}.yaml", records(kind))
        report = import_batch(empty_context, kind, SOURCES[kind].read(path))
        assert report.refused == ()
    app = create_app(empty_context)
    anyone = TestClient(app, HERE, raise_server_exceptions=False)
    with client_as(anyone, empty_context, Role.MANAGER) as client:
        yield client


def test_every_record_that_a_schema_allows_is_shown(client: TestClient) -> None:
    paths = [
        f"{prefix}/{FOLDERS[kind]}{one}"
        for prefix in ("/api/v1", "")
        for kind in FACTORIES
        for one in ("", *(f"/{record['id']}" for record in records(kind)))
    ]
    paths += [f"/api/v1/startups/{record['id']}/matches" for record in records(Kind.STARTUP)]
    paths += [f"/startups/bare/programmes/{record['id']}" for record in records(Kind.PROGRAMME)]
    paths += [f"/programmes/{record['id']}/edit" for record in records(Kind.PROGRAMME)]
    answers = {path: client.get(path) for path in paths}
    assert {path: one.status_code for path, one in answers.items() if one.status_code != 200} == {}
    assert [path for path, one in answers.items() if 'href=""' in one.text] == []


def test_a_programme_in_one_language_is_shown_in_it_on_every_page(client: TestClient) -> None:
    summary = client.get("/api/v1/programmes/bare").json()["summary"]
    assert list(summary) == ["fr"]
    page = client.get("/programmes/bare?lang=ar").text
    assert f'<div class="own" lang="fr" dir="ltr">{summary["fr"]}</div>' in page


def test_a_condition_is_shown_in_every_language_and_its_quotation_in_its_own(
    empty_context: Context, tmp_path: Path
) -> None:
    quoted = {"text": "شركة مبتكرة", "lang": "ar"}
    arabic = {**condition("is_innovative", "==", value=True), "quote": quoted}
    path = as_yaml(tmp_path / "one.yaml", programme(eligibility=[arabic]))
    import_batch(empty_context, Kind.PROGRAMME, SOURCES[Kind.PROGRAMME].read(path))
    client = client_as(TestClient(create_app(empty_context), HERE), empty_context, Role.MANAGER)
    (shown,) = client.get("/api/v1/programmes/innov-idea").json()["conditions"]
    for language in LANGUAGES:
        page = client.get(f"/programmes/innov-idea?lang={language}").text
        assert f"<p>{shown['text'][language]}</p>" in page
        assert '<blockquote lang="ar" dir="rtl">شركة مبتكرة</blockquote>' in page
    client.close()
