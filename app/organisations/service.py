"""Reading startups, and forgetting them."""

from app.accounts.policy import Reach
from app.context import Context
from app.kit.database import reading, writing
from app.kit.pages import Page
from app.matches import service as matches
from app.network import residencies
from app.network.reach import companies_within
from app.organisations.schemas import StartupBrief, StartupShown
from app.profiles import service
from app.profiles.edits import edits_of
from matching.profile import Kind


def startups(context: Context, offset: int, limit: int, reach: Reach) -> Page[StartupBrief]:
    """Some of the startups within a reach, in the order of their names."""
    with reading(context.database) as session:
        ids = companies_within(session, reach)
        rows, total = service.page(session, Kind.STARTUP, offset, limit, ids)
        return Page(
            items=tuple(map(StartupBrief.of, rows)), total=total, offset=offset, limit=limit
        )


def startup(context: Context, startup_id: str) -> StartupShown:
    """One startup; raises `NotFound`."""
    with reading(context.database) as session:
        row = service.stored(session, Kind.STARTUP, startup_id)
        return StartupShown.of(row, edits_of(session, Kind.STARTUP, startup_id).values())


def forget(context: Context, startup_id: str) -> None:
    """Delete a startup: facts, texts, answers, lists it was shown, places at sites and in cohorts.

    Raises `NotFound`.
    """
    with writing(context.database) as session:
        service.stored(session, Kind.STARTUP, startup_id)
        service.remove(session, Kind.STARTUP, startup_id)
        matches.forget(session, Kind.STARTUP, startup_id)
        residencies.forget(session, startup_id)
