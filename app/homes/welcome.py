"""What a visitor is told who is not signed in."""

from sqlalchemy import func, select

from app.context import Context
from app.kit.database import reading
from app.matches.schemas import Shown
from app.network.models import Site
from app.network.states import SiteStatus
from app.profiles.models import StoredProfile
from matching.profile import Kind


class Welcome(Shown):
    """Wasl in figures."""

    programmes: int
    """Programmes and funds of the catalogue."""
    open_programmes: int
    """Those that their sources said were open, at their date."""
    companies: int
    """Companies that Wasl keeps."""
    sites: int
    """Sites of the network that have opened."""


def welcome(context: Context) -> Welcome:
    """The figures of today."""
    with reading(context.database) as session:
        every = context.shelf.entries(session)
        companies = select(func.count()).where(StoredProfile.kind == Kind.STARTUP)
        sites = select(func.count()).where(Site.status == SiteStatus.OPEN)
        return Welcome(
            programmes=len(every),
            open_programmes=sum(one.brief.status == "open" for one in every),
            companies=session.scalar(companies) or 0,
            sites=session.scalar(sites) or 0,
        )
