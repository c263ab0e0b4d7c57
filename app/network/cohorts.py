"""Cohorts: companies that take a programme of the network together."""

from collections.abc import Collection, Mapping
from uuid import uuid4

from sqlalchemy import ColumnElement, Select, delete, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.accounts.policy import Visitor, reach
from app.context import Context
from app.drafts import submissions
from app.kit.database import now, reading, writing
from app.kit.days import today
from app.kit.errors import Unknown
from app.network.checks import Unfit, checked
from app.network.models import Cohort, CohortMember, CohortSite, NetworkProgramme, Site
from app.network.reach import at_sites
from app.network.residencies import matching
from app.network.schemas import (
    CohortBrief,
    CohortGiven,
    CohortShown,
    NetworkProgrammeShown,
    SiteBrief,
)
from app.network.sites import named
from app.network.states import COHORT, CohortState
from app.organisations.listing import reached
from app.organisations.schemas import StartupBrief
from app.profiles.models import StoredProfile
from ingestion.report import Data
from matching.profile import Kind

EDIT = "cohort.edit"
# Those under way first, then what comes, then what was; the latest first.
STATES = (CohortState.RUNNING, CohortState.PLANNED, CohortState.DONE, CohortState.CANCELLED)
LOADED = (joinedload(Cohort.programme), selectinload(Cohort.sites))


def cohorts(context: Context, site_ids: Collection[str] | None = None) -> tuple[CohortBrief, ...]:
    """The cohorts that meet at one of these sites, or all: those under way first."""
    with reading(context.database) as session:
        return listed(session, () if site_ids is None else (meets(site_ids),))


def of_startup(session: Session, startup_id: str) -> tuple[CohortBrief, ...]:
    """The cohorts that a company is in."""
    inside = select(CohortMember.cohort_id).where(CohortMember.startup_id == startup_id)
    return listed(session, (Cohort.id.in_(inside),))


def meets(site_ids: Collection[str]) -> ColumnElement[bool]:
    """The condition that a cohort meets at one of these sites."""
    there = select(CohortSite.cohort_id).where(CohortSite.site_id.in_(site_ids))
    return Cohort.id.in_(there)


def listed(session: Session, found: Collection[ColumnElement[bool]]) -> tuple[CohortBrief, ...]:
    """The cohorts that conditions find."""
    rows = session.scalars(select(Cohort).where(*found).options(*LOADED)).all()
    sizes = counted(session)
    shown = [CohortBrief.brief(row, sizes.get(row.id, 0)) for row in rows]
    shown.sort(key=lambda one: (one.starts, one.name), reverse=True)
    return tuple(sorted(shown, key=lambda one: STATES.index(one.state)))


def counted(session: Session) -> dict[str, int]:
    """How many companies are in each cohort; one that is not kept counts nowhere."""
    chosen = (
        select(CohortMember.cohort_id, func.count())
        .join(StoredProfile, StoredProfile.id == CohortMember.startup_id)
        .where(StoredProfile.kind == Kind.STARTUP)
        .group_by(CohortMember.cohort_id)
    )
    return dict(session.execute(chosen).all())


def cohort(context: Context, visitor: Visitor, cohort_id: str) -> CohortShown:
    """One cohort, its companies as far as a visitor may read them; raises `NotFound`."""
    mine = reached(reach(visitor, "startup.read"))
    with reading(context.database) as session:
        row = stored(session, cohort_id)
        members = session.scalars(inside(cohort_id)).all()
        within = session.scalars(inside(cohort_id).where(*mine))
        read = {one.id for one in within}
        brief = CohortBrief.brief(row, len(members))
        return CohortShown(
            **brief.model_dump(),
            members=tuple(StartupBrief.of(one) for one in members if one.id in read),
            others=tuple(one.name for one in members if one.id not in read),
        )


def stored(session: Session, cohort_id: str) -> Cohort:
    """A cohort's row, its programme and sites loaded; raises `NotFound`."""
    row = session.get(Cohort, cohort_id, options=LOADED)
    if row is None:
        raise Unknown("cohort", cohort_id)
    return row


def inside(cohort_id: str) -> Select[StoredProfile]:
    """The statement that finds the companies of a cohort, by name."""
    return (
        select(StoredProfile)
        .join(CohortMember, CohortMember.startup_id == StoredProfile.id)
        .where(StoredProfile.kind == Kind.STARTUP, CohortMember.cohort_id == cohort_id)
        .order_by(StoredProfile.filed_as, StoredProfile.id)
    )


def programmes(context: Context) -> tuple[NetworkProgrammeShown, ...]:
    """What the network itself runs, by id."""
    with reading(context.database) as session:
        rows = session.scalars(select(NetworkProgramme).order_by(NetworkProgramme.id))
        return tuple(map(NetworkProgrammeShown.of, rows))


def sites_for(context: Context, visitor: Visitor, action: str) -> tuple[SiteBrief, ...]:
    """The sites where a visitor may have a cohort meet."""
    mine = reach(visitor, action)
    with reading(context.database) as session:
        return named(session, None if mine.everything else mine.ids("site"))


