"""Tables of people and of what lets them in. Whatever opens a door is kept as a digest."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kit.database import Base, Moment

ID = String(32)
DIGEST = String(64)


class Account(Base):
    """A person who may sign in."""

    __tablename__ = "account"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    # In lower case, as two people do not differ by it.
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(2))
    # Argon2id, with its parameters; null for who signs in otherwise.
    password: Mapped[str | None] = mapped_column(String(200))
    # The secret of one-time codes, encrypted; it counts once a first code has proven it.
    totp: Mapped[bytes | None] = mapped_column(LargeBinary)
    totp_proven: Mapped[bool] = mapped_column(default=False)
    # The time step of the last code taken: each is taken once.
    totp_step: Mapped[int] = mapped_column(default=0)
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment)
    disabled_at: Mapped[datetime | None] = mapped_column(Moment)

    memberships: Mapped[list["StoredMembership"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="StoredMembership.granted_at"
    )


class StoredMembership(Base):
    """A role that a person holds, and where."""

    __tablename__ = "membership"
    __table_args__ = (Index("ix_membership_scope", "scope_kind", "scope_id"),)

    account_id: Mapped[str] = mapped_column(
        ForeignKey(Account.id, ondelete="CASCADE"), primary_key=True
    )
    role: Mapped[str] = mapped_column(String(20), primary_key=True)
    scope_kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    scope_id: Mapped[str] = mapped_column(String(200), primary_key=True)
    granted_at: Mapped[datetime] = mapped_column(Moment)


class StoredSession(Base):
    """A browser that somebody signed in with."""

    __tablename__ = "session"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    digest: Mapped[str] = mapped_column(DIGEST, unique=True)
    account_id: Mapped[str] = mapped_column(ForeignKey(Account.id, ondelete="CASCADE"), index=True)
    # The administrator who looks as this person; null for the person.
    actor_id: Mapped[str | None] = mapped_column(ForeignKey(Account.id, ondelete="CASCADE"))
    method: Mapped[str] = mapped_column(String(20))
    # Whether a second factor was shown.
    strong: Mapped[bool]
    agent: Mapped[str] = mapped_column(String(300))
    created_at: Mapped[datetime] = mapped_column(Moment)
    seen_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)


class StoredLink(Base):
    """A link that works once, sent to an address."""

    __tablename__ = "link"

    digest: Mapped[str] = mapped_column(DIGEST, primary_key=True)
    purpose: Mapped[str] = mapped_column(String(20))
    email: Mapped[str] = mapped_column(String(254), index=True)
    account_id: Mapped[str | None] = mapped_column(ForeignKey(Account.id, ondelete="CASCADE"))
    # What goes on after it, as the page to open.
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)


class StoredInvitation(Base):
    """A role offered to an address."""

    __tablename__ = "invitation"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    digest: Mapped[str] = mapped_column(DIGEST, unique=True)
    email: Mapped[str] = mapped_column(String(254), index=True)
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(20))
    scope_kind: Mapped[str] = mapped_column(String(20))
    scope_id: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(2))
    invited_by: Mapped[str | None] = mapped_column(ForeignKey(Account.id, ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    accepted_at: Mapped[datetime | None] = mapped_column(Moment)
    # Whose address may be another since.
    accepted_by: Mapped[str | None] = mapped_column(ForeignKey(Account.id), index=True)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)


class StoredKey(Base):
    """A key by which a program acts for a person, within the scopes it was given."""

    __tablename__ = "api_key"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    digest: Mapped[str] = mapped_column(DIGEST, unique=True)
    account_id: Mapped[str] = mapped_column(ForeignKey(Account.id, ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    scopes: Mapped[list[str]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)


class StoredPasskey(Base):
    """A public key whose private one a device of the person holds (WebAuthn)."""

    __tablename__ = "passkey"

    id: Mapped[bytes] = mapped_column(LargeBinary(1023), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey(Account.id, ondelete="CASCADE"), index=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int]
    name: Mapped[str] = mapped_column(String(100))
    created_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)


class StoredIdentity(Base):
    """Who the person is at an OpenID provider."""

    __tablename__ = "identity"

    issuer: Mapped[str] = mapped_column(String(300), primary_key=True)
    subject: Mapped[str] = mapped_column(String(255), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey(Account.id, ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(Moment)


class StoredRecoveryCode(Base):
    """A code to be used once in the place of a lost second factor."""

    __tablename__ = "recovery_code"

    account_id: Mapped[str] = mapped_column(
        ForeignKey(Account.id, ondelete="CASCADE"), primary_key=True
    )
    digest: Mapped[str] = mapped_column(DIGEST, primary_key=True)
    used_at: Mapped[datetime | None] = mapped_column(Moment)


class StoredConsent(Base):
    """A yes to a named purpose (law 09-08, article 4), dated, until it expires or is withdrawn."""

    __tablename__ = "consent"

    key: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey(Account.id, ondelete="CASCADE"), index=True)
    purpose: Mapped[str] = mapped_column(String(50))
    # What it is for, where the purpose is about one thing, as a startup; empty elsewhere.
    about: Mapped[str] = mapped_column(String(200), default="", server_default="")
    # What was agreed to, as `Purpose.said` has it; empty where none was kept.
    said: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")
    # SHA-256 of it: a text that changes asks again.
    text_digest: Mapped[str] = mapped_column(DIGEST)
    given_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)


class StoredThrottle(Base):
    """Attempts counted in a window of time, so that a restart does not forget them."""

    __tablename__ = "throttle"

    # A digest of what is counted: an address, a network, a browser.
    digest: Mapped[str] = mapped_column(DIGEST, primary_key=True)
    count: Mapped[int]
    until: Mapped[datetime] = mapped_column(Moment)
