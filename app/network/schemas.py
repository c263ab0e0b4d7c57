"""What is shown of the network."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from pydantic import ConfigDict, Field, computed_field

from app.matches.schemas import Shown
from app.network.freshness import holds
from app.network.models import Cohort, NetworkProgramme, Organisation, Residency, Site, SiteFact
from app.network.states import CAPACITIES, CohortState, OrganisationKind, ResidencyStatus
from app.network.states import SiteStatus as Status
from app.organisations.schemas import StartupBrief
from app.profiles.models import StoredProfile
from app.programmes.schemas import SourceShown

Counts: TypeAlias = Mapping[tuple[ResidencyStatus, bool], int]
"""Companies by what they are to a site, and whether that is known today."""


class StatementShown(Shown):
    """What somebody states of a site."""

    name: str
    """The fact: `opened`, `companies`, `area_m2` …"""
    value: Any
    """A count, a date perhaps partial, or `open` and `planned`."""
    precision: str
    """`exact`, `about` or `at_least`, as the source puts it."""
    title: str
    """Who states it; empty where a person of the network did."""
    url: str
    stated: str
    """ISO date, perhaps partial; empty when the source gives none."""
    note: str
    """What the source adds, in French; empty for nothing."""
    by: str
    """`import`, or the role of the person who stated it."""

    @classmethod
    def of(cls, row: SiteFact) -> "StatementShown":
        """A stored statement, shown."""
        return cls(**{name: getattr(row, name) for name in cls.model_fields})

    @property
    def rank(self) -> tuple[str, bool]:
        """Sorting key: the latest is relied on, and of one day what the network itself says."""
        return self.stated, bool(not self.title)


class Occupancy(Shown):
    """What is known of how full a site is: no share, for residents that nobody entered live there.

    The capacity may be a target too, or count offices.
    """

    taken: int
    """Resident companies known here."""
    capacity: StatementShown
    """How much room there is, in companies or in offices: what was stated last."""


class SiteBrief(Shown):
    """A site, as it is named."""

    id: str
    names: Mapping[str, str]
    """By language."""
    city: str
    region: str
    status: Status

    @classmethod
    def of(cls, row: Site) -> "SiteBrief":
        """A stored site, in brief."""
        return cls(
            id=row.id, names=row.names, city=row.city, region=row.region, status=Status(row.status)
        )


class SiteShown(SiteBrief):
    """A site with what is stated of it, and the companies known there."""

    programme_id: str | None
    """Its entry in the catalogue; null when it has none."""
    statements: tuple[StatementShown, ...]
    """All that is stated, by fact, the latest first."""
    companies: Mapping[ResidencyStatus, int]
    """Companies known here, by what they are to the site."""
    unknown: Mapping[ResidencyStatus, int]
    """Companies beside these that were so once, and of which it was said too long ago."""

    @classmethod
    def known(cls, row: Site, counts: Counts) -> "SiteShown":
        """A stored site, its facts loaded."""
        stated = sorted(map(StatementShown.of, row.facts), key=lambda one: one.rank, reverse=True)
        return cls(
            **SiteBrief.of(row).model_dump(),
            programme_id=row.programme_id,
            statements=tuple(sorted(stated, key=lambda one: one.name)),
            companies={status: counts.get((status, True), 0) for status in ResidencyStatus},
            unknown={status: counts.get((status, False), 0) for status in ResidencyStatus},
        )

    def brief(self) -> SiteBrief:
        """The site without what is stated of it and who is there."""
        return SiteBrief(**{name: getattr(self, name) for name in SiteBrief.model_fields})

    @property
    def facts(self) -> dict[str, StatementShown]:
        """The statement relied on for each fact; a fact that nobody states is not there."""
        return {one.name: one for one in reversed(self.statements)}

    @computed_field  # type: ignore[prop-decorator]
    @property
    def occupancy(self) -> Occupancy | None:
        """What is taken of the capacity; None where nobody states one."""
        facts = self.facts
        stated = [facts[name] for name in CAPACITIES if name in facts]
        known = max(stated, key=lambda one: one.rank, default=None)
        taken = self.companies[ResidencyStatus.RESIDENT]
        return Occupancy(taken=taken, capacity=known) if known else None


class ResidencyShown(Shown):
    """What a company is to a site, and who says so."""

    site_id: str
    status: ResidencyStatus
    since: str
    """ISO date, perhaps partial; empty when it is not known."""
    stated: str
    """When it was stated; what was true in 2015 may not be now."""
    holds: bool
    """Whether that was recently enough to say what the company is today."""
    by: str
    """`import`, or the role of the person who entered it."""
    source: SourceShown | None
    """The page that states it; null where a person did."""

    @classmethod
    def of(cls, row: Residency) -> "ResidencyShown":
        """A stored residency, shown."""
        return cls(
            site_id=row.site_id,
            status=ResidencyStatus(row.status),
            since=row.since,
            stated=row.stated,
            holds=holds(ResidencyStatus(row.status), row.stated),
            by=row.by,
            source=SourceShown(**row.source) if row.source else None,
        )


class CompanyShown(Shown):
    """A company of a site."""

    startup: StartupBrief
    residency: ResidencyShown

    @classmethod
    def of(cls, row: Residency, profile: StoredProfile) -> "CompanyShown":
        """A residency with the company it is of."""
        return cls(startup=StartupBrief.of(profile), residency=ResidencyShown.of(row))


class PersonShown(Shown):
    """A person of a site or an organisation."""

    name: str
    email: str
    """Empty where they have not agreed that it is shown."""
    role: str


class OrganisationBrief(Shown):
    """A line of the list of organisations."""

    id: str
    kind: OrganisationKind
    names: Mapping[str, str]
    """By language, in those that are known."""
    city: str
    """Empty when it is not known."""
    url: str
    """Empty when it is not known."""
    programmes: int
    """How many programmes of the catalogue name it as their provider."""

    @classmethod
    def brief(cls, row: Organisation, programmes: int) -> "OrganisationBrief":
        """A stored organisation, in brief."""
        return cls(
            id=row.id,
            kind=OrganisationKind(row.kind),
            names=row.names,
            city=row.city,
            url=row.url,
            programmes=programmes,
        )


class OfferedShown(Shown):
    """A programme that an organisation gives."""

    id: str
    name: str
    kind: str
    status: str
    as_of: str

    @classmethod
    def of(cls, row: StoredProfile) -> "OfferedShown":
        """A stored programme, shown."""
        record = row.record
        return cls(
            id=row.id,
            name=row.name,
            kind=record["kind"],
            status=record["status"],
            as_of=record.get("as_of", ""),
        )


class OrganisationShown(OrganisationBrief):
    """An organisation with the programmes it gives, and where it is known from."""

    aliases: tuple[str, ...]
    """What programmes write as their provider when it is this one."""
    offered: tuple[OfferedShown, ...]
    sources: tuple[SourceShown, ...]
    edited: bool
    """Whether a person changed it, so that imports leave it alone."""

    @classmethod
    def whole(cls, row: Organisation, offered: Iterable[StoredProfile]) -> "OrganisationShown":
        """A stored organisation, its aliases loaded."""
        listed = tuple(map(OfferedShown.of, offered))
        return cls(
            **OrganisationBrief.brief(row, len(listed)).model_dump(),
            aliases=tuple(one.alias for one in row.aliases),
            offered=listed,
            sources=tuple(SourceShown(**source) for source in row.sources),
            edited=row.edited_at is not None,
        )


class NetworkProgrammeShown(Shown):
    """A programme that the network itself runs."""

    id: str
    names: Mapping[str, str]
    programme_id: str | None
    """Its entry in the catalogue; null when it has none."""

    @classmethod
    def of(cls, row: NetworkProgramme) -> "NetworkProgrammeShown":
        """A stored programme of the network, shown."""
        return cls(id=row.id, names=row.names, programme_id=row.programme_id)


class CohortBrief(Shown):
    """A cohort, as lists show it."""

    id: str
    name: str
    programme: NetworkProgrammeShown
    state: CohortState
    starts: str
    """ISO date; empty when it is not known."""
    ends: str
    sites: tuple[SiteBrief, ...]
    size: int
    """How many companies are in it."""

    @classmethod
    def brief(cls, row: Cohort, size: int) -> "CohortBrief":
        """A stored cohort, its programme and sites loaded."""
        return cls(
            id=row.id,
            name=row.name,
            programme=NetworkProgrammeShown.of(row.programme),
            state=CohortState(row.state),
            starts=row.starts,
            ends=row.ends,
            sites=tuple(map(SiteBrief.of, row.sites)),
            size=size,
        )


class CohortShown(CohortBrief):
    """A cohort with its companies."""

    members: tuple[StartupBrief, ...]
    """Those that the visitor may read."""
    others: tuple[str, ...]
    """The names of those that the visitor may not."""


class Given(Shown):
    """Base of what a person gives: a field that is not known is refused."""

    model_config = ConfigDict(extra="forbid")


class SiteGiven(Given):
    """What a coach states of a site today."""

    companies: int | None = Field(default=None, ge=0, le=1_000_000)
    """How many companies there is room for; null takes back what persons stated of it."""
    offices: int | None = Field(default=None, ge=0, le=1_000_000)
    coworking_places: int | None = Field(default=None, ge=0, le=1_000_000)
    area_m2: int | None = Field(default=None, ge=0, le=1_000_000)
    usable_area_m2: int | None = Field(default=None, ge=0, le=1_000_000)


class ResidencyGiven(Given):
    """What a company is to a site from a day on."""

    status: ResidencyStatus | None
    """Null when it has left."""
    since: str = ""
    """ISO date, perhaps partial; empty when it is not known."""


class OrganisationGiven(Given):
    """An organisation as a person writes it."""

    kind: OrganisationKind
    name_fr: str
    name_ar: str = ""
    name_en: str = ""
    city: str = ""
    url: str = ""
    aliases: tuple[str, ...] = ()


class CohortGiven(Given):
    """A cohort as a coach writes it."""

    programme: str
    name: str
    state: CohortState
    starts: str = ""
    ends: str = ""
    sites: tuple[str, ...]
