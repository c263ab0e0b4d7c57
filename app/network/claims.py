"""What companies say of themselves and a site has not confirmed."""

import json
from collections.abc import Collection

from sqlalchemy import ColumnElement, String, cast, select
from sqlalchemy.orm import Session

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
    """By site, the companies that say they are there while the site says nothing of them."""
    sites = session.scalars(select(Site).where(Site.id.in_(site_ids)).order_by(Site.filed_as))
    return tuple((site.id, unconfirmed(session, site)) for site in sites.all())


def unconfirmed(session: Session, site: Site) -> tuple[StartupBrief, ...]:
    """The companies that say they are at a site, by name, and that it says nothing of."""
    here = select(Residency.startup_id).where(
        Residency.site_id == site.id, Residency.until.is_(None)
    )
    chosen = (
        select(StoredProfile)
        .where(StoredProfile.kind == Kind.STARTUP, StoredProfile.id.not_in(here))
        .where(claiming(site))
        .order_by(StoredProfile.filed_as, StoredProfile.id)
    )
    return tuple(map(StartupBrief.of, session.scalars(chosen)))
