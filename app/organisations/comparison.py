"""Programmes side by side, as one company sees them."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.context import Context
from app.kit.database import reading
from app.kit.days import today
from app.kit.errors import DomainError, NotFound
from app.matches.eligibility import judged
from app.matches.explained import ConditionShown, JudgedShown
from app.matches.schemas import FactShown, Shown
from app.profiles import service as profiles
from app.profiles.models import StoredProfile
from app.programmes.schemas import ProgrammeShown
from matching.criteria.case import Case
from matching.criteria.verdict import Truth
from matching.profile import Kind

# How many programmes can be told apart side by side.
LEAST, MOST = 2, 4
# Where a record says what a programme gives, in dirhams and in another currency.
AMOUNTS = (("ticket_min_mad", "ticket_max_mad"), ("ticket_min", "ticket_max"))


class NotComparable(DomainError):
    """Too few or too many programmes are asked for."""

    status = 422
    title = "Not comparable"


class NoProgramme(NotFound):
    """A programme asked for is not in the catalogue."""


class ComparedShown(JudgedShown):
    """A programme beside others, and what it is to a company."""

    programme: ProgrammeShown

    @property
    def figures(self) -> tuple[FactShown, ...]:
        """What it gives, in dirhams where its record says so, else in its own currency."""
        facts = {one.name: one for one in self.programme.facts}
        dirhams, others = ([facts[name] for name in names if name in facts] for names in AMOUNTS)
        currency = [facts["currency"]] if others and "currency" in facts else []
        return tuple(dirhams or [*others, *currency])

    def conditions_that_are(self, truth: Truth) -> tuple[ConditionShown, ...]:
        """The deciding conditions of a truth."""
        return tuple(one for one in self.conditions if one.decides and one.truth == truth)


class ComparisonShown(Shown):
    """Programmes side by side for a company."""

    startup: str
    """Identifier of the company."""
    name: str
    as_of: date
    """The day the rules were judged as of."""
    programmes: tuple[ComparedShown, ...]
    """In the order asked for."""


def compare(context: Context, startup_id: str, programme_ids: Sequence[str]) -> ComparisonShown:
    """Two to four programmes side by side for a company, each named once.

    Raises `NotFound` for a company that is not there, `NotComparable` and `NoProgramme`.
    """
    wanted = list(dict.fromkeys(programme_ids))
    if not LEAST <= len(wanted) <= MOST:
        message = f"Between {LEAST} and {MOST} programmes are compared; {len(wanted)} are named."
        raise NotComparable(message)
    with reading(context.database) as session:
        seeker = profiles.profile_of(profiles.stored(session, Kind.STARTUP, startup_id))
        rows = programmes(session, wanted)
    case = Case(seeker.facts, today())
    return ComparisonShown(
        startup=seeker.id,
        name=seeker.name,
        as_of=case.as_of,
        programmes=tuple(compared(row, case) for row in rows),
    )


def programmes(session: Session, wanted: Sequence[str]) -> list[StoredProfile]:
    """The stored programmes of some ids, in their order; raises `NoProgramme`."""
    chosen = (
        select(StoredProfile)
        .where(StoredProfile.kind == Kind.PROGRAMME, StoredProfile.id.in_(wanted))
        .options(selectinload(StoredProfile.facts), selectinload(StoredProfile.passages))
    )
    rows = {row.id: row for row in session.scalars(chosen)}
    if missing := [one for one in wanted if one not in rows]:
        message = f"There is no programme called “{missing[0]}”."
        raise NoProgramme(message)
    return [rows[one] for one in wanted]


def compared(row: StoredProfile, case: Case) -> ComparedShown:
    """A stored programme before a company."""
    told = judged(profiles.profile_of(row), case)
    return ComparedShown(**dict(told), programme=ProgrammeShown.of(row))
