"""Organisations other than startups."""

from collections.abc import Mapping

from fastapi import Request, Response

from app.accounts.gate import InVisitor, may, require
from app.accounts.policy import Visitor, actions, decide
from app.accounts.targets import target
from app.context import Context
from app.kit.database import reading
from app.kit.errors import Invalid
from app.kit.http import InContext
from app.kit.pages import Offset
from app.network import organisations, sites
from app.network.checks import read
from app.network.schemas import OrganisationGiven, OrganisationShown, PersonShown
from app.network.states import OrganisationKind
from web.data.kit import NOTHING
from web.data.network import OrganisationEditPage, OrganisationPage, OrganisationsPage
from web.pages.kit import LINES, SentForm, existing, pages
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
def new(request: Request) -> Response:
    """The form that adds an organisation."""
    return render(request, OrganisationEditPage(organisation=None, typed=NOTHING, faults=NOTHING))


@router.post("/organisations/new", dependencies=[may("organisation.create")])
def create(request: Request, context: InContext, typed: SentForm) -> Response:
    """Add an organisation."""
    try:
        id_ = organisations.create(context, given(typed))
    except Invalid as invalid:
        faults = told(invalid, formats_of(request))
        page = OrganisationEditPage(organisation=None, typed=typed, faults=faults)
        return render(request, page, 422)
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
def edited(request: Request, context: InContext, organisation_id: str) -> Response:
    """The form that changes an organisation."""
    shown = organisations.organisation(context, organisation_id)
    page = OrganisationEditPage(organisation=shown, typed=written(shown), faults=NOTHING)
    return render(request, page)


@router.post("/organisations/{organisation_id}/edit", dependencies=[may("organisation.edit")])
def edit(request: Request, context: InContext, organisation_id: str, typed: SentForm) -> Response:
    """Change an organisation."""
    shown = organisations.organisation(context, organisation_id)
    try:
        organisations.change(context, organisation_id, given(typed))
    except Invalid as invalid:
        faults = told(invalid, formats_of(request))
        page = OrganisationEditPage(organisation=shown, typed=typed, faults=faults)
        return render(request, page, 422)
    return see(f"/organisations/{organisation_id}?saved=1")


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