def create(context: Context, visitor: Visitor, given: CohortGiven, once: str = "") -> str:
    """Add a cohort, and give its id; raises `Invalid`.

    `once` tells a filling of a form: sent by the same person again, it adds nothing.
    """
    data = fit(given)
    with writing(context.database) as session:
        if visitor.person and (done := submissions.result(session, visitor.person.id, once)):
            return done
        chosen = placed(session, visitor, data["sites"], before=())
        founded(session, data)
        follows(None, CohortState(data["state"]))
        row = Cohort(id=uuid4().hex, created_at=now(), **columns(data), sites=chosen)
        session.add(row)
        if visitor.person:
            submissions.note(session, visitor.person.id, once, row.id)
        return row.id


def change(context: Context, visitor: Visitor, cohort_id: str, given: CohortGiven) -> None:
    """Write a cohort anew; sites out of the visitor's reach stay as they are.

    Raises `NotFound` and `Invalid`.
    """
    data = fit(given)
    with writing(context.database) as session:
        row = stored(session, cohort_id)
        chosen = placed(session, visitor, data["sites"], before=row.sites)
        founded(session, data)
        if data["state"] != row.state:
            follows(CohortState(row.state), CohortState(data["state"]))
        for name, value in columns(data).items():
            setattr(row, name, value)
        row.sites = chosen


def fit(given: CohortGiven) -> Data:
    """What a coach writes of a cohort, held to its form; raises `Invalid`."""
    data = checked("cohort", given.model_dump(mode="json"))
    if data.get("ends") and data.get("starts", "") > data["ends"]:
        raise Unfit("ends", "cohort_ends", "It ends before it starts.")
    return data


def columns(data: Data) -> Mapping[str, str]:
    """What a coach writes, as columns."""
    return {
        "programme_id": data["programme"],
        "name": data["name"],
        "state": data["state"],
        "starts": data.get("starts", ""),
        "ends": data.get("ends", ""),
    }


def follows(before: CohortState | None, state: CohortState) -> None:
    """Raise `Unfit` where a state cannot follow what a cohort was."""
    if state not in COHORT[before]:
        raise Unfit("state", "state_next", f"This does not follow “{before or 'nothing'}”.")


def founded(session: Session, data: Data) -> None:
    """Raise `Unfit` unless the network runs the programme."""
    if session.get(NetworkProgramme, data["programme"]) is None:
        message = f"The network runs no programme called “{data['programme']}”."
        raise Unfit("programme", "programme_unknown", message)


def placed(
    session: Session, visitor: Visitor, wanted: Collection[str], before: Collection[Site]
) -> list[Site]:
    """The sites of a cohort once a visitor has chosen among those in their reach.

    Raises `Unfit` for one that is not there, or out of reach and not among those before.
    """
    mine = reach(visitor, EDIT)
    found = {row.id: row for row in session.scalars(select(Site).where(Site.id.in_(wanted)))}
    others = {row.id: row for row in before if not (mine.everything or row.id in mine.ids("site"))}
    allowed = found.keys() if mine.everything else set(mine.ids("site")) | others.keys()
    if wrong := set(wanted) - (found.keys() & set(allowed)):
        raise Unfit("sites", "site_elsewhere", f"Not yours to choose: {', '.join(sorted(wrong))}.")
    return list({**found, **others}.values())


def candidates(
    context: Context, visitor: Visitor, cohort_id: str, search: str, limit: int
) -> tuple[StartupBrief, ...]:
    """Companies that a visitor may put in a cohort, by name, as far as a search finds them.

    Raises `NotFound` for a cohort that is not there.
    """
    already = select(CohortMember.startup_id).where(CohortMember.cohort_id == cohort_id)
    with reading(context.database) as session:
        stored(session, cohort_id)
        chosen = (
            select(StoredProfile)
            .where(StoredProfile.kind == Kind.STARTUP, StoredProfile.id.not_in(already))
            .where(*matching(search), *within(visitor))
            .order_by(StoredProfile.filed_as, StoredProfile.id)
        )
        return tuple(map(StartupBrief.of, session.scalars(chosen.limit(limit))))


def within(visitor: Visitor) -> tuple[ColumnElement[bool], ...]:
    """The condition that a company is at a site of the visitor."""
    mine = reach(visitor, EDIT)
    return () if mine.everything else (StoredProfile.id.in_(at_sites(mine.ids("site"))),)


def add(context: Context, visitor: Visitor, cohort_id: str, startup_id: str) -> None:
    """Put a company in a cohort; again changes nothing.

    Raises `NotFound`, and `Invalid` for a company out of the visitor's reach.
    """
    with writing(context.database) as session:
        stored(session, cohort_id)
        there = select(StoredProfile.id).where(
            StoredProfile.kind == Kind.STARTUP, StoredProfile.id == startup_id, *within(visitor)
        )
        if session.scalar(there) is None:
            message = f"There is no “{startup_id}” at your sites."
            raise Unfit("startup", "startup_unknown", message)
        if session.get(CohortMember, (cohort_id, startup_id)) is None:
            since = today().isoformat()
            session.add(CohortMember(cohort_id=cohort_id, startup_id=startup_id, since=since))


def remove(context: Context, cohort_id: str, startup_id: str) -> None:
    """Take a company out of a cohort; raises `NotFound` for a cohort that is not there."""
    with writing(context.database) as session:
        stored(session, cohort_id)
        member = (CohortMember.cohort_id == cohort_id, CohortMember.startup_id == startup_id)
        session.execute(delete(CohortMember).where(*member))
