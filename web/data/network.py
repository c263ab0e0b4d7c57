"""What the pages of the network are given."""

from collections.abc import Mapping

from app.kit.pages import Page
from app.matches.schemas import Shown
from app.network.figures import FiguresShown
from app.network.schemas import (
    CohortBrief,
    CohortShown,
    CompanyShown,
    NetworkProgrammeShown,
    OrganisationBrief,
    OrganisationShown,
    PersonShown,
    ResidencyShown,
    SiteBrief,
    SiteShown,
)
from app.network.states import CohortState, OrganisationKind, ResidencyStatus
from app.organisations.schemas import StartupBrief
from app.talent.figures import TalentFigures
from web.begun import Begun
from web.data.kit import NOTHING


class NetworkPage(Shown):
    """`network/network.html`."""

    figures: FiguresShown
    """What is counted."""


class TalentPage(Shown):
    """`network/talent.html`."""

    figures: TalentFigures
    """What is counted."""
    languages: tuple[tuple[str, int | None], ...]
    """The languages, by name, with how many speak each; null where it is withheld."""
    contracts: tuple[tuple[str, int | None], ...]
    """The contracts in words, with how many seek each; null where it is withheld."""


class SitesPage(Shown):
    """`network/sites.html`."""

    sites: tuple[SiteShown | SiteBrief, ...]
    """Every site, those that are open first; in brief where the visitor may not look into it."""
    cohorts: bool
    """Whether the visitor may see the list of cohorts."""


class SitePage(Shown):
    """`network/site.html`."""

    site: SiteShown
    """The site."""
    companies: Page[CompanyShown]
    """The part of its companies that is shown."""
    q: str
    """What is searched among them; empty for nothing."""
    status: ResidencyStatus | None
    """The status they are narrowed to."""
    cohorts: tuple[CohortBrief, ...]
    """The cohorts that meet here."""
    people: tuple[PersonShown, ...]
    """Who has a role here."""
    claims: Page[StartupBrief]
    """The part that is shown of those that say they are here and wait for the site's word."""
    saved: bool
    """Whether something was changed just now."""


class SiteEditPage(Shown):
    """`network/site_edit.html`."""

    site: SiteShown
    """The site."""
    typed: Mapping[str, str]
    """What the form holds, by fact."""
    begun: Begun
    """The form as it was left."""
    faults: Mapping[str, str]
    """What is wrong with each field, in words."""


class BringPage(Shown):
    """`network/bring.html`."""

    site: SiteBrief
    """Where a company is to come."""
    q: str
    """What is searched; empty for nothing."""
    found: tuple[StartupBrief, ...]
    """Companies that the visitor may bring, the first of them by name."""


class ResidencyPage(Shown):
    """`network/residency.html`."""

    site: SiteBrief
    """The site."""
    startup: StartupBrief
    """The company."""
    residency: ResidencyShown | None
    """What it is there today; null when it is not there yet."""
    next: tuple[ResidencyStatus, ...]
    """What it may be next."""
    typed: Mapping[str, str]
    """What the form holds."""
    begun: Begun
    """The form as it was left."""
    faults: Mapping[str, str]
    """What is wrong with each field, in words."""


class OrganisationsPage(Shown):
    """`network/organisations.html`."""

    found: Page[OrganisationBrief]
    """The part of the list that is shown."""
    kinds: Mapping[OrganisationKind, int]
    """How many the search finds of each kind."""
    q: str
    """What is searched; empty for nothing."""
    kind: OrganisationKind | None
    """The kind they are narrowed to."""
    may_add: bool
    """Whether the visitor may add one."""


class OrganisationPage(Shown):
    """`network/organisation.html`."""

    organisation: OrganisationShown
    """The organisation."""
    people: tuple[PersonShown, ...] | None
    """Who has a role there; null for a visitor who may not see them."""
    may_edit: bool
    """Whether the visitor may change it."""
    saved: bool
    """Whether it was changed just now."""


class OrganisationEditPage(Shown):
    """`network/organisation_edit.html`."""

    organisation: OrganisationBrief | None
    """Which is changed; null for a new one."""
    typed: Mapping[str, str]
    """What the form holds, by field."""
    begun: Begun
    """The form as it was left."""
    faults: Mapping[str, str]
    """What is wrong with each field, in words."""


class CohortsPage(Shown):
    """`network/cohorts.html`."""

    cohorts: tuple[CohortBrief, ...]
    """The cohorts in the visitor's reach, those under way first."""


class CohortPage(Shown):
    """`network/cohort.html`."""

    cohort: CohortShown
    """The cohort."""
    may_edit: bool
    """Whether the visitor may change it."""
    saved: bool
    """Whether it was changed just now."""


class CohortEditPage(Shown):
    """`network/cohort_edit.html`."""

    cohort: CohortShown | None
    """Which is changed; null for a new one."""
    programmes: tuple[NetworkProgrammeShown, ...]
    """What it may take."""
    sites: tuple[SiteBrief, ...]
    """Where the visitor may have it meet."""
    states: tuple[CohortState, ...]
    """What it may be."""
    typed: Mapping[str, str]
    """What the form holds, by field."""
    chosen: tuple[str, ...]
    """The sites that are ticked, by id."""
    begun: Begun
    """The form as it was left."""
    faults: Mapping[str, str]
    """What is wrong with each field, in words."""


class MembersPage(Shown):
    """`network/members.html`."""

    cohort: CohortShown
    """The cohort."""
    q: str
    """What is searched; empty for nothing."""
    found: tuple[StartupBrief, ...]
    """Companies that the visitor may put in it, the first of them by name."""
    faults: Mapping[str, str] = NOTHING
    """What was wrong with the last one, in words."""


PAGES: dict[str, type[Shown]] = {
    "network/network.html": NetworkPage,
    "network/talent.html": TalentPage,
    "network/sites.html": SitesPage,
    "network/site.html": SitePage,
    "network/site_edit.html": SiteEditPage,
    "network/bring.html": BringPage,
    "network/residency.html": ResidencyPage,
    "network/organisations.html": OrganisationsPage,
    "network/organisation.html": OrganisationPage,
    "network/organisation_edit.html": OrganisationEditPage,
    "network/cohorts.html": CohortsPage,
    "network/cohort.html": CohortPage,
    "network/cohort_edit.html": CohortEditPage,
    "network/members.html": MembersPage,
}
