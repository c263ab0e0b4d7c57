"""The table of mails to be sent."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models import Account, StoredInvitation
from app.kit.database import Base, Moment


class StoredMail(Base):
    """A mail as it will be sent; its text goes once it is."""

    __tablename__ = "mail"

    key: Mapped[int] = mapped_column(primary_key=True)
    # Whose mail it is, whatever address they had, and the invitation it brings: it goes with them.
    account_id: Mapped[str | None] = mapped_column(
        ForeignKey(Account.id, ondelete="CASCADE"), index=True
    )
    invitation_id: Mapped[str | None] = mapped_column(
        ForeignKey(StoredInvitation.id, ondelete="CASCADE"), index=True
    )
    recipient: Mapped[str] = mapped_column(String(254), index=True)
    kind: Mapped[str] = mapped_column(String(50))
    language: Mapped[str] = mapped_column(String(2))
    subject: Mapped[str] = mapped_column(Text)
    # Empty once sent: it may hold a link that opens a door.
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Moment)
    due_at: Mapped[datetime] = mapped_column(Moment, index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(Text, default="")
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
