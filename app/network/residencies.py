"""Who is at which site: companies come, change what they are to it, and leave."""

from sqlalchemy import ColumnElement, Select, delete, func, or_, select
from sqlalchemy.orm import Session

from app.accounts.models import StoredMembership
from app.accounts.policy import Role, Visitor, reach
from app.context import Context
from app.kit.database import reading, writing
from app.kit.days import today
from app.kit.errors import NotFound
from app.kit.pages import Page
from app.network.checks import Unfit, author, checked
from app.network.claims import claiming
from app.network.models import CohortMember, Residency, Site
from app.network.schemas import CompanyShown, ResidencyGiven, ResidencyShown
from app.network.sites import stored
from app.network.states import RESIDENCY, ResidencyStatus
from app.organisations.schemas import StartupBrief
from app.profiles.models import StoredProfile
from app.profiles.service import filed
from ingestion.report import Data
from matching.criteria.derived import days
from matching.profile import Kind

EDIT = "residency.edit"
# The least that a record of a residency says: what is typed is checked within it.
LEAST: Data = {"id": "a", "source": {"title": "a"}}


def companies(
    context: Context,
    site_id: str,
    offset: int,
    limit: int,
    *,
    search: str = "",
    status: ResidencyStatus | None = None,
) -> Page[CompanyShown]:
    """The companies of a site today, by name; raises `NotFound`."""
    with reading(context.database) as session:
        stored(session, site_id)
        chosen = present(site_id).where(*matching(search))
        if status:
            chosen = chosen.where(Residency.status == status)
        total = session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
        rows = session.execute(chosen.offset(offset).limit(limit))
        items = tuple(CompanyShown.of(*row) for row in rows)
    return Page(items=items, total=total, offset=offset, limit=limit)


def present(site_id: str) -> Select[Residency, StoredProfile]:
    """The statement that finds the companies of a site today, by name."""
    return (
        select(Residency, StoredProfile)
        .join(StoredProfile, StoredProfile.id == Residency.startup_id)
        .where(StoredProfile.kind == Kind.STARTUP)
        .where(Residency.site_id == site_id, Residency.until.is_(None))
        .order_by(StoredProfile.filed_as, StoredProfile.id)
    )


def matching(search: str) -> tuple[ColumnElement[bool], ...]:
    """The condition that a company's name holds what is searched."""
    words = filed(search.strip())
    return (StoredProfile.filed_as.contains(words, autoescape=True),) if words else ()


def of_startup(session: Session, startup_id: str) -> tuple[ResidencyShown, ...]:
    """What a company is today to the sites of the network."""
    chosen = select(Residency).where(Residency.startup_id == startup_id, Residency.until.is_(None))
    return tuple(map(ResidencyShown.of, session.scalars(chosen.order_by(Residency.site_id))))


def candidates(
    context: Context, visitor: Visitor, site_id: str, search: str, limit: int
) -> tuple[StartupBrief, ...]:
    """Companies that a visitor may bring to a site, by name, as far as a search finds them.

    Raises `NotFound` for a site that is not there.
    """
    here = select(Residency.startup_id).where(
        Residency.site_id == site_id, Residency.until.is_(None)
    )
    with reading(context.database) as session:
        site = stored(session, site_id)
        chosen = (
            select(StoredProfile)
            .where(StoredProfile.kind == Kind.STARTUP, StoredProfile.id.not_in(here))
            .where(*matching(search), *bringable(visitor, site))
            .order_by(StoredProfile.filed_as, StoredProfile.id)
        )
        return tuple(map(StartupBrief.of, session.scalars(chosen.limit(limit))))


def everywhere(visitor: Visitor) -> bool:
    """Whether a visitor may bring any company to any site."""
    return reach(visitor, EDIT).everything


def unclaimed() -> ColumnElement[bool]:
    """The condition that a company is at no site and has no founder here.

    Bringing a company to one's site opens all that it told Wasl: only who answers for the whole
    network does so with one that others already look after.
    """
    somewhere = select(Residency.startup_id).where(Residency.until.is_(None))
    founded = select(StoredMembership.scope_id).where(
        StoredMembership.role == Role.FOUNDER, StoredMembership.scope_kind == "startup"
    )
    return ~or_(StoredProfile.id.in_(somewhere), StoredProfile.id.in_(founded))


