"""Introductions over HTTP."""

from fastapi import APIRouter

from app.accounts.gate import InVisitor, may
from app.introductions import service
from app.introductions.schemas import (
    CandidateNamed,
    IntroductionShown,
    OfferNamed,
    StepGiven,
    ViewingShown,
)
from app.kit.http import ConditionalRoute, InContext, documented
from app.kit.pages import Limit, Offset, Page, part

router = APIRouter(tags=["introductions"], route_class=ConditionalRoute)


@router.get(
    "/offers/{offer_id}/introductions",
    dependencies=[may("offer.introductions")],
    responses=documented(401, 403, 404, 422),
    summary="What is between an offer and candidates",
)
def read_offer_introductions(
    context: InContext, visitor: InVisitor, offer_id: str, offset: Offset = 0, limit: Limit = 20
) -> Page[IntroductionShown]:
    """The shortlist of an offer and what came of it, the latest first."""
    return part(service.of_offer(context, visitor, offer_id), offset, limit)


@router.post(
    "/offers/{offer_id}/introductions",
    dependencies=[may("offer.introduce")],
    responses=documented(401, 403, 404, 409, 422),
    summary="Name a candidate for an offer",
)
def shortlist_candidate(
    context: InContext, visitor: InVisitor, offer_id: str, given: CandidateNamed
) -> IntroductionShown:
    """A company shortlists a candidate, a coach proposes one; the offer is open."""
    return service.for_offer(context, visitor, offer_id, given.candidate_id)


@router.get(
    "/candidates/{candidate_id}/introductions",
    dependencies=[may("candidate.introductions")],
    responses=documented(401, 403, 404, 422),
    summary="What is between a candidate and offers",
)
def read_candidate_introductions(
    context: InContext,
    visitor: InVisitor,
    candidate_id: str,
    offset: Offset = 0,
    limit: Limit = 20,
) -> Page[IntroductionShown]:
    """Every step that concerns a candidate, and what was revealed to whom, the latest first."""
    return part(service.of_candidate(context, visitor, candidate_id), offset, limit)


@router.post(
    "/candidates/{candidate_id}/introductions",
    dependencies=[may("candidate.introduce")],
    responses=documented(401, 403, 404, 409, 422),
    summary="Propose a candidate for an offer",
)
def propose_candidate(
    context: InContext, visitor: InVisitor, candidate_id: str, given: OfferNamed
) -> IntroductionShown:
    """A school proposes its candidate, or a candidate themselves; the company may see them."""
    return service.for_candidate(context, visitor, candidate_id, given.offer_id)


@router.get(
    "/candidates/{candidate_id}/views",
    dependencies=[may("candidate.views")],
    responses=documented(401, 403, 404, 422),
    summary="Who saw a candidate",
)
def read_candidate_views(
    context: InContext, candidate_id: str, offset: Offset = 0, limit: Limit = 20
) -> Page[ViewingShown]:
    """The companies that were shown a candidate without who they are, the latest first."""
    return part(service.viewings(context, candidate_id), offset, limit)


@router.get(
    "/introductions/{introduction_id}",
    dependencies=[may("introduction.read")],
    responses=documented(401, 403, 404),
    summary="One introduction",
)
def read_introduction(
    context: InContext, visitor: InVisitor, introduction_id: str
) -> IntroductionShown:
    """A candidate and an offer, as you take part in it."""
    return service.introduction(context, visitor, introduction_id)


@router.post(
    "/introductions/{introduction_id}/steps",
    dependencies=[may("introduction.take")],
    responses=documented(401, 403, 404, 409, 422),
    summary="Take a step of an introduction",
)
def take_step(
    context: InContext, visitor: InVisitor, introduction_id: str, given: StepGiven
) -> IntroductionShown:
    """What may follow, and for whom, is in `next` of the introduction."""
    return service.take(context, visitor, introduction_id, given)
