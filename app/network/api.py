"""The network over HTTP: sites with their companies, organisations, cohorts."""

from typing import Annotated

from fastapi import APIRouter, Query

from app.accounts.gate import InVisitor, may
from app.accounts.policy import reach
from app.kit.http import ConditionalRoute, InContext, documented
from app.kit.pages import Limit, Offset, Page, part
from app.network import cohorts, organisations, residencies, sites
from app.network.figures import FiguresShown, figures
from app.network.schemas import (
    CohortBrief,
    CohortGiven,
    CohortShown,
    CompanyShown,
    OrganisationBrief,
    OrganisationGiven,
    OrganisationShown,
    ResidencyGiven,
    SiteBrief,
    SiteGiven,
    SiteShown,
)
from app.network.states import OrganisationKind, ResidencyStatus

router = APIRouter(tags=["network"], route_class=ConditionalRoute)

Search = Annotated[str, Query(max_length=200, description="A part of the name.")]
OfKind = Annotated[OrganisationKind | None, Query(description="Of this kind only.")]
OfStatus = Annotated[ResidencyStatus | None, Query(description="Of this status only.")]


@router.get(
    "/network",
    dependencies=[may("network.read")],
    responses=documented(401, 403),
    summary="The network in figures",
)
def read_network(context: InContext) -> FiguresShown:
    """Companies by site and status, people by role, cohorts: all counted now."""
    return figures(context)


@router.get(
    "/sites",
    dependencies=[may("site.list")],
    responses=documented(401, 403, 422),
    summary="The sites",
)
def read_sites(
    context: InContext, visitor: InVisitor, offset: Offset = 0, limit: Limit = 20
) -> Page[SiteShown | SiteBrief]:
    """The sites, those that are open first; what is stated only of those you may look into."""
    return part(sites.listed(context, visitor), offset, limit)


@router.get(
    "/sites/{site_id}",
    dependencies=[may("site.read")],
    responses=documented(401, 403, 404),
    summary="One site",
)
def read_site(context: InContext, site_id: str) -> SiteShown:
    """A site with all that is stated of it, and by whom."""
    return sites.site(context, site_id)


@router.get(
    "/sites/{site_id}/companies",
    dependencies=[may("site.read")],
    responses=documented(401, 403, 404, 422),
    summary="The companies of a site, by name",
)
def read_companies(
    context: InContext,
    site_id: str,
    *,
    search: Search = "",
    status: OfStatus = None,
    offset: Offset = 0,
    limit: Limit = 20,
) -> Page[CompanyShown]:
    """Who is what to a site today."""
    return residencies.companies(context, site_id, offset, limit, search=search, status=status)


@router.put(
    "/sites/{site_id}",
    dependencies=[may("site.edit")],
    responses=documented(401, 403, 404, 422),
    summary="State the capacity of a site",
)
def state_site(context: InContext, visitor: InVisitor, site_id: str, given: SiteGiven) -> SiteShown:
    """State facts of a site today; those that are not given stay, null takes one back."""
    sites.state(context, visitor, site_id, given)
    return sites.site(context, site_id)


@router.put(
    "/sites/{site_id}/companies/{startup_id}",
    dependencies=[may("residency.edit")],
    responses=documented(401, 403, 404, 422),
    summary="Say what a company is to a site",
)
def enter_company(
    context: InContext, visitor: InVisitor, site_id: str, startup_id: str, given: ResidencyGiven
) -> SiteShown:
    """A company comes to a site, changes what it is there, or leaves it; gives the site."""
    residencies.enter(context, visitor, site_id, startup_id, given)
    return sites.site(context, site_id)


@router.get(
    "/organisations",
    dependencies=[may("organisation.list")],
    responses=documented(401, 422),
    summary="Organisations, by name",
)
def read_organisations(
    context: InContext,
    search: Search = "",
    kind: OfKind = None,
    offset: Offset = 0,
    limit: Limit = 20,
) -> Page[OrganisationBrief]:
    """Who gives programmes, opens markets or teaches."""
    page, _ = organisations.organisations(context, offset, limit, search=search, kind=kind)
    return page


