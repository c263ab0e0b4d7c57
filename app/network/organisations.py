"""Organisations other than startups: who gives programmes, opens markets, teaches."""

import re
from collections.abc import Mapping
from itertools import chain, count
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, selectinload

from app.accounts.policy import Person
from app.context import Context
from app.drafts import submissions
from app.kit.database import now, reading, writing
from app.kit.errors import Unknown
from app.kit.pages import Page
from app.network.checks import checked
from app.network.importing import names, put_aliases, searched
from app.network.models import Organisation, OrganisationAlias
from app.network.schemas import OrganisationBrief, OrganisationGiven, OrganisationShown
from app.network.states import OrganisationKind
from app.organisations.founding import RESERVED
from app.profiles.models import StoredProfile
from app.profiles.service import filed
from ingestion.report import Data
from matching.profile import Kind

# The least that a record of an organisation says: what is typed is checked within it.
LEAST: Data = {"id": "a", "sources": [{"title": "a"}]}
LETTERS = re.compile(r"[a-z0-9]+")
PROVIDER = StoredProfile.record["provider"].as_string()


def organisations(
    context: Context,
    offset: int,
    limit: int,
    *,
    search: str = "",
    kind: OrganisationKind | None = None,
) -> tuple[Page[OrganisationBrief], Mapping[OrganisationKind, int]]:
    """Some of the organisations, by name, and how many of each kind the search finds."""
    found = matching(search)
    with reading(context.database) as session:
        kinds = of_kinds(session, found)
        chosen = select(Organisation).where(*found)
        if kind:
            chosen = chosen.where(Organisation.kind == kind)
        chosen = chosen.order_by(Organisation.filed_as, Organisation.id)
        rows = session.scalars(chosen.offset(offset).limit(limit)).all()
        offered = programmes_counted(session)
        items = tuple(OrganisationBrief.brief(row, offered.get(row.id, 0)) for row in rows)
    total = kinds[kind] if kind else sum(kinds.values())
    return Page(items=items, total=total, offset=offset, limit=limit), kinds


def matching(search: str) -> tuple[ColumnElement[bool], ...]:
    """The condition that a name of an organisation holds what is searched."""
    words = filed(search.strip())
    return (Organisation.searched.contains(words, autoescape=True),) if words else ()


def of_kinds(
    session: Session, found: tuple[ColumnElement[bool], ...]
) -> dict[OrganisationKind, int]:
    """How many organisations of each kind there are."""
    counted = session.execute(
        select(Organisation.kind, func.count()).where(*found).group_by(Organisation.kind)
    )
    counts = {OrganisationKind(kind): count for kind, count in counted}
    return {kind: counts.get(kind, 0) for kind in OrganisationKind}


def programmes_counted(session: Session) -> dict[str, int]:
    """How many programmes of the catalogue name each organisation."""
    chosen = (
        select(OrganisationAlias.organisation_id, func.count())
        .join(StoredProfile, OrganisationAlias.alias == PROVIDER)
        .where(StoredProfile.kind == Kind.PROGRAMME)
        .group_by(OrganisationAlias.organisation_id)
    )
    return dict(session.execute(chosen).all())


def organisation(context: Context, organisation_id: str) -> OrganisationShown:
    """One organisation; raises `NotFound`."""
    with reading(context.database) as session:
        row = stored(session, organisation_id)
        offered = (
            select(StoredProfile)
            .join(OrganisationAlias, OrganisationAlias.alias == PROVIDER)
            .where(StoredProfile.kind == Kind.PROGRAMME)
            .where(OrganisationAlias.organisation_id == organisation_id)
            .order_by(StoredProfile.filed_as, StoredProfile.id)
        )
        return OrganisationShown.whole(row, session.scalars(offered))


def stored(session: Session, organisation_id: str) -> Organisation:
    """An organisation's row, its aliases loaded; raises `NotFound`."""
    aliases = [selectinload(Organisation.aliases)]
    row = session.get(Organisation, organisation_id, options=aliases)
    if row is None:
        raise Unknown("organisation", organisation_id)
    return row


def create(
    context: Context, given: OrganisationGiven, person: Person | None = None, once: str = ""
) -> str:
    """Add an organisation, and give its id; raises `Invalid`.

    `once` tells a filling of a form: sent by the same person again, it adds nothing.
    """
    data = fit(given)
    with writing(context.database) as session:
        if person and (done := submissions.result(session, person.id, once)):
            return done
        id_ = free_id(session, data["name_fr"])
        session.add(Organisation(id=id_, sources=[], **columns(data)))
        put_aliases(session, id_, data.get("aliases", ()))
        if person:
            submissions.note(session, person.id, once, id_)
    return id_


def change(context: Context, organisation_id: str, given: OrganisationGiven) -> None:
    """Write an organisation anew; imports leave it alone from then on.

    Raises `NotFound` and `Invalid`.
    """
    data = fit(given)
    with writing(context.database) as session:
        row = stored(session, organisation_id)
        for name, value in columns(data).items():
            setattr(row, name, value)
        put_aliases(session, organisation_id, data.get("aliases", ()))


def fit(given: OrganisationGiven) -> Data:
    """What a person writes of an organisation, held to the form of files; raises `Invalid`."""
    said = given.model_dump(mode="json")
    return checked("organisation", {**LEAST, **said})


def columns(data: Data) -> dict[str, Any]:
    """What a person writes, as columns; where it came from before is left as it is."""
    named = names(data)
    return {
        "kind": data["kind"],
        "names": named,
        "filed_as": filed(named["fr"]),
        "searched": searched(named),
        "city": data.get("city", ""),
        "url": data.get("url", ""),
        "edited_at": now(),
    }


def free_id(session: Session, name: str) -> str:
    """An id that no organisation has, made of a name as far as it has Latin letters."""
    base = "-".join(LETTERS.findall(filed(name)))[:80] or "organisation"
    held = session.scalars(select(Organisation.id).where(Organisation.id.startswith(base)))
    taken = {*held, *RESERVED}
    numbered = (f"{base}-{number}" for number in count(2))
    return next(one for one in chain([base], numbered) if one not in taken)
