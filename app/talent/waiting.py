"""The talent desk of companies: their offers, how far each is, and who waits for whose answer."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.accounts.policy import Reach
from app.context import Context
from app.introductions.models import Introduction
from app.introductions.states import Step
from app.kit.database import reading
from app.kit.pages import Page
from app.matches.schemas import Shown
from app.offers import showing as offers
from app.offers.models import Offer
from app.offers.schemas import OfferBrief
from app.offers.states import OfferState

Steps = Mapping[Step, int]
"""How many introductions have each step as their last."""


class OfferStanding(Shown):
    """An offer, and how far it is with candidates."""

    offer: OfferBrief
    steps: Steps


class Waiting(Shown):
    """What waits at the talent desk of some companies."""

    drafts: int
    open: int
    proposed: int
    """Candidates whom somebody proposed for an open offer: the company answers."""
    asked: int
    """Candidates who have not said yet whether they reveal who they are."""
    revealed: int
    """Candidates who said who they are: the company meets them."""


def of_startup(context: Context, startup_id: str) -> tuple[OfferStanding, ...]:
    """The offers of a company, those that moved last first."""
    briefs = offers.of_startup(context, startup_id)
    with reading(context.database) as session:
        return standings(session, briefs)


def reached(
    context: Context, reach: Reach, offset: int, limit: int, state: OfferState | None = None
) -> Page[OfferStanding]:
    """Some of the offers within a reach, those that moved last first."""
    found = offers.reached(context, reach, offset, limit, state=state)
    with reading(context.database) as session:
        items = standings(session, found.items)
    return Page(items=items, total=found.total, offset=found.offset, limit=found.limit)


def standings(session: Session, briefs: Iterable[OfferBrief]) -> tuple[OfferStanding, ...]:
    """Offers with how far each is, in one statement for all."""
    listed = tuple(briefs)
    steps = last_steps(session, {one.id for one in listed})
    return tuple(OfferStanding(offer=one, steps=steps.get(one.id, {})) for one in listed)


def last_steps(session: Session, offer_ids: Collection[str]) -> dict[str, Steps]:
    """By offer, how many introductions have each step as their last."""
    rows = session.execute(
        select(Introduction.offer_id, Introduction.state, func.count())
        .where(Introduction.offer_id.in_(offer_ids))
        .group_by(Introduction.offer_id, Introduction.state)
    )
    found: dict[str, dict[Step, int]] = {}
    for offer_id, state, count in rows:
        found.setdefault(offer_id, {})[Step(state)] = count
    return dict(found)


def within(context: Context, reach: Reach) -> Waiting:
    """What waits at the desks of the companies within a reach."""
    return waiting(context, offers.within(reach))


def at(context: Context, startup_id: str) -> Waiting:
    """What waits at the desk of one company."""
    return waiting(context, Offer.startup_id == startup_id)


def waiting(context: Context, theirs: ColumnElement[bool]) -> Waiting:
    """What waits for the offers of a condition, in two statements."""
    with reading(context.database) as session:
        states = counts(session, select(Offer.state, func.count()).where(theirs), Offer.state)
        between = select(Introduction.state, func.count()).join(
            Offer, Offer.id == Introduction.offer_id
        )
        opened = between.where(theirs, Offer.state == OfferState.OPEN)
        steps = counts(session, opened, Introduction.state)
    return Waiting(
        drafts=states[OfferState.DRAFT],
        open=states[OfferState.OPEN],
        **{step.value: steps[step] for step in (Step.PROPOSED, Step.ASKED, Step.REVEALED)},
    )


def counts(
    session: Session, chosen: Select[str, int], by: InstrumentedAttribute[str]
) -> Counter[str]:
    """How many rows of a statement there are of each state."""
    found: dict[str, int] = dict(session.execute(chosen.group_by(by)).all())
    return Counter(found)
