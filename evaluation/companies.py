"""Companies made from the sample ones: as many as a network follows, none like another.

Each has the texts of one sample company, the sectors, place and stage of others drawn at random,
and of the facts that founders may state a share that grows with its number from none to all, then
begins anew: pages are measured for who just arrived and for who answered everything. Values lie
about the thresholds of the catalogue's rules, so that verdicts differ.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import islice
from random import Random

from ingestion.report import Batch, Data, Record
from matching.criteria.facts import FactType, fact_types
from matching.criteria.probes import probes
from matching.criteria.rules import Leaf, leaves
from matching.profile import Profile, Value

SEED = 2026
# What of a record is drawn from other companies than the one whose texts it has.
DRAWN = ("sectors", "city", "region", "stage", "founded_year", "technopark_site", "legal_form")
# Whom a founder answers for; what follows from other facts is left to them.
STATED_ABOUT = frozenset({"company", "project", "founder"})
FOLLOWING = frozenset({"application_date", "company_exists", "company_age_years", "size_category"})
# What companies state of themselves, from nothing to everything.
SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
YOUNGEST, DAYS = date(2026, 6, 30), 4000


def companies(number: int, samples: Sequence[Data], offers: Sequence[Profile]) -> Batch:
    """The first companies made from samples, with facts that the rules of some offers ask."""
    made = islice(records(samples, offers), number)
    return Batch(tuple(Record(one["id"], one, "made", line) for line, one in enumerate(made, 1)))


def records(samples: Sequence[Data], offers: Sequence[Profile]) -> Iterator[Data]:
    """Records without end, the same ones every time."""
    random, choices, number = Random(SEED), values(offers), 0  # noqa: S311 - nothing is secret
    while True:
        for sample in samples:
            drawn = {name: random.choice(samples).get(name) for name in DRAWN}
            facts = stated(choices, SHARES[number % len(SHARES)], random)
            made = {**sample, **named(sample, number), **drawn, "facts": facts}
            yield {name: value for name, value in made.items() if value not in (None, {})}
            number += 1


def named(sample: Data, number: int) -> Data:
    """An id and a name of its own."""
    return {"id": f"{sample['id']}-{number}", "name": f"{sample['name']} {number}"}


def values(offers: Sequence[Profile]) -> dict[str, Sequence[Value]]:
    """What may be stated of each fact."""
    asked = [leaf for offer in offers for one in offer.criteria for leaf in leaves(one.tree)]
    return {name: found for name, kind in fact_types().items() if (found := about(kind, asked))}


def about(kind: FactType, asked: Sequence[Leaf]) -> Sequence[Value]:
    """The values of a fact that rules tell apart; none of what no founder states."""
    if kind.subject not in STATED_ABOUT or kind.decided_by or kind.name in FOLLOWING:
        return ()
    if kind.type == "date":
        return [YOUNGEST - timedelta(days=days) for days in range(DAYS)]
    return probes(kind.name, asked)


def stated(
    choices: Mapping[str, Sequence[Value]], share: float, random: Random
) -> dict[str, object]:
    """A share of the facts, each with one of its values as a record writes it."""
    drawn = {
        name: random.choice(found) for name, found in choices.items() if random.random() < share
    }
    return {name: written(value) for name, value in drawn.items()}


def written(value: Value) -> object:
    """A value as JSON has it."""
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
