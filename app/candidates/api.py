"""Candidates over HTTP: a school's list, one with every value, what they say, what is decided."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import Field

from app.accounts.gate import COUNTED, InVisitor, may
from app.candidates import documents, inviting, listing, proof, service
from app.candidates.inviting import InvitedShown
from app.candidates.items import LONGEST_KEY
from app.candidates.listing import CandidatesShown, Stage
from app.candidates.proof import ProofShown
from app.candidates.schemas import CandidateShown, Standing
from app.kit.http import ConditionalRoute, InContext, documented
from app.kit.pages import Limit, Offset
from app.matches.schemas import Shown

router = APIRouter(tags=["candidates"], route_class=ConditionalRoute)

AtStage = Annotated[Stage | None, Query(description="At this stage only.")]
Search = Annotated[str, Query(max_length=200, description="Words of a name, or an address.")]
OfField = Annotated[str, Query(max_length=30, description="The field of the value.")]
OfKey = Annotated[str, Query(max_length=LONGEST_KEY, description="Which of several.")]


class AnswerGiven(Shown):
    """What a person says of a value."""

    field: str = Field(max_length=30)
    key: str = Field(default="", max_length=LONGEST_KEY)
    """Which of several; empty where there is one."""
    standing: Standing
    value: Any = None
    """What it is instead, or besides; for `corrected` only."""


class InvitationTo(Shown):
    """How a candidate is written to."""

    email: str = Field(default="", max_length=254)
    """Another address than their CV gives."""
    language: str = Field(default="", pattern="^(fr|ar|en)?$")
    """Another language than their CV is in."""


class OtherGiven(Shown):
    """Who else it is about."""

    other_id: str = Field(max_length=200)


@router.get(
    "/organisations/{organisation_id}/candidates",
    dependencies=[may("candidate.list"), COUNTED],
    responses=documented(401, 403, 422, 429),
    summary="The candidates of a school, the last pushed first",
)
def read_candidates(
    context: InContext,
    organisation_id: str,
    *,
    q: Search = "",
    stage: AtStage = None,
    offset: Offset = 0,
    limit: Limit = 20,
) -> CandidatesShown:
    """The candidates of a school and how far each is."""
    return listing.candidates(context, organisation_id, offset, limit, stage=stage, search=q)


@router.post(
    "/organisations/{organisation_id}/candidates/invitations",
    dependencies=[may("candidate.invite_all")],
    responses=documented(401, 403),
    summary="Write to all who have not come",
)
def invite_candidates(context: InContext, visitor: InVisitor, organisation_id: str) -> InvitedShown:
    """Invite every candidate who has not come and whom no invitation waits for."""
    return inviting.invite_all(context, visitor, organisation_id)


@router.get(
    "/candidates/{candidate_id}",
    dependencies=[may("candidate.read")],
    responses=documented(401, 403, 404),
    summary="One candidate",
)
def read_candidate(context: InContext, visitor: InVisitor, candidate_id: str) -> CandidateShown:
    """Every value with where it was read, how sure that is, and what its person says of it."""
    return service.portrait_for(context, visitor, candidate_id)


@router.put(
    "/candidates/{candidate_id}/answers",
    dependencies=[may("candidate.answer")],
    responses=documented(401, 403, 404, 422),
    summary="Confirm, correct, deny or add a value",
)
def answer_value(
    context: InContext, visitor: InVisitor, candidate_id: str, given: AnswerGiven
) -> CandidateShown:
    """What its person says of a value stays, whatever is read later."""
    place = (given.field, given.key)
    return service.answer(
        context, visitor, candidate_id, place, standing=given.standing, value=given.value
    )


@router.delete(
    "/candidates/{candidate_id}/answers",
    dependencies=[may("candidate.answer")],
    responses=documented(401, 403, 404, 422),
    summary="Take back what was said of a value",
)
def retract_answer(
    context: InContext, visitor: InVisitor, candidate_id: str, field: OfField, key: OfKey = ""
) -> CandidateShown:
    """What documents say stands again."""
    return service.retract(context, visitor, candidate_id, (field, key))


@router.post(
    "/candidates/{candidate_id}/invitation",
    dependencies=[may("candidate.invite")],
    responses=documented(401, 403, 404, 409, 422, 429),
    summary="Invite a candidate",
)
def invite_candidate(
    context: InContext, visitor: InVisitor, candidate_id: str, given: InvitationTo
) -> CandidateShown:
    """Ask a candidate to come and decide for themselves, by a mail."""
    inviting.invite(context, visitor, candidate_id, given.email, given.language)
    return service.portrait(context, candidate_id)


@router.post(
    "/candidates/{candidate_id}/merge",
    dependencies=[may("candidate.merge")],
    responses=documented(401, 403, 404, 409, 422),
    summary="Make one candidate of two who were proposed",
)
def merge_candidates(
    context: InContext, visitor: InVisitor, candidate_id: str, given: OtherGiven
) -> CandidateShown:
    """The candidate keeps what both say; the other is no more."""
    service.merge(context, visitor, candidate_id, given.other_id)
    return service.portrait(context, candidate_id)


@router.post(
    "/candidates/{candidate_id}/apart",
    dependencies=[may("candidate.apart")],
    responses=documented(401, 403, 404, 422),
    summary="Say that two who were proposed are two people",
)
def keep_candidates_apart(
    context: InContext, visitor: InVisitor, candidate_id: str, given: OtherGiven
) -> CandidateShown:
    """They are not proposed as one again."""
    service.keep_apart(context, visitor, candidate_id, given.other_id)
    return service.portrait(context, candidate_id)


@router.delete(
    "/candidates/{candidate_id}/documents/{document_id}",
    dependencies=[may("document.remove")],
    responses=documented(401, 403, 404),
    summary="Delete a file with all that was read in it",
)
def remove_document(
    context: InContext, visitor: InVisitor, candidate_id: str, document_id: str
) -> CandidateShown:
    """What its person said themselves stays."""
    documents.remove(context, visitor, candidate_id, document_id)
    return service.portrait_for(context, visitor, candidate_id)


@router.delete(
    "/candidates/{candidate_id}",
    dependencies=[may("candidate.forget")],
    responses=documented(401, 403, 404),
    summary="Delete a candidate, and look for what is left",
)
def forget_candidate(context: InContext, visitor: InVisitor, candidate_id: str) -> ProofShown:
    """Delete what was read and said, texts, vectors, terms, lists and files."""
    return proof.forgotten(context, visitor, candidate_id, "api")
