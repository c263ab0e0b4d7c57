"""Who holds which role: given, taken away, and never without somebody to administer."""

from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.accounts.models import Account, StoredMembership
from app.accounts.policy import Membership, Role
from app.kit.errors import DomainError


class LastAdministrator(DomainError):
    """Nobody would be left who administers accounts."""

    status = 409
    title = "Last administrator"

    def __init__(self) -> None:
        super().__init__("Name another administrator first: there would be none.")


def drop(session: Session, account_id: str, membership: Membership) -> None:
    """Take a role away; one that is not held is left so. Raises `LastAdministrator`."""
    if membership.role is Role.ADMINISTRATOR:
        require_another(session, account_id)
    session.execute(
        delete(StoredMembership).where(
            StoredMembership.account_id == account_id,
            StoredMembership.role == membership.role,
            StoredMembership.scope_kind == membership.scope.kind,
            StoredMembership.scope_id == membership.scope.id,
        )
    )


def require_another(session: Session, account_id: str) -> None:
    """Raise `LastAdministrator` where an account is the only one that administers accounts."""
    active = (
        select(Account.id)
        .join(StoredMembership)
        .where(StoredMembership.role == Role.ADMINISTRATOR, Account.disabled_at.is_(None))
    )
    if session.scalars(active).all() == [account_id]:
        raise LastAdministrator


def said(membership: Membership) -> dict[str, Any]:
    """A role as the journal's details name it."""
    held = membership.scope
    return {"changed": membership.role, "of_kind": held.kind, "of": held.id}
