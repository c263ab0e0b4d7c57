"""The codes that each family of labels must name, taken from where the codes are defined."""

import json
from importlib.resources import files
from typing import Any

import yaml

from ingestion import programmes, startups
from matching.criteria.rules import Need
from matching.criteria.verdict import Verdict
from matching.ranking.features import FEATURES
from web.data import TOLD_ELSEWHERE, WORDED


def loaded(package: str, name: str) -> Any:  # noqa: ANN401
    """A data file of ours; JSON is YAML too."""
    return yaml.safe_load(files(package).joinpath(name).read_text("utf-8"))


def schema(name: str) -> dict[str, Any]:
    text = files("ingestion").joinpath("schemas", f"{name}.schema.json").read_text("utf-8")
    content: dict[str, Any] = json.loads(text)
    return content


def enumeration(schema_name: str, *path: str) -> set[str]:
    """The values that a schema allows at a place."""
    found: Any = schema(schema_name)
    for step in path:
        found = found[step]
    return set(found["enum"])


FIELDS = loaded("matching.criteria", "fields.yaml")
CLOSED = {name: set(entry["values"]) for name, entry in FIELDS.items() if "values" in entry}
INSTRUMENTS = enumeration("programme", "properties", "instruments", "items")
SOUGHT = enumeration("startup", "properties", "seeks", "items")
NEEDS = set(loaded("matching.ranking", "needs.yaml")["needs"])
LISTED = set(programmes.FACTS.values()) - TOLD_ELSEWHERE | {"deadlines", "url"}
STATED = set(startups.FACTS.values()) | {"seeks", "amount_mad", "use"}
REGIONS = enumeration("programme", "$defs", "region")
ERRORS = set(map(str, WORDED))

REQUIRED: dict[str, set[str]] = {
    **{name: codes for name, codes in CLOSED.items() if name not in {"region", "stage"}},
    "kind": enumeration("programme", "properties", "kind"),
    "instrument": INSTRUMENTS | SOUGHT | NEEDS,
    "stage": enumeration("programme", "$defs", "stage"),
    "status": enumeration("programme", "properties", "status")
    | enumeration("startup", "properties", "status"),
    "target": enumeration("programme", "properties", "target", "items"),
    "currency": enumeration("programme", "$defs", "currency"),
    "evidence_kind": enumeration("programme", "properties", "evidence"),
    "region": REGIONS | {"any"},
    "sector": enumeration("startup", "properties", "sectors", "items") | {"any"},
    "verdict": set(Verdict),
    "deciding": set(Verdict),
    "component": set(FEATURES),
    "field": set(FIELDS) | LISTED | STATED,
    "rule_need": set(Need),
    # What ingestion calls the parts of a text (ingestion.startups, ingestion.programmes).
    "section": {"description", "need", "summary", "conditions", "apply"},
    "unit": {entry["unit"] for entry in FIELDS.values() if "unit" in entry},
    # What a list says it was made of (app.matches.service.versions).
    "version": {"wasl", "model", "index", "ranking"},
    "error_title": ERRORS,
    "error_text": ERRORS,
    "deadline": {"rolling"},
}


def catalogued(field: str) -> set[str]:
    """The values that the catalogue's programmes have for a list."""
    folder = files("ingestion").joinpath("catalogue", "programmes")
    records = [yaml.safe_load(one.read_text("utf-8")) for one in folder.iterdir()]
    values = [record.get(field, []) for record in records]
    return {value for listed in values if isinstance(listed, list) for value in listed}


CITIES = loaded("ingestion", "vocabulary.yaml")["cities"]
SAMPLES = loaded("ingestion", "catalogue/startups.yaml")
# Names that anyone may write otherwise: a label helps where it exists, and none is owed.
OPEN: dict[str, set[str]] = {
    "sector": catalogued("sectors") | catalogued("sectors_excluded"),
    "city": {city for cities in CITIES.values() for city in cities}
    | {one["city"] for one in SAMPLES if "city" in one},
}
