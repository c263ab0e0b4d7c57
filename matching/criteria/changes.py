"""What would change a verdict: the nearest changes that make a case eligible."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import islice, product
from typing import Literal

from matching.criteria.case import Case
from matching.criteria.evaluators import names, outcome
from matching.criteria.facts import FactType, fact_types
from matching.criteria.horizon import days_ahead
from matching.criteria.hypotheses import answers, contradicts, supposed
from matching.criteria.judge import judge_case
from matching.criteria.probes import probes, thresholds
from matching.criteria.rules import Any, Condition, Leaf
from matching.criteria.verdict import Finding, Judgement, Truth, Verdict, unique
from matching.profile import Value

# How many ways through a tree, values of one fact and changes are tried.
WAYS, VALUES, TRIALS = 32, 6, 128
# Waiting so many days takes the effort of: a choice, weeks, months, a year; longer, of years.
WAITS = {1: 7, 2: 60, 3: 270, 4: 550}
YEARS = 5

# What a founder makes true by incorporating in Morocco, and what a new company starts from.
FOUNDED: Mapping[str, Value] = {
    "company_exists": True,
    "company_stage": "newly_created",
    "is_formal": True,
    "jurisdiction": "MA",
}
AT_FIRST: Mapping[str, Value] = {
    "annual_turnover_mad": 0,
    "avg_export_turnover_3y_mad": 0,
    "employees": 0,
}
NONE = "aucune"
FOUNDING = frozenset({"company_exists", "legal_form"})
AGED = frozenset({"company_age_years", "founded_year"})
SOLE_TRADERS = frozenset({"auto-entrepreneur", "entreprise individuelle"})
OF_SOLE_TRADERS = frozenset({"legal_form", "size_category", *AT_FIRST})

Kind = Literal["time", "threshold", "act", "confirm"]
Way = frozenset[Leaf]


@dataclass(frozen=True, slots=True)
class Step:
    """What has to become of one fact.

    `time` waits for the day `value`; `threshold` moves a measure to `value`, its nearest that
    will do; `act` does or obtains something; `confirm` states what nobody knows yet, where `value`
    is one of those that will do. `effort` goes from 0, nothing but saying so, to 5, years.
    `demands` are the leaves that it meets.
    """

    field: str
    value: Value
    kind: Kind
    effort: int
    demands: tuple[Leaf, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """Steps that together make a case eligible, from the day `on` where they must wait for one."""

    steps: tuple[Step, ...]
    on: date | None
    effort: int

    @classmethod
    def of(cls, steps: Iterable[Step]) -> "Change":
        """These steps, with the last day and all the effort that they take."""
        taken = tuple(steps)
        waits = (step.value for step in taken if step.kind == "time")
        days = [day for day in waits if isinstance(day, date)]
        return cls(taken, max(days, default=None), sum(step.effort for step in taken))

    @property
    def order(self) -> tuple[int, int, date]:
        """Least effort first, then fewest steps, then the nearest day."""
        return self.effort, len(self.steps), self.on or date.min


def changes(conditions: Sequence[Condition], case: Case, limit: int = 3) -> list[Change]:
    """The nearest changes that make a case eligible, least effort first, one for a set of facts.

    Each was applied and judged, and needs all of its steps. Nothing is proposed that cannot be
    (`FactType.moves` and time say what can), nor of a case that is eligible already.
    """
    judgement = judge_case(conditions, case)
    trials = sorted(candidates(judgement, case), key=lambda one: one.order)
    good = (one for one in trials[:TRIALS] if makes_eligible(one, conditions, case))
    needed = (pruned(one, conditions, case) for one in nearest_of_each(good))
    return nearest_of_each(needed)[:limit]


def nearest_of_each(found: Iterable[Change]) -> list[Change]:
    """The nearest change of each set of facts, the nearest of all first."""
    first: dict[frozenset[str], Change] = {}
    for one in sorted(found, key=lambda one: one.order):
        first.setdefault(frozenset(step.field for step in one.steps), one)
    return list(first.values())


def apply(change: Change, case: Case) -> Case:
    """The case once a change is made: its facts as hypotheses, on the day that it waits for."""
    for step in change.steps:
        case = taken(step, case)
    return case.on(change.on) if change.on else case


def makes_eligible(change: Change, conditions: Sequence[Condition], case: Case) -> bool:
    """Whether a change makes a case eligible."""
    after = apply(change, case)
    return judge_case(conditions, after).verdict is Verdict.ELIGIBLE


def pruned(change: Change, conditions: Sequence[Condition], case: Case) -> Change:
    """A change that makes a case eligible, less the steps that it can do without."""
    for step in sorted(change.steps, key=lambda one: -one.effort):
        fewer = Change.of(one for one in change.steps if one is not step)
        if makes_eligible(fewer, conditions, case):
            return pruned(fewer, conditions, case)
    return change


def candidates(judgement: Judgement, case: Case) -> Iterator[Change]:
    """Changes that may make a case eligible, to be tried."""
    lacking = [one for one in judgement.judged if one.decides and one.truth is not Truth.YES]
    remembered = cache(lambda name, demands: steps(name, demands, case))
    asked = unique(leaf.field for one in lacking for leaf in one.condition.leaves)
    for way in together([ways(one.finding) for one in lacking]) if lacking else ():
        wanted = {leaf.field for leaf in way}
        # A way is a set: its facts are taken in the order in which they are asked.
        fields = [name for name in asked if name in wanted]
        each = [remembered(name, demanded(way, name)) for name in fields]
        for chosen in islice(product(*each), VALUES):
            if coherent(joined := merged(chosen), case):
                yield Change.of(joined)


def ways(finding: Finding) -> list[Way]:
    """The sets of leaves any of which, met, would make a node true; the smallest first."""
    if finding.truth is Truth.YES:
        return [frozenset()]
    if isinstance(finding.node, Leaf):
        return [frozenset({finding.node})]
    each = [ways(part) for part in finding.parts]
    if isinstance(finding.node, Any):
        return smallest(way for found in each for way in found)
    return together(each)


def together(each: Iterable[Sequence[Way]]) -> list[Way]:
    """The ways to meet several nodes, from the ways to meet each."""
    found: list[Way] = [frozenset()]
    for more in each:
        found = smallest(way | other for way in found for other in more)
    return found


def smallest(found: Iterable[Way]) -> list[Way]:
    """The ways of fewest leaves, each once, as many as are tried."""
    return sorted(dict.fromkeys(found), key=len)[:WAYS]


def demanded(way: Way, name: str) -> tuple[Leaf, ...]:
    """The leaves of a way about one fact, in an order that does not change from run to run."""
    return tuple(sorted((leaf for leaf in way if leaf.field == name), key=repr))


def merged(chosen: Iterable[Step]) -> list[Step]:
    """The steps, one that meets the demands of several facts taken once."""
    found: dict[tuple[str, Value], Step] = {}
    for step in chosen:
        same = found.setdefault((step.field, step.value), step)
        demands = unique((*same.demands, *step.demands))
        found[step.field, step.value] = replace(same, demands=demands)
    return list(found.values())


def coherent(chosen: Sequence[Step], case: Case) -> bool:
    """Whether steps can be taken together: one a fact, none that denies what another states."""
    if len({step.field for step in chosen}) < len(chosen):
        return False
    for step in chosen:
        if step.kind == "confirm" and contradicts(supposed(step.field, step.value, case), case):
            return False
        case = taken(step, case)
    return True


def steps(name: str, demands: tuple[Leaf, ...], case: Case) -> list[Step]:
    """The steps that meet these leaves about one fact, least effort first."""
    found = (
        *waiting(name, demands, case),
        *confirming(name, demands, case),
        *moving(name, demands, case),
        *founding(demands, case),
    )
    return sorted(unique(found), key=lambda step: step.effort)[:VALUES]


def waiting(name: str, demands: tuple[Leaf, ...], case: Case) -> Iterator[Step]:
    """To wait for the first day on which time meets them."""
    for day in days_ahead(demands, case):
        if meets(demands, case.on(day)):
            yield Step(name, day, "time", effort_of(day, case.as_of), demands)
            return


def confirming(name: str, demands: tuple[Leaf, ...], case: Case) -> Iterator[Step]:
    """To state what nothing says, or not surely: what was said before is the least effort."""
    kind, known = fact_types().get(name), case.known(name)
    refused = any(outcome(leaf, case)[0] is Truth.NO for leaf in demands)
    if kind is None or refused or (kind.decided_by and kind.moves.become):
        return
    doubtful = known is not None and known.stale
    exact = {str(value) for leaf in demands for value in thresholds(leaf)}
    stated = answers(name, demands, case)
    for fact in sorted(stated, key=lambda one: exact.isdisjoint(names(one.value))):
        otherwise = doubtful and known is not None and fact.value != known.value
        effort = int(bool(kind.decided_by) or otherwise)
        yield from working(Step(name, fact.value, "confirm", effort, demands), case)


def moving(name: str, demands: tuple[Leaf, ...], case: Case) -> Iterator[Step]:
    """To do or obtain what meets them, or to move a measure to the nearest value that does."""
    kind, known = fact_types().get(name), case.known(name)
    if kind and known and known.value in kind.moves.never_from:
        return
    for value, effort in kind.moves.become.items() if kind else ():
        yield from working(Step(name, value, "act", effort, demands), case)
    if kind and kind.measured:
        moved = (step for one in nearest(kind, demands, case) for step in working(one, case))
        yield from islice(moved, 1)


def nearest(kind: FactType, demands: tuple[Leaf, ...], case: Case) -> Iterator[Step]:
    """A measure that is known, moved as it may be moved, the least first."""
    known = case.known(kind.name)
    if known is None or known.stale or not isinstance(known.value, int | float):
        return
    here = float(known.value)
    values = [one for one in probes(kind.name, demands) if isinstance(one, int | float)]
    for value in sorted(values, key=lambda one: abs(one - here)):
        effort = kind.moves.rise if value > here else kind.moves.fall
        if effort:
            yield Step(kind.name, value, "threshold", effort, demands)


def founding(demands: tuple[Leaf, ...], case: Case) -> Iterator[Step]:
    """To found the company, where there is none of its own and its being there meets them."""
    if case.without_company or alone(case):
        for value, effort in fact_types()["company_exists"].moves.become.items():
            yield from working(Step("company_exists", value, "act", effort, demands), case)


def working(step: Step, case: Case) -> Iterator[Step]:
    """The step, if it meets its demands."""
    if meets(step.demands, taken(step, case)):
        yield step


def meets(demands: Iterable[Leaf], case: Case) -> bool:
    """Whether a case meets every one of some leaves."""
    return all(outcome(leaf, case)[0] is Truth.YES for leaf in demands)


def taken(step: Step, case: Case) -> Case:
    """The case once a step is taken; the day that it may wait for is the change's."""
    if step.kind == "time":
        return case
    if step.field in FOUNDING and step.kind == "act" and (case.without_company or alone(case)):
        case = founded(case)
    return case.having(supposed(step.field, step.value, case))


def alone(case: Case) -> bool:
    """Whether the founder trades in their own name: a company would be a new person in law."""
    form = case.known("legal_form")
    return form is not None and not form.stale and form.value in SOLE_TRADERS


def founded(case: Case) -> Case:
    """The case once its company is there, new: nothing remains of what was said of none."""
    lost = AGED | (OF_SOLE_TRADERS if alone(case) else frozenset())
    kept = {
        name: fact
        for name, fact in case.facts.items()
        if fact.value != NONE and name not in lost
    }  # fmt: skip
    begun = {name: value for name, value in AT_FIRST.items() if name not in kept}
    new = {**begun, **FOUNDED, "company_creation_date": case.as_of}
    facts = {name: supposed(name, value, case) for name, value in new.items()}
    return Case({**kept, **facts}, case.as_of, case.subjects, case.today)


def effort_of(day: date, today: date) -> int:
    """The effort of waiting until a day."""
    return next((effort for effort, most in WAITS.items() if (day - today).days <= most), YEARS)
