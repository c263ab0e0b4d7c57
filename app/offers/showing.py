"""Offers as they are shown: one whole, several in brief, to companies and to candidates."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, selectinload

from app.accounts import places
from app.accounts.policy import Reach
from app.candidates.schemas import Standing
from app.context import Context
from app.kit.database import reading
from app.kit.errors import DomainError, Unknown
from app.kit.pages import Page
from app.offers import values
from app.offers.models import Offer
from app.offers.schemas import OfferBrief, OfferRead, OfferShown
from app.offers.states import TRANSITIONS, OfferState
from app.organisations.listing import reached as companies_within
from app.profiles.models import StoredProfile
from matching.profile import Kind

# Letters of a text that stand for a title where it has none.
BEGINNING = 80


class NotOpen(DomainError):
    """The offer is not open: nobody is matched with it, and nobody sees it."""

    status = 409
    title = "Not open"


def offer(context: Context, offer_id: str) -> OfferShown:
    """One offer as its company sees it; raises `NotFound`."""
    with reading(context.database) as session:
        return shown(session, by_id(session, offer_id))


def of_startup(context: Context, startup_id: str) -> tuple[OfferBrief, ...]:
    """The offers of a company, those that moved last first."""
    with reading(context.database) as session:
        return listed(session, [Offer.startup_id == startup_id])


def reached(
    context: Context,
    reach: Reach,
    offset: int,
    limit: int,
    *,
    state: OfferState | None = None,
    startup_id: str = "",
) -> Page[OfferBrief]:
    """Some of the offers within a reach, those that moved last first."""
    wanted = [within(reach)]
    wanted += [Offer.state == state] if state else []
    wanted += [Offer.startup_id == startup_id] if startup_id else []
    with reading(context.database) as session:
        total = session.scalar(select(func.count()).select_from(Offer).where(*wanted)) or 0
        items = listed(session, wanted, offset, limit)
    return Page(items=items, total=total, offset=offset, limit=limit)


def within(reach: Reach) -> ColumnElement[bool]:
    """The condition that an offer is of a company within a reach."""
    companies = select(StoredProfile.id).where(StoredProfile.kind == Kind.STARTUP)
    return Offer.startup_id.in_(companies.where(*companies_within(reach)))


def listed(
    session: Session,
    wanted: Collection[ColumnElement[bool]],
    offset: int = 0,
    limit: int | None = None,
) -> tuple[OfferBrief, ...]:
    """The offers that conditions find, those that moved last first."""
    rows = found(session, wanted, offset, limit)
    names = startups(session, {row.startup_id for row in rows})
    return tuple(OfferBrief(**brief(row, names)) for row in rows)


def found(
    session: Session,
    wanted: Collection[ColumnElement[bool]],
    offset: int = 0,
    limit: int | None = None,
) -> Sequence[Offer]:
    """The rows of them, with what persons say of each."""
    chosen = select(Offer).where(*wanted).options(selectinload(Offer.answers))
    ordered = chosen.order_by(Offer.moved_at.desc(), Offer.id).offset(offset).limit(limit)
    return session.scalars(ordered).all()


def whole(session: Session, offer_ids: Collection[str]) -> dict[str, OfferRead]:
    """Offers as candidates read them, by id."""
    rows = found(session, [Offer.id.in_(offer_ids)])
    names = startups(session, {row.startup_id for row in rows})
    return {row.id: OfferRead(**brief(row, names), text=row.text) for row in rows}


def briefs(session: Session, offer_ids: Collection[str]) -> dict[str, OfferBrief]:
    """Offers in brief, by id."""
    return {one.id: one for one in listed(session, [Offer.id.in_(offer_ids)])}


def startups(session: Session, ids: Collection[str]) -> dict[str, str]:
    """What companies are called, by id."""
    return {one.id: one.names["fr"] for one in places.found(session, "startup", ids)}


def by_id(session: Session, offer_id: str) -> Offer:
    """One offer with what persons say of it; raises `NotFound`."""
    row = session.get(Offer, offer_id, options=[selectinload(Offer.answers)])
    if row is None:
        raise Unknown("offer", offer_id)
    return row


def opened(session: Session, offer_id: str) -> Offer:
    """One offer that is open; raises `NotFound` and `NotOpen`."""
    row = by_id(session, offer_id)
    if row.state != OfferState.OPEN:
        message = "The offer is not open: open it first."
        raise NotOpen(message)
    return row


def still_open(session: Session, offer_ids: Collection[str]) -> frozenset[str]:
    """Those of some offers that are open."""
    chosen = select(Offer.id).where(Offer.id.in_(offer_ids), Offer.state == OfferState.OPEN)
    return frozenset(session.scalars(chosen))


def shown(session: Session, row: Offer) -> OfferShown:
    """An offer as its company sees it."""
    return OfferShown(
        **brief(row, startups(session, [row.startup_id])),
        text=row.text,
        values=values.values(row),
        updated_at=row.updated_at,
        next=tuple(sorted(TRANSITIONS[OfferState(row.state)])),
    )


def brief(row: Offer, names: Mapping[str, str]) -> dict[str, Any]:
    """What is shown of an offer in brief, by field."""
    told = values.values(row)
    held = {one.field: one.value for one in told if one.standing is not Standing.DENIED}
    several = (one for one in told if one.field == "contracts")
    return {
        "id": row.id,
        "startup_id": row.startup_id,
        "startup": names.get(row.startup_id, row.startup_id),
        "title": held.get("title") or beginning(row.text),
        "state": row.state,
        "language": row.language,
        "contracts": tuple(one.value for one in several if one.standing is not Standing.DENIED),
        "city": held.get("city", ""),
        "mode": held.get("mode", ""),
        "hides_school": row.hides_school,
        "waiting": sum(one.standing is Standing.READ for one in told),
        "moved_at": row.moved_at,
    }


def beginning(text: str) -> str:
    """How a text begins, as a title."""
    line = " ".join(text.split())
    return line if len(line) <= BEGINNING else line[:BEGINNING].rsplit(" ", 1)[0] + " …"
