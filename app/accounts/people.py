"""Accounts as who administers them sees and changes them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, selectinload

from app.accounts import factors, links, places, roles, sessions
from app.accounts.invitations import withdraw_lapsed
from app.accounts.keys import revoke
from app.accounts.models import (
    Account,
    StoredIdentity,
    StoredInvitation,
    StoredKey,
    StoredMembership,
    StoredPasskey,
    StoredSession,
)
from app.accounts.passkeys import list_passkeys
from app.accounts.policy import (
    NETWORK,
    Decision,
    Membership,
    Reason,
    Role,
    Target,
    Visitor,
    actions,
)
from app.accounts.schemas import AccountShown, InvitationShown, MailShown, scope_of
from app.accounts.service import by_id, grant
from app.accounts.ways_in import IdentityShown, KeyShown, PasskeyShown, SessionShown
from app.audit import service as audit
from app.context import Context
from app.kit.database import now, reading, writing
from app.kit.errors import DomainError, NotFound
from app.kit.pages import Page
from app.mail.models import StoredMail
from app.mail.service import Letter, post
from app.network.reach import at_sites

# What lets in who changes another's account.
BY = Decision(Reason.GRANTED, Membership(Role.ADMINISTRATOR, NETWORK))


class NotToReset(DomainError):
    """Nobody resets their own second factors, nor those of who has none."""

    status = 409
    title = "Nothing to reset"

    def __init__(self) -> None:
        super().__init__("The second factors of this account are not to be reset.")


class State(StrEnum):
    """Whether an account may be used."""

    ACTIVE = "active"
    DISABLED = "disabled"


@dataclass(frozen=True, slots=True)
class Search:
    """Which accounts are asked for; what is empty asks for nothing."""

    typed: str = ""
    """Part of a name or an address."""
    role: Role | None = None
    site: str = ""
    """Id of a site: its coaches, and the founders of its companies."""
    state: State | None = None


def conditions(asked: Search) -> list[ColumnElement[bool]]:
    """What an account must be to be found."""
    found: list[ColumnElement[bool]] = []
    if words := asked.typed.strip().lower():
        name = func.lower(Account.name).contains(words, autoescape=True)
        found.append(or_(name, Account.email.contains(words, autoescape=True)))
    if asked.role:
        found.append(Account.memberships.any(StoredMembership.role == asked.role))
    if asked.site:
        found.append(Account.memberships.any(at(asked.site)))
    if asked.state:
        disabled = asked.state is State.DISABLED
        found.append(
            Account.disabled_at.is_not(None) if disabled else Account.disabled_at.is_(None)
        )
    return found


def at(site_id: str) -> ColumnElement[bool]:
    """The condition that a role is held for a site, or for a company of it."""
    companies = StoredMembership.scope_id.in_(at_sites([site_id]))
    return or_(
        (StoredMembership.scope_kind == "site") & (StoredMembership.scope_id == site_id),
        (StoredMembership.scope_kind == "startup") & companies,
    )


def accounts(context: Context, asked: Search, offset: int, limit: int) -> Page[AccountShown]:
    """Some of the accounts that are asked for, by name."""
    chosen = select(Account).where(*conditions(asked))
    with reading(context.database) as session:
        total = counted(session, chosen)
        rows = session.scalars(
            chosen.options(selectinload(Account.memberships))
            .order_by(func.lower(Account.name), Account.id)
            .offset(offset)
            .limit(limit)
        ).all()
        items = tuple(shown(session, rows))
    return Page(items=items, total=total, offset=offset, limit=limit)


def counted(session: Session, chosen: Select[*tuple[object, ...]]) -> int:
    """How many rows a statement finds."""
    return session.scalar(select(func.count()).select_from(chosen.subquery())) or 0


def shown(session: Session, rows: Sequence[Account]) -> Iterable[AccountShown]:
    """Accounts with the names of what their roles are for."""
    known = places.named(session, (scope_of(one) for row in rows for one in row.memberships))
    ids = [row.id for row in rows]
    owners = select(StoredPasskey.account_id).where(StoredPasskey.account_id.in_(ids))
    with_passkey = set(session.scalars(owners))
    return [AccountShown.of(row, known, with_passkey) for row in rows]


def account(context: Context, account_id: str) -> AccountShown:
    """One account; raises `NotFound`."""
    with reading(context.database) as session:
        [found] = shown(session, [by_id(session, account_id)])
        return found


def open_sessions(
    context: Context, account_id: str, current: str | None = None
) -> tuple[SessionShown, ...]:
    """The sessions of an account that still open something, the latest used first."""
    with reading(context.database) as session:
        rows = session.scalars(
            select(StoredSession)
            .where(StoredSession.account_id == account_id, StoredSession.ended_at.is_(None))
            .order_by(StoredSession.seen_at.desc())
        )
        return tuple(SessionShown.of(row, current) for row in rows if sessions.alive(row))


def passkeys(context: Context, account_id: str) -> tuple[PasskeyShown, ...]:
    """The passkeys of an account, the oldest first."""
    with reading(context.database) as session:
        return tuple(map(PasskeyShown.of, list_passkeys(session, account_id)))


def identities(context: Context, account_id: str) -> tuple[IdentityShown, ...]:
    """Who a person is at OpenID providers, the oldest first."""
    chosen = select(StoredIdentity).where(StoredIdentity.account_id == account_id)
    with reading(context.database) as session:
        rows = session.scalars(chosen.order_by(StoredIdentity.created_at))
        return tuple(map(IdentityShown.of, rows))


def keys(
    context: Context, offset: int, limit: int, *, account_id: str | None = None
) -> Page[KeyShown]:
    """API keys, the latest first: one person's, or everybody's."""
    chosen = select(StoredKey, Account.name).join(Account, Account.id == StoredKey.account_id)
    if account_id is not None:
        chosen = chosen.where(StoredKey.account_id == account_id)
    with reading(context.database) as session:
        total = counted(session, chosen)
        rows = session.execute(
            chosen.order_by(StoredKey.created_at.desc(), StoredKey.id).offset(offset).limit(limit)
        )
        items = tuple(KeyShown.of(row, owner) for row, owner in rows)
    return Page(items=items, total=total, offset=offset, limit=limit)


def give_role(context: Context, visitor: Visitor, account_id: str, membership: Membership) -> None:
    """Give a person a role; raises `NotFound` for a person or a place that is not there."""
    with writing(context.database) as session:
        by_id(session, account_id)
        require_place(session, membership)
        grant(session, account_id, membership)
        target = Target.account(account_id)
        audit.note(session, visitor, "role.give", target, BY, **roles.said(membership))


def require_place(session: Session, membership: Membership) -> None:
    """Raise `NotFound` unless what a role would be held for is there, and has people of it."""
    scope = membership.scope
    if not places.fits(session, membership):
        message = f"There is no {scope.kind} called “{scope.id}” for this role."
        raise NotFound(message)


def take_role(context: Context, visitor: Visitor, account_id: str, membership: Membership) -> None:
    """Take a role from a person; raises `LastAdministrator`."""
    with writing(context.database) as session:
        roles.drop(session, account_id, membership)
        withdraw_lapsed(session, account_id)
        target = Target.account(account_id)
        audit.note(session, visitor, "role.take", target, BY, **roles.said(membership))


def disable(context: Context, visitor: Visitor, account_id: str) -> None:
    """Let a person in no more, and end their sessions; raises `LastAdministrator`."""
    with writing(context.database) as session:
        roles.require_another(session, account_id)
        by_id(session, account_id).disabled_at = now()
        sessions.end_all(session, account_id)
        withdraw_lapsed(session, account_id)
        audit.note(session, visitor, "account.disable", Target.account(account_id), BY)


def enable(context: Context, visitor: Visitor, account_id: str) -> None:
    """Let a person in again."""
    with writing(context.database) as session:
        by_id(session, account_id).disabled_at = None
        audit.note(session, visitor, "account.enable", Target.account(account_id), BY)


def reset_factors(context: Context, visitor: Visitor, account_id: str) -> None:
    """Forget the second factors of who lost theirs, end their sessions, and write to them.

    Whoever administers has made sure that it is the person who asks; what they do to themselves
    asks for a factor first. Raises `NotToReset` and `NotFound`.
    """
    with writing(context.database) as session:
        account = by_id(session, account_id)
        own = visitor.person is not None and visitor.person.id == account_id
        if own or not factors.asked(session, account):
            raise NotToReset
        factors.forget(session, account)
        sessions.end_all(session, account_id)
        links.spend_all(session, account_id)
        to = account.email
        post(session, to, Letter.FACTORS_RESET, account.language, account_id=account_id)
        audit.note(session, visitor, "factor.reset", Target.account(account_id), BY)


def end_sessions(context: Context, visitor: Visitor, account_id: str) -> None:
    """End every session of an account but the one that asks."""
    with writing(context.database) as session:
        sessions.end_all(session, account_id, visitor.session)
        audit.note(session, visitor, "session.end", Target.account(account_id))


def end_session(context: Context, session_id: str) -> None:
    """End one session."""
    with writing(context.database) as session:
        row = session.get_one(StoredSession, session_id)
        row.ended_at = row.ended_at or now()


def key_scopes(visitor: Visitor) -> tuple[str, ...]:
    """What an API key of a visitor may open: what their roles may do, where a key may at all."""
    roles_held = {one.role for one in visitor.held}
    found = {one.key for one in actions().values() if one.key and roles_held & one.allow.keys()}
    return tuple(sorted(found))


def revoke_key(context: Context, visitor: Visitor, key_id: str) -> None:
    """Have anybody's API key open nothing any more; raises `NotFound`."""
    with writing(context.database) as session:
        owner = session.scalar(select(StoredKey.account_id).where(StoredKey.id == key_id))
        revoke(session, visitor, owner or "", key_id)


