"""A candidate becomes a person with an account: who takes up the invitation that was sent."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.candidates.models import Candidate


def claim(session: Session, invitation_id: str, account_id: str) -> None:
    """Give the candidate of an invitation, if there is one, to the account that accepted it."""
    theirs = Candidate.invitation_id == invitation_id
    unclaimed = update(Candidate).where(theirs, Candidate.account_id.is_(None))
    session.execute(unclaimed.values(account_id=account_id))


def be(session: Session, candidate_id: str, account_id: str) -> None:
    """Give a candidate whom nobody is yet to an account."""
    unclaimed = update(Candidate).where(
        Candidate.id == candidate_id, Candidate.account_id.is_(None)
    )
    session.execute(unclaimed.values(account_id=account_id))
