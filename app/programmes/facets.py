"""What the catalogue can be narrowed to, and how many programmes each choice leaves."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache

from ingestion.report import Data
from matching.criteria.verdict import Truth
from matching.criteria.vocabulary import vocabulary
from matching.profile import LANGUAGES

ANY = "any"
# A record that does not say: not the same as one that says no.
UNKNOWN = "unknown"

# The values of a programme, by facet.
Values = Mapping[str, frozenset[str]]
Chosen = Mapping[str, Sequence[str]]


def listed(data: Data, field: str) -> frozenset[str]:
    """The values of a field that is a word or a list of them."""
    given = data.get(field, ())
    return frozenset((given,) if isinstance(given, str) else given)


def sectors(data: Data) -> frozenset[str]:
    """The sectors that a record names, each by its one name; one that takes a part only, too."""
    words = vocabulary("sector")
    return frozenset(map(words.whole, listed(data, "sectors") - words.strangers))


TRUTHS: Mapping[object, str] = {True: "yes", False: "no"}


def dilutive(data: Data) -> frozenset[str]:
    """Whether a programme takes part of the company."""
    return frozenset({TRUTHS.get(data.get("dilutive"), UNKNOWN)})


def languages(data: Data) -> frozenset[str]:
    """The languages that a record has a summary in."""
    return frozenset(lang for lang in LANGUAGES if data.get(f"summary_{lang}"))


# What each facet reads off a record.
NAMED: Mapping[str, Callable[[Data], frozenset[str]]] = {
    "kind": lambda data: frozenset({data["kind"]}),
    "instrument": lambda data: listed(data, "instruments"),
    "sector": sectors,
    "stage": lambda data: listed(data, "stages") or frozenset({UNKNOWN}),
    "region": lambda data: listed(data, "regions"),
    "status": lambda data: frozenset({data["status"]}),
    "dilutive": dilutive,
    "language": languages,
}
# The order in which values are read; those of other facets stand the most frequent first.
ORDER: Mapping[str, tuple[str, ...]] = {
    "stage": ("idea", "prototype", "mvp", "pre_seed", "seed", "series_a", "growth", UNKNOWN),
    "status": ("open", "unknown", "closed"),
    "dilutive": ("no", "yes", UNKNOWN),
    "language": LANGUAGES,
}


def region_fits(wanted: str, data: Data) -> bool:
    """Whether a programme takes companies of a region."""
    return bool(listed(data, "regions") & {wanted, ANY})


def sector_fits(wanted: str, data: Data) -> bool:
    """Whether a programme takes companies of a sector: a fintech where it says digital."""
    if satisfied(wanted, listed(data, "sectors_excluded")):
        return False
    return ANY in listed(data, "sectors") or satisfied(wanted, sectors(data))


@cache
def satisfied(sector: str, names: frozenset[str]) -> bool:
    """Whether a sector certainly is one of those named."""
    return vocabulary("sector").any_satisfies((sector,), tuple(sorted(names))) is Truth.YES


# Facets whose choices find every programme that takes them, not only those that name them.
FITS: Mapping[str, Callable[[str, Data], bool]] = {"region": region_fits, "sector": sector_fits}


def valued(records: Sequence[Data]) -> list[Values]:
    """The values of each record, in their order."""
    named = [{name: read(data) for name, read in NAMED.items()} for data in records]
    known = {facet: frozenset[str]().union(*(one[facet] for one in named)) for facet in FITS}
    return [
        values
        | {
            facet: values[facet] & {ANY}
            | {one for one in known[facet] - {ANY} if FITS[facet](one, data)}
            for facet in FITS
        }
        for values, data in zip(named, records, strict=True)
    ]


def kept(values: Values, chosen: Chosen, but: str = "") -> bool:
    """Whether a programme has one of the values chosen of each facet; of all facets but one."""
    return all(
        not codes or name == but or not values[name].isdisjoint(codes)
        for name, codes in chosen.items()
    )


def counted(found: Iterable[Values], facet: str, codes: Collection[str]) -> dict[str, int]:
    """How many of some programmes have each value of a facet, in the order to show them.

    The values chosen are there even where no programme has them.
    """
    counts = Counter(dict.fromkeys(codes, 0))
    for values in found:
        counts.update(values[facet])
    order = ORDER.get(facet, ())
    places = {code: place for place, code in enumerate(order)}
    listed = sorted(counts, key=lambda one: (places.get(one, len(order)), -counts[one], one))
    return {code: counts[code] for code in listed}
