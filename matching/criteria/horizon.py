"""The days on which the passing of time alone turns a verdict."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import cache, lru_cache

from matching.criteria.case import DAY, Case
from matching.criteria.derived import Interval, days, origins
from matching.criteria.evaluators import bounds, measure, outcome
from matching.criteria.facts import fact_types
from matching.criteria.judge import about, judge_case
from matching.criteria.probes import thresholds
from matching.criteria.rules import Condition, Dated, Leaf
from matching.criteria.verdict import Verdict, decides

# How far ahead is looked, in days: a century.
FAR = 36_525
# What begins to be on a day.
CREATION = "company_creation_date"
TOMORROW = timedelta(days=1)
# Conditions that are kept with whether they turn: a catalogue's, and some that were.
CONDITIONS = 4096


def closing(conditions: Sequence[Condition], case: Case) -> date | None:
    """The first day on which a case that is not refused today is refused, by time alone.

    None when that day never comes, and when it is not known to the day, as where only the year of
    creation is, or an age that somebody stated: whoever files by a date must be able to trust it.
    """
    # Where nothing refuses today, what never turns never will.
    ahead = [one for one in conditions if turning_days([one], case)]
    if not ahead or refused(conditions, case):
        return None
    return turning(ahead, case, {Verdict.INELIGIBLE})


def lapsing(conditions: Sequence[Condition], case: Case) -> date | None:
    """The first day on which a condition that is met today no longer surely is, by time alone.

    The case may be refused then or only be left open, as where an exception would spare it of
    which nothing is known. None for what is refused today, and otherwise as for `closing`.
    """
    # Most conditions never turn, and are not judged at all.
    ahead = [[one] for one in conditions if turning_days([one], case)]
    if not ahead or refused(conditions, case):
        return None
    lost = {Verdict.INELIGIBLE, Verdict.TO_VERIFY}
    met = (one for one in ahead if verdict(one, case, case.as_of) is Verdict.ELIGIBLE)
    return min((day for one in met if (day := turning(one, case, lost))), default=None)


def opening(conditions: Sequence[Condition], case: Case) -> date | None:
    """The first day on which a case that is not eligible today surely is, by time alone.

    Where a date is known to the year only, the day from which no doubt is left. None when that
    day never comes.
    """
    if judge_case(conditions, case).verdict is Verdict.ELIGIBLE:
        return None
    ahead = turning_days(conditions, case)
    return next((day for day in ahead if verdict(conditions, case, day) is Verdict.ELIGIBLE), None)


def refused(conditions: Sequence[Condition], case: Case) -> bool:
    """Whether a case is refused on its own day."""
    return judge_case(conditions, case).verdict is Verdict.INELIGIBLE


def turning(conditions: Sequence[Condition], case: Case, to: set[Verdict]) -> date | None:
    """The first day whose verdict is one of these, if what turns it is known to the day."""
    ahead = turning_days(conditions, case)
    day = next((day for day in ahead if verdict(conditions, case, day) in to), None)
    if day is None:
        return None
    eve, then = case.on(day - TOMORROW), case.on(day)
    turned = (leaf for leaf in asked(conditions, case) if outcome(leaf, eve) != outcome(leaf, then))
    return day if all(known_to_the_day(leaf, then) for leaf in turned) else None


def verdict(conditions: Sequence[Condition], case: Case, day: date) -> Verdict:
    """The verdict of another day."""
    return judge_case(conditions, case.on(day)).verdict


def turning_days(conditions: Sequence[Condition], case: Case) -> list[date]:
    """The days ahead on which a condition may turn, in order: between two, nothing does."""
    return days_ahead(moving(tuple(conditions), case.subjects), case)


def days_ahead(asked: Iterable[Leaf], case: Case) -> list[date]:
    """The days after the case's own on which one of these leaves may turn, in order."""
    turning = filter(turns, asked)
    found = {day for leaf in turning for day in (*of_periods(leaf), *of_fact(leaf, case))}
    return sorted(day for day in found if day > case.as_of)


# Time turns nothing of most conditions, and every case is asked the same.
@lru_cache(CONDITIONS)
def moving(conditions: tuple[Condition, ...], subjects: frozenset[str]) -> tuple[Leaf, ...]:
    """The leaves that time alone may turn, of those that decide a case of such subjects."""
    return tuple(filter(turns, asked_of(conditions, subjects)))


def turns(leaf: Leaf) -> bool:
    """Whether time alone may turn a leaf: its threshold changes, or its fact does."""
    return isinstance(leaf.value, Dated) or moves(leaf.field)


@cache
def moves(name: str) -> bool:
    """Whether time alone may change a fact."""
    kind = fact_types().get(name)
    return name == DAY or bool(kind and kind.grows) or CREATION in origins(name)


def asked(conditions: Sequence[Condition], case: Case) -> tuple[Leaf, ...]:
    """The leaves of the conditions that decide a case."""
    return asked_of(tuple(conditions), case.subjects)


@lru_cache(CONDITIONS)
def asked_of(conditions: tuple[Condition, ...], subjects: frozenset[str]) -> tuple[Leaf, ...]:
    """The same of every case of such subjects."""
    deciding = (one for one in conditions if decides(one) and about(one) <= subjects)
    return tuple(leaf for one in deciding for leaf in one.leaves)


def of_periods(leaf: Leaf) -> Iterator[date]:
    """The days on which the threshold changes."""
    for period in leaf.value.periods if isinstance(leaf.value, Dated) else ():
        if period.since:
            yield period.since
        if period.until:
            yield period.until + TOMORROW


def of_fact(leaf: Leaf, case: Case) -> Iterator[date]:
    """The days on which the fact crosses a threshold, or begins to be."""
    kind, known = fact_types().get(leaf.field), case.known(leaf.field)
    if leaf.field == DAY:
        for threshold in thresholds(leaf):
            day = date.fromordinal(int(measure(threshold)))
            yield from (day, day + TOMORROW)
    elif kind and kind.grows and known and isinstance(known.value, Interval):
        for threshold in thresholds(leaf):
            reached = leaf.field, measure(threshold)
            if reached not in case.birthdays:
                case.birthdays[reached] = tuple(birthdays(*reached, case))
            yield from case.birthdays[reached]
    elif known and known.derived and known.fact.name == CREATION:
        yield days(known.fact.value)[0]


def birthdays(name: str, age: float, case: Case) -> Iterator[date]:
    """The days on which the least and the greatest age that it may be reach `age`, and pass it."""
    today = case.as_of.toordinal()
    ahead = range(today, min(today + FAR, date.max.toordinal()))

    def known(day: int) -> Interval:
        found = case.on(date.fromordinal(day)).known(name)
        assert found is not None
        return bounds(found)

    for reached in (
        lambda day: known(day).low >= age,
        lambda day: known(day).low > age,
        lambda day: known(day).high >= age,
        lambda day: known(day).high > age,
    ):
        place = bisect_left(ahead, True, key=reached)  # noqa: FBT003 - it looks for a truth value
        if place < len(ahead):
            yield date.fromordinal(ahead[place])


def known_to_the_day(leaf: Leaf, case: Case) -> bool:
    """Whether the day on which a leaf turns is known, not just about when.

    That of an age is where the date it is counted from is; that of a rule's own dates always.
    """
    known, kind = case.known(leaf.field), fact_types().get(leaf.field)
    if known is None or kind is None or not kind.grows:
        return True
    return known.derived and len(set(days(known.fact.value))) == 1
