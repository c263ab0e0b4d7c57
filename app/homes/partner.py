"""Where a partner begins: their organisations, their programmes, whom these would take."""

from collections.abc import Mapping
from datetime import date

from app.accounts import places
from app.accounts.policy import Role, Scope, Visitor
from app.accounts.schemas import PlaceShown
from app.context import Context
from app.kit.database import reading
from app.kit.days import today
from app.matches.schemas import Shown
from app.programmes.schemas import ProgrammeBrief
from app.programmes.service import offered
from app.programmes.upkeep import UpkeepShown
from matching.criteria.verdict import Verdict


class Offered(Shown):
    """A programme of the partner's."""

    programme: ProgrammeBrief
    upkeep: UpkeepShown
    companies: Mapping[Verdict, int]
    """Companies of the network by verdict: figures, since nobody is introduced by a list."""


class PartnerHome(Shown):
    """What a partner answers for."""

    organisations: tuple[PlaceShown, ...]
    programmes: tuple[Offered, ...]
    """By name."""
    due: int
    """How many of their records are to be read again."""


def partner_home(context: Context, visitor: Visitor, as_of: date | None = None) -> PartnerHome:
    """The organisations that a visitor is a partner of, and what these offer."""
    ids = visitor.scopes(Role.PARTNER)
    day = as_of or today()
    with reading(context.database) as session:
        named = places.named(session, (Scope("organisation", one) for one in ids))
        rows = offered(session, ids)
        counts = context.audience.counts(session, rows, day)
    programmes = tuple(
        Offered(
            programme=ProgrammeBrief.of(row),
            upkeep=UpkeepShown.of(row, (), day),
            companies={one: counts[row.id].get(one, 0) for one in Verdict},
        )
        for row in rows
    )
    return PartnerHome(
        organisations=tuple(named[Scope("organisation", one)] for one in ids),
        programmes=programmes,
        due=sum(one.upkeep.due for one in programmes),
    )
