"""What may be supposed of a case without denying what is known of it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache, lru_cache

from matching.criteria.case import DAY, Case, Known
from matching.criteria.derived import DERIVATIONS, Interval, born
from matching.criteria.evaluators import bounds, names
from matching.criteria.facts import FactType, asked_by, fact_types
from matching.criteria.probes import probes
from matching.criteria.rules import Leaf
from matching.criteria.verdict import Truth, unique
from matching.criteria.vocabulary import vocabulary
from matching.profile import Fact, Value

SOURCE = "hypothesis"

# Values that are supposed, and what follows from each, kept.
REMEMBERED = 8192

# What nobody can say of a company that does not exist.
OF_COMPANIES = frozenset({
    "company_age_years", "company_creation_date", "legal_form", "size_category",
    "annual_turnover_mad", "avg_export_turnover_3y_mad", "rd_expense_pct", "employees",
    "capital_held_by_large_group_pct",
})  # fmt: skip


def supposed(name: str, value: Value, case: Case) -> Fact:
    """A fact as if it were stated on the day of the case; a list keeps what it surely holds."""
    kind, known = fact_types().get(name), case.known(name)
    if kind and kind.type == "list":
        held = names(known.value) if known and not known.stale else ()
        value = unique((*held, *names(value)))
    return Fact(name, value, SOURCE, case.as_of.isoformat())


def answers(name: str, leaves: Iterable[Leaf], case: Case) -> list[Fact]:
    """What somebody may state of a fact: a statement for each thing that these leaves tell apart.

    None of what nobody can state here, as the age of a company that does not exist.
    """
    if name == DAY or (name in OF_COMPANIES and case.without_company):
        return []
    values = unique([*remembered(case.known(name)), *probes(name, leaves)])
    facts = (supposed(name, value, case) for value in values)
    return [fact for fact in facts if not contradicts(fact, case) and not back(fact, case)]


def replies(name: str, leaves: Sequence[Leaf], case: Case) -> list[Fact]:
    """What somebody may answer who is asked for a fact: the same of all that asking for it asks.

    An age that rules tell apart is answered by a date of creation.
    """
    every = [fact for one in asked_by(name) for fact in answers(one, leaves, case)]
    said = unique(as_asked(fact, name, case) for fact in every)
    return [fact for fact in said if fact.name == name and not contradicts(fact, case)]


def as_asked(fact: Fact, name: str, case: Case) -> Fact:
    """A fact as it is stated by one that is asked in its place, where that says as much."""
    kind = fact_types().get(fact.name)
    if fact.name == name or not (kind and kind.grows):
        return fact
    return supposed(name, born(float(str(fact.value)), case.as_of), case)


def back(fact: Fact, case: Case) -> bool:
    """Whether a fact that only advances would stand before where it was last said to be."""
    kind, known = fact_types().get(fact.name), case.known(fact.name)
    if kind is None or not kind.advances or known is None:
        return False
    return place(kind, fact.value) < place(kind, known.value)


def place(kind: FactType, value: object) -> float:
    """Where a value stands on the way of a fact that advances; what cannot be placed, first."""
    if kind.values:
        return kind.values.index(value) if value in kind.values else -1
    return float(value) if isinstance(value, int | float) else -1


def remembered(known: Known | None) -> Iterator[Value]:
    """What is worth stating again: a value that has grown old, both ends of an interval."""
    if known is None:
        return
    if isinstance(known.value, Interval):
        for end in (known.value.low, known.value.high):
            yield int(end) if end.is_integer() else end
    elif known.stale:
        yield known.value


def contradicts(fact: Fact, case: Case) -> bool:
    """Whether a fact, or what follows from it, denies what is known."""
    return any(
        apart(said, known)
        for said in following(fact, type(fact.value).__name__, case.as_of)
        if (known := case.known(said.name)) and not known.stale
    )


# The same few values are supposed of every company. Equal ones may be of several types.
@lru_cache(REMEMBERED)
def following(fact: Fact, _type: str, as_of: date) -> tuple[Known, ...]:
    """A fact as a rule reads it, and what follows from it."""
    alone = Case({fact.name: fact}, as_of)
    readings = (alone.known(name) for name in concerned(fact.name))
    return tuple(one for one in readings if one)


@cache
def concerned(name: str) -> frozenset[str]:
    """A fact and those computed from it."""
    computed = (one for one, ways in DERIVATIONS.items() if name in dict(ways))
    return frozenset({name, *computed})


def apart(said: Known, known: Known) -> bool:
    """Whether two readings of one fact cannot both be; what cannot be read denies nothing."""
    try:
        one, other = bounds(said), bounds(known)
    except ValueError:
        kind = fact_types().get(said.name)
        if kind is None or kind.measured:
            return False
        wanted = names(said.value)
        return vocabulary(said.name).any_satisfies(names(known.value), wanted) is Truth.NO
    return one.high < other.low or other.high < one.low
