"""Introductions: who takes which step, what the company comes to know, and what is told of it."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, selectinload

from app.accounts.policy import Role, Scope, Target, Visitor
from app.accounts.targets import target
from app.accounts.tokens import identifier
from app.audit import service as audit
from app.candidates.pool import shown_to
from app.candidates.values import by_id as by_candidate_id
from app.candidates.values import ever
from app.candidates.veiling import own, unnamed
from app.context import Context
from app.introductions import letters, views
from app.introductions.models import Introduction, IntroductionStep
from app.introductions.schemas import IntroductionShown, StepGiven, ViewingShown
from app.introductions.showing import shown_of
from app.introductions.states import (
    KNOWN,
    PARTIES,
    REASONED,
    REVEALABLE,
    SEEING,
    TRANSITIONS,
    WHILE_LETTING,
    WHILE_OPEN,
    Party,
    Step,
    following,
)
from app.kit.database import now, reading, writing
from app.kit.errors import DomainError, Unknown
from app.offers import showing as offers
from matching.talent.candidate import masked

TAKE = "introduction.take"


class NotYours(DomainError):
    """The step is not one that may follow, or not one that you take."""

    status = 409
    title = "Not the next step"


class NoReason(DomainError):
    """The step asks for a reason."""

    status = 422
    title = "No reason"


class NotLetting(DomainError):
    """The candidate does not let this company see them: they say yes first."""

    status = 409
    title = "Not agreed"

    def __init__(self, startup_id: str) -> None:
        super().__init__("The candidate does not let this company see them.")
        self.startup_id = startup_id


def for_offer(
    context: Context, visitor: Visitor, offer_id: str, candidate_id: str
) -> IntroductionShown:
    """Name a candidate for an open offer, as its company or coach; see `begin`."""
    with reading(context.database) as session:
        mine = by_offer(session, visitor, offer_id)
    return begin(context, visitor, offer_id, candidate_id, mine)


def for_candidate(
    context: Context, visitor: Visitor, candidate_id: str, offer_id: str
) -> IntroductionShown:
    """Name oneself, or a candidate of one's school, for an open offer; see `begin`."""
    with reading(context.database) as session:
        mine = by_candidate(session, visitor, candidate_id)
    return begin(context, visitor, offer_id, candidate_id, mine)


def begin(
    context: Context, visitor: Visitor, offer_id: str, candidate_id: str, mine: Collection[Party]
) -> IntroductionShown:
    """Bring a candidate and an open offer together: shortlisted by the company, else proposed.

    Raises `NotFound` also for a candidate whom the company may not see, `NotLetting` where it is
    their side that asks, `NotOpen`, and `NotYours` where they were brought together before.
    """
    id_, party = identifier(), first(mine)
    step = following(None, frozenset({party}))[0]
    try:
        with writing(context.database) as session:
            offer = offers.opened(session, offer_id)
            if not shown_to(session, offer.startup_id, [candidate_id]):
                raise unseen(candidate_id, offer.startup_id, party)
            row = Introduction(
                id=id_, offer_id=offer_id, candidate_id=candidate_id, state=step, steps=[]
            )
            session.add(row)
            session.flush()
            add(session, visitor, row, party, StepGiven(step=step))
    except IntegrityError as error:
        message = "They were brought together before."
        raise NotYours(message) from error
    return introduction(context, visitor, id_)


def first_step(context: Context, visitor: Visitor, offer_id: str) -> Step:
    """The step by which a visitor on the side of an offer brings a candidate to it."""
    with reading(context.database) as session:
        party = first(by_offer(session, visitor, offer_id))
    return following(None, frozenset({party}))[0]


def unseen(candidate_id: str, startup_id: str, party: Party) -> DomainError:
    """What is said of a candidate whom a company may not see: to itself, that there is none."""
    if party in {Party.CANDIDATE, Party.SCHOOL}:
        return NotLetting(startup_id)
    return Unknown("candidate", candidate_id)


def first(mine: Collection[Party]) -> Party:
    """As what somebody of several parties acts."""
    return min(mine, key=list(Party).index)


def take(
    context: Context, visitor: Visitor, introduction_id: str, given: StepGiven
) -> IntroductionShown:
    """Take a step. Raises `NotFound`, `NotYours`, `NoReason`, `NotOpen` and `NotLetting`."""
    with writing(context.database) as session:
        row = by_id(session, introduction_id)
        by = TRANSITIONS[Step(row.state)].get(given.step, frozenset())
        mine = by & parties(session, visitor, introduction_id)
        if not mine:
            message = f"After {row.state}, {given.step} is not a step that you take."
            raise NotYours(message)
        if given.step in REASONED and not given.reason.strip():
            message = "Say why."
            raise NoReason(message)
        hold(session, row, given.step, first(mine))
        add(session, visitor, row, first(mine), given)
        letters.tell(session, row, context.settings.public)
    return introduction(context, visitor, introduction_id)


def hold(session: Session, row: Introduction, step: Step, party: Party) -> None:
    """Hold a step to an open offer and to a candidate's yes, as they are when it is taken."""
    if step in WHILE_OPEN:
        offer = offers.opened(session, row.offer_id)
        if step in WHILE_LETTING and not shown_to(session, offer.startup_id, [row.candidate_id]):
            raise unseen(row.candidate_id, offer.startup_id, party)


