"""Tables of the lists that were shown."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, DateTime, ForeignKey, String
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
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

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
