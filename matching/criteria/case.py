"""`Case`: what is known of whom the rules judge, on a day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from matching.criteria.derived import DERIVATIONS, Interval, days, said
from matching.criteria.facts import fact_types
from matching.criteria.rules import Leaf
from matching.criteria.verdict import Finding
from matching.profile import Fact, Kind, Profile, Value

# Whom a startup speaks for: itself, its project, its founders, and whom it would hire or have
# invest. It does not answer for a school's candidates.
STARTUP = frozenset({"company", "project", "founder", "hire", "investor"})
OFFER = frozenset({"offer"})
# Whom a profile speaks for. Candidates and vacancies state facts that no catalogue's rule asks, and
# nothing else is asked of them.
SPEAKS_FOR: Mapping[Kind, frozenset[str]] = {Kind.STARTUP: STARTUP, Kind.PROGRAMME: OFFER}

# Dates that are looked at again and again.
REMEMBERED = 4096

# The fact that is the day itself, and the one that grows with it.
DAY, AGE = "application_date", "company_age_years"


@dataclass(frozen=True, slots=True)
class Known:
    """A fact as a rule reads it.

    `value` is computed from `fact` where that is another one or has aged; `stale` when `fact` was
    stated longer ago than such facts hold.
    """

    name: str
    value: Value | Interval
    fact: Fact
    stale: bool = False

    @property
    def derived(self) -> bool:
        """Whether it was computed from a fact of another name."""
        return self.fact.name != self.name


class Case:
    """Facts by name as of a day, read by many rules; what was computed is remembered.

    `today` is the day on which it is asked how old a statement is: `as_of` unless the case is a
    hypothesis about another day.
    """

    def __init__(
        self,
        facts: Mapping[str, Fact],
        as_of: date,
        subjects: frozenset[str] = STARTUP,
        today: date | None = None,
    ) -> None:
        self.facts = facts
        self.as_of = as_of
        self.subjects = subjects
        self.today = today or as_of
        self._known: dict[str, Known | None] = {DAY: day_itself(as_of)}
        self.found: dict[Leaf, Finding] = {}
        # By fact and age: the days on which it is reached (`matching.criteria.horizon`).
        self.birthdays: dict[tuple[str, float], tuple[date, ...]] = {}
        # By panel: what its leaves found (`matching.criteria.panel`).
        self.levels: dict[object, list[int]] = {}
        self._days: dict[date, Case] = {}

    def known(self, name: str) -> Known | None:
        """The fact of that name, stated or else derived; None when nothing says it."""
        if name not in self._known:
            self._known[name] = self._look_up(name)
        return self._known[name]

    def on(self, day: date) -> "Case":
        """The case on another day by the passing of time alone: nobody takes anything back.

        What is fresh today stays so, what is stale too, and a company that does not exist does
        not age.
        """
        if day not in self._days:
            self._days[day] = self._moved(day)
        return self._days[day]

    def _moved(self, day: date) -> "Case":
        facts = self.facts
        if AGE in facts and self.without_company:
            facts = {**facts, AGE: replace(facts[AGE], stated="")}
        return Case(facts, day, self.subjects, self.today)

    def having(self, *facts: Fact) -> "Case":
        """The same case were these its facts."""
        given = {fact.name: fact for fact in facts}
        return Case({**self.facts, **given}, self.as_of, self.subjects, self.today)

    @property
    def without_company(self) -> bool:
        """Whether it is known that there is no company yet."""
        exists = self.known("company_exists")
        return exists is not None and not exists.stale and exists.value is False

    def _look_up(self, name: str) -> Known | None:
        """The fresh reading stated last, and of those the preferred one; else a stale one.

        What has an age is read from a date before what somebody said it was.
        """
        readings = list(self._readings(name))
        fresh = [one for one in readings if not one.stale]
        kind = fact_types().get(name)
        if fresh and not (kind and kind.grows):
            return max(fresh, key=lambda one: last_day(one.fact.stated))
        return next(iter(fresh or readings), None)

    def _readings(self, name: str) -> Iterator[Known]:
        """What the facts say of that name, those that are preferred first."""
        for origin, derive in DERIVATIONS.get(name, ((name, said),)):
            fact = self.facts.get(origin)
            if fact is None or fact.value == ():
                continue
            try:
                value = derive(fact, self.as_of)
            except (ValueError, OverflowError):
                # What cannot be computed with ("n/a" for a year) is shown as it was said.
                value = fact.value if origin == name else None
            if value is not None:
                yield Known(name, value, fact, stale(fact, self.today))


@lru_cache(REMEMBERED)
def day_itself(day: date) -> Known:
    """The day on which a case is asked about, as a fact that rules read."""
    return Known(DAY, day, Fact(DAY, day))


def case_of(profile: Profile, as_of: date) -> Case:
    """What a profile states, as a case on a day."""
    return Case(profile.facts, as_of, SPEAKS_FOR.get(profile.kind, frozenset()))


def last_day(stated: str) -> date:
    """The last day that a date, perhaps partial, may mean; the first of all for none."""
    try:
        return days(stated)[1]
    except ValueError:
        return date.min


def stale(fact: Fact, as_of: date) -> bool:
    """Whether a fact was stated longer ago than its kind holds; an undated one is taken as said."""
    kind = fact_types().get(fact.name)
    if kind is None or not kind.fresh_months or not fact.stated or fact.value in kind.settled:
        return False
    return lapsed(fact.stated, kind.fresh_months, as_of)


# Few dates are stated, and each by many.
@lru_cache(REMEMBERED)
def lapsed(stated: str, months: int, as_of: date) -> bool:
    """Whether what was stated then no longer holds, which it does for some months."""
    try:
        # Of a year, the first day: what may have grown old is to be verified.
        since, _ = days(stated)
    except ValueError:
        return False
    past = (as_of.year - since.year) * 12 + as_of.month - since.month
    return past - (as_of.day < since.day) >= months
