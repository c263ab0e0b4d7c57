"""Who lies within what: the relations that permissions are decided by. One statement each."""

from collections.abc import Collection

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from app.network.models import CohortMember, CohortSite, OrganisationAlias, Residency, Site
from app.profiles.models import StoredProfile
from matching.profile import Kind

# Asked of every page of a company: to build such a statement takes longer than to run it.
SITES_OF = (
    select(Residency.site_id, Site.organisation_id)
    .join(Site)
    .where(Residency.startup_id == bindparam("startup_id"), Residency.until.is_(None))
)


def sites_of(session: Session, startup_id: str) -> dict[str, str]:
    """The sites that a company is something to today, as an alumnus too, with who runs them."""
    return dict(session.execute(SITES_OF, {"startup_id": startup_id}).all())


def at_sites(site_ids: Collection[str] | Select[str]) -> Select[str]:
    """The statement that finds the companies of some sites, to be part of another one."""
    return select(Residency.startup_id).where(
        Residency.site_id.in_(site_ids), Residency.until.is_(None)
    )


def runners_of(session: Session, site_ids: Collection[str]) -> tuple[str, ...]:
    """The organisations that run some sites, each once."""
    chosen = select(Site.organisation_id).where(Site.id.in_(site_ids)).distinct()
    return tuple(session.scalars(chosen.order_by(Site.organisation_id)))


def run_by(organisation_ids: Collection[str]) -> Select[str]:
    """The statement that finds the sites that some organisations run, to be part of another one."""
    return select(Site.id).where(Site.organisation_id.in_(organisation_ids))


def providers_of(session: Session, programme_id: str) -> tuple[str, ...]:
    """The organisations behind a programme of the catalogue: those that its provider names."""
    provider = StoredProfile.record["provider"].as_string()
    chosen = (
        select(OrganisationAlias.organisation_id)
        .join(StoredProfile, OrganisationAlias.alias == provider)
        .where(StoredProfile.kind == Kind.PROGRAMME, StoredProfile.id == programme_id)
    )
    return tuple(session.scalars(chosen.order_by(OrganisationAlias.organisation_id)))


def sites_of_cohort(session: Session, cohort_id: str) -> tuple[str, ...]:
    """The sites where a cohort meets."""
    chosen = select(CohortSite.site_id).where(CohortSite.cohort_id == cohort_id)
    return tuple(session.scalars(chosen.order_by(CohortSite.site_id)))


def members_of_cohort(session: Session, cohort_id: str) -> tuple[str, ...]:
    """The companies of a cohort."""
    chosen = select(CohortMember.startup_id).where(CohortMember.cohort_id == cohort_id)
    return tuple(session.scalars(chosen.order_by(CohortMember.startup_id)))