def add(
    session: Session,
    visitor: Visitor,
    row: Introduction,
    party: Party,
    given: StepGiven,
    *,
    channel: str = "page",
) -> None:
    """Write a step down; raises `NotYours` where another was taken meanwhile."""
    told = [one for one in REVEALABLE if one == "name" or one in given.reveals]
    row.steps.append(
        IntroductionStep(
            position=len(row.steps) + 1,
            step=given.step,
            at=now(),
            by=visitor.account_id,
            party=party,
            reason=worded(session, row.candidate_id, party, given),
            revealed=told if given.step is Step.REVEALED else [],
        )
    )
    row.state = given.step
    try:
        session.flush()
    except IntegrityError as error:
        message = "Another step was taken meanwhile."
        raise NotYours(message) from error
    about = Target("introduction", row.id)
    audit.note(session, visitor, TAKE, about, channel=channel, to=given.step)


def worded(session: Session, candidate_id: str, party: Party, given: StepGiven) -> str:
    """Why a step is taken; what a candidate says who is not known does not tell who they are."""
    reason = given.reason.strip()
    if not reason or party is not Party.CANDIDATE or given.step in KNOWN:
        return reason
    return unnamed(masked(reason), own(ever(by_candidate_id(session, candidate_id)))).strip()


def parties(session: Session, visitor: Visitor, introduction_id: str) -> frozenset[Party]:
    """As what a visitor takes part in an introduction."""
    return held(visitor, target(session, "introduction", introduction_id).scopes)


def by_id(session: Session, introduction_id: str) -> Introduction:
    """One introduction with its steps; raises `NotFound`."""
    row = session.get(Introduction, introduction_id, options=[selectinload(Introduction.steps)])
    if row is None:
        raise Unknown("introduction", introduction_id)
    return row


def introduction(context: Context, visitor: Visitor, introduction_id: str) -> IntroductionShown:
    """One introduction as a visitor sees it; raises `NotFound`."""
    with reading(context.database) as session:
        row = by_id(session, introduction_id)
        mine = parties(session, visitor, introduction_id)
        [shown] = shown_of(session, [row], mine)
    note_views(context, [shown], mine)
    return shown


def of_offer(context: Context, visitor: Visitor, offer_id: str) -> tuple[IntroductionShown, ...]:
    """What is between an offer and candidates, the latest first, as company or coach sees it."""
    with reading(context.database) as session:
        mine = by_offer(session, visitor, offer_id)
        shown = listed(session, Introduction.offer_id == offer_id, mine)
    note_views(context, shown, mine)
    return shown


def note_views(
    context: Context, shown: Collection[IntroductionShown], mine: frozenset[Party]
) -> None:
    """Write down whose cards a company was shown, be it by its coach."""
    cards = [one for one in shown if one.card] if mine & SEEING else []
    if not cards:
        return
    with writing(context.database) as session:
        for startup_id in {one.offer.startup_id for one in cards}:
            seen = [one.candidate_id for one in cards if one.offer.startup_id == startup_id]
            views.note(session, startup_id, shown_to(session, startup_id, seen))


def of_candidate(
    context: Context, visitor: Visitor, candidate_id: str
) -> tuple[IntroductionShown, ...]:
    """What is between a candidate and offers, the latest first, as they or their school see it."""
    with reading(context.database) as session:
        mine = by_candidate(session, visitor, candidate_id)
        return listed(session, Introduction.candidate_id == candidate_id, mine)


def of_candidates(
    session: Session, candidate_ids: Collection[str]
) -> tuple[IntroductionShown, ...]:
    """What is between some candidates and offers, as anybody of no party sees it."""
    return listed(session, Introduction.candidate_id.in_(candidate_ids), frozenset())


def by_offer(session: Session, visitor: Visitor, offer_id: str) -> frozenset[Party]:
    """As what a visitor stands on the side of an offer."""
    around = target(session, "offer", offer_id).scopes
    return held(visitor, around, {Role.FOUNDER, Role.COACH})


def by_candidate(session: Session, visitor: Visitor, candidate_id: str) -> frozenset[Party]:
    """As what a visitor stands on the side of a candidate."""
    around = target(session, "candidate", candidate_id).scopes
    return held(visitor, around, {Role.PERSON, Role.SCHOOL})


def held(
    visitor: Visitor, around: Collection[Scope], roles: Collection[Role] = frozenset(PARTIES)
) -> frozenset[Party]:
    """As what a visitor stands to a thing, by some roles."""
    mine = (one for one in visitor.held if one.role in roles and one.scope in around)
    return frozenset(PARTIES[one.role] for one in mine)


def listed(
    session: Session, condition: ColumnElement[bool], mine: frozenset[Party]
) -> tuple[IntroductionShown, ...]:
    """Introductions of a condition, those that moved last first."""
    rows = session.scalars(
        select(Introduction).where(condition).options(selectinload(Introduction.steps))
    ).all()
    shown = shown_of(session, rows, mine)
    return tuple(sorted(shown, key=lambda one: one.steps[-1].at, reverse=True))


def viewings(context: Context, candidate_id: str) -> tuple[ViewingShown, ...]:
    """The companies that saw a candidate, the latest first."""
    with reading(context.database) as session:
        return views.of_candidate(session, candidate_id)
