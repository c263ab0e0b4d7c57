"""Where a candidate of a school begins."""

from collections.abc import Collection, Iterable

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts import consents, journal, places
from app.accounts.journal import EntryShown
from app.accounts.policy import Person, Role, Scope, Visitor
from app.accounts.purposes import ConsentShown
from app.accounts.schemas import PlaceShown
from app.candidates import service as candidates
from app.candidates.pool import POOL
from app.candidates.schemas import CandidateShown, Standing
from app.context import Context
from app.introductions.models import Introduction
from app.introductions.states import Step
from app.kit.database import reading
from app.matches.schemas import Shown
from app.offers.models import Offer
from app.offers.states import OfferState

# How many of those who saw a person are shown.
SHOWN = 5


class CandidateHome(Shown):
    """What a candidate agreed to, and who saw them."""

    email: str
    schools: tuple[PlaceShown, ...]
    consents: tuple[ConsentShown, ...]
    pooled: bool
    """Whether they said yes to being proposed for offers."""
    to_check: int | None
    """Values that were read in their documents and that they said nothing of; null for no CV."""
    asked: int
    """Companies that ask who they are for an open offer, and wait for an answer."""
    seen: tuple[EntryShown, ...]
    """The last times that others read or changed what is kept of them, the latest first."""


def candidate_home(context: Context, visitor: Visitor, person: Person) -> CandidateHome:
    """What is kept of a candidate's choices."""
    scopes = [Scope("organisation", one) for one in visitor.scopes(Role.CANDIDATE)]
    with reading(context.database) as session:
        named = places.named(session, scopes)
        kept = candidates.of_account(session, person.id)
        asked = waiting(session, [one.id for one in kept])
    given = consents.consents(context, visitor)
    return CandidateHome(
        email=person.email,
        schools=tuple(named[one] for one in scopes),
        asked=asked,
        to_check=to_check(kept) if kept else None,
        consents=given,
        pooled=any(one.current for one in given if one.purpose.code == POOL),
        seen=journal.about(context, visitor, person, None).entries[:SHOWN],
    )


def to_check(kept: Iterable[CandidateShown]) -> int:
    """How many values were read, and nothing said of."""
    return sum(value.standing is Standing.READ for one in kept for value in one.values)


def waiting(session: Session, candidate_ids: Collection[str]) -> int:
    """How many companies wait to be told who some candidates are; a closed offer waits no more."""
    asked = select(func.count()).select_from(Introduction).join(Offer)
    theirs = Introduction.candidate_id.in_(candidate_ids), Introduction.state == Step.ASKED
    return session.scalar(asked.where(*theirs, Offer.state == OfferState.OPEN)) or 0
