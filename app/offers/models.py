"""Tables of offers of work. What was read in the text and what a person says are kept apart."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import ID, Account
from app.kit.database import Base, Moment
from app.network.models import ProfileId


class Offer(Base):
    """An offer of work of a startup."""

    __tablename__ = "offer"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    startup_id: Mapped[str] = mapped_column(ProfileId, index=True)
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(10))
    # Values read in the text, with their places: see `app.offers.values`.
    proposed: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    # Whether candidates are first seen without their schools.
    hides_school: Mapped[bool]
    state: Mapped[str] = mapped_column(String(20))
    written_by: Mapped[str | None] = mapped_column(ForeignKey(Account.id, ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(Moment)
    updated_at: Mapped[datetime] = mapped_column(Moment)
    # When it last came to be what it is.
    moved_at: Mapped[datetime] = mapped_column(Moment)

    answers: Mapped[list["OfferAnswer"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="OfferAnswer.at"
    )


class OfferAnswer(Base):
    """What a person says of a value: that it is so, that it is not, or what it is instead."""

    __tablename__ = "offer_answer"

    offer_id: Mapped[str] = mapped_column(
        ForeignKey(Offer.id, ondelete="CASCADE"), primary_key=True
    )
    field: Mapped[str] = mapped_column(String(30), primary_key=True)
    # Which of several; empty where there is one.
    key: Mapped[str] = mapped_column(String(100), primary_key=True)
    standing: Mapped[str] = mapped_column(String(20))
    value: Mapped[Any] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(Moment)