def invitations(
    context: Context, offset: int, limit: int, *, sender: str | None = None
) -> Page[InvitationShown]:
    """Invitations, the latest first: one person's, or everybody's."""
    chosen = select(StoredInvitation, Account.name).outerjoin(
        Account, Account.id == StoredInvitation.invited_by
    )
    if sender is not None:
        chosen = chosen.where(StoredInvitation.invited_by == sender)
    latest = (StoredInvitation.created_at.desc(), StoredInvitation.id)
    with reading(context.database) as session:
        total = counted(session, chosen)
        rows = session.execute(chosen.order_by(*latest).offset(offset).limit(limit)).all()
        known = places.named(session, (scope_of(row) for row, _ in rows))
        items = tuple(InvitationShown.of(row, name or "", known) for row, name in rows)
    return Page(items=items, total=total, offset=offset, limit=limit)


def mails(context: Context, offset: int, limit: int) -> Page[MailShown]:
    """The mails that are not sent, those that failed most often first."""
    chosen = select(StoredMail).where(StoredMail.sent_at.is_(None))
    order = (StoredMail.attempts.desc(), StoredMail.key.desc())
    with reading(context.database) as session:
        total = counted(session, chosen)
        rows = session.scalars(chosen.order_by(*order).offset(offset).limit(limit))
        items = tuple(map(MailShown.of, rows))
    return Page(items=items, total=total, offset=offset, limit=limit)
