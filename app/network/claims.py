"""What companies say of themselves and a site has not confirmed."""

import json
from collections.abc import Collection

from sqlalchemy import ColumnElement, Select, String, cast, select
from sqlalchemy.orm import Session

from app.kit.pages import Page
from app.network.models import Residency, Site
from app.organisations.schemas import StartupBrief
from app.profiles.editing import STARTUP
from app.profiles.models import StoredFact, StoredProfile
from matching.profile import Kind

SITE = "technopark_site"


def claiming(site: Site) -> ColumnElement[bool]:
    """The condition that a company itself says that it is at a site, or supported by it.

    Records name sites in French. What a file says of a company is no word of its own.
    """
    named = cast(StoredFact.value, String) == json.dumps(site.names["fr"])
    said = (StoredFact.name == SITE, StoredFact.source == STARTUP, named)
    return StoredProfile.key.in_(select(StoredFact.profile_key).where(*said))


def waiting(
    session: Session, site_ids: Collection[str]
) -> tuple[tuple[str, tuple[StartupBrief, ...]], ...]:
    """By site, the companies that say they are there while the site says nothing of them.

    As many statements for many sites as for one.
    """
    sites = session.scalars(select(Site).where(Site.id.in_(site_ids)).order_by(Site.filed_as)).all()
    named = {json.dumps(site.names["fr"]): site.id for site in sites}
    here = select(Residency.startup_id, Residency.site_id).where(
        Residency.site_id.in_(site_ids), Residency.until.is_(None)
    )
    known = {tuple(row) for row in session.execute(here)}
    found: dict[str, list[StartupBrief]] = {site.id: [] for site in sites}
    for name, row in session.execute(said_by_name(named)):
        if (row.id, named[name]) not in known:
            found[named[name]].append(StartupBrief.of(row))
    return tuple((site_id, tuple(companies)) for site_id, companies in found.items())


def waiting_at(session: Session, site_id: str, offset: int, limit: int) -> Page[StartupBrief]:
    """A part of what waits for the word of one site, by name."""
    ((_, found),) = waiting(session, [site_id])
    part = found[offset : offset + limit]
    return Page(items=part, total=len(found), offset=offset, limit=limit)


def said_by_name(names: Collection[str]) -> Select[str, StoredProfile]:
    """The statement that finds the companies which name one of these sites, and which they name."""
    said = cast(StoredFact.value, String)
    return (
        select(said, StoredProfile)
        .join(StoredFact, StoredFact.profile_key == StoredProfile.key)
        .where(StoredProfile.kind == Kind.STARTUP, StoredFact.name == SITE)
        .where(StoredFact.source == STARTUP, said.in_(names))
        .order_by(StoredProfile.filed_as, StoredProfile.id)
    )
