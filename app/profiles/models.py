"""Tables of profiles and of the log of their changes."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    DateTime,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kit.database import Base


class StoredProfile(Base):
    """A startup, a programme…: the record as it was imported, and what was read from it."""

    __tablename__ = "profile"
    __table_args__ = (
        UniqueConstraint("kind", "id"),
        # Lists are read by name, from anywhere within them.
        Index("ix_profile_filed", "kind", "filed_as", "id"),
    )

    key: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    id: Mapped[str] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(Text)
    # The name as it is filed: without accents or capitals.
    filed_as: Mapped[str] = mapped_column(Text)
    record: Mapped[dict[str, Any]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64))
    origin: Mapped[str] = mapped_column(Text)
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

    facts: Mapped[list["StoredFact"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="StoredFact.name"
    )
    passages: Mapped[list["StoredPassage"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="StoredPassage.position"
    )


class StoredFact(Base):
    """One stated value, with where and when it was stated."""

    __tablename__ = "fact"
    __table_args__ = (
        # Who states a fact, and what: lists are narrowed and counted by it. PostgreSQL has no
        # order of JSON, and goes by the key.
        Index("ix_fact_stated", "name", "role", "value", "profile_key").ddl_if(dialect="sqlite"),
    )

    profile_key: Mapped[int] = mapped_column(
        ForeignKey(StoredProfile.key, ondelete="CASCADE"), primary_key=True
    )
    # Facts the engine judges and preferences the founder states share this table.
    role: Mapped[str] = mapped_column(String(20), primary_key=True)
    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)
    source: Mapped[str] = mapped_column(Text)
    stated: Mapped[str] = mapped_column(String(10))


class StoredPassage(Base):
    """A stretch of text that one vector stands for."""

    __tablename__ = "passage"
    __table_args__ = (UniqueConstraint("profile_key", "position"),)

    key: Mapped[int] = mapped_column(primary_key=True)
    profile_key: Mapped[int] = mapped_column(ForeignKey(StoredProfile.key, ondelete="CASCADE"))
    position: Mapped[int]
    section: Mapped[str] = mapped_column(String(50))
    lang: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(Text)

    embeddings: Mapped[list["StoredEmbedding"]] = relationship(
        lazy="raise", cascade="all, delete-orphan"
    )


class StoredEmbedding(Base):
    """A passage's vector by one model: little-endian float32, unit length."""

    __tablename__ = "embedding"

    passage_key: Mapped[int] = mapped_column(
        ForeignKey(StoredPassage.key, ondelete="CASCADE"), primary_key=True
    )
    model: Mapped[str] = mapped_column(String(200), primary_key=True)
    vector: Mapped[bytes] = mapped_column(LargeBinary)


class StoredEdit(Base):
    """What a person put in a field of a record; it outlives the imports that replace the record."""

    __tablename__ = "edit"

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    profile_id: Mapped[str] = mapped_column(String(200), primary_key=True)
    # A top-level field of the record, or `facts.<name>`.
    field: Mapped[str] = mapped_column(String(100), primary_key=True)
    # JSON null where the field is left out.
    value: Mapped[Any] = mapped_column(JSON)
    # What the last import has there, which comes back when the edit is released.
    imported: Mapped[Any] = mapped_column(JSON)
    source: Mapped[str] = mapped_column(Text)
    stated: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class Change(Base):
    """One entry of the log that every process with an index follows."""

    __tablename__ = "change"

    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(20))
    profile_id: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class ChangeHead(Base):
    """The last number given out: one row, whose lock makes numbers follow the order of commits."""

    __tablename__ = "change_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sequence: Mapped[int]
    # Which database this is: an index of another one must not be taken for its own.
    database: Mapped[str] = mapped_column(String(32))
