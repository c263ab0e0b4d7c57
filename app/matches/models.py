"""Tables of the lists that were shown."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kit.database import Base, Moment


class StoredShortlist(Base):
    """A list as it was made: for whom, at which desk, as of when, from which versions."""

    __tablename__ = "shortlist"

    key: Mapped[int] = mapped_column(primary_key=True)
    # What the list says, digested: the same list shown again is one more showing of this row.
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    seeker_kind: Mapped[str] = mapped_column(String(20))
    seeker_id: Mapped[str] = mapped_column(String(200), index=True)
    desk: Mapped[str] = mapped_column(String(20))
    as_of: Mapped[str] = mapped_column(String(10))
    versions: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_at: Mapped[datetime] = mapped_column(Moment)

    items: Mapped[list["StoredMatch"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="StoredMatch.position"
    )


class StoredMatch(Base):
    """One line of a list, with all that was shown of it."""

    __tablename__ = "shortlist_item"

    shortlist_key: Mapped[int] = mapped_column(
        ForeignKey(StoredShortlist.key, ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    offer_kind: Mapped[str] = mapped_column(String(20))
    offer_id: Mapped[str] = mapped_column(String(200), index=True)
    shown: Mapped[dict[str, Any]] = mapped_column(JSON)


class Showing(Base):
    """One time a list was shown."""

    __tablename__ = "showing"

    key: Mapped[int] = mapped_column(primary_key=True)
    shortlist_key: Mapped[int] = mapped_column(
        ForeignKey(StoredShortlist.key, ondelete="CASCADE"), index=True
    )
    channel: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(Moment)


class StoredVersion(Base):
    """A profile as a list was made of it: written once, named by what it says."""

    __tablename__ = "version"
    __table_args__ = (Index("ix_version_about", "kind", "profile_id"),)

    key: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    profile_id: Mapped[str] = mapped_column(String(200))
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    # Encoded once more, among other texts, a text has other last bits: the vectors are kept.
    model: Mapped[str] = mapped_column(String(200))
    vectors: Mapped[bytes] = mapped_column(LargeBinary)
    kept_at: Mapped[datetime] = mapped_column(Moment)


class StoredEdition(Base):
    """All that a desk offered at a time: written once, named by its versions."""

    __tablename__ = "edition"

    key: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    kept_at: Mapped[datetime] = mapped_column(Moment)


class EditionItem(Base):
    """A version that belongs to an edition."""

    __tablename__ = "edition_item"

    edition_key: Mapped[int] = mapped_column(
        ForeignKey(StoredEdition.key, ondelete="CASCADE"), primary_key=True
    )
    version_key: Mapped[int] = mapped_column(
        ForeignKey(StoredVersion.key), primary_key=True, index=True
    )


class StoredOrigin(Base):
    """What a list was made of: the seeker, and all that was offered."""

    __tablename__ = "origin"

    shortlist_key: Mapped[int] = mapped_column(
        ForeignKey(StoredShortlist.key, ondelete="CASCADE"), primary_key=True
    )
    seeker_key: Mapped[int] = mapped_column(ForeignKey(StoredVersion.key), index=True)
    edition_key: Mapped[int] = mapped_column(ForeignKey(StoredEdition.key), index=True)
    # What the list says besides its lines.
    heading: Mapped[dict[str, Any]] = mapped_column(JSON)
