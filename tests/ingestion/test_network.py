"""The committed files of the network say where each fact comes from, and refer to what is there."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from ingestion import network, programmes, startups
from ingestion.schema import form
from matching.criteria.places import places

CATALOGUE = Path(__file__).parents[2] / "ingestion" / "catalogue"
PARTS = network.read(CATALOGUE / "network")


def records(part: str) -> list[dict[str, Any]]:
    return [one.data for one in PARTS[part].records]


def ids(part: str) -> set[str]:
    return {one["id"] for one in records(part)}


def stated() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every statement about a site, with the site and the fact."""
    for site in records("sites"):
        for name, statements in site["facts"].items():
            for one in statements:
                yield site["id"], name, one


def test_every_part_is_read_without_refusal() -> None:
    assert set(PARTS) == set(network.FORMS)
    assert [part for part, batch in PARTS.items() if batch.refusals or batch.warnings] == []


def test_the_forms_are_schemas_that_lack_nothing() -> None:
    for name in (*network.FORMS.values(), "cohort"):
        Draft202012Validator.check_schema(form(name).schema)


def test_records_refer_to_what_is_there() -> None:
    catalogue = {one.id for one in programmes.read(CATALOGUE / "programmes").records}
    companies = {one.id for one in startups.read(CATALOGUE / "startups.yaml").records}
    run = [*records("sites"), *records("programmes")]
    assert {one["organisation"] for one in run} <= ids("organisations")
    assert {one["programme"] for one in run if "programme" in one} <= catalogue
    assert {one["startup"] for one in records("residencies")} <= companies
    assert {one["site"] for one in records("residencies")} <= ids("sites")


def test_a_site_lies_in_the_region_of_its_city() -> None:
    for site in records("sites"):
        assert places().region_of(site["city"]) == site["region"]


def test_an_address_that_states_a_fact_of_a_site_is_a_source_of_its_programme() -> None:
    batch = programmes.read(CATALOGUE / "programmes")
    sources = {source["url"] for one in batch.records for source in one.data["sources"]}
    assert {one["url"] for _, _, one in stated() if "url" in one} <= sources


def test_every_count_of_a_site_stands_in_the_text_of_its_programme() -> None:
    texts = {
        one.id: " ".join(
            [one.data["summary_fr"], *(source["what_it_says"] for source in one.data["sources"])]
        ).replace("\u202f", " ")
        for one in programmes.read(CATALOGUE / "programmes").records
    }
    spelled = {
        40: "quarantaine",
        100: "centaine",
        107: "52 locaux startups, 49 PME, 6 grandes",
        66: "34 bureaux",
    }
    programme = {site["id"]: site["programme"] for site in records("sites")}
    for site, name, one in stated():
        if isinstance(one["value"], int):
            number = f"{one['value']:,}".replace(",", " ")
            assert spelled.get(one["value"], number) in texts[programme[site]], (site, name)


def test_a_provider_is_an_alias_once_in_an_organisation() -> None:
    for one in records("organisations"):
        aliases = one.get("aliases", [])
        assert len(aliases) == len(set(aliases)), one["id"]
