"""The pages. None changes anything but the record of what was shown."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from app.kit.errors import NotFound
from app.kit.http import InContext, is_shown
from app.kit.pages import Item, Offset, Page
from app.matches import eligibility
from app.matches import service as matches
from app.organisations import service as organisations
from app.programmes import service as programmes
from matching.criteria.facts import fact_types
from web.data import (
    CataloguePage,
    EditPage,
    PairPage,
    ProgrammePage,
    ProgrammesPage,
    Show,
    StartupPage,
    StartupsPage,
)
from web.inputs import tried
from web.rendering import formats_of, relative, render

LINES = 25

router = APIRouter(include_in_schema=False, default_response_class=Response)


def existing(page: Page[Item]) -> Page[Item]:
    """A part of a list; raises `NotFound` beyond its end."""
    if page.offset and not page.items:
        message = f"The list ends at {page.total}."
        raise NotFound(message)
    return page


@router.get("/")
def home(request: Request) -> RedirectResponse:
    """There is no sign-in yet to tell whose home it is: everyone begins at the startups."""
    # A language asked for in the address goes along.
    return RedirectResponse(relative(request.url.replace(path="/startups")), status_code=307)


@router.get("/startups")
def startups(request: Request, context: InContext, offset: Offset = 0) -> Response:
    """The startups, by name."""
    shown = existing(organisations.startups(context, offset, LINES))
    return render(request, StartupsPage(startups=shown))


@router.get("/startups/{startup_id}")
def startup(
    request: Request,
    context: InContext,
    startup_id: str,
    show: Show = Show.OPEN,
    answered: str = "",
) -> Response:
    """One startup with its ranked, explained list; the list is stored as it is shown."""
    found = organisations.startup(context, startup_id)
    overview = eligibility.overview(context, startup_id)
    if is_shown(request):
        matches.keep(context, overview.shortlist, channel="page")
    told = answered if answered in fact_types() else ""
    return render(request, StartupPage.of(found, overview, show, told))


@router.get("/startups/{startup_id}/programmes/{programme_id}")
def pair(request: Request, context: InContext, startup_id: str, programme_id: str) -> Response:
    """Why a startup is eligible for a programme or not, and with other values than it has."""
    today = eligibility.explain(context, startup_id, programme_id, {})
    inputs, values = tried(today.asked, request.query_params, formats_of(request))
    supposed = eligibility.explain(context, startup_id, programme_id, values) if values else today
    status = 422 if any(one.fault for one in inputs) else 200
    return render(request, PairPage.of(today.verdict, supposed, inputs), status)


@router.get("/programmes")
def catalogue(request: Request, context: InContext, offset: Offset = 0) -> Response:
    """The catalogue, by name."""
    shown = existing(programmes.catalogue(context, offset, LINES))
    return render(request, ProgrammesPage(programmes=shown))


@router.get("/catalogue")
def upkeep(request: Request, context: InContext) -> Response:
    """What the catalogue's records need, the most urgent first."""
    return render(request, CataloguePage.of(programmes.upkeep(context)))


@router.get("/programmes/{programme_id}/edit")
def edited(request: Request, context: InContext, programme_id: str, saved: str = "") -> Response:
    """The form that corrects a programme's record."""
    found = programmes.programme(context, programme_id)
    return render(request, EditPage.of(found, saved=bool(saved)))


@router.get("/programmes/{programme_id}")
def programme(request: Request, context: InContext, programme_id: str) -> Response:
    """One programme with its conditions and sources."""
    return render(request, ProgrammePage.of(programmes.programme(context, programme_id)))
