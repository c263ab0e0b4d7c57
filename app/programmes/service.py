"""Reading the catalogue."""

from app.context import Context
from app.kit.database import reading
from app.kit.pages import Page
from app.profiles import service
from app.programmes.schemas import ProgrammeBrief, ProgrammeShown
from matching.profile import Kind


def catalogue(context: Context, offset: int, limit: int) -> Page[ProgrammeBrief]:
    """Some of the programmes, in the order of their names."""
    with reading(context.database) as session:
        rows, total = service.page(session, Kind.PROGRAMME, offset, limit)
        return Page(
            items=tuple(map(ProgrammeBrief.of, rows)), total=total, offset=offset, limit=limit
        )


def programme(context: Context, programme_id: str) -> ProgrammeShown:
    """One programme; raises `NotFound`."""
    with reading(context.database) as session:
        return ProgrammeShown.of(service.stored(session, Kind.PROGRAMME, programme_id))
