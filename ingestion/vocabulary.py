"""The words of the files in the words of the rules: `ingestion/vocabulary.yaml`."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What files write, as rules and readers understand it."""

    sector: Mapping[str, tuple[str, ...]]
    equity_rounds: frozenset[str]
    region: Mapping[str, str]
    region_source: str
    africa: frozenset[str]
    instruments: Mapping[str, Mapping[str, str]]

    def sectors(self, codes: Iterable[str]) -> tuple[str, ...]:
        """The sectors in the words of the rules, each once; an unmapped code stays as it is."""
        words = (word for code in codes for word in self.sector.get(code, (code,)))
        return tuple(dict.fromkeys(words))

    def region_of(self, city: str) -> str | None:
        """The region of a city, or None when the table lacks it."""
        return self.region.get(folded(city))

    def in_africa(self, places: Iterable[str]) -> bool:
        """True when a place is known to be in Africa outside Morocco."""
        return any(folded(place) in self.africa for place in places)


def folded(name: str) -> str:
    """The name without letter case and accents."""
    apart = unicodedata.normalize("NFKD", name.replace("’", "'").casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary of this release."""
    text = files("ingestion").joinpath("vocabulary.yaml").read_text("utf-8")
    given = yaml.safe_load(text)
    cities = given["cities"].items()
    return Vocabulary(
        sector={code: tuple(entry["as"]) for code, entry in given["sectors"].items()},
        equity_rounds=frozenset(given["equity_rounds"]),
        region={folded(city): region for region, names in cities for city in names},
        region_source=given["region_source"],
        africa=frozenset(map(folded, given["africa"])),
        instruments=given["instruments"],
    )
