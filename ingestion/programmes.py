"""Programmes: files to records, records to profiles."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ingestion import reading
from ingestion.facts import copied
from ingestion.raw import Limits
from ingestion.report import Batch
from ingestion.rules import condition
from ingestion.vocabulary import vocabulary
from matching.profile import Kind, Passage, Profile

LANGUAGES = ("fr", "en", "ar")

FACTS = {
    name: name
    for name in (
        "kind", "provider", "instruments", "stages", "sectors", "sectors_excluded", "regions",
        "target", "legal_forms", "status", "evidence", "dilutive", "currency", "ticket_min_mad",
        "ticket_max_mad", "ticket_min", "ticket_max", "ticket_note", "deadlines", "url",
    )
}  # fmt: skip


def read(path: Path, limits: Limits = reading.LIMITS) -> Batch:
    """The programmes of a file or folder (YAML, CSV, XLSX); bad input is refused, never raised."""
    return reading.read(path, "programme", limits)


def profile(data: Mapping[str, Any]) -> Profile:
    """The profile of a validated record.

    Each fact carries the record's best source and its `as_of`. Notes are not passages: they speak
    to those who maintain the catalogue.
    """
    return Profile(
        id=data["id"],
        kind=Kind.PROGRAMME,
        name=data["name"],
        passages=tuple(_passages(data)),
        facts=copied(data, FACTS, best_source(data), data.get("as_of", "")),
        criteria=tuple(condition(given) for given in data.get("eligibility", ())),
    )


def best_source(data: Mapping[str, Any]) -> str:
    """The operator's own page where it is among the sources, else the first source."""
    addresses = [source["url"] for source in data["sources"]]
    return str(data["url"] if data.get("url") in addresses else addresses[0])


def _passages(data: Mapping[str, Any]) -> Iterator[Passage]:
    """One passage a language: a short list of conditions apart draws every startup to it.

    Measured on the dev part of the judged set, docs/decisions/0004-catalogue.md.
    """
    quotes = [given.get("quote", {}) for given in data.get("eligibility", ())]
    conditions = [one["text"] for one in quotes if one.get("lang", "fr") == "fr" and "text" in one]
    more = {"fr": " ".join([*conditions, *_terms(data)])}
    for lang in LANGUAGES:
        if f"summary_{lang}" in data:
            text = f"{_summary(data, lang)} {more.get(lang, '')}".strip()
            yield Passage("summary", lang, text)


def _summary(data: Mapping[str, Any], lang: str) -> str:
    # the words of the instruments are what founders search by, and summaries often lack them
    words = vocabulary().instruments
    named = [words[code][lang] for code in data["instruments"] if lang in words.get(code, {})]
    offer = f" ({', '.join(dict.fromkeys(named))})" if named else ""
    return f"{data['name']}{offer}. {data[f'summary_{lang}']}"


def _terms(data: Mapping[str, Any]) -> Iterator[str]:
    if data.get("target"):
        yield f"Pour : {', '.join(data['target'])}."
    if data.get("deadlines") and data["deadlines"] != "rolling":
        yield f"Échéances : {data['deadlines']}."