def enter(
    context: Context, visitor: Visitor, site_id: str, startup_id: str, given: ResidencyGiven
) -> None:
    """Note what a company is to a site from a day on; what it was ends that day.

    Noted again, it is confirmed: who enters it says so today, whatever a source said once.

    Raises `NotFound` for a site that is not there, and `Invalid` for what does not follow what
    the company was, or for a company that the visitor may not bring.
    """
    said = {"startup": startup_id, "site": site_id, "since": given.since}
    status = given.status
    data = checked("residency", {**LEAST, **said, "status": status or ResidencyStatus.ALUMNI})
    begun(data)
    with writing(context.database) as session:
        site = stored(session, site_id)
        before = current(session, site_id, startup_id)
        by = author(visitor, EDIT)
        if unchanged(before, status, data):
            confirm(before, by)
            return
        follows(before, status, data)
        if before is None:
            brought(session, visitor, site, startup_id)
        else:
            before.until, before.by = data.get("since", today().isoformat()), by
            session.flush()
        if status:
            fields = {name: data[name] for name in ("status", "since") if name in data}
            pair = {"startup_id": startup_id, "site_id": site_id}
            session.add(Residency(**pair, **fields, stated=today().isoformat(), by=by))


def begun(data: Data) -> None:
    """Raise `Unfit` for a day that has not come: what is noted takes effect at once."""
    if "since" in data and days(data["since"])[0] > today():
        raise Unfit("since", "since_future", "This day has not come yet.")


def current(session: Session, site_id: str, startup_id: str) -> Residency | None:
    """What a company is to a site today."""
    return session.scalar(
        select(Residency).where(
            Residency.site_id == site_id,
            Residency.startup_id == startup_id,
            Residency.until.is_(None),
        )
    )


def unchanged(before: Residency | None, status: ResidencyStatus | None, data: Data) -> bool:
    """Whether a company is already what is said of it, since the day that is said."""
    if before is None:
        return status is None
    return before.status == status and data.get("since", before.since) == before.since


def confirm(before: Residency | None, by: Role) -> None:
    """Have a person's word of today in the place of what was said of a company, if anything."""
    if before:
        before.stated, before.source, before.by = today().isoformat(), {}, by


def follows(before: Residency | None, status: ResidencyStatus | None, data: Data) -> None:
    """Raise `Unfit` where a status cannot follow what a company was, or begins before it did."""
    was = ResidencyStatus(before.status) if before else None
    if status not in RESIDENCY[was]:
        raise Unfit("status", "status_next", f"This does not follow “{was or 'nothing'}”.")
    since = data.get("since")
    if since and before and before.since and days(since)[1] < days(before.since)[0]:
        raise Unfit("since", "since_before", f"What it was began only on {before.since}.")


def brought(session: Session, visitor: Visitor, site: Site, startup_id: str) -> None:
    """Raise `Unfit` unless a company is there, and the visitor may bring it to a site."""
    there = select(StoredProfile.id).where(
        StoredProfile.kind == Kind.STARTUP, StoredProfile.id == startup_id
    )
    if session.scalar(there) is None:
        raise Unfit("startup", "startup_unknown", f"There is no startup called “{startup_id}”.")
    if session.scalar(there.where(*bringable(visitor, site))) is None:
        message = "Others look after this company: ask who answers for the network."
        raise Unfit("startup", "startup_elsewhere", message)


def forget(session: Session, startup_id: str) -> None:
    """Delete what a company was to sites, and its places in cohorts."""
    session.execute(delete(Residency).where(Residency.startup_id == startup_id))
    session.execute(delete(CohortMember).where(CohortMember.startup_id == startup_id))


def subject(
    context: Context, visitor: Visitor, site_id: str, startup_id: str
) -> tuple[StartupBrief, ResidencyShown | None]:
    """A company of a site with what it is there, or one that the visitor may bring to it.

    Raises `NotFound` for any other.
    """
    with reading(context.database) as session:
        site = stored(session, site_id)
        row = session.execute(present(site_id).where(Residency.startup_id == startup_id)).first()
        if row is not None:
            company = CompanyShown.of(*row)
            return company.startup, company.residency
        chosen = select(StoredProfile).where(
            StoredProfile.kind == Kind.STARTUP, StoredProfile.id == startup_id
        )
        found = session.scalar(chosen.where(*bringable(visitor, site)))
        if found is None:
            message = f"There is no “{startup_id}” to bring to “{site_id}”."
            raise NotFound(message)
        return StartupBrief.of(found), None


def bringable(visitor: Visitor, site: Site) -> tuple[ColumnElement[bool], ...]:
    """The condition that a visitor may bring a company to a site of theirs.

    One that others look after is brought where it says itself that it is.
    """
    return () if everywhere(visitor) else (or_(unclaimed(), claiming(site)),)


def one(context: Context, site_id: str, startup_id: str) -> CompanyShown:
    """What a company is to a site today; raises `NotFound`."""
    with reading(context.database) as session:
        row = session.execute(present(site_id).where(Residency.startup_id == startup_id)).first()
        if row is None:
            message = f"“{startup_id}” is not at “{site_id}”."
            raise NotFound(message)
        return CompanyShown.of(*row)
