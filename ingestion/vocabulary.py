"""The words of the files in the words of the rules: `ingestion/vocabulary.yaml`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from matching.criteria.places import folded


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What files write, as rules and readers understand it."""

    sector: Mapping[str, tuple[str, ...]]
    equity_rounds: frozenset[str]
    africa: frozenset[str]
    instruments: Mapping[str, Mapping[str, str]]

    def sectors(self, codes: Iterable[str]) -> tuple[str, ...]:
        """The sectors in the words of the rules, each once; an unmapped code stays as it is."""
        words = (word for code in codes for word in self.sector.get(code, (code,)))
        return tuple(dict.fromkeys(words))

    def in_africa(self, places: Iterable[str]) -> bool:
        """True when a place is known to be in Africa outside Morocco."""
        return any(folded(place) in self.africa for place in places)


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary of this release."""
    text = files("ingestion").joinpath("vocabulary.yaml").read_text("utf-8")
    given = yaml.safe_load(text)
    return Vocabulary(
        sector={code: tuple(entry["as"]) for code, entry in given["sectors"].items()},
        equity_rounds=frozenset(given["equity_rounds"]),
        africa=frozenset(map(folded, given["africa"])),
        instruments=given["instruments"],
    )
