"""Decisions over HTTP."""

from fastapi import APIRouter

from app.accounts.gate import InVisitor, may
from app.decisions import service
from app.decisions.schemas import Decided, DecisionShown
from app.kit.http import ConditionalRoute, InContext, documented
from app.kit.pages import Limit, Offset, Page, part

router = APIRouter(prefix="/startups", tags=["decisions"], route_class=ConditionalRoute)


@router.get(
    "/{startup_id}/decisions",
    dependencies=[may("startup.match")],
    responses=documented(401, 403, 404, 422),
    summary="What a startup decided about programmes",
)
def read_decisions(
    context: InContext, startup_id: str, offset: Offset = 0, limit: Limit = 20
) -> Page[DecisionShown]:
    """What was kept and what is not for them, and what came of it, the latest first."""
    return part(service.decisions(context, startup_id), offset, limit)


@router.post(
    "/{startup_id}/programmes/{programme_id}/decision",
    dependencies=[may("startup.decide")],
    responses=documented(401, 403, 404, 409, 422),
    summary="Decide about a programme",
)
def decide_programme(
    context: InContext, visitor: InVisitor, startup_id: str, programme_id: str, given: Decided
) -> DecisionShown:
    """Keep a programme or say that it is not for the startup, and later what came of it."""
    return service.say(context, visitor, startup_id, programme_id, given)
