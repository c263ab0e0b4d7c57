"""Reading the catalogue."""

from datetime import date

from app.context import Context
from app.kit.database import reading
from app.kit.days import today
from app.profiles import service
from app.profiles.edits import all_edits, edits_of
from app.programmes.schemas import ProgrammeShown
from app.programmes.upkeep import UpkeepShown, urgency
from matching.profile import Kind


def programme(context: Context, programme_id: str) -> ProgrammeShown:
    """One programme; raises `NotFound`."""
    with reading(context.database) as session:
        row = service.stored(session, Kind.PROGRAMME, programme_id)
        return ProgrammeShown.of(row, edits_of(session, Kind.PROGRAMME, programme_id).values())


def upkeep(context: Context, as_of: date | None = None) -> tuple[UpkeepShown, ...]:
    """What every programme's record needs as of a day, the most urgent first."""
    with reading(context.database) as session:
        edits = all_edits(session, Kind.PROGRAMME)
        shown = [
            UpkeepShown.of(row, tuple(one.field for one in edits.get(row.id, ())), as_of or today())
            for row in service.rows(session, Kind.PROGRAMME)
        ]
    return tuple(sorted(shown, key=urgency))
