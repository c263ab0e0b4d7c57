"""The talent of the network in figures, of those candidates alone who let themselves be counted.

A figure about some people, but few, is withheld, and every other one rounded: nobody is found out
from a total and its parts, or from a figure before and after a yes. The Higher Education Statistics
Agency rounds so, to five; here small ones are withheld and not nought.
"""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import ColumnElement, extract, func, select
from sqlalchemy.orm import Session, selectinload

from app.accounts import places
from app.accounts.agreements import agreed, standing
from app.accounts.policy import Scope
from app.accounts.schemas import PlaceShown
from app.candidates import values
from app.candidates.models import Candidate
from app.candidates.pool import POOL
from app.candidates.service import having
from app.context import Context
from app.introductions.models import Introduction, IntroductionStep, Viewing
from app.introductions.states import REACHED
from app.kit.database import reading
from app.kit.days import today
from app.matches.schemas import Shown
from app.retention import kept

Group = Mapping[str, frozenset[str]]
"""The accounts of each value; somebody of several values is in each."""

# The purpose of being counted, and how many people a figure is about at least.
STATISTICS, FEWEST = "talent_statistics", 5
# What of their CV candidates are counted by.
COUNTED = ("languages", "contracts")
# How far they came, in order.
STAGES = ("pool", "seen", *REACHED)


class Cell(Shown):
    """How many candidates have a value."""

    code: str
    count: int | None
    """Null where it is withheld."""


class SchoolCell(Shown):
    """How many candidates a school sent."""

    school: PlaceShown
    count: int | None
    """Null where it is withheld."""


class TalentFigures(Shown):
    """Those candidates of a year who let themselves be counted."""

    year: int
    """In which their CV came."""
    years: tuple[int, ...]
    """Those in which CVs came, the last first."""
    fewest: int
    """A figure about fewer people, but some, is withheld; every other one is rounded to it."""
    remembered_days: int
    """For how long what came of an offer is counted once it is closed."""
    counted: int | None
    """How many they are; null where it is withheld, and nothing else is counted then."""
    schools: tuple[SchoolCell, ...]
    stages: tuple[Cell, ...]
    """How many came so far at least once."""
    languages: tuple[Cell, ...]
    """By ISO 639 code; who speaks several counts in each."""
    contracts: tuple[Cell, ...]
    """What they seek; who seeks several counts in each."""


def figures(context: Context, year: int | None = None) -> TalentFigures:
    """The figures of a year, by default of this one."""
    of = year or today().year
    with reading(context.database) as session:
        found = counted_in(session, of)
        people = frozenset(one.account_id or "" for one in found)
        shown = found if len(people) >= FEWEST else ()
        return TalentFigures(
            year=of,
            years=years(session),
            fewest=FEWEST,
            remembered_days=kept()["offer"].days,
            counted=told(len(people)),
            schools=schools(session, shown),
            stages=tuple(stages(session, shown)),
            **{field: cells(by_value(shown, field)) for field in COUNTED},
        )


def counted_in(session: Session, year: int) -> Sequence[Candidate]:
    """Candidates whose CV came in a year, and whose yes to be counted is in force."""
    chosen = (
        select(Candidate)
        .where(Candidate.account_id.in_(standing(STATISTICS)), in_year() == year)
        .options(selectinload(Candidate.documents), selectinload(Candidate.answers))
    )
    return session.scalars(chosen).all()


def in_year() -> ColumnElement[int]:
    """The year in which a candidate's CV came."""
    return extract("year", Candidate.created_at)


def years(session: Session) -> tuple[int, ...]:
    """The years from the first in which a CV came until this one, the last first."""
    this = today().year
    first = session.scalar(select(func.min(in_year()))) or this
    return tuple(range(this, min(int(first), this) - 1, -1))


def told(count: int) -> int | None:
    """A figure as it is shown: None where it is about some people, but too few, else rounded."""
    return None if 0 < count < FEWEST else FEWEST * round(count / FEWEST)


def by_value(found: Iterable[Candidate], field: str) -> Group:
    """Candidates by what they have of a field."""
    said = ((one.account_id or "", having(values.values(one), field)) for one in found)
    return grouped((value, account) for account, held in said for value in held)


def grouped(pairs: Iterable[tuple[str, str]]) -> Group:
    """Accounts by value."""
    found: dict[str, set[str]] = {}
    for value, account in pairs:
        found.setdefault(value, set()).add(account)
    return {value: frozenset(accounts) for value, accounts in found.items()}


def cells(group: Group) -> tuple[Cell, ...]:
    """How many each value has, the most first; what is withheld comes last, in no order of size."""
    shown = [Cell(code=value, count=told(len(accounts))) for value, accounts in group.items()]
    return tuple(sorted(shown, key=lambda one: (one.count is None, -(one.count or 0), one.code)))


def schools(session: Session, found: Iterable[Candidate]) -> tuple[SchoolCell, ...]:
    """How many each school sent."""
    group = grouped((one.organisation_id, one.account_id or "") for one in found)
    scopes = {one: Scope("organisation", one) for one in group}
    named = places.named(session, scopes.values())
    return tuple(
        SchoolCell(school=named[scopes[one.code]], count=one.count) for one in cells(group)
    )


def stages(session: Session, found: Sequence[Candidate]) -> Iterable[Cell]:
    """How many came how far."""
    by_id = {one.id: one.account_id or "" for one in found}
    people = frozenset(by_id.values())
    seen = select(Viewing.candidate_id).where(Viewing.candidate_id.in_(by_id)).distinct()
    taken = (
        select(Introduction.candidate_id, IntroductionStep.step)
        .join(IntroductionStep, IntroductionStep.introduction_id == Introduction.id)
        .where(Introduction.candidate_id.in_(by_id))
        .distinct()
    )
    steps = grouped((step, by_id[one]) for one, step in session.execute(taken))
    came: Group = {
        "pool": agreed(session, POOL, people),
        "seen": frozenset(by_id[one] for one in session.scalars(seen)),
        **{
            name: frozenset(one for step in several for one in steps.get(step, ()))
            for name, several in REACHED.items()
        },
    }
    return (Cell(code=name, count=told(len(came[name]))) for name in STAGES) if found else ()
