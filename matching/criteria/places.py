"""Which region a city lies in: `places.yaml`."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml


@dataclass(frozen=True, slots=True)
class Places:
    """The region of each city, by the city's folded name, and the address that says so."""

    regions: Mapping[str, str]
    source: str
    cities: tuple[str, ...]
    """Their names, those of one city each beside the others."""

    def region_of(self, city: str) -> str | None:
        """The region of a city; None for one that the table lacks."""
        return self.regions.get(folded(city))


def folded(name: str) -> str:
    """A name without letter case, accents and hyphens, in which sources differ."""
    apart = unicodedata.normalize("NFKD", name.replace("’", "'").replace("-", " ").casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


@cache
def places() -> Places:
    """The table of this release."""
    text = files("matching.criteria").joinpath("places.yaml").read_text("utf-8")
    given = yaml.safe_load(text)
    cities = given["cities"].items()
    regions = {folded(city): region for region, names in cities for city in names}
    return Places(regions, given["source"], tuple(city for _, names in cities for city in names))