@router.get(
    "/organisations/{organisation_id}",
    dependencies=[may("organisation.read")],
    responses=documented(401, 404),
    summary="One organisation",
)
def read_organisation(context: InContext, organisation_id: str) -> OrganisationShown:
    """An organisation with the programmes it gives."""
    return organisations.organisation(context, organisation_id)


@router.post(
    "/organisations",
    dependencies=[may("organisation.create")],
    responses=documented(401, 403, 422),
    summary="Add an organisation",
)
def create_organisation(context: InContext, given: OrganisationGiven) -> OrganisationShown:
    """Add an organisation; its id is made of its name."""
    return organisations.organisation(context, organisations.create(context, given))


@router.put(
    "/organisations/{organisation_id}",
    dependencies=[may("organisation.edit")],
    responses=documented(401, 403, 404, 422),
    summary="Write an organisation anew",
)
def change_organisation(
    context: InContext, organisation_id: str, given: OrganisationGiven
) -> OrganisationShown:
    """Write an organisation anew; imports leave it alone from then on."""
    organisations.change(context, organisation_id, given)
    return organisations.organisation(context, organisation_id)


@router.get(
    "/cohorts",
    dependencies=[may("cohort.list")],
    responses=documented(401, 403, 422),
    summary="Cohorts, those under way first",
)
def read_cohorts(
    context: InContext, visitor: InVisitor, offset: Offset = 0, limit: Limit = 20
) -> Page[CohortBrief]:
    """The cohorts of your sites, or of the whole network."""
    mine = reach(visitor, "cohort.read")
    found = cohorts.cohorts(context, None if mine.everything else mine.ids("site"))
    return part(found, offset, limit)


@router.get(
    "/cohorts/{cohort_id}",
    dependencies=[may("cohort.read")],
    responses=documented(401, 403, 404),
    summary="One cohort",
)
def read_cohort(context: InContext, visitor: InVisitor, cohort_id: str) -> CohortShown:
    """A cohort with its companies."""
    return cohorts.cohort(context, visitor, cohort_id)


@router.post(
    "/cohorts",
    dependencies=[may("cohort.create")],
    responses=documented(401, 403, 422),
    summary="Add a cohort",
)
def create_cohort(context: InContext, visitor: InVisitor, given: CohortGiven) -> CohortShown:
    """Add a cohort that meets at your sites."""
    return cohorts.cohort(context, visitor, cohorts.create(context, visitor, given))


@router.put(
    "/cohorts/{cohort_id}",
    dependencies=[may("cohort.edit")],
    responses=documented(401, 403, 404, 422),
    summary="Write a cohort anew",
)
def change_cohort(
    context: InContext, visitor: InVisitor, cohort_id: str, given: CohortGiven
) -> CohortShown:
    """Write a cohort anew; its sites that are not yours stay as they are."""
    cohorts.change(context, visitor, cohort_id, given)
    return cohorts.cohort(context, visitor, cohort_id)


@router.put(
    "/cohorts/{cohort_id}/members/{startup_id}",
    dependencies=[may("cohort.edit")],
    responses=documented(401, 403, 404, 422),
    summary="Put a company in a cohort",
)
def add_member(
    context: InContext, visitor: InVisitor, cohort_id: str, startup_id: str
) -> CohortShown:
    """Put a company of your sites in a cohort."""
    cohorts.add(context, visitor, cohort_id, startup_id)
    return cohorts.cohort(context, visitor, cohort_id)


@router.delete(
    "/cohorts/{cohort_id}/members/{startup_id}",
    dependencies=[may("cohort.edit")],
    responses=documented(401, 403, 404),
    summary="Take a company out of a cohort",
)
def remove_member(
    context: InContext, visitor: InVisitor, cohort_id: str, startup_id: str
) -> CohortShown:
    """Take a company out of a cohort; again changes nothing."""
    cohorts.remove(context, cohort_id, startup_id)
    return cohorts.cohort(context, visitor, cohort_id)
