"""Cohorts of the network's programmes."""

from collections.abc import Mapping

from fastapi import Request, Response

from app.accounts.gate import InPerson, InVisitor, may
from app.accounts.policy import Visitor, decide, reach
from app.accounts.targets import target
from app.context import Context
from app.drafts import submissions
from app.kit.database import reading
from app.kit.errors import Invalid
from app.kit.http import InContext
from app.network import cohorts
from app.network.checks import read
from app.network.schemas import CohortGiven, CohortShown
from app.network.states import COHORT, CohortState
from web.begun import Begun, Lists, finished, lists, refused, resumed, texts
from web.data.kit import NOTHING
from web.data.network import CohortEditPage, CohortPage, CohortsPage, MembersPage
from web.pages.kit import LINES, Sent, SentLists, pages
from web.pages.network import Search, told
from web.redirects import see
from web.rendering import formats_of, render

SITES = "sites"
# What is ticked: a browser sends nothing of what is not.
BOXES = (SITES,)
TEXTS = ("programme", "name", "state", "starts", "ends")
EDIT = [may("cohort.edit")]

router = pages()


@router.get("/cohorts", dependencies=[may("cohort.list")])
def listed(request: Request, context: InContext, visitor: InVisitor) -> Response:
    """The cohorts of the visitor's sites, or of the whole network."""
    mine = reach(visitor, "cohort.read")
    found = cohorts.cohorts(context, None if mine.everything else mine.ids("site"))
    return render(request, CohortsPage(cohorts=found))


@router.get("/cohorts/new", dependencies=[may("cohort.create")])
def new(
    request: Request,
    context: InContext,
    visitor: InVisitor,
    person: InPerson,
    *,
    site: str = "",
    kept: str = "",
) -> Response:
    """The form that adds a cohort."""
    begun, typed = resumed(context, person, request.url.path, {SITES: (site,)}, kept, boxes=BOXES)
    return render(request, edit_page(context, visitor, begun, typed))


@router.post("/cohorts/new", dependencies=[may("cohort.create")])
def create(
    request: Request,
    context: InContext,
    visitor: InVisitor,
    person: InPerson,
    sent: SentLists,
) -> Response:
    """Add a cohort."""
    begun = refused(request.url.path, sent)
    try:
        id_ = cohorts.create(context, visitor, given(sent), submissions.sending(sent))
    except Invalid as invalid:
        faults = told(invalid, formats_of(request))
        return render(request, edit_page(context, visitor, begun, sent, faults=faults), 422)
    finished(context, person, begun.form)
    return see(f"/cohorts/{id_}?saved=1")


@router.get("/cohorts/{cohort_id}", dependencies=[may("cohort.read")])
def cohort(
    request: Request, context: InContext, visitor: InVisitor, cohort_id: str, saved: str = ""
) -> Response:
    """A cohort with its companies."""
    shown = cohorts.cohort(context, visitor, cohort_id)
    with reading(context.database) as session:
        may_edit = decide(visitor, "cohort.edit", target(session, "cohort", cohort_id)).allowed
    return render(request, CohortPage(cohort=shown, may_edit=may_edit, saved=bool(saved)))


@router.get("/cohorts/{cohort_id}/edit", dependencies=EDIT)
def edited(
    request: Request,
    context: InContext,
    visitor: InVisitor,
    person: InPerson,
    cohort_id: str,
    *,
    kept: str = "",
) -> Response:
    """The form that changes a cohort."""
    shown = cohorts.cohort(context, visitor, cohort_id)
    before = written(shown)
    begun, typed = resumed(context, person, request.url.path, before, kept, boxes=BOXES)
    return render(request, edit_page(context, visitor, begun, typed, shown))


@router.post("/cohorts/{cohort_id}/edit", dependencies=EDIT)
def edit(
    request: Request,
    context: InContext,
    visitor: InVisitor,
    person: InPerson,
    cohort_id: str,
    *,
    sent: SentLists,
) -> Response:
    """Change a cohort."""
    shown = cohorts.cohort(context, visitor, cohort_id)
    begun = refused(request.url.path, sent)
    try:
        cohorts.change(context, visitor, cohort_id, given(sent))
    except Invalid as invalid:
        faults = told(invalid, formats_of(request))
        return render(request, edit_page(context, visitor, begun, sent, shown, faults=faults), 422)
    finished(context, person, begun.form)
    return see(f"/cohorts/{cohort_id}?saved=1")


@router.get("/cohorts/{cohort_id}/members/new", dependencies=EDIT)
def members(
    request: Request, context: InContext, visitor: InVisitor, cohort_id: str, q: Search = ""
) -> Response:
    """Search a company to put in a cohort."""
    return render(request, members_page(context, visitor, cohort_id, q))


@router.post("/cohorts/{cohort_id}/members", dependencies=EDIT)
def add(
    request: Request, context: InContext, visitor: InVisitor, cohort_id: str, startup: Sent
) -> Response:
    """Put a company in a cohort."""
    try:
        cohorts.add(context, visitor, cohort_id, startup)
    except Invalid as invalid:
        faults = told(invalid, formats_of(request))
        page = members_page(context, visitor, cohort_id, "", faults)
        return render(request, page, 422)
    return see(f"/cohorts/{cohort_id}?saved=1")


@router.post("/cohorts/{cohort_id}/members/{startup_id}/remove", dependencies=EDIT)
def remove(context: InContext, cohort_id: str, startup_id: str) -> Response:
    """Take a company out of a cohort."""
    cohorts.remove(context, cohort_id, startup_id)
    return see(f"/cohorts/{cohort_id}?saved=1")


def edit_page(
    context: Context,
    visitor: Visitor,
    begun: Begun,
    typed: Lists,
    shown: CohortShown | None = None,
    *,
    faults: Mapping[str, str] = NOTHING,
) -> CohortEditPage:
    """The form of a cohort, with what it may take, be and where it may meet."""
    before = shown.state if shown else None
    return CohortEditPage(
        cohort=shown,
        programmes=cohorts.programmes(context),
        sites=cohorts.sites_for(context, visitor, "cohort.edit"),
        states=tuple(one for one in CohortState if one is before or one in COHORT[before]),
        typed=texts(typed),
        chosen=typed.get(SITES, ()),
        begun=begun,
        faults=faults,
    )


def members_page(
    context: Context,
    visitor: Visitor,
    cohort_id: str,
    q: str,
    faults: Mapping[str, str] = NOTHING,
) -> MembersPage:
    """The companies that may be put in a cohort."""
    found = cohorts.candidates(context, visitor, cohort_id, q, LINES)
    shown = cohorts.cohort(context, visitor, cohort_id)
    return MembersPage(cohort=shown, q=q, found=found, faults=faults)


def given(sent: Lists) -> CohortGiven:
    """A cohort as a form writes it; raises `Invalid`."""
    typed = texts(sent)
    said = {name: typed.get(name, "").strip() for name in TEXTS}
    return read(CohortGiven, {**said, SITES: sent.get(SITES, ())})


def written(shown: CohortShown) -> Lists:
    """What is known of a cohort, as a form sends it."""
    said = {name: str(getattr(shown, name)) for name in ("name", "state", "starts", "ends")}
    sites = tuple(one.id for one in shown.sites)
    return {**lists({**said, "programme": shown.programme.id}), SITES: sites}
