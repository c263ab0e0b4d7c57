"""Startups over HTTP."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request

from app.accounts.gate import COUNTED, InVisitor, may
from app.accounts.policy import reach
from app.kit.http import ConditionalRoute, InContext, documented, is_shown
from app.kit.pages import MOST, Limit, Offset
from app.matches import difference as differences
from app.matches import eligibility, listing
from app.matches import service as matches
from app.matches.difference import DifferenceShown
from app.matches.explained import ExplainedShown
from app.matches.listing import ListsShown
from app.matches.schemas import ShortlistShown
from app.organisations import service
from app.organisations.comparison import ComparisonShown, compare
from app.organisations.listing import CompaniesShown, Wanted, companies
from app.organisations.schemas import StartupShown
from matching.profile import Desk

# The greatest number that a database gives a row.
MAX_KEY = 2**63 - 1

router = APIRouter(prefix="/startups", tags=["startups"], route_class=ConditionalRoute)

ListLimit = Annotated[int, Query(ge=1, le=MOST, description="Length of the list at most.")]


Searched = Annotated[Wanted, Depends()]
Compared = Annotated[
    tuple[str, ...],
    Query(max_length=20, description="Identifiers of two to four programmes."),
]
ListKey = Annotated[int, Query(ge=1, le=MAX_KEY, description="Number of a kept list.")]
AtDesk = Annotated[Literal[Desk.FINANCING], Query(description="Which desk is asked.")]


@router.get(
    "",
    dependencies=[may("startup.list"), COUNTED],
    responses=documented(401, 403, 422, 429),
    summary="Startups, by name",
)
def read_startups(
    context: InContext, visitor: InVisitor, wanted: Searched, offset: Offset = 0, limit: Limit = 20
) -> CompaniesShown:
    """The startups that you may read and that answer, by name, and what narrows them."""
    return companies(context, reach(visitor, "startup.read"), wanted, offset, limit)


@router.get(
    "/{startup_id}",
    dependencies=[may("startup.read")],
    responses=documented(401, 403, 404),
    summary="One startup",
)
def read_startup(context: InContext, startup_id: str) -> StartupShown:
    """What is known of a startup, and the source of each fact."""
    return service.startup(context, startup_id)


@router.get(
    "/{startup_id}/matches",
    dependencies=[may("startup.match")],
    responses=documented(401, 403, 404, 422, 503),
    summary="The ranked, explained list of a startup at a desk",
)
def read_matches(
    request: Request,
    context: InContext,
    startup_id: str,
    desk: AtDesk = Desk.FINANCING,
    limit: ListLimit = 10,
) -> ShortlistShown:
    """Rank what the desk offers; the list is stored as it is shown."""
    shown = matches.match(context, startup_id, desk, limit=limit)
    if is_shown(request):
        matches.keep(context, shown, channel="api")
    return shown


@router.get(
    "/{startup_id}/lists",
    dependencies=[may("startup.match")],
    responses=documented(401, 403, 404),
    summary="The financing lists that a startup was shown",
)
def read_lists(context: InContext, startup_id: str) -> ListsShown:
    """The lists that were kept, the latest first; those of one making are told once."""
    return listing.lists(context, startup_id)


@router.get(
    "/{startup_id}/lists/difference",
    dependencies=[may("startup.match")],
    responses=documented(401, 403, 404, 422),
    summary="Why two financing lists of a startup differ",
)
def read_difference(
    context: InContext, startup_id: str, before: ListKey, after: ListKey
) -> DifferenceShown:
    """What changed between two kept lists, and which lines each part of it moves by itself."""
    return differences.of_startup(context, startup_id, before, after)


@router.get(
    "/{startup_id}/comparison",
    dependencies=[may("startup.match")],
    responses=documented(401, 403, 404, 422),
    summary="Programmes side by side for a startup",
)
def read_comparison(
    context: InContext, startup_id: str, programme: Compared = ()
) -> ComparisonShown:
    """Two to four programmes before a startup: verdicts, conditions, amounts, steps."""
    return compare(context, startup_id, programme)


@router.get(
    "/{startup_id}/programmes/{programme_id}/eligibility",
    dependencies=[may("startup.match")],
    responses=documented(401, 403, 404),
    summary="Why a startup is eligible for a programme or not",
)
def read_eligibility(context: InContext, startup_id: str, programme_id: str) -> ExplainedShown:
    """The verdict of a programme on a startup, with its whole trace and what would change it."""
    return eligibility.explain(context, startup_id, programme_id)
