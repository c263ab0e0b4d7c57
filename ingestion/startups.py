"""Startups: files to records, records to profiles."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from ingestion import reading
from ingestion.facts import copied, passages, value
from ingestion.raw import Limits
from ingestion.report import Batch
from ingestion.rules import condition
from ingestion.vocabulary import vocabulary
from matching.criteria.places import places
from matching.criteria.rules import Condition
from matching.profile import Fact, Kind, Passage, Profile, Value

LANGUAGES = ("fr", "en", "ar")

FACTS = {
    "stage": "stage", "city": "city", "region": "region", "founded_year": "founded_year",
    "team_size": "employees", "legal_form": "legal_form", "status": "status", "url": "url",
    "technopark_site": "technopark_site", "markets": "markets", "exports": "exports",
    "clients": "clients", "programmes": "programmes",
}  # fmt: skip


def read(path: Path, limits: Limits = reading.LIMITS) -> Batch:
    """The startups of a file or folder (YAML, CSV, XLSX); bad input is refused, never raised."""
    return reading.read(path, "startup", limits)


def profile(data: Mapping[str, Any]) -> Profile:
    """The profile of a validated record: what it says and what follows from it, nothing more.

    A fact that no field supports is left out, since missing means unknown. What founders state
    under `facts` wins over what is derived.
    """
    source, stated = _source(data), data.get("as_of", "")
    derived = {fact.name: fact for fact in _derived(data, source, stated)}
    declared = data.get("facts", {})
    facts = {
        **derived,
        **copied(data, FACTS, source, stated),
        **copied(declared, {name: name for name in declared}, source, stated),
    }
    return Profile(
        id=data["id"],
        kind=Kind.STARTUP,
        name=data["name"],
        passages=tuple(_passages(data)),
        facts=facts,
        criteria=wished(data),
        preferences=_preferences(data, source, stated),
    )


def _source(data: Mapping[str, Any]) -> str:
    first = data["sources"][0]
    return str(first.get("url", first["title"]))


def _passages(data: Mapping[str, Any]) -> Iterator[Passage]:
    for section, field in (("description", "description"), ("need", "need")):
        for lang in LANGUAGES:
            yield from passages(section, lang, [data.get(f"{field}_{lang}", "")])


def _preferences(data: Mapping[str, Any], source: str, stated: str) -> dict[str, Fact]:
    needs = [data[f"need_{lang}"] for lang in LANGUAGES if f"need_{lang}" in data]
    given = {**data, "use": needs[0]} if needs else data
    names = {name: name for name in ("seeks", "amount_mad", "use", *wishes())}
    return copied(given, names, source, stated)


def wished(data: Mapping[str, Any]) -> tuple[Condition, ...]:
    """What a startup wishes of an offer, by the fields that say so."""
    return tuple(wish for name, wish in wishes().items() if data.get(name) is True)


@cache
def wishes() -> Mapping[str, Condition]:
    """What a startup may wish of an offer, by the field of its record that says so."""
    text = files("ingestion").joinpath("wishes.yaml").read_text("utf-8")
    return {name: condition(given) for name, given in yaml.safe_load(text).items()}


def _derived(data: Mapping[str, Any], source: str, stated: str) -> Iterator[Fact]:
    words = vocabulary()
    yield Fact("sector", words.sectors(data["sectors"]), source, stated)
    city = data.get("facts", {}).get("city") or data.get("city", "")
    if region := places().region_of(city):
        table = f"derived from the city {city} ({places().source})"
        yield Fact("region", region, table, stated)
    if words.in_africa(data.get("exports", ())):
        # exports elsewhere do not say that there are none to Africa
        yield Fact("exports_to_africa", value=True, source=source, stated=stated)
    yield from _equity(data)
    yield from _funders(data)


def _equity(data: Mapping[str, Any]) -> Iterator[Fact]:
    """What the rounds say: that equity was raised, and how much where that is known whole.

    No round listed says nothing. The amount is given only when every round of equity has its total
    in dirhams: no rate is invented, and one investor's ticket is not the round.
    """
    known = vocabulary().equity_rounds
    rounds = [item for item in data.get("raised", ()) if item["round"] in known]
    if not rounds:
        return
    last = max(rounds, key=lambda item: str(item["date"]))
    yield _stated("prior_equity_raised", True, last)  # noqa: FBT003
    if all(_whole_in_dirhams(item) for item in rounds):
        yield _stated("equity_raised_mad", _total(rounds), last)


def _funders(data: Mapping[str, Any]) -> Iterator[Fact]:
    """Who took part in the rounds, by their ids; no round that names one says nothing."""
    named = [item for item in data.get("raised", ()) if item.get("investors")]
    if named:
        every = dict.fromkeys(one for item in named for one in item["investors"])
        last = max(named, key=lambda item: str(item["date"]))
        yield _stated("funders", tuple(every), last)


def _stated(name: str, given: Value, of: Mapping[str, Any]) -> Fact:
    return Fact(name, value(given), of.get("source_url", ""), of["date"])


def _whole_in_dirhams(item: Mapping[str, Any]) -> bool:
    whole = item.get("amount_scope", "round_total") == "round_total"
    return whole and item.get("currency") == "MAD" and "amount" in item


def _total(rounds: Sequence[Mapping[str, Any]]) -> int:
    return sum(int(item["amount"]) for item in rounds)
