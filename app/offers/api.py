"""Offers of work over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query

from app.accounts.gate import InVisitor, may
from app.accounts.policy import reach
from app.kit.http import ConditionalRoute, InContext, documented
from app.kit.pages import Limit, Offset, Page
from app.offers import service, showing
from app.offers.schemas import Answers, Moved, OfferBrief, OfferChange, OfferGiven, OfferShown
from app.offers.states import OfferState

router = APIRouter(tags=["offers"], route_class=ConditionalRoute)

OfState = Annotated[OfferState | None, Query(description="Of this state only.")]
OfStartup = Annotated[str, Query(max_length=200, description="Of this startup only.")]


@router.get(
    "/offers",
    dependencies=[may("offer.list")],
    responses=documented(401, 403, 422),
    summary="Offers of work, those that moved last first",
)
def read_offers(
    context: InContext,
    visitor: InVisitor,
    *,
    state: OfState = None,
    startup: OfStartup = "",
    offset: Offset = 0,
    limit: Limit = 20,
) -> Page[OfferBrief]:
    """The offers of the startups that you may read."""
    within = reach(visitor, "offer.read")
    return showing.reached(context, within, offset, limit, state=state, startup_id=startup)


@router.get(
    "/offers/{offer_id}",
    dependencies=[may("offer.read")],
    responses=documented(401, 403, 404),
    summary="One offer of work",
)
def read_offer(context: InContext, offer_id: str) -> OfferShown:
    """An offer with what was read in its text, and what was confirmed of it."""
    return showing.offer(context, offer_id)


@router.post(
    "/startups/{startup_id}/offers",
    dependencies=[may("offer.create")],
    responses=documented(401, 403, 404, 422),
    summary="Write or paste an offer of work",
)
def create_offer(
    context: InContext, visitor: InVisitor, startup_id: str, given: OfferGiven
) -> OfferShown:
    """Add a draft, with what is proposed from its text for somebody to confirm."""
    return service.create(context, visitor, startup_id, given)


@router.patch(
    "/offers/{offer_id}",
    dependencies=[may("offer.edit")],
    responses=documented(401, 403, 404, 422),
    summary="Write an offer anew",
)
def change_offer(
    context: InContext, visitor: InVisitor, offer_id: str, given: OfferChange
) -> OfferShown:
    """What is absent stays, and so does what was confirmed, whatever the new text says."""
    return service.change(context, visitor, offer_id, given)


@router.put(
    "/offers/{offer_id}/values",
    dependencies=[may("offer.edit")],
    responses=documented(401, 403, 404, 422),
    summary="Confirm, correct or deny values of an offer",
)
def answer_offer(
    context: InContext, visitor: InVisitor, offer_id: str, given: Answers
) -> OfferShown:
    """Values that nobody confirmed decide nothing."""
    return service.answer(context, visitor, offer_id, given.answers)


@router.put(
    "/offers/{offer_id}/state",
    dependencies=[may("offer.edit")],
    responses=documented(401, 403, 404, 409, 422, 503),
    summary="Open or close an offer",
)
def move_offer(context: InContext, visitor: InVisitor, offer_id: str, given: Moved) -> OfferShown:
    """Who opens an offer confirms what was read and not denied; who closes it ends its lists."""
    return service.move(context, visitor, offer_id, given.state)
