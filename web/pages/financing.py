"""The financing desk of a company: its list, its answers, why and why not, programmes compared."""

from typing import Annotated

from fastapi import Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from app.accounts.gate import InVisitor, may
from app.accounts.policy import Visitor
from app.context import Context
from app.decisions import service as decisions
from app.decisions.schemas import Decided
from app.decisions.states import NoReason, Step
from app.kit.errors import Invalid, NotFound
from app.kit.http import InContext, is_shown
from app.matches import eligibility
from app.matches import service as matches
from app.matches.parts import Show
from app.organisations import financing as desks
from app.organisations import service as organisations
from app.organisations.comparison import NoProgramme, NotComparable, compare
from matching.criteria.facts import fact_types
from matching.profile import Value
from web.answers import Unfit, read, told
from web.data.financing import EVERY, ChangesPage, ComparePage, FinancingPage, PairPage, asked
from web.data.kit import Input
from web.formats import Formats
from web.inputs import tried
from web.pages.kit import Sent, pages
from web.rendering import formats_of, render

Several = Annotated[tuple[str, ...], Query(max_length=20)]

# What may be longer is no reason of ours.
LONGEST_REASON = 20
Since = Annotated[int | None, Query(ge=1, le=2**63 - 1)]

router = pages()


@router.get("/startups/{startup_id}/financing", dependencies=[may("startup.match")])
def financing(
    request: Request,
    context: InContext,
    visitor: InVisitor,
    startup_id: str,
    *,
    show: Show = Show.OPEN,
    lines: str = "",
) -> Response:
    """The ranked, explained list of a company; it is stored as it is shown."""
    found = desks.desk(context, visitor, startup_id, show, every=lines == EVERY)
    if is_shown(request):
        matches.keep(context, found.overview.shortlist, channel="page")
    return render(request, FinancingPage.of(found, request.query_params, show))


@router.post("/startups/{startup_id}/financing", dependencies=[may("startup.edit")])
def answer(
    request: Request,
    context: InContext,
    visitor: InVisitor,
    startup_id: str,
    *,
    field: Sent,
    value: Sent = "",
) -> Response:
    """Note an answer and go back to the list, which it has changed."""
    formats = formats_of(request)
    try:
        given = understood(field, value, formats)
        desks.answer(context, visitor, startup_id, field, given)
    except (Unfit, Invalid) as refusal:
        refused = Input(asked=asked(field), typed=value, fault=why(refusal, formats))
        page = FinancingPage.of(desks.desk(context, visitor, startup_id), refused=refused)
        return render(request, page, 422)
    return RedirectResponse(f"/startups/{startup_id}/financing?answered={field}", status_code=303)


def understood(field: str, typed: str, formats: Formats) -> Value:
    """What was typed, as a value of a fact; raises `Unfit`, and `NotFound` for no fact."""
    if field not in fact_types():
        message = f"There is no fact called “{field}”."
        raise NotFound(message)
    return read(fact_types()[field], typed, formats.locale)


def why(refusal: Unfit | Invalid, formats: Formats) -> str:
    """Why an answer is refused, in words."""
    if isinstance(refusal, Unfit):
        return told(refusal, formats)
    return formats.label("fault", refusal.faults[0].code)


@router.get("/startups/{startup_id}/financing/changes", dependencies=[may("startup.match")])
def changes(request: Request, context: InContext, startup_id: str, since: Since = None) -> Response:
    """What changed since an earlier list of a company, and why."""
    return render(request, ChangesPage.of(desks.changes(context, startup_id, since)))


@router.get("/startups/{startup_id}/compare", dependencies=[may("startup.match")])
def comparison(
    request: Request, context: InContext, startup_id: str, programme: Several = ()
) -> Response:
    """Two to four programmes side by side for a company."""
    startup = organisations.startup(context, startup_id)
    try:
        found = compare(context, startup_id, programme)
    except (NotComparable, NoProgramme) as error:
        fault = ComparePage(startup=startup, comparison=None, fault=FAULTS[type(error)])
        return render(request, fault, error.status)
    return render(request, ComparePage(startup=startup, comparison=found, fault=""))


# Why programmes cannot be compared: labels of `compare_fault`.
FAULTS = {NotComparable: "number", NoProgramme: "unknown"}


@router.get("/startups/{startup_id}/programmes/{programme_id}", dependencies=[may("startup.match")])
def pair(
    request: Request, context: InContext, visitor: InVisitor, startup_id: str, programme_id: str
) -> Response:
    """Why a startup is eligible for a programme or not, and with other values than it has."""
    page = pair_page(request, context, visitor, startup_id, programme_id)
    status = 422 if any(one.fault for one in page.inputs) else 200
    return render(request, page, status)


def pair_page(
    request: Request, context: Context, visitor: Visitor, startup_id: str, programme_id: str
) -> PairPage:
    """A startup before a programme, with what was decided; raises `NotFound`."""
    today = eligibility.explain(context, startup_id, programme_id, {})
    inputs, values = tried(today.asked, request.query_params, formats_of(request))
    supposed = eligibility.explain(context, startup_id, programme_id, values) if values else today
    decision = decisions.decision(context, startup_id, programme_id)
    may_decide = decisions.may_decide(context, visitor, startup_id)
    return PairPage.of(today.verdict, supposed, inputs, decision, may_decide=may_decide)


@router.post(
    "/startups/{startup_id}/programmes/{programme_id}", dependencies=[may("startup.decide")]
)
def decide(
    request: Request,
    context: InContext,
    visitor: InVisitor,
    startup_id: str,
    programme_id: str,
    *,
    step: Annotated[Step, Form()],
    reason: Sent = "",
) -> Response:
    """Say something of a programme; what asks for a reason is shown again without it."""
    address = f"/startups/{startup_id}/programmes/{programme_id}"
    try:
        given = Decided(step=step, reason=reason[:LONGEST_REASON])
        decisions.say(context, visitor, startup_id, programme_id, given)
    except NoReason as refusal:
        page = pair_page(request, context, visitor, startup_id, programme_id)
        return render(request, page.model_copy(update={"unreasoned": True}), refusal.status)
    return RedirectResponse(f"{address}#decision", status_code=303)
