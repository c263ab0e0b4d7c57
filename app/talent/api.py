"""The talent desks over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from app.accounts.gate import may
from app.kit.http import ConditionalRoute, InContext, documented, is_shown
from app.kit.pages import MOST
from app.talent import desks
from app.talent.schemas import CandidateOffers, OfferCandidates

router = APIRouter(tags=["talent"], route_class=ConditionalRoute)

ListLimit = Annotated[int, Query(ge=1, le=MOST, description="Length of the list at most.")]
CHANNEL = "api"


@router.get(
    "/offers/{offer_id}/candidates",
    dependencies=[may("offer.match")],
    responses=documented(401, 403, 404, 409, 422, 503),
    summary="The ranked, explained candidates for an offer, without who they are",
)
def read_offer_candidates(
    request: Request, context: InContext, offer_id: str, limit: ListLimit = 10
) -> OfferCandidates:
    """Rank who lets the company see them; the list is kept, and who is on it sees by whom."""
    if is_shown(request):
        return desks.show_candidates(context, offer_id, limit=limit, channel=CHANNEL)
    return desks.candidates(context, offer_id, limit=limit)


@router.get(
    "/candidates/{candidate_id}/offers",
    dependencies=[may("candidate.offers")],
    responses=documented(401, 403, 404, 409, 422, 503),
    summary="The ranked, explained offers for a candidate, and what they lack",
)
def read_candidate_offers(
    request: Request, context: InContext, candidate_id: str, limit: ListLimit = 10
) -> CandidateOffers:
    """Rank the open offers for who says yes to being matched; the list is kept as it is shown."""
    if is_shown(request):
        return desks.show_jobs(context, candidate_id, limit=limit, channel=CHANNEL)
    return desks.jobs(context, candidate_id, limit=limit)
