"""A candidate becomes the person who takes up the invitation that was sent to them."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.candidates.models import Candidate


def claim(session: Session, invitation_id: str, account_id: str) -> None:
    """Give the candidate of an invitation, if there is one, to the account that accepted it."""
    session.execute(
        update(Candidate)
        .where(Candidate.invitation_id == invitation_id, Candidate.account_id.is_(None))
        .values(account_id=account_id)
    )
