"""Accounts: making them, and granting roles."""

from collections.abc import Iterable
from unicodedata import category

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import delete, select
from sqlalchemy.orm import Session, selectinload

from app.accounts.models import Account, StoredInvitation, StoredMembership
from app.accounts.policy import HELD_FOR, Membership, Scope
from app.accounts.tokens import identifier
from app.kit.database import now
from app.kit.errors import DomainError, NotFound
from app.kit.i18n import DEFAULT

# Control characters and ends of lines, which could add lines to a mail.
UNWRITTEN = frozenset({"Cc", "Zl", "Zp"})


class BadAddress(DomainError):
    """An e-mail address that cannot be one."""

    status = 422
    title = "Not an e-mail address"


class BadName(DomainError):
    """A name that is none: nothing is written, or several lines are."""

    status = 422
    title = "Not a name"


def named(typed: str) -> str:
    """A name as accounts and letters keep it; raises `BadName`."""
    name = typed.strip()
    if not name or any(category(letter) in UNWRITTEN for letter in name):
        message = "A name is some letters, on one line."
        raise BadName(message)
    return name


def address(typed: str) -> str:
    """An e-mail address as accounts keep it; raises `BadAddress`."""
    try:
        # Whether its host receives mail is found out by sending some.
        checked = validate_email(typed.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise BadAddress(str(error)) from error
    return checked.normalized.lower()


def create(
    session: Session,
    email: str,
    name: str,
    memberships: Iterable[Membership] = (),
    *,
    language: str = DEFAULT,
) -> Account:
    """Make an account; the caller knows that there is none of this address."""
    account = Account(
        id=identifier(),
        email=address(email),
        name=named(name),
        language=language,
        created_at=now(),
        memberships=[stored(one) for one in memberships],
    )
    session.add(account)
    session.flush()
    return account


def stored(membership: Membership) -> StoredMembership:
    """A role as a row; raises `ValueError` where it is held for another kind of thing."""
    if HELD_FOR[membership.role] != membership.scope.kind:
        message = f"{membership.role} is not held for a {membership.scope.kind}."
        raise ValueError(message)
    return StoredMembership(
        role=membership.role,
        scope_kind=membership.scope.kind,
        scope_id=membership.scope.id,
        granted_at=now(),
    )


def grant(session: Session, account_id: str, membership: Membership) -> None:
    """Give a person a role; one that they hold already is left as it is."""
    row = stored(membership)
    row.account_id = account_id
    session.merge(row)


def withdraw(session: Session, scope: Scope) -> None:
    """Take back every role held for a thing that is no more, and every offer of one."""
    for table in (StoredMembership, StoredInvitation):
        session.execute(
            delete(table).where(table.scope_kind == scope.kind, table.scope_id == scope.id)
        )


def by_email(session: Session, email: str) -> Account | None:
    """The account of an address, its roles loaded."""
    return session.scalars(
        select(Account).where(Account.email == email).options(selectinload(Account.memberships))
    ).one_or_none()


def by_id(session: Session, account_id: str) -> Account:
    """One account, its roles loaded; raises `NotFound`."""
    found = session.scalars(
        select(Account).where(Account.id == account_id).options(selectinload(Account.memberships))
    ).one_or_none()
    if found is None:
        message = "There is no such account."
        raise NotFound(message)
    return found
