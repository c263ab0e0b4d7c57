"""Startups, their lists, and what they answer."""

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from app.accounts.gate import InVisitor, may
from app.accounts.policy import reach
from app.context import Context
from app.kit.days import today
from app.kit.errors import Invalid, NotFound
from app.kit.http import InContext, is_shown
from app.kit.pages import Offset
from app.matches import eligibility
from app.matches import service as matches
from app.matches.explained import AskedShown
from app.matches.parts import Show
from app.organisations import service as organisations
from app.profiles import editing
from matching.criteria.case import Case
from matching.criteria.facts import fact_types
from matching.profile import Kind
from web.answers import Unfit, read
from web.data.kit import Input
from web.data.startups import PairPage, StartupPage, StartupsPage
from web.formats import Formats
from web.inputs import told, tried
from web.pages.kit import LINES, Sent, existing, pages
from web.rendering import formats_of, render

router = pages()


@router.get("/startups", dependencies=[may("startup.list")])
def startups(
    request: Request, context: InContext, visitor: InVisitor, offset: Offset = 0
) -> Response:
    """The startups, by name."""
    shown = existing(organisations.startups(context, offset, LINES, reach(visitor, "startup.read")))
    return render(request, StartupsPage(startups=shown))


@router.get("/startups/{startup_id}", dependencies=[may("startup.match")])
def startup(
    request: Request,
    context: InContext,
    startup_id: str,
    show: Show = Show.OPEN,
    answered: str = "",
) -> Response:
    """One startup with its ranked, explained list; the list is stored as it is shown."""
    found = organisations.startup(context, startup_id)
    overview = eligibility.overview(context, startup_id, show=show)
    if is_shown(request):
        matches.keep(context, overview.shortlist, channel="page")
    told = answered if answered in fact_types() else ""
    return render(request, StartupPage.of(found, overview, show, told))


@router.get("/startups/{startup_id}/programmes/{programme_id}", dependencies=[may("startup.match")])
def pair(request: Request, context: InContext, startup_id: str, programme_id: str) -> Response:
    """Why a startup is eligible for a programme or not, and with other values than it has."""
    today = eligibility.explain(context, startup_id, programme_id, {})
    inputs, values = tried(today.asked, request.query_params, formats_of(request))
    supposed = eligibility.explain(context, startup_id, programme_id, values) if values else today
    status = 422 if any(one.fault for one in inputs) else 200
    return render(request, PairPage.of(today.verdict, supposed, inputs), status)


@router.post("/startups/{startup_id}/facts", dependencies=[may("startup.edit")])
def answer(
    request: Request, context: InContext, startup_id: str, field: Sent, value: Sent = ""
) -> Response:
    """Note a founder's answer and go back to the list, which it has changed."""
    if field not in fact_types():
        message = f"There is no fact called “{field}”."
        raise NotFound(message)
    fault = noted(context, startup_id, field, value, formats_of(request))
    if not fault:
        return RedirectResponse(f"/startups/{startup_id}?answered={field}", status_code=303)
    asked = AskedShown.of(field, Case({}, today()))
    page = StartupPage.of(
        organisations.startup(context, startup_id),
        eligibility.overview(context, startup_id),
        refused=Input(asked=asked, typed=value, fault=fault),
    )
    return render(request, page, 422)


@router.post("/startups/{startup_id}/release", dependencies=[may("startup.edit")])
def withdraw(context: InContext, startup_id: str, field: Sent) -> Response:
    """Take an answer back: the fact is again what the last import says, or unknown."""
    editing.release(context, Kind.STARTUP, startup_id, field)
    return RedirectResponse(f"/startups/{startup_id}#facts", status_code=303)


def noted(context: Context, startup_id: str, field: str, typed: str, formats: Formats) -> str:
    """Note an answer; what is wrong with it where something is, and then nothing is noted."""
    try:
        editing.answer(context, startup_id, field, read(fact_types()[field], typed, formats.locale))
    except Unfit as unfit:
        return told(unfit, formats)
    except Invalid as invalid:
        return formats.label("fault", invalid.faults[0].code)
    return ""
