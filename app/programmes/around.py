"""What stands around a programme for who looks at it: who runs it, their companies, its upkeep."""

from collections.abc import Mapping

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.accounts.policy import Visitor, decide, reach
from app.accounts.targets import target
from app.context import Context
from app.kit.database import reading
from app.matches.schemas import Shown
from app.network.models import Organisation
from app.network.reach import at_sites, providers_of
from app.profiles.models import StoredProfile
from matching.profile import Kind

# How many of a visitor's companies are offered; who has more begins at the list of them.
COMPANIES = 5


class Operator(Shown):
    """An organisation behind a programme."""

    id: str
    names: Mapping[str, str]
    """By language, in those that are known."""


class Own(Shown):
    """A company of the visitor's."""

    id: str
    name: str


class AroundShown(Shown):
    """What a visitor is shown around a programme."""

    operators: tuple[Operator, ...]
    companies: tuple[Own, ...]
    """Those that the visitor founded or coaches, by name: the first of them."""
    more: bool
    """Whether there are others."""
    editable: bool
    """Whether the visitor may correct its record."""


def around(context: Context, visitor: Visitor, programme_id: str) -> AroundShown:
    """What a visitor is shown around a programme."""
    with reading(context.database) as session:
        companies = own_companies(session, visitor)
        aim = target(session, "programme", programme_id)
        return AroundShown(
            operators=operators(session, programme_id),
            companies=companies[:COMPANIES],
            more=len(companies) > COMPANIES,
            editable=decide(visitor, "programme.edit", aim).allowed,
        )


def operators(session: Session, programme_id: str) -> tuple[Operator, ...]:
    """The organisations that a programme's provider names."""
    chosen = (
        select(Organisation.id, Organisation.names)
        .where(Organisation.id.in_(providers_of(session, programme_id)))
        .order_by(Organisation.filed_as)
    )
    return tuple(Operator(id=id_, names=names) for id_, names in session.execute(chosen))


def own_companies(session: Session, visitor: Visitor) -> tuple[Own, ...]:
    """The companies that a visitor founded or coaches, by name, and not many more than are shown.

    Nobody has all of them for their own, though they may read all.
    """
    within = reach(visitor, "startup.match")
    founded, sites = within.ids("startup"), within.ids("site")
    if not founded and not sites:
        return ()
    chosen = (
        select(StoredProfile.id, StoredProfile.name)
        .where(StoredProfile.kind == Kind.STARTUP)
        .where(or_(StoredProfile.id.in_(founded), StoredProfile.id.in_(at_sites(sites))))
        .order_by(StoredProfile.filed_as, StoredProfile.id)
        .limit(COMPANIES + 1)
    )
    return tuple(Own(id=id_, name=name) for id_, name in session.execute(chosen))
