"""Invitations: a role offered to an address, to be accepted by who reads its mail."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.accounts import service
from app.accounts.entering import Browser, Entry, Method, enter
from app.accounts.links import Spent
from app.accounts.models import Account, StoredInvitation
from app.accounts.policy import Membership, Role, Scope, Target, Visitor
from app.accounts.roles import said
from app.accounts.sessions import person
from app.accounts.tokens import digest, identifier, token
from app.audit import service as audit
from app.context import Context
from app.kit.database import now, writing
from app.kit.errors import NotFound
from app.mail.service import Letter, post

LASTING = timedelta(days=14)
# Who invites without being anybody, as the machine's operator does.
HOUSE = "Wasl"


@dataclass(frozen=True, slots=True)
class Offer:
    """What is offered, to whom, and in what language they are written to."""

    email: str
    name: str
    membership: Membership
    language: str


def invite(session: Session, context: Context, visitor: Visitor, offer: Offer) -> StoredInvitation:
    """Offer a role to an address, by a mail; raises `BadAddress`.

    Nothing tells whether the address has an account.
    """
    at, scope = now(), offer.membership.scope
    row = StoredInvitation(
        id=identifier(),
        email=service.address(offer.email),
        name=offer.name.strip(),
        role=offer.membership.role,
        scope_kind=scope.kind,
        scope_id=scope.id,
        language=offer.language,
        invited_by=visitor.person.id if visitor.person else None,
        created_at=at,
        expires_at=at + LASTING,
    )
    write(session, context, visitor, row)
    session.add(row)
    audit.note(session, visitor, "invitation.create", of(row), **said(offer.membership))
    return row


def write(session: Session, context: Context, visitor: Visitor, row: StoredInvitation) -> None:
    """Give an invitation a new token, and send it."""
    secret = token()
    row.digest = digest(secret)
    link = f"{context.settings.public}/invitations/{secret}"
    inviter = visitor.person.name if visitor.person else HOUSE
    values = {"inviter": inviter, "name": row.name, "days": LASTING.days, "link": link}
    post(session, row.email, Letter.INVITATION, row.language, **values)


def resend(session: Session, context: Context, visitor: Visitor, invitation_id: str) -> None:
    """Send an invitation again, to last as long again; the link sent before works no more.

    Raises `NotFound`, and `Spent` where it was accepted or withdrawn.
    """
    row = by_id(session, invitation_id)
    if row.accepted_at or row.withdrawn_at:
        raise Spent
    row.expires_at = now() + LASTING
    write(session, context, visitor, row)
    audit.note(session, visitor, "invitation.resend", of(row))


def withdraw(session: Session, visitor: Visitor, invitation_id: str) -> None:
    """Take an invitation back; one that was accepted stays so. Raises `NotFound`."""
    row = by_id(session, invitation_id)
    row.withdrawn_at = row.withdrawn_at or now()
    audit.note(session, visitor, "invitation.withdraw", of(row))


def by_id(session: Session, invitation_id: str) -> StoredInvitation:
    """One invitation; raises `NotFound`."""
    row = session.get(StoredInvitation, invitation_id)
    if row is None:
        message = "There is no such invitation."
        raise NotFound(message)
    return row


def listed() -> Select[tuple[StoredInvitation]]:
    """The statement that finds invitations, the newest first, to be narrowed."""
    return select(StoredInvitation).order_by(StoredInvitation.created_at.desc())


def find(session: Session, secret: str) -> StoredInvitation:
    """The invitation of a link, if it still stands; raises `Spent`."""
    row = session.scalars(
        select(StoredInvitation).where(
            StoredInvitation.digest == digest(secret),
            StoredInvitation.accepted_at.is_(None),
            StoredInvitation.withdrawn_at.is_(None),
            StoredInvitation.expires_at > now(),
        )
    ).one_or_none()
    if row is None:
        raise Spent
    return row


def inviter_of(session: Session, row: StoredInvitation) -> str:
    """The name of who invites; empty where they left since."""
    chosen = select(Account.name).where(Account.id == row.invited_by)
    return session.scalar(chosen) or ("" if row.invited_by else HOUSE)


def accept(context: Context, secret: str, name: str, browser: Browser) -> Entry:
    """Take the role that is offered, with a new account where the address has none, and sign in.

    Raises `Spent`, also where the account of the address was shut.
    """
    with writing(context.database) as session:
        row = find(session, secret)
        row.accepted_at = now()
        account = invited(session, row, name)
        held = Membership(Role(row.role), Scope(row.scope_kind, row.scope_id))
        service.grant(session, account.id, held)
        audit.note(session, Visitor(person=person(account)), "invitation.accept", of(row))
        return enter(session, context.vault, account, Method.INVITATION, browser, after="/")


def invited(session: Session, row: StoredInvitation, name: str) -> Account:
    """The account of who is invited, whose address the link has proven."""
    account = service.by_email(session, row.email)
    if account and account.disabled_at:
        raise Spent
    account = account or service.create(session, row.email, name, language=row.language)
    account.confirmed_at = account.confirmed_at or now()
    return account


def of(row: StoredInvitation) -> Target:
    """An invitation, as the journal names it."""
    return Target("invitation", row.id)
