"""Where a manager of the network begins."""

from collections import Counter
from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import StoredInvitation
from app.context import Context
from app.kit.database import now, reading
from app.matches.schemas import Shown
from app.network import sites
from app.network.schemas import SiteShown
from app.network.states import ResidencyStatus, SiteStatus
from app.profiles.models import StoredProfile
from app.programmes.service import upkeep
from app.programmes.upkeep import Issue
from matching.profile import Kind


class ManagerHome(Shown):
    """The network at a glance."""

    companies: int
    """Companies that Wasl keeps."""
    statuses: Mapping[ResidencyStatus, int]
    """Companies at sites, by what they are there; one at two sites counts at both."""
    unknown: Mapping[ResidencyStatus, int]
    """Companies beside these that were so once, and of which it was said too long ago."""
    sites: tuple[SiteShown, ...]
    """Those that have opened."""
    programmes: int
    due: int
    """Records of the catalogue to be read again against their sources."""
    issues: Mapping[Issue, int]
    """Records by what is amiss with them, the most urgent first; one may have several."""
    invitations: int
    """Invitations that wait for an answer."""


def manager_home(context: Context) -> ManagerHome:
    """The figures of today."""
    places = sites.sites(context)
    records = upkeep(context)
    amiss = Counter(issue for one in records for issue in one.issues)
    with reading(context.database) as session:
        return ManagerHome(
            companies=counted_companies(session),
            statuses={one: sum(at.companies[one] for at in places) for one in ResidencyStatus},
            unknown={one: sum(at.unknown[one] for at in places) for one in ResidencyStatus},
            sites=tuple(at for at in places if at.status is SiteStatus.OPEN),
            programmes=len(records),
            due=sum(one.due for one in records),
            issues={issue: amiss[issue] for issue in Issue},
            invitations=waiting(session),
        )


def counted_companies(session: Session) -> int:
    """How many companies there are."""
    chosen = select(func.count()).where(StoredProfile.kind == Kind.STARTUP)
    return session.scalar(chosen) or 0


def waiting(session: Session) -> int:
    """How many invitations wait for an answer."""
    chosen = select(func.count()).where(
        StoredInvitation.accepted_at.is_(None),
        StoredInvitation.withdrawn_at.is_(None),
        StoredInvitation.expires_at > now(),
    )
    return session.scalar(chosen) or 0
