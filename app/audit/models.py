"""The table of the journal. The database itself refuses to change or delete its rows."""

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
