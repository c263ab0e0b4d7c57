"""What follows from a yes of a candidate, and from taking it back."""

from collections.abc import Callable, Iterable, Mapping
from itertools import chain

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.policy import Visitor
from app.candidates import forgetting, pool
from app.candidates.forgetting import Kept
from app.candidates.models import Candidate
from app.context import Context
from app.introductions.lapsing import take_back
from app.matches import service as matches
from matching.profile import Kind


def given(session: Session, account_id: str, code: str) -> None:
    """Bring a person into the pool when they say yes to it."""
    if code == pool.POOL:
        for candidate_id in of_account(session, account_id):
            pool.follow(session, candidate_id)


def withdrawn(session: Session, visitor: Visitor, account_id: str, code: str) -> Iterable[Kept]:
    """Undo what was done by a yes that is taken back; returns the files that are to go with it."""
    return UNDOING[code](session, visitor, account_id) if code in UNDOING else ()


def settled(context: Context, code: str, files: Iterable[Kept]) -> None:
    """Take away what the rows pointed at that were undone, once they are gone."""
    if code in UNDOING:
        forgetting.clean(context, files)


def hide(session: Session, visitor: Visitor, account_id: str) -> Iterable[Kept]:
    """Take a person out of every list that was made: some were for who may see them no more.

    What they revealed to these is taken back too.
    """
    theirs = of_account(session, account_id)
    for candidate_id in theirs:
        matches.forget_offer(session, Kind.CANDIDATE, candidate_id)
    take_back(session, visitor, theirs)
    return ()


def leave(session: Session, visitor: Visitor, account_id: str) -> Iterable[Kept]:
    """Delete what is kept of a person as a candidate: it has no purpose any more."""
    theirs = Candidate.account_id == account_id
    return chain.from_iterable(forgetting.erase_all(session, theirs, visitor))


UNDOING: Mapping[str, Callable[[Session, Visitor, str], Iterable[Kept]]] = {
    pool.POOL: leave,
    pool.NETWORK: hide,
    pool.STARTUP: hide,
}


def of_account(session: Session, account_id: str) -> list[str]:
    """The candidates that an account is, one a school."""
    return list(session.scalars(select(Candidate.id).where(Candidate.account_id == account_id)))
