"""The network in figures, each of them counted from what is kept."""

from collections.abc import Mapping

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.accounts.models import Account, StoredMembership
from app.accounts.policy import Role
from app.context import Context
from app.kit.database import reading
from app.matches.schemas import Shown
from app.network import cohorts, sites
from app.network.freshness import known_today
from app.network.models import Cohort, Residency
from app.network.schemas import CohortBrief, SiteShown
from app.network.states import CohortState, ResidencyStatus
from app.profiles.models import StoredProfile
from app.profiles.service import counted
from matching.profile import Kind


class Tally(Shown):
    """Companies by one of their facts."""

    counts: tuple[tuple[str, int], ...]
    """Each value with the companies that have it, the most frequent first."""
    known: int
    """Companies whose fact is known."""
    total: int
    """All companies."""


class FiguresShown(Shown):
    """The network in figures."""

    companies: int
    """Companies that Wasl keeps."""
    placed: int
    """Those of them that are something to a site today."""
    placed_unknown: int
    """Those that were once, and of which that was said too long ago."""
    statuses: Mapping[ResidencyStatus, int]
    """Companies at sites, by what they are there; one at two sites counts at both."""
    unknown: Mapping[ResidencyStatus, int]
    """Companies beside these that were so once, and of which it was said too long ago."""
    sites: tuple[SiteShown, ...]
    sectors: Tally
    """A company of several sectors counts in each."""
    stages: Tally
    people: Mapping[Role, int]
    """Accounts that are not disabled, by role; a person of two roles counts in both."""
    cohorts: Mapping[CohortState, int]
    running: tuple[CohortBrief, ...]
    """The cohorts under way."""


def figures(context: Context) -> FiguresShown:
    """The figures of today."""
    places = sites.sites(context)
    with reading(context.database) as session:
        total = session.scalar(companies()) or 0
        here = select(Residency.startup_id).where(Residency.until.is_(None))
        known, ever = placed(session, here.where(known_today())), placed(session, here)
        running = cohorts.listed(session, (Cohort.state == CohortState.RUNNING,))
        return FiguresShown(
            companies=total,
            placed=known,
            placed_unknown=ever - known,
            statuses={one: sum(at.companies[one] for at in places) for one in ResidencyStatus},
            unknown={one: sum(at.unknown[one] for at in places) for one in ResidencyStatus},
            sites=places,
            sectors=tally(session, "sector", total),
            stages=tally(session, "stage", total),
            people=people(session),
            cohorts=by_state(session),
            running=running,
        )


def companies() -> Select[int]:
    """The statement that counts the companies kept."""
    return select(func.count()).select_from(StoredProfile).where(StoredProfile.kind == Kind.STARTUP)


def placed(session: Session, ids: Select[str]) -> int:
    """How many companies kept are among some ids."""
    return session.scalar(companies().where(StoredProfile.id.in_(ids))) or 0


def tally(session: Session, name: str, total: int) -> Tally:
    """Companies by a fact, whose value may be a list."""
    counts, known = counted(session, name, StoredProfile.kind == Kind.STARTUP)
    ranked = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return Tally(counts=tuple(ranked), known=known, total=total)


def people(session: Session) -> dict[Role, int]:
    """How many accounts have each role."""
    chosen = (
        select(StoredMembership.role, func.count(StoredMembership.account_id.distinct()))
        .join(Account, Account.id == StoredMembership.account_id)
        .where(Account.disabled_at.is_(None))
        .group_by(StoredMembership.role)
    )
    return {Role(role): count for role, count in session.execute(chosen)}


def by_state(session: Session) -> dict[CohortState, int]:
    """How many cohorts are in each state."""
    found = session.execute(select(Cohort.state, func.count()).group_by(Cohort.state))
    counts = {CohortState(state): count for state, count in found}
    return {state: counts.get(state, 0) for state in CohortState}
