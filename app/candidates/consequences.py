"""What follows from a yes of a candidate, and from taking it back."""

from collections.abc import Callable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.policy import Visitor
from app.candidates import forgetting, pool
from app.candidates.models import Candidate
from app.context import Context
from app.kit.database import writing
from app.matches import service as matches
from matching.profile import Kind


def given(session: Session, account_id: str, code: str) -> None:
    """Bring a person into the pool when they say yes to it."""
    if code == pool.POOL:
        for candidate_id in of_account(session, account_id):
            pool.follow(session, candidate_id)


def withdrawn(context: Context, visitor: Visitor, account_id: str, code: str) -> None:
    """Undo what was done by a yes that is taken back."""
    if undo := UNDOING.get(code):
        undo(context, visitor, account_id)


def hide(context: Context, _visitor: Visitor, account_id: str) -> None:
    """Take a person out of every list that was made: some were for who may see them no more."""
    with writing(context.database) as session:
        for candidate_id in of_account(session, account_id):
            matches.forget_offer(session, Kind.CANDIDATE, candidate_id)
    forgetting.scrub(context)


def leave(context: Context, visitor: Visitor, account_id: str) -> None:
    """Delete what is kept of a person as a candidate: it has no purpose any more."""
    forgetting.forget_person(context, account_id, visitor)


UNDOING: Mapping[str, Callable[[Context, Visitor, str], None]] = {
    pool.POOL: leave,
    pool.NETWORK: hide,
    pool.STARTUP: hide,
}


def of_account(session: Session, account_id: str) -> list[str]:
    """The candidates that an account is, one a school."""
    return list(session.scalars(select(Candidate.id).where(Candidate.account_id == account_id)))
