"""What roles are held for, by name: sites, organisations, companies, the network."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.accounts.policy import HELD_FOR, NETWORK, Membership, Role, Scope
from app.accounts.schemas import PlaceShown
from app.network.models import Organisation, Site
from app.network.reach import at_sites
from app.network.states import OrganisationKind
from app.profiles.models import StoredProfile
from app.profiles.service import filed
from matching.profile import LANGUAGES, Kind

# What an organisation must be for somebody to hold the role for it; unsaid, it may be any.
KINDS: Mapping[Role, frozenset[OrganisationKind]] = {
    Role.SCHOOL: frozenset({OrganisationKind.SCHOOL}),
    Role.CANDIDATE: frozenset({OrganisationKind.SCHOOL}),
}
# Companies are too many to be listed: so many of those whose name fits are.
MOST = 20


def named(session: Session, scopes: Iterable[Scope]) -> dict[Scope, PlaceShown]:
    """What each of some scopes is called, in one statement a kind; what is gone goes by its id."""
    wanted: defaultdict[str, set[str]] = defaultdict(set)
    for one in scopes:
        wanted[one.kind].add(one.id)
    known = {one.scope: one for kind, ids in wanted.items() for one in found(session, kind, ids)}
    return {
        scope: known.get(scope) or PlaceShown.nameless(scope)
        for scope in (Scope(kind, id_) for kind, ids in wanted.items() for id_ in ids)
    }


def found(session: Session, kind: str, ids: Collection[str]) -> list[PlaceShown]:
    """The things of a kind that have one of these ids."""
    match kind:
        case "site":
            return rows_of(session, kind, Site, Site.id.in_(ids))
        case "organisation":
            return rows_of(session, kind, Organisation, Organisation.id.in_(ids))
        case "startup":
            return companies(session, StoredProfile.id.in_(ids))
        case _:
            return []


def fits(session: Session, membership: Membership) -> bool:
    """Whether a role can be held for a thing: it is there, and of a kind that has such people."""
    scope = membership.scope
    match scope.kind:
        case "network":
            return scope == NETWORK
        case "organisation":
            wanted = (Organisation.id == scope.id, *of_kind(membership.role))
            return bool(rows_of(session, scope.kind, Organisation, *wanted))
        case _:
            return bool(found(session, scope.kind, [scope.id]))


def rows_of(
    session: Session,
    kind: str,
    model: type[Site | Organisation],
    *conditions: ColumnElement[bool],
) -> list[PlaceShown]:
    """Sites or organisations, in the order of their names."""
    chosen = select(model.id, model.names).where(*conditions).order_by(model.filed_as)
    return [PlaceShown(kind=kind, id=id_, names=names) for id_, names in session.execute(chosen)]


def companies(
    session: Session, *conditions: ColumnElement[bool], most: int | None = None
) -> list[PlaceShown]:
    """Companies, in the order of their names; a company has one name in every language."""
    chosen = (
        select(StoredProfile.id, StoredProfile.name)
        .where(StoredProfile.kind == Kind.STARTUP, *conditions)
        .order_by(StoredProfile.filed_as)
        .limit(most)
    )
    return [
        PlaceShown(kind="startup", id=id_, names=dict.fromkeys(LANGUAGES, name))
        for id_, name in session.execute(chosen)
    ]


def offered(
    session: Session, role: Role, *, typed: str = "", within: Collection[Scope] | None = None
) -> list[PlaceShown]:
    """What a role may be held for: all of it, or what lies within some scopes.

    Companies only where something is typed that their names hold, and not more than `MOST`.
    """
    match HELD_FOR[role]:
        case "site":
            return rows_of(session, "site", Site, *one_of(Site.id, "site", within))
        case "organisation":
            return rows_of(
                session,
                "organisation",
                Organisation,
                *one_of(Organisation.id, "organisation", within),
                *of_kind(role),
            )
        case "startup":
            return searched(session, typed, within)
        case _:
            return [PlaceShown.nameless(NETWORK)]


def one_of(
    column: InstrumentedAttribute[str], kind: str, within: Collection[Scope] | None
) -> list[ColumnElement[bool]]:
    """The condition that a thing is itself one of some scopes."""
    if within is None:
        return []
    return [column.in_([one.id for one in within if one.kind == kind])]


def of_kind(role: Role) -> list[ColumnElement[bool]]:
    """The condition that an organisation is of a kind that has people of a role."""
    return [Organisation.kind.in_(KINDS[role])] if role in KINDS else []


def searched(session: Session, typed: str, within: Collection[Scope] | None) -> list[PlaceShown]:
    """The companies whose name holds what is typed, or whose id it is; a few are all shown."""
    words = filed(typed.strip())
    conditions = [lying_within(within)] if within is not None else []
    if words:
        holds = StoredProfile.filed_as.contains(words, autoescape=True)
        conditions.append(or_(holds, StoredProfile.id == typed.strip()))
    elif within is None:
        return []
    return companies(session, *conditions, most=MOST)


def lying_within(within: Collection[Scope]) -> ColumnElement[bool]:
    """The condition that a company is one of some scopes, or at a site that is."""
    own = [one.id for one in within if one.kind == "startup"]
    sites = [one.id for one in within if one.kind == "site"]
    return or_(StoredProfile.id.in_(own), StoredProfile.id.in_(at_sites(sites)))
