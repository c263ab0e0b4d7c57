"""Invitations: a role offered to an address, to be accepted by who reads its mail."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import gate, service, throttle
from app.accounts.entering import Browser, Entry, Method, enter
from app.accounts.links import Spent
from app.accounts.models import Account, StoredInvitation, StoredMembership
from app.accounts.policy import Membership, Role, Scope, Target, Visitor, actions, decide, granted
from app.accounts.roles import said
from app.accounts.sessions import person
from app.accounts.throttle import Limit
from app.accounts.tokens import digest, identifier, token
from app.audit import service as audit
from app.candidates.claiming import claim
from app.context import Context
from app.kit.database import now, writing
from app.kit.errors import DomainError, NotFound
from app.mail.service import Letter, post

LASTING = timedelta(days=14)


class NotOffered(DomainError):
    """Who sends an invitation again may not offer what it offers, as things are today."""

    status = 409
    title = "Not yours to offer"

    def __init__(self) -> None:
        super().__init__("Your roles do not let you offer this any more.")


@dataclass(frozen=True, slots=True)
class Offer:
    """What is offered, to whom, and in what language they are written to."""

    email: str
    name: str
    membership: Membership
    language: str


def invite(
    session: Session,
    context: Context,
    visitor: Visitor,
    offer: Offer,
    counted: Limit = Limit.SENDING,
) -> StoredInvitation:
    """Offer a role to an address, by a mail; raises `BadAddress`, `BadName` and `TooMany`.

    Nothing tells whether the address has an account. `counted` is what it counts as, of what its
    sender sends.
    """
    at, scope = now(), offer.membership.scope
    row = StoredInvitation(
        id=identifier(),
        email=service.address(offer.email),
        name=service.named(offer.name),
        role=offer.membership.role,
        scope_kind=scope.kind,
        scope_id=scope.id,
        language=offer.language,
        invited_by=visitor.account_id,
        created_at=at,
        expires_at=at + LASTING,
    )
    write(session, context, visitor, row, counted)
    session.add(row)
    audit.note(session, visitor, "invitation.create", of(row), **said(offer.membership))
    return row


def write(
    session: Session,
    context: Context,
    visitor: Visitor,
    row: StoredInvitation,
    counted: Limit = Limit.SENDING,
) -> None:
    """Give an invitation a new token, and send it; raises `TooMany`."""
    if visitor.person:
        throttle.count(session, counted, visitor.person.id)
    throttle.count(session, Limit.LETTERS, row.email)
    secret = token()
    row.digest = digest(secret)
    link = f"{context.settings.public}/invitations/{secret}"
    inviter = visitor.person.name if visitor.person else ""
    post(
        session,
        row.email,
        Letter.INVITATION,
        row.language,
        invitation_id=row.id,
        inviter=inviter,
        name=row.name,
        days=LASTING.days,
        link=link,
    )


def resend(session: Session, context: Context, visitor: Visitor, invitation_id: str) -> None:
    """Send an invitation again, to last as long again; the link sent before works no more.

    Who sends it vouches for it from now on. Raises `NotFound`, `Spent` where it was accepted or
    withdrawn, and `NotOffered`.
    """
    row = by_id(session, invitation_id)
    if row.accepted_at or row.withdrawn_at:
        raise Spent
    if visitor.person is None or not vouches(session, visitor, row):
        raise NotOffered
    row.invited_by = visitor.person.id
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


def vouches(session: Session, visitor: Visitor, row: StoredInvitation) -> bool:
    """Whether a visitor may offer what an invitation does, as roles and places are today."""
    wanted = actions()[f"invite.{row.role}"]
    return decide(visitor, wanted.name, gate.aimed_at(session, wanted, row.scope_id)).allowed


def stands(session: Session, row: StoredInvitation) -> bool:
    """Whether who sent an invitation could send it today; nobody vouches for who is gone."""
    sender = session.get(Account, row.invited_by) if row.invited_by else None
    if sender is None or sender.disabled_at:
        return False
    held = select(StoredMembership.role, StoredMembership.scope_kind, StoredMembership.scope_id)
    roles = session.execute(held.where(StoredMembership.account_id == sender.id))
    # A second factor was asked for when it was sent.
    held_today = granted((role, kind, id_) for role, kind, id_ in roles)
    visitor = Visitor(person=person(sender), memberships=held_today, strong=True)
    return vouches(session, visitor, row)


def withdraw_lapsed(session: Session, account_id: str) -> None:
    """Take back what a person offered and may offer no more, in what is open still."""
    waiting = select(StoredInvitation).where(
        StoredInvitation.invited_by == account_id,
        StoredInvitation.accepted_at.is_(None),
        StoredInvitation.withdrawn_at.is_(None),
    )
    for row in session.scalars(waiting):
        if not stands(session, row):
            row.withdrawn_at = now()


def find(session: Session, secret: str) -> StoredInvitation:
    """The invitation of a link, if it and its sender's right to send it still stand.

    Raises `Spent`.
    """
    row = session.scalars(
        select(StoredInvitation).where(
            StoredInvitation.digest == digest(secret),
            StoredInvitation.accepted_at.is_(None),
            StoredInvitation.withdrawn_at.is_(None),
            StoredInvitation.expires_at > now(),
        )
    ).one_or_none()
    if row is None or not stands(session, row):
        raise Spent
    return row


def inviter_of(session: Session, row: StoredInvitation) -> str:
    """The name of who invites; empty where they left since."""
    return session.scalar(select(Account.name).where(Account.id == row.invited_by)) or ""


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
        row.accepted_by = account.id
        claim(session, row.id, account.id)
        audit.note(session, Visitor(person=person(account)), "invitation.accept", of(row))
        return enter(session, context.vault, account, Method.INVITATION, browser, after="/")


def invited(session: Session, row: StoredInvitation, name: str) -> Account:
    """The account of who is invited, whose address the link proves; raises `Spent` if shut."""
    account = service.by_email(session, row.email)
    if account and account.disabled_at:
        raise Spent
    account = account or service.create(session, row.email, name, language=row.language)
    account.confirmed_at = account.confirmed_at or now()
    return account


def of(row: StoredInvitation) -> Target:
    """An invitation, as the journal names it."""
    return Target("invitation", row.id)
