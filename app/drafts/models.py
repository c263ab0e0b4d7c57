"""Tables of forms that are not sent yet, and of those that were."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models import Account
from app.kit.database import Base, Moment


class StoredDraft(Base):
    """What a person typed into a form, by the address of its page."""

    __tablename__ = "draft"

    account_id: Mapped[str] = mapped_column(
        ForeignKey(Account.id, ondelete="CASCADE"), primary_key=True
    )
    form: Mapped[str] = mapped_column(String(300), primary_key=True)
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)
    updated_at: Mapped[datetime] = mapped_column(Moment)


class Submission(Base):
    """A form that was sent, and where it led: sent twice, it leads there again."""

    __tablename__ = "submission"

    account_id: Mapped[str] = mapped_column(
        ForeignKey(Account.id, ondelete="CASCADE"), primary_key=True
    )
    token: Mapped[str] = mapped_column(String(32), primary_key=True)
    result: Mapped[str] = mapped_column(String(300))
    at: Mapped[datetime] = mapped_column(Moment)
