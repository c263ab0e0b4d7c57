"""The catalogue over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Depends

from app.accounts.gate import COUNTED, may
from app.kit.http import ConditionalRoute, InContext, documented
from app.kit.pages import Limit, Offset
from app.programmes import service
from app.programmes.schemas import CatalogueShown, ProgrammeShown
from app.programmes.search import Wanted, search

router = APIRouter(prefix="/programmes", tags=["programmes"], route_class=ConditionalRoute)


Searched = Annotated[Wanted, Depends()]


@router.get(
    "",
    dependencies=[may("programme.read"), COUNTED],
    responses=documented(422, 429),
    summary="Search the catalogue",
)
def read_programmes(
    context: InContext, wanted: Searched, offset: Offset = 0, limit: Limit = 20
) -> CatalogueShown:
    """Programmes and funds that answer, and what they can be narrowed to; by name at first."""
    return search(context, wanted, offset, limit)


@router.get(
    "/{programme_id}",
    dependencies=[may("programme.read")],
    responses=documented(404),
    summary="One programme",
)
def read_programme(context: InContext, programme_id: str) -> ProgrammeShown:
    """A programme with its conditions, its facts and the source of each."""
    return service.programme(context, programme_id)
