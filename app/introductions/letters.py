"""The mails of an introduction: who waits for a step is told that it was taken, by whom it may be.

A mail names the offer and the company. It never names the candidate: who they are is read here, by
who may.
"""

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account, StoredMembership
from app.accounts.policy import Role
from app.candidates.models import Candidate
from app.introductions.models import Introduction
from app.introductions.states import Step
from app.mail.service import Letter, post
from app.offers import showing as offers
from app.offers.models import Offer


def candidate(session: Session, row: Introduction, _offer: Offer) -> Sequence[Account]:
    """The candidate, who came."""
    owner = select(Candidate.account_id).where(Candidate.id == row.candidate_id)
    return session.scalars(select(Account).where(Account.id.in_(owner))).all()


def founders(session: Session, _row: Introduction, offer: Offer) -> Sequence[Account]:
    """The founders of the offer's company."""
    held = select(StoredMembership.account_id).where(
        StoredMembership.role == Role.FOUNDER, StoredMembership.scope_id == offer.startup_id
    )
    return session.scalars(select(Account).where(Account.id.in_(held))).all()


Recipients = Callable[[Session, Introduction, Offer], Sequence[Account]]
# Which letter goes to whom after a step.
LETTERS: Mapping[Step, tuple[Letter, Recipients]] = {
    Step.ASKED: (Letter.INTRODUCTION_ASKED, candidate),
    Step.REVEALED: (Letter.INTRODUCTION_REVEALED, founders),
    Step.DECLINED: (Letter.INTRODUCTION_DECLINED, founders),
    Step.HIRED: (Letter.INTRODUCTION_HIRED, candidate),
    Step.NOT_HIRED: (Letter.INTRODUCTION_NOT_HIRED, candidate),
}


def tell(session: Session, row: Introduction, public: str) -> None:
    """Write to whoever waits for the last step of an introduction; `public` is Wasl's address."""
    if (letter := LETTERS.get(Step(row.state))) is None:
        return
    kind, recipients = letter
    offer = offers.by_id(session, row.offer_id)
    brief = offers.shown(session, offer)
    for account in recipients(session, row, offer):
        post(
            session,
            account.email,
            kind,
            account.language,
            account_id=account.id,
            name=account.name,
            offer=brief.title,
            startup=brief.startup,
            link=f"{public}/profile/offers?of={row.candidate_id}",
        )
