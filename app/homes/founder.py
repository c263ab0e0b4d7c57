"""Where a founder begins: what to do next at the desks of their company."""

from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.policy import Role, Visitor
from app.context import Context
from app.kit.database import reading
from app.matches import service as matches
from app.matches.eligibility import asked_first, closing_first, worthwhile
from app.matches.explained import DeadlineShown, QuestionShown
from app.matches.parts import Show, counted, lines_of
from app.matches.schemas import LineShown, Shown
from app.organisations.schemas import StartupBrief
from app.profiles.models import StoredProfile
from app.talent import waiting
from app.talent.waiting import Waiting
from matching.profile import Desk, Kind

# Lines of the list, and days on which something closes, that the home shows.
BEST, SOON = 3, 3


class NextShown(Shown):
    """What a company does next at the financing desk."""

    company: StartupBrief
    best: tuple[LineShown, ...]
    """The first programmes of what is open to them."""
    counts: Mapping[Show, int]
    """How many lines each part of the list has."""
    lack: str | None
    """For want of which part of the score none of these suits; null where one may."""
    question: QuestionShown | None
    """What to answer next; null where no answer decides anything."""
    deadlines: tuple[DeadlineShown, ...]
    """What closes first."""


class FounderHome(Shown):
    """What a founder begins with."""

    next: NextShown | None
    """Of their first company by name; null for who has none yet."""
    talent: Waiting | None
    """What waits at the talent desk of that company; null for who has none yet."""
    others: tuple[StartupBrief, ...]
    """Their other companies, by name."""


def founder_home(context: Context, visitor: Visitor) -> FounderHome:
    """What a founder does next; the list is not stored, being shown in part."""
    with reading(context.database) as session:
        own = companies(session, visitor.scopes(Role.FOUNDER))
    return FounderHome(
        next=next_of(context, own[0]) if own else None,
        talent=waiting.at(context, own[0].id) if own else None,
        others=tuple(own[1:]),
    )


def companies(session: Session, ids: Iterable[str]) -> list[StartupBrief]:
    """Companies of some ids, by name."""
    chosen = select(StoredProfile).where(
        StoredProfile.kind == Kind.STARTUP, StoredProfile.id.in_(ids)
    )
    ordered = chosen.order_by(StoredProfile.filed_as, StoredProfile.id)
    return [StartupBrief.of(row) for row in session.scalars(ordered)]


def next_of(context: Context, company: StartupBrief) -> NextShown:
    """What a company does next at the financing desk."""
    made = matches.made(context, company.id, Desk.FINANCING, limit=matches.MOST).shortlist
    return NextShown(
        company=company,
        best=tuple(map(LineShown.of, lines_of(made, Show.OPEN)[:BEST])),
        counts=counted(made),
        lack=made.lack,
        question=next(iter(asked_first(made, 1)), None),
        deadlines=closing_first(worthwhile(made), made.case)[:SOON],
    )
