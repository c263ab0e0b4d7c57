"""API keys: what a program shows to act for a person, within the scopes it was given."""

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.accounts.models import Account, StoredKey
from app.accounts.policy import NOBODY, Visitor, granted
from app.accounts.sessions import person
from app.accounts.tokens import digest
from app.context import Context
from app.kit.database import now, reading


def visitor(context: Context, secret: str) -> Visitor:
    """Who a key stands for; nobody when it is revoked, expired or unknown."""
    with reading(context.database) as session:
        row = session.scalars(
            select(StoredKey).where(StoredKey.digest == digest(secret))
        ).one_or_none()
        if row is None or row.revoked_at or row.expires_at <= now():
            return NOBODY
        account = session.scalars(
            select(Account)
            .where(Account.id == row.account_id, Account.disabled_at.is_(None))
            .options(selectinload(Account.memberships))
        ).one_or_none()
        if account is None:
            return NOBODY
        return Visitor(
            person=person(account),
            memberships=granted((m.role, m.scope_kind, m.scope_id) for m in account.memberships),
            keys=frozenset(row.scopes),
        )
