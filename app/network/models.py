"""Tables of the network. Startups are stored profiles, named by their id."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kit.database import Base, Moment

Id = String(100)
# Of a profile, which is replaced when it is imported again: no reference can point at its row.
ProfileId = String(200)
Date = String(10)
"""An ISO date as precise as it is known; empty when it is not."""


class Organisation(Base):
    """Who runs the network, gives programmes, opens markets or teaches."""

    __tablename__ = "organisation"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    names: Mapped[dict[str, str]] = mapped_column(JSON)
    # Its French name without accents or capitals, and all of its names so, to be searched.
    filed_as: Mapped[str] = mapped_column(Text)
    searched: Mapped[str] = mapped_column(Text)
    city: Mapped[str] = mapped_column(String(300), default="")
    url: Mapped[str] = mapped_column(Text, default="")
    sources: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    digest: Mapped[str] = mapped_column(String(64), default="")
    # When a person last changed it; imports leave it alone from then on.
    edited_at: Mapped[datetime | None] = mapped_column(Moment)

    aliases: Mapped[list["OrganisationAlias"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="OrganisationAlias.alias"
    )


class OrganisationAlias(Base):
    """What programmes write as their provider when it is this organisation."""

    __tablename__ = "organisation_alias"

    organisation_id: Mapped[str] = mapped_column(
        ForeignKey(Organisation.id, ondelete="CASCADE"), primary_key=True
    )
    alias: Mapped[str] = mapped_column(String(300), primary_key=True, index=True)


class Site(Base):
    """A place of the network."""

    __tablename__ = "site"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey(Organisation.id))
    # Its entry in the catalogue, where companies apply for room.
    programme_id: Mapped[str | None] = mapped_column(ProfileId)
    names: Mapped[dict[str, str]] = mapped_column(JSON)
    filed_as: Mapped[str] = mapped_column(Text)
    city: Mapped[str] = mapped_column(String(300))
    region: Mapped[str] = mapped_column(String(100))
    status: Mapped[str] = mapped_column(String(20))
    digest: Mapped[str] = mapped_column(String(64))

    facts: Mapped[list["SiteFact"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="SiteFact.key"
    )


class SiteFact(Base):
    """A statement about a site; several may speak of the same fact."""

    __tablename__ = "site_fact"

    key: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[str] = mapped_column(ForeignKey(Site.id, ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(50))
    value: Mapped[Any] = mapped_column(JSON)
    precision: Mapped[str] = mapped_column(String(20), default="exact")
    # What states it; empty where a person did.
    title: Mapped[str] = mapped_column(Text, default="")
    url: Mapped[str] = mapped_column(Text, default="")
    stated: Mapped[str] = mapped_column(Date, default="")
    note: Mapped[str] = mapped_column(Text, default="")
    # `import`, or the role of the person.
    by: Mapped[str] = mapped_column(String(20))


class Residency(Base):
    """What a company is, or was, to a site."""

    __tablename__ = "residency"

    key: Mapped[int] = mapped_column(primary_key=True)
    startup_id: Mapped[str] = mapped_column(ProfileId)
    site_id: Mapped[str] = mapped_column(ForeignKey(Site.id, ondelete="CASCADE"), index=True)
    status: Mapped[str] = mapped_column(String(20))
    since: Mapped[str] = mapped_column(Date, default="")
    # Null as long as it lasts.
    until: Mapped[str | None] = mapped_column(Date)
    stated: Mapped[str] = mapped_column(Date)
    source: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    by: Mapped[str] = mapped_column(String(20))

    # A company is one thing at a time to a site.
    __table_args__ = (
        Index("ix_residency_startup_id", startup_id),
        Index(
            "uq_residency_current",
            startup_id,
            site_id,
            unique=True,
            sqlite_where=until.is_(None),
            postgresql_where=until.is_(None),
        ),
    )


class NetworkProgramme(Base):
    """What the network itself runs."""

    __tablename__ = "network_programme"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey(Organisation.id))
    programme_id: Mapped[str | None] = mapped_column(ProfileId)
    names: Mapped[dict[str, str]] = mapped_column(JSON)
    sources: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    digest: Mapped[str] = mapped_column(String(64))


class Cohort(Base):
    """A group of companies that take a programme of the network together."""

    __tablename__ = "cohort"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    programme_id: Mapped[str] = mapped_column(ForeignKey(NetworkProgramme.id), index=True)
    name: Mapped[str] = mapped_column(String(200))
    starts: Mapped[str] = mapped_column(Date, default="")
    ends: Mapped[str] = mapped_column(Date, default="")
    state: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime] = mapped_column(Moment)

    programme: Mapped[NetworkProgramme] = relationship(lazy="raise")
    sites: Mapped[list[Site]] = relationship(
        lazy="raise", secondary="cohort_site", order_by=Site.filed_as
    )
    members: Mapped[list["CohortMember"]] = relationship(lazy="raise", cascade="all, delete-orphan")


class CohortSite(Base):
    """A site where a cohort meets."""

    __tablename__ = "cohort_site"

    cohort_id: Mapped[str] = mapped_column(
        ForeignKey(Cohort.id, ondelete="CASCADE"), primary_key=True
    )
    site_id: Mapped[str] = mapped_column(
        ForeignKey(Site.id, ondelete="CASCADE"), primary_key=True, index=True
    )


class CohortMember(Base):
    """A company in a cohort."""

    __tablename__ = "cohort_member"

    cohort_id: Mapped[str] = mapped_column(
        ForeignKey(Cohort.id, ondelete="CASCADE"), primary_key=True
    )
    startup_id: Mapped[str] = mapped_column(ProfileId, primary_key=True, index=True)
    since: Mapped[str] = mapped_column(Date)
