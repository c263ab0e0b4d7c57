"""Links that work once: sent to an address, they prove that who follows them reads its mail."""

from datetime import timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.models import StoredLink
from app.accounts.tokens import digest, token
from app.kit.database import now
from app.kit.errors import DomainError

LASTING = timedelta(minutes=15)


class Purpose(StrEnum):
    """What a link, or another token that works once, is for."""

    SIGN_IN = "sign_in"
    JOIN = "join"
    FACTOR = "factor"
    """Held by a browser whose person has shown a first factor, and not yet the second."""
    PASSKEY = "passkey"
    """What a passkey is asked to sign."""
    EMAIL = "email"
    """Proves a new address of an account."""
    LOOK = "look"
    """Leads an administrator who looked as someone else back to their own session."""


class Spent(DomainError):
    """A link that was used, is too old, or never was."""

    status = 410
    title = "Link no longer valid"

    def __init__(self) -> None:
        super().__init__("This link was used, or is too old. Ask for another.")


def make(
    session: Session,
    purpose: Purpose,
    email: str,
    *,
    account_id: str | None = None,
    lasting: timedelta = LASTING,
    secret: str = "",
    **details: Any,  # noqa: ANN401 - whatever JSON holds
) -> str:
    """A new token that works once; returns it, and keeps its digest."""
    secret, at = secret or token(), now()
    session.add(
        StoredLink(
            digest=digest(secret),
            purpose=purpose,
            email=email,
            account_id=account_id,
            details=details,
            created_at=at,
            expires_at=at + lasting,
        )
    )
    return secret


def find(session: Session, secret: str, *purposes: Purpose) -> StoredLink:
    """What a token that still works stands for; raises `Spent`."""
    found = session.scalars(
        select(StoredLink).where(
            StoredLink.digest == digest(secret),
            StoredLink.purpose.in_(purposes),
            StoredLink.used_at.is_(None),
            StoredLink.expires_at > now(),
        )
    ).one_or_none()
    if found is None:
        raise Spent
    return found


def spend_all(session: Session, account_id: str) -> None:
    """Use up the links that would let somebody into an account: its doors have changed."""
    session.execute(
        update(StoredLink)
        .where(StoredLink.account_id == account_id, StoredLink.used_at.is_(None))
        .where(StoredLink.purpose.in_((Purpose.SIGN_IN, Purpose.EMAIL, Purpose.FACTOR)))
        .values(used_at=now())
    )


def use(session: Session, secret: str, *purposes: Purpose) -> StoredLink:
    """Use a token up; raises `Spent`. The transaction must be a writing one."""
    found = find(session, secret, *purposes)
    found.used_at = now()
    return found
