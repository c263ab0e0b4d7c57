"""Nothing of an offer is left: its text, its profile, its lists, and what came of it."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, select
from sqlalchemy.orm import Session

from app.accounts.policy import Target, Visitor
from app.audit import service as audit
from app.drafts import service as drafts
from app.introductions.models import Introduction, IntroductionStep
from app.offers import publishing
from app.offers.models import Offer
from app.offers.states import OfferState


def erase(
    session: Session, theirs: ColumnElement[bool], visitor: Visitor, channel: str = "page"
) -> int:
    """Delete the offers of a condition, with lists, introductions and drafts; returns how many."""
    ids = session.scalars(select(Offer.id).where(theirs)).all()
    for offer_id in ids:
        audit.note(session, visitor, "offer.forget", Target("offer", offer_id), channel=channel)
        publishing.withdraw(session, offer_id)
    forget_forms(session, ids)
    session.execute(delete(Offer).where(Offer.id.in_(ids)))
    return len(ids)


def forget_forms(session: Session, offer_ids: Collection[str]) -> None:
    """Forget what anybody typed about some offers, or about who is introduced to them."""
    between = select(Introduction.id).where(Introduction.offer_id.in_(offer_ids))
    drafts.forget_about(session, "introductions", session.scalars(between).all())
    drafts.forget_about(session, "offers", offer_ids)


def closed_by(by: datetime) -> ColumnElement[bool]:
    """Whether an offer was closed by a moment, and nothing happened about it since."""
    lately = (
        select(Introduction.offer_id)
        .join(IntroductionStep, IntroductionStep.introduction_id == Introduction.id)
        .where(IntroductionStep.at > by)
    )
    return and_(Offer.state == OfferState.CLOSED, Offer.moved_at <= by, Offer.id.not_in(lately))


def left_by(by: datetime) -> ColumnElement[bool]:
    """Whether an offer is a draft that nobody changed since a moment."""
    return and_(Offer.state == OfferState.DRAFT, Offer.updated_at <= by)
