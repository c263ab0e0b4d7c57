"""The catalogue over HTTP."""

from fastapi import APIRouter

from app.accounts.gate import may
from app.kit.http import ConditionalRoute, InContext, documented
from app.kit.pages import Limit, Offset, Page
from app.programmes import service
from app.programmes.schemas import ProgrammeBrief, ProgrammeShown

router = APIRouter(prefix="/programmes", tags=["programmes"], route_class=ConditionalRoute)


@router.get(
    "",
    dependencies=[may("programme.read")],
    responses=documented(422),
    summary="The catalogue, by name",
)
def read_programmes(
    context: InContext, offset: Offset = 0, limit: Limit = 20
) -> Page[ProgrammeBrief]:
    """Programmes and funds in the order of their names."""
    return service.catalogue(context, offset, limit)


@router.get(
    "/{programme_id}",
    dependencies=[may("programme.read")],
    responses=documented(404),
    summary="One programme",
)
def read_programme(context: InContext, programme_id: str) -> ProgrammeShown:
    """A programme with its conditions, its facts and the source of each."""
    return service.programme(context, programme_id)
