"""A school's pages: what it sent and what became of it, its candidates, one of them."""

from typing import Annotated

from fastapi import Query, Request, Response

from app.accounts import places
from app.accounts.gate import COUNTED, InVisitor, may
from app.accounts.policy import Role, Scope
from app.accounts.schemas import PlaceShown
from app.accounts.service import BadAddress, BadName
from app.accounts.throttle import TooMany
from app.candidates import documents, inviting, listing, service
from app.candidates.inviting import Invited, InvitedShown, NoAddress
from app.candidates.listing import ProgressShown, Stage
from app.candidates.schemas import AlikeShown, CandidateShown
from app.context import Context
from app.intakes import receiving, reports
from app.intakes import service as intakes
from app.intakes.api import Position
from app.intakes.outcomes import Outcome
from app.intakes.receiving import Uploads
from app.intakes.refusing import NotTaken
from app.intakes.schemas import FileShown, NamedShown
from app.intakes.service import UnderWay
from app.intakes.sources import LIMITS, of_uploads
from app.introductions import figures
from app.kit.database import reading
from app.kit.errors import DomainError
from app.kit.http import InContext, headers_of
from app.kit.pages import Offset, Page
from ingestion.documents.limits import LIMITS as DOCUMENT
from web.data.errors import ErrorPage
from web.data.school import (
    CandidatePage,
    CandidatesPage,
    IntakePage,
    IntakesPage,
    InviteAllPage,
    TwinShown,
)
from web.formats import Formats
from web.language import language_of
from web.pages.kit import LINES, Sent, existing, pages
from web.pages.network import Search
from web.portraits import sections
from web.redirects import see
from web.rendering import formats_of, render

router = pages()

# The most that an address may say was written to.
AT_MOST = Query(ge=0, le=1_000_000)


def school_of(context: Context, organisation_id: str) -> PlaceShown:
    """A school by name."""
    scope = Scope("organisation", organisation_id)
    with reading(context.database) as session:
        return places.named(session, [scope])[scope]


@router.get("/organisations/{organisation_id}/intakes", dependencies=[may("intake.list")])
def listed(
    request: Request, context: InContext, organisation_id: str, offset: Offset = 0
) -> Response:
    """What a school sent, and the form that sends more."""
    return render(request, intakes_page(context, organisation_id, offset))


def intakes_page(
    context: Context, organisation_id: str, offset: int = 0, fault: str = ""
) -> IntakesPage:
    """What a school sent, and why what it would send is not taken."""
    return IntakesPage(
        school=school_of(context, organisation_id),
        found=existing(reports.of_school(context, organisation_id, offset, LINES)),
        most=receiving.MOST,
        each=DOCUMENT.size,
        files=LIMITS.files,
        fault=fault,
    )


@router.post("/organisations/{organisation_id}/intakes", dependencies=[may("intake.create")])
def send(
    request: Request, context: InContext, visitor: InVisitor, organisation_id: str, sent: Uploads
) -> Response:
    """Take files; the same ones that are being read already are the same intake."""
    try:
        intake_id = intakes.receive(context, visitor, organisation_id, of_uploads(sent))
    except UnderWay as known:
        intake_id = known.intake_id
    except NotTaken as refused:
        page = intakes_page(context, organisation_id, fault=told(refused, language_of(request)))
        return render(request, page, refused.status)
    return see(f"/intakes/{intake_id}")


def told(refused: NotTaken, language: str) -> str:
    """Why nothing was taken, and of which file it is said."""
    said = refused.said(language)
    return f"{refused.name} · {said}" if refused.name else said


@router.get("/intakes/{intake_id}", dependencies=[may("intake.read")])
def intake(
    request: Request,
    context: InContext,
    visitor: InVisitor,
    intake_id: str,
    *,
    outcome: Outcome | None = None,
    offset: Offset = 0,
    released: str = "",
) -> Response:
    """How far a reading is; once it is over, what became of each file."""
    shown = reports.followed(context, intake_id)
    files: Page[FileShown] | Page[NamedShown]
    if shown.finished_at is None:
        files = existing(reports.names(context, intake_id, visitor, offset, LINES, outcome=outcome))
    else:
        found = reports.part(context, intake_id, visitor, offset, LINES, outcome=outcome)
        files = existing(found)
    page = IntakePage(
        intake=shown,
        files=files,
        outcome=outcome,
        released=bool(released),
    )
    return render(request, page)


@router.post("/intakes/{intake_id}/files/{position}/release", dependencies=[may("intake.release")])
def release(context: InContext, visitor: InVisitor, intake_id: str, position: Position) -> Response:
    """Let a file be read that a person had to look at."""
    intakes.release(context, visitor, intake_id, position)
    return see(f"/intakes/{intake_id}?released=1")


@router.get(
    "/organisations/{organisation_id}/candidates", dependencies=[may("candidate.list"), COUNTED]
)
def candidates(
    request: Request,
    context: InContext,
    organisation_id: str,
    *,
    q: Search = "",
    stage: Stage | None = None,
    offset: Offset = 0,
    sent: Annotated[int | None, AT_MOST] = None,
    no_address: Annotated[int, AT_MOST] = 0,
    too_many: Annotated[int, AT_MOST] = 0,
) -> Response:
    """The candidates of a school, and how far each is."""
    shown = listing.candidates(context, organisation_id, offset, LINES, stage=stage, search=q)
    found, done = existing(shown), None
    if sent is not None:
        done = InvitedShown(sent=sent, no_address=no_address, too_many=too_many)
    page = CandidatesPage(
        school=school_of(context, organisation_id),
        found=found,
        progress=ProgressShown.of(found.stages),
        met=met(context, organisation_id),
        stage=stage,
        q=q,
        invited=done,
    )
    return render(request, page)


