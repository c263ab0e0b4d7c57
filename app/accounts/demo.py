"""People who do not exist, for a demonstration on one's own machine."""

from functools import cache
from importlib.resources import files

import yaml
from sqlalchemy import Select, delete, exists, select
from sqlalchemy.orm import Session

from app.accounts import leaving, service
from app.accounts.entering import Browser, Entry, Method, enter
from app.accounts.models import Account, StoredInvitation, StoredMembership
from app.accounts.policy import HELD_FOR, Membership, Role, Scope
from app.context import Context
from app.kit.database import now, writing
from app.kit.errors import DomainError, NotFound

# No mail ever arrives there (RFC 2606).
DOMAIN = "demo.wasl.test"


class RealPeople(DomainError):
    """A demonstration was asked for where real people have accounts."""


@cache
def people() -> dict[str, tuple[str, Membership]]:
    """The name and role of each person, by key."""
    rows = yaml.safe_load(files("app.accounts").joinpath("demo.yaml").read_text("utf-8"))
    return {key: (row["name"], membership(row["role"], row["of"])) for key, row in rows.items()}


def membership(role: str, of: str) -> Membership:
    """A role, held for the thing of an id."""
    return Membership(Role(role), Scope(HELD_FOR[Role(role)], of))


def address(key: str) -> str:
    """The address of a person."""
    return f"{key}@{DOMAIN}"


def begin(session: Session) -> None:
    """Have the people there; raises `RealPeople` where a real administrator is."""
    if has_administrator(session):
        message = "Real people have accounts here: a demonstration would open them to anybody."
        raise RealPeople(message)
    for key, (name, held) in people().items():
        found = service.by_email(session, address(key))
        found = found or service.create(session, address(key), name)
        found.disabled_at, found.confirmed_at = None, found.confirmed_at or now()
        service.grant(session, found.id, held)


def end(session: Session) -> None:
    """Remove the people, with every role that they gave and every invitation that they sent."""
    sent = select(StoredInvitation).where(StoredInvitation.invited_by.in_(ids()))
    for one in session.scalars(sent).all():
        take_back(session, one)
    for account in session.scalars(select(Account).where(Account.id.in_(ids()))).all():
        leaving.remove(session, account.email, account.id)


def take_back(session: Session, invitation: StoredInvitation) -> None:
    """Remove an invitation and what came of it: a role that nobody real gave."""
    session.execute(
        delete(StoredMembership).where(
            StoredMembership.account_id == invitation.accepted_by,
            StoredMembership.role == invitation.role,
            StoredMembership.scope_kind == invitation.scope_kind,
            StoredMembership.scope_id == invitation.scope_id,
        )
    )
    session.execute(delete(StoredInvitation).where(StoredInvitation.id == invitation.id))


def ids() -> Select[str]:
    """The ids of the accounts of all people of a demonstration."""
    return select(Account.id).where(Account.email.endswith(f"@{DOMAIN}"))


def has_administrator(session: Session) -> bool:
    """Whether somebody real administers Wasl."""
    held = select(StoredMembership).join(Account, Account.id == StoredMembership.account_id)
    real = held.where(
        StoredMembership.role == Role.ADMINISTRATOR,
        Account.email.not_like(f"%@{DOMAIN}"),
        Account.disabled_at.is_(None),
    )
    return bool(session.scalar(select(exists(real))))


def sign_in(context: Context, key: str, browser: Browser) -> Entry:
    """Sign in as a person; raises `NotFound` outside of a demonstration."""
    with writing(context.database) as session:
        found = service.by_email(session, address(key)) if context.demo else None
        if found is None:
            message = "There is no such person in a demonstration."
            raise NotFound(message)
        return enter(session, context.vault, found, Method.DEMO, browser, after="/", strong=True)
