"""Offers for a candidate: what they answer, what is asked of them, who saw what."""

from collections.abc import Collection
from urllib.parse import urlencode

from fastapi import Request, Response

from app.accounts.gate import InPerson, InVisitor, may
from app.accounts.policy import Visitor
from app.candidates import service, values
from app.context import Context
from app.introductions import service as introductions
from app.introductions.schemas import LONGEST, StepGiven
from app.introductions.service import NoReason, NotLetting
from app.introductions.states import REVEALABLE, Step
from app.kit.errors import NotFound
from app.kit.http import InContext, is_shown
from app.talent import desks
from app.talent.desks import NotInPool
from app.talent.schemas import CandidateOffers
from web.begun import texts
from web.data.candidate import AnsweredPage, OffersPage
from web.pages.candidates import OWN, chosen, is_own, mine, schools_of
from web.pages.kit import SentForm, SentLists, pages
from web.pages.purposes import GIVEN, PURPOSES
from web.redirects import see
from web.rendering import render

router = pages()

OFFERS = "/profile/offers"
# Offers that are shown: the best.
SHOWN = 10
# What a candidate may answer; the company takes the other steps.
ANSWERS = (Step.REVEALED, Step.DECLINED, Step.MET, Step.NOT_HIRED, Step.WITHDRAWN)


@router.get(OFFERS, dependencies=[OWN])
def offers(
    request: Request,
    context: InContext,
    visitor: InVisitor,
    person: InPerson,
    *,
    of: str = "",
    done: str = "",
) -> Response:
    """The open offers that fit oneself, what one lacks, and what is asked of one."""
    found = mine(context, person)
    one = chosen(found, of)
    between = introductions.of_candidate(context, visitor, one.id) if one else ()
    listed = best(context, one.id, shown=is_shown(request)) if one else None
    page = OffersPage(
        candidate_id=one.id if one else "",
        schools=schools_of(context, found),
        between=between,
        listed=listed,
        done=done if done in {*ANSWERS, Step.PROPOSED, GIVEN} else "",
    )
    return render(request, page)


def best(context: Context, candidate_id: str, *, shown: bool) -> CandidateOffers | None:
    """The offers that fit somebody best; None where they are compared with nothing."""
    try:
        if shown:
            return desks.show_jobs(context, candidate_id, limit=SHOWN, channel="page")
        return desks.jobs(context, candidate_id, limit=SHOWN)
    except NotInPool:
        return None


@router.post("/candidates/{candidate_id}/introductions", dependencies=[may("candidate.introduce")])
def propose(context: InContext, visitor: InVisitor, candidate_id: str, typed: SentForm) -> Response:
    """Name oneself, or a candidate of one's school, for an offer.

    A candidate whose yes to the company is missing is asked for it, and comes back.
    """
    own = is_own(visitor, service.portrait(context, candidate_id))
    offers_page = f"{OFFERS}?of={candidate_id}&done="
    try:
        introductions.for_candidate(context, visitor, candidate_id, typed.get("offer_id", ""))
    except NotLetting as unseen:
        if own:
            return see(asking_yes(unseen.startup_id, f"{offers_page}{GIVEN}"))
        raise
    # A candidate's offers are their own page: who speaks for them goes back to the candidate's.
    return see(f"{offers_page}{Step.PROPOSED}" if own else f"/candidates/{candidate_id}")


def asking_yes(startup_id: str, back: str) -> str:
    """The address where a candidate is asked to let a startup see them, and then comes back."""
    return f"{PURPOSES}?{urlencode({'about': startup_id, 'back': back})}"


@router.get("/profile/requests/{introduction_id}", dependencies=[may("introduction.read")])
def ask(
    request: Request, context: InContext, visitor: InVisitor, introduction_id: str, step: str = ""
) -> Response:
    """Ask before something is answered: what is told, and that it can be taken back."""
    return render(request, answered_page(context, visitor, introduction_id, step))


def answered_page(
    context: Context,
    visitor: Visitor,
    introduction_id: str,
    step: str,
    *,
    fault: str = "",
    typed: str = "",
) -> AnsweredPage:
    """The page that asks before an answer; raises `NotFound` for none that may be given."""
    shown = introductions.introduction(context, visitor, introduction_id)
    return AnsweredPage(
        introduction=shown,
        step=answered(step, shown.next),
        revealable=revealable(context, shown.candidate_id) if step == Step.REVEALED else (),
        typed=typed,
        fault=fault,
    )


def revealable(context: Context, candidate_id: str) -> tuple[str, ...]:
    """What somebody may reveal besides their name: of what may be, what is known of them."""
    known = {one.field for one in values.holding(service.portrait(context, candidate_id).values)}
    return tuple(one for one in REVEALABLE if one != "name" and one in known)


@router.post("/profile/requests/{introduction_id}", dependencies=[may("introduction.take")])
def answer(
    request: Request,
    context: InContext,
    visitor: InVisitor,
    introduction_id: str,
    sent: SentLists,
) -> Response:
    """Say yes with what is revealed, or no; met, or not; or take back what was revealed."""
    typed = texts(sent)
    step, reason = answered(typed.get("step", ""), ANSWERS), typed.get("reason", "").strip()
    told = tuple(one for one in REVEALABLE if one in sent.get("reveals", ()))
    try:
        if len(reason) > LONGEST:
            raise NoReason
        given = StepGiven(step=step, reason=reason, reveals=told)
        done = introductions.take(context, visitor, introduction_id, given)
    except NoReason as error:
        fault = "long" if reason else "none"
        page = answered_page(context, visitor, introduction_id, step, fault=fault, typed=reason)
        return render(request, page, error.status)
    except NotLetting as unseen:
        return see(asking_yes(unseen.startup_id, f"{request.url.path}?step={step}"))
    return see(f"{OFFERS}?of={done.candidate_id}&done={step}")


def answered(step: str, known: Collection[Step]) -> Step:
    """One of some steps, as an address or a form says it; raises `NotFound` for another."""
    if step not in known:
        message = "This is not to be answered."
        raise NotFound(message)
    return Step(step)
