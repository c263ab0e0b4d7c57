"""The committed catalogue keeps what the shared files had."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from ingestion import programmes, startups
from ingestion.schema import form
from ingestion.vocabulary import vocabulary
from matching.criteria.case import DAY
from matching.criteria.facts import fact_types
from matching.criteria.judge import judge
from matching.criteria.places import places
from matching.criteria.verdict import Verdict

CATALOGUE = Path(__file__).parents[2] / "ingestion" / "catalogue"
PROGRAMMES = CATALOGUE / "programmes"
STARTUPS = CATALOGUE / "startups.yaml"


def test_every_programme_of_the_catalogue_is_read_without_refusal_or_warning() -> None:
    batch = programmes.read(PROGRAMMES)
    assert (len(batch.records), batch.refusals, batch.warnings) == (98, (), ())


def test_a_programme_file_is_named_after_its_id() -> None:
    assert [r.id for r in programmes.read(PROGRAMMES).records] == sorted(
        path.stem for path in PROGRAMMES.glob("*.yaml")
    )


def test_the_catalogue_keeps_its_sources_dates_notes_and_rules() -> None:
    data = [record.data for record in programmes.read(PROGRAMMES).records]
    assert sum(len(item["sources"]) for item in data) == 221
    assert sum(len(item.get("eligibility", ())) for item in data) == 283
    held = Counter(field for item in data for field in item)
    assert (held["as_of"], held["notes"], held["ticket_note"]) == (85, 37, 33)
    assert Counter(item["status"] for item in data) == {"unknown": 66, "open": 24, "closed": 8}
    assert Counter(item["evidence"] for item in data) == {"press_or_secondary": 82, "official": 16}


def test_a_quotation_names_no_address_but_a_source_of_its_programme() -> None:
    for record in programmes.read(PROGRAMMES).records:
        sources = {source["url"] for source in record.data["sources"]}
        assert set(addresses(record.data.get("eligibility", []))) <= sources


def test_a_programme_is_superseded_by_one_of_the_catalogue() -> None:
    data = [record.data for record in programmes.read(PROGRAMMES).records]
    later = {item["superseded_by"] for item in data if "superseded_by" in item}
    assert later
    assert later <= {item["id"] for item in data}


@pytest.mark.parametrize("name", ["crowdfunding-loi-15-18", "dar-al-moukawil"])
def test_a_programme_without_published_conditions_promises_nothing(name: str) -> None:
    [record] = programmes.read(PROGRAMMES / f"{name}.yaml").records
    made = programmes.profile(record.data)
    assert judge(made.criteria, {}, date(2026, 1, 15)).verdict is Verdict.TO_VERIFY


def addresses(part: object) -> Iterator[str]:
    """The addresses of the quotations, wherever they are in the rules."""
    if isinstance(part, Mapping):
        yield from (part["url"],) if "url" in part else ()
        part = list(part.values())
    if isinstance(part, list):
        for inner in part:
            yield from addresses(inner)


def test_the_sample_startups_keep_their_sources_rounds_and_dates() -> None:
    batch = startups.read(STARTUPS)
    data = [record.data for record in batch.records]
    assert (len(data), batch.refusals) == (194, ())
    assert sum(len(item["sources"]) for item in data) == 307
    assert sum(len(item.get("raised", ())) for item in data) == 80
    assert Counter("as_of" in item for item in data) == {True: 190, False: 4}


def test_reading_types_the_catalogue_as_a_plain_yaml_reader_does() -> None:
    # 2024-03-13 is quoted in the files, so that neither reader makes a date of it
    for record in programmes.read(PROGRAMMES).records:
        assert record.data == yaml.safe_load(Path(record.file).read_text("utf-8"))
    read = [record.data for record in startups.read(STARTUPS).records]
    assert read == yaml.safe_load(STARTUPS.read_text("utf-8"))


def test_every_record_of_the_catalogue_makes_a_profile() -> None:
    made = [programmes.profile(r.data) for r in programmes.read(PROGRAMMES).records]
    made += [startups.profile(r.data) for r in startups.read(STARTUPS).records]
    assert all(profile.passages and profile.facts for profile in made)
    assert all(fact.source for profile in made for fact in profile.facts.values())


@pytest.mark.parametrize("name", ["programme", "startup"])
def test_the_schemas_are_json_schemas(name: str) -> None:
    schema = dict(form(name).schema)
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_the_schemas_know_the_fields_of_the_rules() -> None:
    asked = form("programme").schema["$defs"]["rule"]["properties"]["field"]["enum"]
    stated = form("startup").schema["$defs"]["facts"]["properties"]
    assert asked == list(fact_types())
    assert list(stated) == [
        name for name, kind in fact_types().items() if kind.subject != "offer" and name != DAY
    ]


def test_the_schemas_allow_the_closed_values_of_the_fields() -> None:
    fields, defs = fact_types(), form("startup").schema["$defs"]
    for name, stated in defs["facts"]["properties"].items():
        assert tuple(stated.get("items", stated).get("enum", ())) == fields[name].values
    assert tuple(defs["stage"]["enum"]) == fields["stage"].values
    assert tuple(defs["region"]["enum"]) == fields["region"].values


def test_every_instrument_has_words_in_french_and_english() -> None:
    codes = form("programme").schema["properties"]["instruments"]["items"]["enum"]
    assert {code: set(vocabulary().instruments[code]) for code in codes} == {
        code: {"fr", "en"} for code in codes
    }


def test_every_city_of_the_table_lies_in_one_of_the_twelve_regions() -> None:
    assert set(places().regions.values()) == set(fact_types()["region"].values)


def test_every_mapped_sector_is_a_sector_startups_may_give() -> None:
    allowed = form("startup").schema["properties"]["sectors"]["items"]["enum"]
    mapped = vocabulary().sector
    assert set(mapped) <= set(allowed)
    assert {word for words in mapped.values() for word in words} <= set(allowed)
