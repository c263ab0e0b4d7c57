"""The catalogue, and its upkeep."""

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from app.accounts.gate import COUNTED, InPerson, InVisitor, may
from app.kit.errors import Invalid
from app.kit.http import InContext
from app.kit.pages import Offset
from app.profiles import editing
from app.programmes import service as programmes
from app.programmes.api import Searched
from app.programmes.around import around
from app.programmes.search import search
from matching.profile import Kind
from web.data.programmes import EditPage, ProgrammePage, SearchPage, UpkeepPage
from web.inputs import faults_of
from web.language import language_of
from web.pages.kit import LINES, Sent, SentForm, existing, pages
from web.records import changed, current
from web.rendering import formats_of, render

router = pages()


@router.get("/programmes", dependencies=[may("programme.read"), COUNTED])
def catalogue(
    request: Request, context: InContext, wanted: Searched, offset: Offset = 0
) -> Response:
    """The catalogue, or the part of it that is searched for."""
    found = existing(search(context, wanted, offset, LINES))
    return render(request, SearchPage.of(found, wanted, request, formats_of(request)))


@router.get("/catalogue", dependencies=[may("catalogue.upkeep")])
def upkeep(request: Request, context: InContext, visitor: InVisitor) -> Response:
    """What the records need that the visitor looks after, the most urgent first."""
    return render(request, UpkeepPage.of(programmes.own_upkeep(context, visitor)))


@router.get("/programmes/{programme_id}/edit", dependencies=[may("programme.edit")])
def edited(
    request: Request,
    context: InContext,
    person: InPerson,
    programme_id: str,
    *,
    saved: str = "",
    kept: str = "",
) -> Response:
    """The form that corrects a programme's record, with what was typed into it before."""
    found = programmes.programme(context, programme_id)
    draft = programmes.draft_of(context, person, programme_id)
    typed = {name: texts[-1] for name, texts in draft.fields.items() if texts} if draft else {}
    page = EditPage.of(
        found, typed, draft=draft.at if draft else None, saved=bool(saved), kept=bool(kept)
    )
    return render(request, page)


@router.get("/programmes/{programme_id}", dependencies=[may("programme.read")])
def programme(
    request: Request, context: InContext, visitor: InVisitor, programme_id: str
) -> Response:
    """One programme with its conditions and sources, and what the visitor can do with it."""
    found = programmes.programme(context, programme_id)
    stands = around(context, visitor, programme_id)
    return render(request, ProgrammePage.of(found, stands, language_of(request)))


@router.post("/programmes/{programme_id}/edit", dependencies=[may("programme.edit")])
def edit(
    request: Request,
    context: InContext,
    person: InPerson,
    programme_id: str,
    typed: SentForm,
) -> Response:
    """Correct a record: what differs from it is a person's from then on."""
    programme = programmes.programme(context, programme_id)
    try:
        programmes.correct(context, person, programme_id, changed(current(programme), typed))
    except Invalid as invalid:
        faults = faults_of(invalid, formats_of(request))
        return render(request, EditPage.of(programme, typed, faults), 422)
    return RedirectResponse(f"/programmes/{programme_id}/edit?saved=1", status_code=303)


@router.post("/programmes/{programme_id}/release", dependencies=[may("programme.edit")])
def release(context: InContext, programme_id: str, field: Sent) -> Response:
    """Give a field back to imports."""
    editing.release(context, Kind.PROGRAMME, programme_id, field)
    return RedirectResponse(f"/programmes/{programme_id}/edit?saved=1", status_code=303)
