"""Tables of candidates. What a document says and what its person says are kept apart."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import DIGEST, ID, Account, StoredInvitation
from app.kit.database import Base, Moment
from app.network.models import Id, Organisation


class Candidate(Base):
    """Somebody whom a school speaks of; a person with an account once they came themselves."""

    __tablename__ = "candidate"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    organisation_id: Mapped[str] = mapped_column(Id, ForeignKey(Organisation.id), index=True)
    account_id: Mapped[str | None] = mapped_column(
        ForeignKey(Account.id, ondelete="SET NULL"), index=True
    )
    invitation_id: Mapped[str | None] = mapped_column(
        ForeignKey(StoredInvitation.id, ondelete="SET NULL"), index=True
    )
    created_at: Mapped[datetime] = mapped_column(Moment)

    documents: Mapped[list["Document"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="Document.received_at.desc()"
    )
    answers: Mapped[list["Answer"]] = relationship(lazy="raise", cascade="all, delete-orphan")


class Document(Base):
    """A file about a candidate, and what was read in it. The file itself is in the store."""

    __tablename__ = "candidate_document"
    __table_args__ = (UniqueConstraint("organisation_id", "digest"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    candidate_id: Mapped[str] = mapped_column(
        ForeignKey(Candidate.id, ondelete="CASCADE"), index=True
    )
    organisation_id: Mapped[str] = mapped_column(Id, ForeignKey(Organisation.id))
    # What the store calls it.
    digest: Mapped[str] = mapped_column(DIGEST)
    # `file`, or `row` of a spreadsheet.
    kind: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(10))
    # What spans count in.
    text: Mapped[str] = mapped_column(Text)
    # Values with their spans and confidence: see `app.candidates.items`.
    said: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    received_at: Mapped[datetime] = mapped_column(Moment)


class Answer(Base):
    """What a person says of a value: that it is so, that it is not, or what it is instead."""

    __tablename__ = "candidate_answer"

    candidate_id: Mapped[str] = mapped_column(
        ForeignKey(Candidate.id, ondelete="CASCADE"), primary_key=True
    )
    field: Mapped[str] = mapped_column(String(30), primary_key=True)
    # Which of several; empty where there is one.
    key: Mapped[str] = mapped_column(String(300), primary_key=True)
    standing: Mapped[str] = mapped_column(String(20))
    value: Mapped[Any] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(Moment)


class Mark(Base):
    """What a candidate may be known again by: addresses, numbers, names, dates."""

    __tablename__ = "candidate_mark"
    __table_args__ = (Index("ix_candidate_mark_value", "value", "kind"),)

    candidate_id: Mapped[str] = mapped_column(
        ForeignKey(Candidate.id, ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    value: Mapped[str] = mapped_column(String(300), primary_key=True)


class Likeness(Base):
    """Two candidates of a school who may be one person. A person decides, never the machine."""

    __tablename__ = "candidate_likeness"

    # The one known first, and the one who came later.
    candidate_id: Mapped[str] = mapped_column(
        ForeignKey(Candidate.id, ondelete="CASCADE"), primary_key=True
    )
    other_id: Mapped[str] = mapped_column(
        ForeignKey(Candidate.id, ondelete="CASCADE"), primary_key=True, index=True
    )
    reasons: Mapped[list[str]] = mapped_column(JSON)
    found_at: Mapped[datetime] = mapped_column(Moment)
    # When somebody said that they are two; those who are one are merged, and this row goes.
    apart_at: Mapped[datetime | None] = mapped_column(Moment)
    apart_by: Mapped[str | None] = mapped_column(ForeignKey(Account.id, ondelete="SET NULL"))
