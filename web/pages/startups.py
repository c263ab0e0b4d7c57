"""Companies: the list, one of them, and the form that brings or corrects one."""

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from app.accounts.gate import COUNTED, InPerson, InVisitor, may
from app.accounts.policy import reach
from app.context import Context
from app.drafts import service as drafts
from app.drafts import submissions
from app.kit.database import reading
from app.kit.errors import Invalid
from app.kit.http import InContext
from app.kit.pages import Offset
from app.organisations import editing, founding
from app.organisations import service as organisations
from app.organisations.api import Searched
from app.organisations.completeness import standing
from app.organisations.listing import companies, own_only
from app.profiles.editing import release
from matching.profile import Kind
from web import company_form
from web.company_form import EDITED, NEW, Typed
from web.data.startups import Filled, FormPage, StartupPage, StartupsPage
from web.pages.kit import LINES, Sent, SentLists, existing, pages
from web.rendering import formats_of, render

router = pages()


@router.get("/startups", dependencies=[may("startup.list"), COUNTED])
def startups(
    request: Request,
    context: InContext,
    visitor: InVisitor,
    wanted: Searched,
    *,
    offset: Offset = 0,
    mine: str = "",
) -> Response:
    """The companies within reach, or the part of them that is searched for."""
    every = reach(visitor, "startup.read")
    own = own_only(every)
    found = existing(companies(context, own if mine else every, wanted, offset, LINES))
    page = StartupsPage.of(
        found,
        wanted,
        organisations.every_site(context),
        request,
        formats_of(request),
        whole=every.everything,
        mine=bool(mine) if every.everything and own.scopes else None,
    )
    return render(request, page)


@router.get("/startups/new", dependencies=[may("startup.create")])
def new(request: Request, context: InContext, person: InPerson, kept: str = "") -> Response:
    """The form that brings a company, with what was typed into it before."""
    filled = resumed(context, person.id, founding.FORM, {})
    return render(request, new_page(request, context, filled, kept=bool(kept)))


@router.post("/startups/new", dependencies=[may("startup.create")])
def bring(request: Request, context: InContext, visitor: InVisitor, typed: SentLists) -> Response:
    """Make a company of what was typed, and go to its list."""
    formats = formats_of(request)
    values, faults = company_form.read(NEW, typed, formats)
    if not faults:
        try:
            address = founding.found(context, visitor, values, submissions.sending(typed))
        except Invalid as invalid:
            faults = company_form.faults_of(invalid, formats)
        else:
            return RedirectResponse(address, status_code=303)
    filled = Filled(typed=typed, before={}, faults=faults, once=submissions.once_of(typed))
    return render(request, new_page(request, context, filled), 422)


def new_page(request: Request, context: Context, filled: Filled, *, kept: bool = False) -> FormPage:
    """The form of a company that Wasl does not know."""
    sites = organisations.every_site(context)
    return FormPage.of(NEW, filled, sites, formats_of(request), kept=kept)


@router.get("/startups/{startup_id}", dependencies=[may("startup.read")])
def startup(
    request: Request, context: InContext, visitor: InVisitor, startup_id: str, saved: str = ""
) -> Response:
    """What is known of a company, and what saying more would decide."""
    page = StartupPage.of(
        organisations.portrait(context, visitor, startup_id),
        standing(context, startup_id),
        formats_of(request),
        saved=bool(saved),
    )
    return render(request, page)


@router.get("/startups/{startup_id}/edit", dependencies=[may("startup.edit")])
def edited(
    request: Request, context: InContext, person: InPerson, startup_id: str, kept: str = ""
) -> Response:
    """The form that corrects what is known of a company, with what was typed into it before."""
    before = company_form.current(organisations.record(context, startup_id))
    filled = resumed(context, person.id, editing.form_of(startup_id), before)
    return render(request, edit_page(request, context, startup_id, filled, kept=bool(kept)))


@router.post("/startups/{startup_id}/edit", dependencies=[may("startup.edit")])
def edit(
    request: Request,
    context: InContext,
    visitor: InVisitor,
    startup_id: str,
    typed: SentLists,
) -> Response:
    """Correct a company: what differs from what the form showed is stated by a person from now."""
    formats = formats_of(request)
    before = company_form.current(organisations.record(context, startup_id))
    values, faults = company_form.read(company_form.changed(typed, before), typed, formats)
    if not faults:
        try:
            sending = submissions.sending(typed)
            address = editing.correct(context, visitor, startup_id, values, sending)
        except Invalid as invalid:
            faults = company_form.faults_of(invalid, formats)
        else:
            return RedirectResponse(address, status_code=303)
    filled = Filled(typed=typed, before=before, faults=faults, once=submissions.once_of(typed))
    return render(request, edit_page(request, context, startup_id, filled), 422)


def edit_page(
    request: Request, context: Context, startup_id: str, filled: Filled, *, kept: bool = False
) -> FormPage:
    """The form of a company that Wasl knows."""
    shown, sites = organisations.startup(context, startup_id), organisations.every_site(context)
    return FormPage.of(EDITED, filled, sites, formats_of(request), shown, kept=kept)


@router.post("/startups/{startup_id}/release", dependencies=[may("startup.edit")])
def withdraw(context: InContext, startup_id: str, field: Sent) -> Response:
    """Take an answer back: the fact is again what the last import says, or unknown."""
    release(context, Kind.STARTUP, startup_id, field)
    return RedirectResponse(f"/startups/{startup_id}#answers", status_code=303)


def resumed(context: Context, account_id: str, form: str, before: Typed) -> Filled:
    """A form with what a person typed into it and did not send, over what is known."""
    with reading(context.database) as session:
        draft = drafts.kept(session, account_id, form)
    typed = draft.fields if draft else {}
    return Filled(typed=typed, before=before, once=submissions.token(), draft=draft)
