"""The tables of the journal and of what it leaves out.

The database itself refuses to change or delete rows of the journal.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.database import Base, Moment


class Entry(Base):
    """Somebody did something, or was refused it.

    It names accounts by their ids only: who deletes an account leaves an id that says nothing.
    """

    __tablename__ = "journal"

    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Moment, index=True)
    # Who did it; null for a visitor who is not signed in, and for the machine's operator.
    actor_id: Mapped[str | None] = mapped_column(String(32), index=True)
    # As whom, where an administrator looked as someone else.
    account_id: Mapped[str | None] = mapped_column(String(32), index=True)
    channel: Mapped[str] = mapped_column(String(10))
    action: Mapped[str] = mapped_column(String(50))
    target_kind: Mapped[str] = mapped_column(String(20))
    target_id: Mapped[str] = mapped_column(String(200), index=True)
    allowed: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(20))
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    # SHA-256 of this row and of the digest before it: a row taken out or altered shows.
    digest: Mapped[str] = mapped_column(String(64))


class Refusals(Base):
    """How often the same was refused within a window of time: the journal notes the first ones."""

    __tablename__ = "refusals"

    # Of who was refused, or tried to sign in as whom, and what for which reason.
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int]
    until: Mapped[datetime] = mapped_column(Moment)
    # The number of the last of them in the journal.
    noted: Mapped[int]
