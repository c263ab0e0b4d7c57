"""Where an officer of a school begins."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts import places
from app.accounts.models import Account, StoredInvitation, StoredMembership
from app.accounts.policy import Role, Scope, Visitor
from app.accounts.schemas import PlaceShown
from app.candidates import listing
from app.candidates.listing import ProgressShown, Stage
from app.context import Context
from app.intakes import service as intakes
from app.kit.database import now, reading
from app.matches.schemas import Shown

ORGANISATION = "organisation"


class Open(Shown):
    """An invitation that nobody has answered yet."""

    role: Role
    expires_at: datetime


class SchoolHome(Shown):
    """A school of an officer."""

    school: PlaceShown
    officers: int
    """Accounts that may sign in for it."""
    candidates: int
    """Accounts of its candidates."""
    invitations: tuple[Open, ...]
    """Those that wait for an answer, the first to expire first."""
    progress: ProgressShown
    """How far the people whose CV it sent have come."""
    alike: int
    """Of them, those of whom somebody has to say whether they are one person."""
    under_way: int
    """What it sent and is being read."""
    held: int
    """Files that a person has to look at first."""


def school_home(context: Context, visitor: Visitor) -> tuple[SchoolHome, ...]:
    """The schools that a visitor is an officer of, by id.

    Figures only: who these people are is asked of the organisation, whose journal keeps it.
    """
    ids = visitor.scopes(Role.SCHOOL)
    with reading(context.database) as session:
        named = places.named(session, (Scope(ORGANISATION, one) for one in ids))
        people = counted(session, ids)
        waiting = invited(session, ids)
        stages = listing.counted(session, ids)
        open_ = intakes.waiting(session, ids)
    return tuple(
        SchoolHome(
            school=named[Scope(ORGANISATION, one)],
            officers=people[one, Role.SCHOOL],
            candidates=people[one, Role.CANDIDATE],
            invitations=tuple(opened for id_, opened in waiting if id_ == one),
            progress=ProgressShown.of(stages[one]),
            alike=stages[one][Stage.ALIKE],
            under_way=open_[one].under_way,
            held=open_[one].held,
        )
        for one in ids
    )


def counted(session: Session, ids: Sequence[str]) -> Counter[tuple[str, Role]]:
    """How many people hold each role for some organisations; disabled accounts are left out."""
    rows = session.execute(
        select(StoredMembership.scope_id, StoredMembership.role, func.count())
        .join(Account, Account.id == StoredMembership.account_id)
        .where(StoredMembership.scope_kind == ORGANISATION, StoredMembership.scope_id.in_(ids))
        .where(Account.disabled_at.is_(None))
        .group_by(StoredMembership.scope_id, StoredMembership.role)
    )
    return Counter({(id_, Role(role)): count for id_, role, count in rows})


def invited(session: Session, ids: Sequence[str]) -> list[tuple[str, Open]]:
    """The invitations to some organisations that wait for an answer."""
    rows = session.scalars(
        select(StoredInvitation)
        .where(StoredInvitation.scope_kind == ORGANISATION, StoredInvitation.scope_id.in_(ids))
        .where(StoredInvitation.accepted_at.is_(None), StoredInvitation.withdrawn_at.is_(None))
        .where(StoredInvitation.expires_at > now())
        .order_by(StoredInvitation.expires_at, StoredInvitation.id)
    )
    return [(row.scope_id, Open(role=Role(row.role), expires_at=row.expires_at)) for row in rows]
