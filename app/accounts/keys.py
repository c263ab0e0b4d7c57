"""API keys: what a program shows to act for a person, within the scopes it was given."""

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session, selectinload

from app.accounts.models import Account, StoredKey
from app.accounts.policy import Target, Visitor, actions, granted
from app.accounts.sessions import NOTED, person
from app.accounts.tokens import digest, identifier, token
from app.audit import service as audit
from app.context import Context
from app.kit.database import now, reading, writing
from app.kit.errors import DomainError, NotFound

# So that a key that leaked into a public place is found there by who looks for such things.
PREFIX = "wasl_"
MOST_DAYS = 366


class BadKey(DomainError):
    """A key that may not be made as asked."""

    status = 422
    title = "Not a key"


def every_scope() -> list[str]:
    """What a key can be given, as the policy names it."""
    return sorted({action.key for action in actions().values() if action.key})


def create(
    session: Session,
    visitor: Visitor,
    account_id: str,
    *,
    name: str,
    scopes: Iterable[str],
    days: int,
) -> str:
    """Make a key of an account that ends after some days; returns it, to be shown once.

    Raises `BadKey` where it would open nothing, or something that no key opens, or last too long.
    """
    chosen, known, at = sorted(set(scopes)), every_scope(), now()
    if not chosen or not set(chosen) <= set(known) or not 1 <= days <= MOST_DAYS:
        message = f"A key has some of the scopes {', '.join(known)}, for 1 to {MOST_DAYS} days."
        raise BadKey(message)
    secret = f"{PREFIX}{token()}"
    row = StoredKey(
        id=identifier(),
        digest=digest(secret),
        account_id=account_id,
        name=name,
        scopes=chosen,
        created_at=at,
        expires_at=at + timedelta(days=days),
    )
    session.add(row)
    audit.note(session, visitor, "key.create", Target("key", row.id), scopes=chosen)
    return secret


def revoke(session: Session, visitor: Visitor, account_id: str, key_id: str) -> None:
    """End a key of an account; raises `NotFound`. One that was ended already stays so."""
    row = session.get(StoredKey, key_id)
    if row is None or row.account_id != account_id:
        message = "There is no such key."
        raise NotFound(message)
    row.revoked_at = row.revoked_at or now()
    audit.note(session, visitor, "key.revoke", Target("key", row.id))


def visitor(context: Context, secret: str) -> Visitor | None:
    """Who a key stands for; None when it is revoked, expired or unknown."""
    with reading(context.database) as session:
        row = good(session, secret)
        account = owner(session, row) if row else None
        if row is None or account is None:
            return None
        found = Visitor(
            person=person(account),
            memberships=granted((m.role, m.scope_kind, m.scope_id) for m in account.memberships),
            keys=frozenset(row.scopes),
        )
        due = row.used_at is None or row.used_at + NOTED < now()
    if due:
        note_use(context, row.id)
    return found


def good(session: Session, secret: str) -> StoredKey | None:
    """The key of a secret, if it still opens anything."""
    return session.scalars(
        select(StoredKey).where(
            StoredKey.digest == digest(secret),
            StoredKey.revoked_at.is_(None),
            StoredKey.expires_at > now(),
        )
    ).one_or_none()


def owner(session: Session, row: StoredKey) -> Account | None:
    """Whose a key is, if they may still sign in."""
    return session.scalars(
        select(Account)
        .where(Account.id == row.account_id, Account.disabled_at.is_(None))
        .options(selectinload(Account.memberships))
    ).one_or_none()


def note_use(context: Context, key_id: str) -> None:
    """Note when a key was last used."""
    with writing(context.database) as session:
        session.execute(update(StoredKey).where(StoredKey.id == key_id).values(used_at=now()))
