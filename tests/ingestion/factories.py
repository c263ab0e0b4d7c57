"""Records and files to import, made for one test at a time."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from openpyxl import Workbook

from ingestion import reading
from ingestion.raw import Limits
from ingestion.report import Batch, Refusal
from ingestion.schema import form
from ingestion.tables import flat
from matching.criteria.facts import fact_types

Data = dict[str, Any]


def source(**changes: object) -> Data:
    return {
        "url": "https://example.org/aide",
        "title": "Le Matin, 2024",
        "what_it_says": "Une aide existe.",
        **changes,
    }


def programme(ident: str = "innov-idea", **changes: object) -> Data:
    return {
        "id": ident,
        "name": "Innov Idea",
        "kind": "grant",
        "provider": "Tamwilcom",
        "summary_fr": "Aide de pré-amorçage.",
        "instruments": ["grant"],
        "dilutive": False,
        "sectors": "any",
        "regions": "any",
        "status": "unknown",
        "sources": [source()],
        "evidence": "official",
        **changes,
    }


def leaf(field: str, op: str, value: object, **changes: object) -> Data:
    """A comparison, in the unit of its fact."""
    kind = fact_types().get(field)
    unit = {"unit": kind.unit} if kind and kind.unit else {}
    return {"field": field, "op": op, "value": value, **unit, **changes}


def ruled(rule: Data, need: str = "required") -> Data:
    """A condition of a tree."""
    return {"rule": rule, "need": need}


def condition(field: str, op: str, value: object, need: str = "required") -> Data:
    quote = {"text": f"Condition sur {field}."}
    return {"rule": leaf(field, op, value), "quote": quote, "need": need}


def nested(levels: int, inner: Data) -> Data:
    """A rule inside so many others."""
    return nested(levels - 1, {"all": [inner]}) if levels else inner


def startup(ident: str = "chari", **changes: object) -> Data:
    return {
        "id": ident,
        "name": "Chari",
        "description_fr": "Application destinée aux épiceries.",
        "sectors": ["fintech"],
        "sources": [source()],
        **changes,
    }


def funding(**changes: object) -> Data:
    return {"date": "2023", "round": "seed", "source_url": "https://example.org/tour", **changes}


def as_yaml(path: Path, records: Data | Sequence[Data]) -> Path:
    path.write_text(yaml.safe_dump(records, allow_unicode=True, sort_keys=False), "utf-8")
    return path


def rows(records: Sequence[Data], name: str) -> list[list[str]]:
    cells = [flat(record, form(name)) for record in records]
    header = list(dict.fromkeys(column for record in cells for column in record))
    return [header, *([record.get(column, "") for column in header] for record in cells)]


def as_csv(path: Path, records: Sequence[Data], name: str) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows(records, name))
    return path


def as_xlsx(path: Path, table: Sequence[Sequence[object]]) -> Path:
    book = Workbook()
    sheet = book.create_sheet("Données", 0)
    for row in table:
        sheet.append(list(row))
    book.save(path)
    return path


def text_file(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


def batch(path: Path, name: str = "programme", limits: Limits = reading.LIMITS) -> Batch:
    return reading.read(path, name, limits)


def refused(path: Path, name: str = "programme", limits: Limits = reading.LIMITS) -> Refusal:
    """The one refusal of a path that gives no record."""
    found = reading.read(path, name, limits)
    assert not found.records
    [only] = found.refusals
    return only


def changed(record: Mapping[str, Any], without: str) -> Data:
    return {name: value for name, value in record.items() if name != without}
