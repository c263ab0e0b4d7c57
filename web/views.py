"""The pages. None changes anything but the record of what was shown."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from app.kit.errors import NotFound
from app.kit.http import InContext, is_shown
from app.kit.pages import Item, Offset, Page
from app.matches import service as matches
from app.organisations import service as organisations
from app.programmes import service as programmes
from matching.profile import Desk
from web.data import ProgrammePage, ProgrammesPage, StartupPage, StartupsPage
from web.rendering import relative, render

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
def startup(request: Request, context: InContext, startup_id: str) -> Response:
    """One startup with its ranked, explained list; the list is stored as it is shown."""
    found = organisations.startup(context, startup_id)
    shortlist = matches.match(context, startup_id, Desk.FINANCING, limit=matches.MOST)
    if is_shown(request):
        matches.keep(context, shortlist, channel="page")
    return render(request, StartupPage.of(found, shortlist))


@router.get("/programmes")
def catalogue(request: Request, context: InContext, offset: Offset = 0) -> Response:
    """The catalogue, by name."""
    shown = existing(programmes.catalogue(context, offset, LINES))
    return render(request, ProgrammesPage(programmes=shown))


@router.get("/programmes/{programme_id}")
def programme(request: Request, context: InContext, programme_id: str) -> Response:
    """One programme with its conditions and sources."""
    return render(request, ProgrammePage.of(programmes.programme(context, programme_id)))
