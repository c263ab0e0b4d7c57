"""Organisations other than startups."""

from collections.abc import Mapping

from fastapi import Request, Response

from app.accounts.gate import InPerson, InVisitor, may, require
from app.accounts.policy import Visitor, actions, decide
from app.accounts.targets import target
from app.context import Context
from app.drafts import submissions
from app.kit.database import reading
from app.kit.errors import Invalid
from app.kit.http import InContext
from app.kit.pages import Offset
from app.network import organisations, sites
from app.network.checks import read
from app.network.schemas import OrganisationGiven, OrganisationShown, PersonShown
from app.network.states import OrganisationKind
from web.begun import Begun, Lists, finished, lists, refused, resumed, texts
from web.data.kit import NOTHING
from web.data.network import OrganisationEditPage, OrganisationPage, OrganisationsPage
from web.pages.kit import LINES, SentLists, existing, pages
from web.pages.network import Search, told
from web.redirects import see
from web.rendering import formats_of, render

PEOPLE = "organisation.people"
TEXTS = ("kind", "name_fr", "name_ar", "name_en", "city", "url")

router = pages()


@router.get("/organisations", dependencies=[may("organisation.list")])
def listed(
    request: Request,
    context: InContext,
    visitor: InVisitor,
    *,
    q: Search = "",
    kind: str = "",
    offset: Offset = 0,
) -> Response:
    """The organisations, by name."""
    wanted = OrganisationKind(kind) if kind in set(OrganisationKind) else None
    found, kinds = organisations.organisations(context, offset, LINES, search=q, kind=wanted)
    page = OrganisationsPage(
        found=existing(found),
        kinds=kinds,
        q=q,
        kind=wanted,
        may_add=decide(visitor, "organisation.create").allowed,
    )
    return render(request, page)


@router.get("/organisations/new", dependencies=[may("organisation.create")])
def new(request: Request, context: InContext, person: InPerson, kept: str = "") -> Response:
    """The form that adds an organisation."""
    begun, typed = resumed(context, person, request.url.path, {}, kept)
    return render(request, edit_page(None, begun, typed))


@router.post("/organisations/new", dependencies=[may("organisation.create")])
def create(request: Request, context: InContext, person: InPerson, sent: SentLists) -> Response:
    """Add an organisation."""
    begun = refused(request.url.path, sent)
    try:
        id_ = organisations.create(context, given(texts(sent)), person, submissions.sending(sent))
    except Invalid as invalid:
        faults = told(invalid, formats_of(request))
        return render(request, edit_page(None, begun, sent, faults), 422)
    finished(context, person, begun.form)
    return see(f"/organisations/{id_}?saved=1")


@router.get("/organisations/{organisation_id}", dependencies=[may("organisation.read")])
def organisation(
    request: Request,
    context: InContext,
    visitor: InVisitor,
    organisation_id: str,
    saved: str = "",
) -> Response:
    """An organisation with the programmes it gives."""
    page = OrganisationPage(
        organisation=organisations.organisation(context, organisation_id),
        people=people(context, visitor, organisation_id),
        may_edit=decide(visitor, "organisation.edit").allowed,
        saved=bool(saved),
    )
    return render(request, page)


def people(
    context: Context, visitor: Visitor, organisation_id: str
) -> tuple[PersonShown, ...] | None:
    """Who has a role at an organisation, for who may see them; the journal keeps that they did."""
    with reading(context.database) as session:
        thing = target(session, "organisation", organisation_id)
        if not decide(visitor, PEOPLE, thing).allowed:
            return None
        found = sites.people(session, "organisation", organisation_id)
    if found:
        require(context, visitor, actions()[PEOPLE], organisation_id)
    return found


@router.get("/organisations/{organisation_id}/edit", dependencies=[may("organisation.edit")])
def edited(
    request: Request, context: InContext, person: InPerson, organisation_id: str, kept: str = ""
) -> Response:
    """The form that changes an organisation."""
    shown = organisations.organisation(context, organisation_id)
    begun, typed = resumed(context, person, request.url.path, lists(written(shown)), kept)
    return render(request, edit_page(shown, begun, typed))


@router.post("/organisations/{organisation_id}/edit", dependencies=[may("organisation.edit")])
def edit(
    request: Request,
    context: InContext,
    person: InPerson,
    organisation_id: str,
    sent: SentLists,
) -> Response:
    """Change an organisation."""
    shown = organisations.organisation(context, organisation_id)
    begun = refused(request.url.path, sent)
    try:
        organisations.change(context, organisation_id, given(texts(sent)))
    except Invalid as invalid:
        faults = told(invalid, formats_of(request))
        return render(request, edit_page(shown, begun, sent, faults), 422)
    finished(context, person, begun.form)
    return see(f"/organisations/{organisation_id}?saved=1")


def edit_page(
    shown: OrganisationShown | None,
    begun: Begun,
    typed: Lists,
    faults: Mapping[str, str] = NOTHING,
) -> OrganisationEditPage:
    """The form of an organisation with what was typed."""
    return OrganisationEditPage(organisation=shown, typed=texts(typed), begun=begun, faults=faults)


def given(typed: Mapping[str, str]) -> OrganisationGiven:
    """An organisation as a form writes it, an alias a line; raises `Invalid`."""
    lines = [line.strip() for line in typed.get("aliases", "").splitlines()]
    texts = {name: typed.get(name, "").strip() for name in TEXTS}
    return read(OrganisationGiven, {**texts, "aliases": tuple(filter(None, lines))})


def written(shown: OrganisationShown) -> dict[str, str]:
    """What is known of an organisation, as a form holds it."""
    names = {f"name_{lang}": name for lang, name in shown.names.items()}
    said = {"kind": shown.kind, "city": shown.city, "url": shown.url}
    return {**said, **names, "aliases": "\n".join(shown.aliases)}