def met(context: Context, organisation_id: str) -> dict[str, int]:
    """How many candidates of a school startups saw, were proposed, met or hired."""
    with reading(context.database) as session:
        return figures.reached(session, organisation_id)


@router.get(
    "/organisations/{organisation_id}/candidates/invite",
    dependencies=[may("candidate.invite_all")],
)
def ask_all(request: Request, context: InContext, organisation_id: str) -> Response:
    """Ask before all who have not come are written to."""
    page = InviteAllPage(
        school=school_of(context, organisation_id),
        waiting=inviting.waiting(context, organisation_id),
    )
    return render(request, page)


@router.post(
    "/organisations/{organisation_id}/candidates/invite",
    dependencies=[may("candidate.invite_all")],
)
def invite_all(context: InContext, visitor: InVisitor, organisation_id: str) -> Response:
    """Write to all who have not come."""
    done = inviting.invite_all(context, visitor, organisation_id)
    counts = "&".join(f"{name}={count}" for name, count in done.model_dump().items())
    return see(f"/organisations/{organisation_id}/candidates?{counts}")


@router.get("/candidates/{candidate_id}", dependencies=[may("candidate.read")])
def candidate(
    request: Request, context: InContext, visitor: InVisitor, candidate_id: str, done: str = ""
) -> Response:
    """One candidate with every value; who it is of has a page of their own."""
    shown = service.portrait(context, candidate_id)
    if shown.organisation_id not in visitor.scopes(Role.SCHOOL):
        return see(f"/profile?of={candidate_id}")
    return render(request, candidate_page(request, context, shown, done=done))


def candidate_page(
    request: Request,
    context: Context,
    shown: CandidateShown,
    *,
    done: str = "",
    email: str = "",
    fault: str = "",
) -> CandidatePage:
    """A candidate as their school sees them."""
    others = {one.candidate_id for one in shown.alike} | {one.other_id for one in shown.alike}
    briefs = listing.briefs(context, {*others, shown.id})
    return CandidatePage(
        school=school_of(context, shown.organisation_id),
        brief=briefs[shown.id],
        candidate=shown,
        sections=sections(shown, documents.texts(context, shown.id), formats_of(request)),
        twins=tuple(TwinShown(other=briefs[other(one, shown)], alike=one) for one in shown.alike),
        done=done if done in DONE else "",
        email=email,
        fault=fault,
    )


# What may just have been done to a candidate.
DONE = ("invited", "merged", "apart")


def other(alike: AlikeShown, shown: CandidateShown) -> str:
    """Who else may be a candidate."""
    return alike.other_id if alike.candidate_id == shown.id else alike.candidate_id


@router.post("/candidates/{candidate_id}/invite", dependencies=[may("candidate.invite")])
def invite(
    request: Request,
    context: InContext,
    visitor: InVisitor,
    candidate_id: str,
    email: Sent = "",
) -> Response:
    """Write to a candidate, where their CV says or where the school does."""
    try:
        inviting.invite(context, visitor, candidate_id, email.strip())
    except UNSENT as error:
        shown, fault = service.portrait(context, candidate_id), unsent(error, formats_of(request))
        page = candidate_page(request, context, shown, email=email, fault=fault)
        response = render(request, page, error.status)
        response.headers.update(headers_of(error))
        return response
    return see(f"/candidates/{candidate_id}?done=invited")


FAULTS: dict[type[DomainError], str] = {
    NoAddress: "no_address",
    BadAddress: "address",
    BadName: "name",
    Invited: "came",
}
UNSENT: tuple[type[DomainError], ...] = (*FAULTS, TooMany)


def unsent(error: DomainError, formats: Formats) -> str:
    """Why a candidate was not written to, in words."""
    if isinstance(error, TooMany):
        page = ErrorPage.of(error.status, error)
        shown = formats.number(page.minutes)
        wait = formats.texts.plural("error.wait", page.minutes, shown=shown)
        return f"{formats.label('too_many', page.limit)} {wait}"
    return formats.label("invite_fault", FAULTS[type(error)])


@router.post("/candidates/{candidate_id}/merge", dependencies=[may("candidate.merge")])
def merge(context: InContext, visitor: InVisitor, candidate_id: str, other_id: Sent) -> Response:
    """Make one candidate of two who were proposed."""
    service.merge(context, visitor, candidate_id, other_id)
    return see(f"/candidates/{candidate_id}?done=merged")


@router.post("/candidates/{candidate_id}/apart", dependencies=[may("candidate.apart")])
def keep_apart(
    context: InContext, visitor: InVisitor, candidate_id: str, other_id: Sent
) -> Response:
    """Say that two who were proposed are two people."""
    service.keep_apart(context, visitor, candidate_id, other_id)
    return see(f"/candidates/{candidate_id}?done=apart")
