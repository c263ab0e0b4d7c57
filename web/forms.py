"""What pages change: an answer noted, a record of the catalogue corrected."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from app.context import Context
from app.kit.days import today
from app.kit.errors import Invalid, NotFound
from app.kit.http import InContext
from app.matches import eligibility
from app.matches.explained import AskedShown
from app.organisations import service as organisations
from app.profiles import editing
from app.programmes import service as programmes
from matching.criteria.case import Case
from matching.criteria.facts import fact_types
from matching.profile import Kind
from web.answers import Unfit, read
from web.data import EditPage, Input, StartupPage
from web.formats import Formats
from web.inputs import faults_of, told
from web.records import changed, current
from web.rendering import formats_of, render

router = APIRouter(include_in_schema=False, default_response_class=Response)

Sent = Annotated[str, Form()]


async def sent(request: Request) -> Mapping[str, str]:
    """The fields of a form; files are none."""
    form = await request.form()
    return {name: text for name, text in form.items() if isinstance(text, str)}


@router.post("/startups/{startup_id}/facts")
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


@router.post("/startups/{startup_id}/release")
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


@router.post("/programmes/{programme_id}/edit")
def edit(
    request: Request,
    context: InContext,
    programme_id: str,
    typed: Annotated[Mapping[str, str], Depends(sent)],
) -> Response:
    """Correct a record: what differs from it is a person's from then on."""
    programme = programmes.programme(context, programme_id)
    try:
        editing.change(context, Kind.PROGRAMME, programme_id, changed(current(programme), typed))
    except Invalid as invalid:
        faults = faults_of(invalid, formats_of(request))
        return render(request, EditPage.of(programme, typed, faults), 422)
    return RedirectResponse(f"/programmes/{programme_id}/edit?saved=1", status_code=303)


@router.post("/programmes/{programme_id}/release")
def release(context: InContext, programme_id: str, field: Sent) -> Response:
    """Give a field back to imports."""
    editing.release(context, Kind.PROGRAMME, programme_id, field)
    return RedirectResponse(f"/programmes/{programme_id}/edit?saved=1", status_code=303)
