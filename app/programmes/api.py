"""The catalogue over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from app.accounts import throttle
from app.accounts.gate import InVisitor, may
from app.kit.http import ConditionalRoute, InContext, documented
from app.kit.pages import Limit, Offset
from app.programmes import service
from app.programmes.schemas import CatalogueShown, ProgrammeShown
from app.programmes.search import Wanted, search

router = APIRouter(prefix="/programmes", tags=["programmes"], route_class=ConditionalRoute)


def searched(
    request: Request, context: InContext, visitor: InVisitor, wanted: Annotated[Wanted, Depends()]
) -> Wanted:
    """What is searched for; raises `TooMany` for who searches too often, since words cost most."""
    throttle.searching(context, visitor, request.client, wanted.q)
    return wanted


Searched = Annotated[Wanted, Depends(searched)]


@router.get(
    "",
    dependencies=[may("programme.read")],
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
