"""What was revealed, once a candidate lets the company see them no more."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.accounts.policy import Visitor
from app.candidates.pool import seen_by
from app.introductions.models import Introduction
from app.introductions.schemas import StepGiven
from app.introductions.service import add
from app.introductions.states import KNOWN, Party, Step
from app.offers.models import Offer


def take_back(
    session: Session,
    visitor: Visitor,
    candidate_ids: Collection[str] | None = None,
    channel: str = "page",
) -> None:
    """Write down that it is taken back, of some candidates or of all.

    Who says yes again is not known again by that: it takes another introduction.
    """
    chosen = (
        select(Offer.startup_id, Introduction)
        .join(Offer, Offer.id == Introduction.offer_id)
        .where(Introduction.state.in_(KNOWN))
        .options(selectinload(Introduction.steps))
    )
    if candidate_ids is not None:
        chosen = chosen.where(Introduction.candidate_id.in_(candidate_ids))
    known = [(startup_id, row) for startup_id, row in session.execute(chosen)]
    seen = seen_by(session, {(startup_id, row.candidate_id) for startup_id, row in known})
    for startup_id, row in known:
        if (startup_id, row.candidate_id) not in seen:
            given = StepGiven(step=Step.WITHDRAWN)
            add(session, visitor, row, Party.CANDIDATE, given, channel=channel)
