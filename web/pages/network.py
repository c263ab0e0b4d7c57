"""The network, its sites, and who is at them."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import Query, Request, Response

from app.accounts.gate import InPerson, InVisitor, may
from app.accounts.policy import Visitor, decide
from app.context import Context
from app.kit.database import reading
from app.kit.errors import Invalid
from app.kit.http import InContext
from app.kit.pages import Offset
from app.network import claims, cohorts, residencies, sites
from app.network.checks import Unfit, read
from app.network.figures import figures
from app.network.schemas import ResidencyGiven, SiteGiven, SiteShown
from app.network.states import RESIDENCY, ResidencyStatus
from app.talent.figures import figures as talent_figures
from web.begun import Begun, Lists, finished, lists, refused, resumed, texts
from web.data.kit import NOTHING
from web.data.network import (
    BringPage,
    NetworkPage,
    ResidencyPage,
    SiteEditPage,
    SitePage,
    SitesPage,
    TalentPage,
)
from web.formats import Formats
from web.inputs import faults_of
from web.pages.kit import LINES, SentLists, existing, pages
from web.portraits import contract
from web.redirects import see
from web.rendering import formats_of, render

# What a form sends for a company that left.
LEFT = "left"

router = pages()

Search = Annotated[str, Query(max_length=200)]
OfYear = Annotated[int | None, Query(ge=2000, le=2100)]


@router.get("/network", dependencies=[may("network.read")])
def network(request: Request, context: InContext) -> Response:
    """The network in figures."""
    return render(request, NetworkPage(figures=figures(context)))


@router.get("/network/talent", dependencies=[may("network.talent")])
def talent(request: Request, context: InContext, year: OfYear = None) -> Response:
    """The talent of the network in figures, of who lets themselves be counted."""
    found, words = talent_figures(context, year), formats_of(request)
    page = TalentPage(
        figures=found,
        languages=tuple((words.language(one.code), one.count) for one in found.languages),
        contracts=tuple((contract(one.code, words)[0], one.count) for one in found.contracts),
    )
    return render(request, page)


@router.get("/sites", dependencies=[may("site.list")])
def listed(request: Request, context: InContext, visitor: InVisitor) -> Response:
    """The sites."""
    page = SitesPage(
        sites=sites.listed(context, visitor), cohorts=decide(visitor, "cohort.list").allowed
    )
    return render(request, page)


@router.get("/sites/{site_id}", dependencies=[may("site.read")])
def site(
    request: Request,
    context: InContext,
    site_id: str,
    *,
    q: Search = "",
    status: str = "",
    offset: Offset = 0,
    waiting: Offset = 0,
    saved: str = "",
) -> Response:
    """A site with its companies, cohorts and people; `waiting` is where its claims begin."""
    wanted = ResidencyStatus(status) if status in set(ResidencyStatus) else None
    found = residencies.companies(context, site_id, offset, LINES, search=q, status=wanted)
    with reading(context.database) as session:
        people = sites.people(session, "site", site_id)
        claiming = claims.waiting_at(session, site_id, waiting, LINES)
    page = SitePage(
        site=sites.site(context, site_id),
        companies=existing(found),
        q=q,
        status=wanted,
        cohorts=cohorts.cohorts(context, [site_id]),
        people=people,
        claims=existing(claiming),
        saved=bool(saved),
    )
    return render(request, page)


@router.get("/sites/{site_id}/edit", dependencies=[may("site.edit")])
def edited(
    request: Request, context: InContext, person: InPerson, site_id: str, kept: str = ""
) -> Response:
    """The form that states what room a site has."""
    shown = sites.site(context, site_id)
    begun, typed = resumed(context, person, request.url.path, lists(stated(shown)), kept)
    page = SiteEditPage(site=shown, typed=texts(typed), begun=begun, faults=NOTHING)
    return render(request, page)


@router.post("/sites/{site_id}/edit", dependencies=[may("site.edit")])
def edit(
    request: Request,
    context: InContext,
    visitor: InVisitor,
    person: InPerson,
    site_id: str,
    *,
    sent: SentLists,
) -> Response:
    """State what room a site has: what differs from what is known, the visitor says today."""
    typed, form = texts(sent), request.url.path
    shown = sites.site(context, site_id)
    try:
        sites.state(context, visitor, site_id, changed(shown, typed))
    except Invalid as invalid:
        faults = told(invalid, formats_of(request))
        begun = refused(form, sent)
        page = SiteEditPage(site=shown, typed=typed, begun=begun, faults=faults)
        return render(request, page, 422)
    finished(context, person, form)
    return see(f"/sites/{site_id}?saved=1")


def stated(shown: SiteShown) -> dict[str, str]:
    """What is known of the room of a site, as a form holds it."""
    facts = shown.facts
    return {name: str(facts[name].value) for name in SiteGiven.model_fields if name in facts}


def changed(shown: SiteShown, typed: Mapping[str, str]) -> SiteGiven:
    """What was typed otherwise than it is known, null where it was emptied; raises `Invalid`."""
    before = stated(shown)
    plain = {name: "".join(typed[name].split()) for name in SiteGiven.model_fields if name in typed}
    other = {name: text for name, text in plain.items() if text != before.get(name, "")}
    emptied = {name: None for name, text in other.items() if not text}
    return read(SiteGiven, other).model_copy(update=emptied)


@router.get("/sites/{site_id}/companies/new", dependencies=[may("residency.edit")])
def bring(
    request: Request, context: InContext, visitor: InVisitor, site_id: str, q: Search = ""
) -> Response:
    """Search a company to bring to a site."""
    found = residencies.candidates(context, visitor, site_id, q, LINES)
    return render(request, BringPage(site=sites.site(context, site_id), q=q, found=found))


@router.get("/sites/{site_id}/companies/{startup_id}", dependencies=[may("residency.edit")])
def company(
    request: Request,
    context: InContext,
    visitor: InVisitor,
    person: InPerson,
    site_id: str,
    *,
    startup_id: str,
    kept: str = "",
) -> Response:
    """The form that says what a company is to a site."""
    begun, typed = resumed(context, person, request.url.path, {}, kept)
    return render(
        request, residency_page(context, visitor, site_id, startup_id, begun=begun, typed=typed)
    )


@router.post("/sites/{site_id}/companies/{startup_id}", dependencies=[may("residency.edit")])
def enter(
    request: Request,
    context: InContext,
    visitor: InVisitor,
    person: InPerson,
    site_id: str,
    *,
    startup_id: str,
    sent: SentLists,
) -> Response:
    """Say what a company is to a site from a day on."""
    form = request.url.path
    page = residency_page(
        context, visitor, site_id, startup_id, begun=refused(form, sent), typed=sent
    )
    try:
        residencies.enter(context, visitor, site_id, startup_id, given(texts(sent)))
    except Invalid as invalid:
        faults = told(invalid, formats_of(request))
        return render(request, page.model_copy(update={"faults": faults}), 422)
    finished(context, person, form)
    return see(f"/sites/{site_id}?saved=1#companies")


def residency_page(
    context: Context,
    visitor: Visitor,
    site_id: str,
    startup_id: str,
    *,
    begun: Begun,
    typed: Lists,
) -> ResidencyPage:
    """The page of a company at a site; raises `NotFound`."""
    startup, residency = residencies.subject(context, visitor, site_id, startup_id)
    after = RESIDENCY[residency.status if residency else None]
    return ResidencyPage(
        site=sites.site(context, site_id),
        startup=startup,
        residency=residency,
        next=tuple(status for status in ResidencyStatus if status in after),
        typed=texts(typed),
        begun=begun,
        faults=NOTHING,
    )


def given(typed: Mapping[str, str]) -> ResidencyGiven:
    """What a form says of a company at a site; raises `Invalid`."""
    since = typed.get("since", "").strip()
    if typed.get("status") == LEFT:
        return ResidencyGiven(status=None, since=since)
    return read(ResidencyGiven, {"status": typed.get("status", ""), "since": since})


def told(invalid: Invalid, formats: Formats) -> dict[str, str]:
    """What is wrong with each field, in words."""
    if isinstance(invalid, Unfit):
        return {invalid.field: formats.label("network_unfit", invalid.key)}
    return faults_of(invalid, formats)
