"""Candidates for an offer, without who they are, and what comes of them.

A company's coach sees the same, and proposes where the company shortlists.
"""

from typing import Annotated

from fastapi import Form, Query, Request, Response

from app.accounts.gate import InPerson, InVisitor, may
from app.introductions import service as introductions
from app.introductions.schemas import LONGEST as LONGEST_REASON
from app.introductions.schemas import IntroductionShown, StepGiven
from app.introductions.service import NoReason
from app.introductions.states import REVEALABLE, Step
from app.kit.http import InContext, is_shown
from app.offers import showing as offers
from app.offers.showing import NotOpen
from app.talent import desks
from app.talent.comparison import NotComparable, compare, show_comparison
from web.begun import Begun, Lists, finished, refused, resumed, texts
from web.data.talent import (
    AskPage,
    CandidatesPage,
    ComparePage,
    IntroductionPage,
    IntroductionsPage,
)
from web.pages.kit import Sent, SentLists, pages
from web.redirects import see
from web.rendering import render

router = pages()

CHANNEL = "page"
# Candidates that a list shows.
LISTED = 20

MATCH = [may("offer.match")]
Several = Annotated[tuple[str, ...], Query(max_length=20)]


@router.get("/offers/{offer_id}/candidates", dependencies=MATCH)
def candidates(request: Request, context: InContext, visitor: InVisitor, offer_id: str) -> Response:
    """The ranked, explained candidates for an offer; the list is stored as it is shown."""
    try:
        if is_shown(request):
            found = desks.show_candidates(context, offer_id, limit=LISTED, channel=CHANNEL)
        else:
            found = desks.candidates(context, offer_id, limit=LISTED)
    except NotOpen:
        return see(f"/offers/{offer_id}")
    page = CandidatesPage(
        offer=offers.offer(context, offer_id),
        shortlist=found,
        first=introductions.first_step(context, visitor, offer_id),
    )
    return render(request, page)


@router.get("/offers/{offer_id}/compare", dependencies=MATCH)
def comparison(
    request: Request,
    context: InContext,
    visitor: InVisitor,
    offer_id: str,
    candidate: Several = (),
) -> Response:
    """Two to four candidates side by side."""
    status, found = 200, None
    try:
        if is_shown(request):
            found = show_comparison(context, offer_id, candidate, channel=CHANNEL)
        else:
            found = compare(context, offer_id, candidate)
    except NotOpen:
        return see(f"/offers/{offer_id}")
    except NotComparable as error:
        status = error.status
    page = ComparePage(
        offer=offers.offer(context, offer_id),
        shortlist=found,
        first=introductions.first_step(context, visitor, offer_id),
    )
    return render(request, page, status)


# Introductions


@router.get("/offers/{offer_id}/introductions", dependencies=[may("offer.introductions")])
def between(request: Request, context: InContext, visitor: InVisitor, offer_id: str) -> Response:
    """The shortlist of an offer, and what came of it."""
    page = IntroductionsPage(
        offer=offers.offer(context, offer_id),
        introductions=introductions.of_offer(context, visitor, offer_id),
    )
    return render(request, page)


@router.post("/offers/{offer_id}/introductions", dependencies=[may("offer.introduce")])
def introduce(
    context: InContext, visitor: InVisitor, offer_id: str, candidate_id: Sent
) -> Response:
    """Shortlist a candidate, or propose them as a coach."""
    made = introductions.for_offer(context, visitor, offer_id, candidate_id)
    return see(f"/introductions/{made.id}?done={made.state}")


@router.get("/introductions/{introduction_id}", dependencies=[may("introduction.read")])
def introduction(
    request: Request,
    context: InContext,
    visitor: InVisitor,
    person: InPerson,
    introduction_id: str,
    *,
    done: str = "",
    kept: str = "",
) -> Response:
    """A candidate and an offer: what happened, and what may follow."""
    shown = introductions.introduction(context, visitor, introduction_id)
    begun, typed = resumed(context, person, request.url.path, {}, kept)
    return render(request, introduction_page(shown, typed, begun, done=done))


def introduction_page(
    shown: IntroductionShown,
    typed: Lists,
    begun: Begun,
    *,
    fault: str = "",
    done: str = "",
) -> IntroductionPage:
    """The page of an introduction."""
    return IntroductionPage(
        introduction=shown,
        typed=texts(typed).get("reason", ""),
        begun=begun,
        fault=fault,
        done=done if done in set(Step) else "",
    )


@router.get("/introductions/{introduction_id}/ask", dependencies=[may("introduction.read")])
def asking(
    request: Request, context: InContext, visitor: InVisitor, introduction_id: str
) -> Response:
    """Say what asking who a candidate is means, before it is asked."""
    shown = introductions.introduction(context, visitor, introduction_id)
    if Step.ASKED not in shown.next:
        return see(f"/introductions/{introduction_id}")
    return render(request, AskPage(introduction=shown, fields=REVEALABLE))


@router.post("/introductions/{introduction_id}", dependencies=[may("introduction.take")])
def take(
    request: Request,
    context: InContext,
    visitor: InVisitor,
    person: InPerson,
    introduction_id: str,
    *,
    step: Annotated[Step, Form()],
    sent: SentLists,
) -> Response:
    """Take a step; one that asks for a reason is shown again without it."""
    reason = texts(sent).get("reason", "").strip()
    form = request.url.path
    try:
        if len(reason) > LONGEST_REASON:
            raise NoReason
        introductions.take(context, visitor, introduction_id, StepGiven(step=step, reason=reason))
    except NoReason:
        shown = introductions.introduction(context, visitor, introduction_id)
        fault = "long" if reason else "none"
        page = introduction_page(shown, sent, refused(form, sent), fault=fault)
        return render(request, page, 422)
    finished(context, person, form)
    return see(f"/introductions/{introduction_id}?done={step}")
