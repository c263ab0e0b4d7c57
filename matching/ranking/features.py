"""What speaks for or against a pair.

Each feature lies in [0, 1], or is None when nobody can tell.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import yaml

from matching.criteria.verdict import Truth, Verdict
from matching.criteria.vocabulary import vocabulary
from matching.profile import Desk, Fact, Profile

STATUS = {"open": 1.0, "unknown": 0.5, "closed": 0.0}
# A programme open to every sector or region answers, but says less than one made for this one.
OPEN_TO_ALL = 0.6
MATCH = {Truth.YES: 1.0, Truth.UNKNOWN: 0.5, Truth.NO: 0.0}
# The next stage up or down: many companies are between two.
NEIGHBOUR = 0.5
# Names that are compared, and kept: companies and programmes differ in few of them.
REMEMBERED = 4096


@dataclass(frozen=True, slots=True)
class Pair:
    """A seeker and what it could be offered, at a desk.

    `text` is their textual likeness, 0 to 1, or None; `verdict` what the rules say.
    """

    desk: Desk
    seeker: Profile
    offer: Profile
    text: float | None
    verdict: Verdict = Verdict.TO_VERIFY


Feature = Callable[[Pair], float | None]


@cache
def data(name: str) -> dict[str, Any]:
    """The content of a data file of this package."""
    content: dict[str, Any] = yaml.safe_load(
        files("matching.ranking").joinpath(name).read_text("utf-8")
    )
    return content


def listed(facts: Mapping[str, Fact], name: str) -> tuple[str, ...]:
    """The values of a fact as names; empty when it is unknown."""
    if name not in facts:
        return ()
    value = facts[name].value
    return value if isinstance(value, tuple) else (str(value),)


def number(facts: Mapping[str, Fact], name: str) -> float | None:
    """A fact as a number; None when it is unknown."""
    return float(str(facts[name].value)) if name in facts else None


def text(pair: Pair) -> float | None:
    """How alike the best passages are."""
    return pair.text


def need(pair: Pair) -> float | None:
    """Whether the programme gives what the founder says they seek, else what the desk is for."""
    sought = listed(pair.seeker.preferences, "seeks")
    kind = listed(pair.offer.facts, "kind")
    if not sought:
        prior = data("desks.yaml")[pair.desk]["kinds"]
        return max((prior[name] for name in kind if name in prior), default=None)
    instruments = set(listed(pair.offer.facts, "instruments"))
    best = max(given_as(name, set(kind), instruments) for name in sought)
    # Of a word that nobody knows here it may be just what is meant, and so may what is not said.
    sure = instruments and known_needs().issuperset(sought)
    return best if best or sure else None


def given_as(sought: str, kind: set[str], instruments: set[str]) -> float:
    """How far what is sought is given: by the table of needs, else as that very thing."""
    answers = data("needs.yaml")["needs"].get(sought)
    if answers:
        return given_by(answers, kind, instruments)
    return float(sought in kind | instruments)


@cache
def known_needs() -> frozenset[str]:
    """What a founder may seek, and what of that programmes give."""
    needs = data("needs.yaml")["needs"]
    given = (name for answers in needs.values() for names in answers.values() for name in names)
    return frozenset(needs).union(given)


def given_by(answers: Mapping[str, list[str]], kind: set[str], instruments: set[str]) -> float:
    """1 when both the kind and an instrument answer the need, less when only one does."""
    return 0.5 * bool(kind & set(answers["kinds"])) + 0.5 * bool(
        instruments & set(answers["instruments"])
    )


def stage(pair: Pair) -> float | None:
    """Whether the programme is made for the seeker's stage or the one next to it."""
    return steps_apart(listed(pair.seeker.facts, "stage"), listed(pair.offer.facts, "stages"))


@lru_cache(REMEMBERED)
def steps_apart(mine: tuple[str, ...], theirs: tuple[str, ...]) -> float | None:
    """1 for stages of which one is the same, less for neighbours; None where either is unknown."""
    ladder = data("needs.yaml")["stages"]
    here = [ladder.index(name) for name in mine if name in ladder]
    there = [ladder.index(name) for name in theirs if name in ladder]
    if not here or not there:
        return None
    distance = min(abs(one - other) for one in here for other in there)
    return {0: 1.0, 1: NEIGHBOUR}.get(distance, 0.0)


def sector(pair: Pair) -> float | None:
    """Whether the programme is made for the seeker's sector; an excluded sector counts as none."""
    served = (listed(pair.offer.facts, name) for name in ("sectors", "sectors_excluded"))
    return served_sector(listed(pair.seeker.facts, "sector"), *served)


@lru_cache(REMEMBERED)
def served_sector(
    mine: tuple[str, ...], theirs: tuple[str, ...], excluded: tuple[str, ...]
) -> float | None:
    """The same of sectors by name; None where either side's are unknown."""
    if not mine or not theirs:
        return None
    tree = vocabulary("sector")
    if tree.any_satisfies(mine, excluded) is Truth.YES:
        return 0.0
    if theirs == ("any",):
        return OPEN_TO_ALL
    named = [name for name in theirs if name not in tree.strangers]
    return MATCH[tree.any_satisfies(mine, named)] if named else None


def region(pair: Pair) -> float | None:
    """Whether the programme serves the seeker's region."""
    mine = listed(pair.seeker.facts, "region")
    theirs = listed(pair.offer.facts, "regions")
    if theirs == ("any",):
        return OPEN_TO_ALL
    if not mine or not theirs:
        return None
    return float(bool(set(mine) & set(theirs)))


def ticket(pair: Pair) -> float | None:
    """How near the sum sought is to what the programme gives; 1 within its limits."""
    amount = number(pair.seeker.preferences, "amount_mad")
    least = number(pair.offer.facts, "ticket_min_mad")
    most = number(pair.offer.facts, "ticket_max_mad")
    if not amount or (least is None and most is None):
        return None
    if most is not None and amount > most:
        return most / amount
    return amount / least if least is not None and amount < least else 1.0


def status(pair: Pair) -> float | None:
    """Whether the programme was open when last seen."""
    return max((STATUS[name] for name in listed(pair.offer.facts, "status")), default=None)


def eligibility(pair: Pair) -> float | None:
    """Whether the rules let the seeker in; unknown while something is to be verified."""
    return {Verdict.ELIGIBLE: 1.0, Verdict.INELIGIBLE: 0.0}.get(pair.verdict)


FEATURES: Mapping[str, Feature] = {
    "text": text,
    "need": need,
    "sector": sector,
    "stage": stage,
    "region": region,
    "ticket": ticket,
    "status": status,
    "eligibility": eligibility,
}


@cache
def data_version(desk: Desk) -> str:
    """Digest of the weights and tables of a desk: what its lists' ranking came from."""
    tables = [data("desks.yaml")[desk]]
    if "need" in tables[0]["weights"]:
        tables.append(data("needs.yaml"))
    told = json.dumps(tables, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:12]
