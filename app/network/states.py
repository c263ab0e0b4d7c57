"""What companies, cohorts and sites can be to the network, and what may follow what."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeAlias


class OrganisationKind(StrEnum):
    """What an organisation is; startups are profiles and not among them."""

    NETWORK = "network"
    FUND = "fund"
    OPERATOR = "operator"
    CORPORATE = "corporate"
    SCHOOL = "school"


class SiteStatus(StrEnum):
    """Whether a site has opened."""

    OPEN = "open"
    PLANNED = "planned"


class ResidencyStatus(StrEnum):
    """What a company is to a site."""

    RESIDENT = "resident"
    """Housed there: it takes up room."""
    SUPPORTED = "supported"
    """Followed by its coaches, housed elsewhere."""
    DIGITAL_NOMAD = "digital_nomad"
    """Working there for a while."""
    ALUMNI = "alumni"
    """It was resident or supported."""


class CohortState(StrEnum):
    """How far a cohort is."""

    PLANNED = "planned"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"


R: TypeAlias = ResidencyStatus
C: TypeAlias = CohortState

# What a company may be next at a site; None before it came, and after it left. Nobody becomes an
# alumnus who was only passing through.
RESIDENCY: Mapping[R | None, frozenset[R | None]] = {
    None: frozenset(R),
    R.SUPPORTED: frozenset({R.RESIDENT, R.ALUMNI, None}),
    R.RESIDENT: frozenset({R.SUPPORTED, R.ALUMNI, None}),
    R.DIGITAL_NOMAD: frozenset({R.SUPPORTED, R.RESIDENT, None}),
    R.ALUMNI: frozenset({R.SUPPORTED, R.RESIDENT, None}),
}

COHORT: Mapping[C | None, frozenset[C]] = {
    None: frozenset({C.PLANNED, C.RUNNING, C.DONE}),
    C.PLANNED: frozenset({C.RUNNING, C.CANCELLED}),
    C.RUNNING: frozenset({C.DONE, C.CANCELLED}),
    C.DONE: frozenset(),
    C.CANCELLED: frozenset({C.PLANNED}),
}

# What capacity is counted in, the first where both are stated at once: companies, or offices.
CAPACITIES = ("companies", "offices")
