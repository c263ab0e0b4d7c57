"""The sites: what is stated of them, and how full they are."""

from collections.abc import Collection, Mapping

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, selectinload

from app.accounts.agreements import agreed, purposes
from app.accounts.models import Account, StoredMembership
from app.accounts.policy import Visitor, reach
from app.context import Context
from app.kit.database import reading, writing
from app.kit.days import today
from app.kit.errors import Unknown
from app.network.checks import author
from app.network.freshness import known_today
from app.network.models import Residency, Site, SiteFact
from app.network.schemas import Counts, PersonShown, SiteBrief, SiteGiven, SiteShown
from app.network.states import ResidencyStatus, SiteStatus
from app.profiles.models import StoredProfile
from matching.profile import Kind

# The purpose that a person's address is shown for.
SHARE = "share_address"
# The open ones first, then by name.
ORDER = (Site.status != SiteStatus.OPEN, Site.filed_as)


def sites(context: Context, ids: Collection[str] | None = None) -> tuple[SiteShown, ...]:
    """The sites of these ids, or all of them, those that are open first."""
    chosen = select(Site).options(selectinload(Site.facts)).order_by(*ORDER)
    if ids is not None:
        chosen = chosen.where(Site.id.in_(ids))
    with reading(context.database) as session:
        counts = counted(session, ids)
        return tuple(
            SiteShown.known(row, counts.get(row.id, {})) for row in session.scalars(chosen)
        )


def listed(context: Context, visitor: Visitor) -> tuple[SiteShown | SiteBrief, ...]:
    """Every site as far as a visitor may look into it; the others in brief."""
    mine = reach(visitor, "site.read")
    ids = set(mine.ids("site"))
    return tuple(one if mine.everything or one.id in ids else one.brief() for one in sites(context))


def named(session: Session, ids: Collection[str] | None = None) -> tuple[SiteBrief, ...]:
    """The sites of these ids, or all of them, as they are named."""
    chosen = select(Site).order_by(*ORDER)
    if ids is not None:
        chosen = chosen.where(Site.id.in_(ids))
    return tuple(map(SiteBrief.of, session.scalars(chosen)))


def site(context: Context, site_id: str) -> SiteShown:
    """One site; raises `NotFound`."""
    with reading(context.database) as session:
        row = stored(session, site_id)
        return SiteShown.known(row, counted(session, [site_id]).get(site_id, {}))


def stored(session: Session, site_id: str) -> Site:
    """A site's row, its facts loaded; raises `NotFound`."""
    row = session.get(Site, site_id, options=[selectinload(Site.facts)])
    if row is None:
        raise Unknown("site", site_id)
    return row


def counted(session: Session, ids: Collection[str] | None = None) -> Mapping[str, Counts]:
    """How many companies are what today, by site; a company that is not kept counts nowhere."""
    known = known_today().label("known")
    chosen = (
        select(Residency.site_id, Residency.status, known, func.count())
        .join(StoredProfile, StoredProfile.id == Residency.startup_id)
        .where(StoredProfile.kind == Kind.STARTUP, Residency.until.is_(None))
        .group_by(Residency.site_id, Residency.status, known)
    )
    if ids is not None:
        chosen = chosen.where(Residency.site_id.in_(ids))
    found: dict[str, dict[tuple[ResidencyStatus, bool], int]] = {}
    for at, status, is_known, count in session.execute(chosen):
        found.setdefault(at, {})[ResidencyStatus(status), bool(is_known)] = count
    return found


def state(context: Context, visitor: Visitor, site_id: str, given: SiteGiven) -> None:
    """Note what a visitor states of a site today, in the place of what persons stated before.

    A fact that is not given is left as it is; one given as null is again what sources state.
    Raises `NotFound`.
    """
    said = given.model_dump(exclude_unset=True)
    by = author(visitor, "site.edit")
    with writing(context.database) as session:
        stored(session, site_id)
        before = (SiteFact.site_id == site_id, SiteFact.name.in_(said), SiteFact.title == "")
        session.execute(delete(SiteFact).where(*before))
        session.add_all(
            SiteFact(site_id=site_id, name=name, value=value, stated=today().isoformat(), by=by)
            for name, value in said.items()
            if value is not None
        )


def people(session: Session, kind: str, scope_id: str) -> tuple[PersonShown, ...]:
    """Who holds a role for a site or an organisation, by name; disabled accounts are left out.

    The address of a candidate is shown where they agreed to it.
    """
    chosen = (
        select(Account.id, Account.name, Account.email, StoredMembership.role)
        .join(StoredMembership, StoredMembership.account_id == Account.id)
        .where(StoredMembership.scope_kind == kind, StoredMembership.scope_id == scope_id)
        .where(Account.disabled_at.is_(None))
        .order_by(Account.name, Account.email)
    )
    found = session.execute(chosen).all()
    asked = purposes()[SHARE].roles
    agree = agreed(session, SHARE, {id_ for id_, _, _, role in found if role in asked})
    return tuple(
        PersonShown(name=name, email="" if role in asked and id_ not in agree else email, role=role)
        for id_, name, email, role in found
    )
