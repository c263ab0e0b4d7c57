"""Asking again who somebody is, before a change that would lock them out of their own account."""

from datetime import timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from app.accounts import factors, passwords, sessions, throttle
from app.accounts.models import Account, StoredSession
from app.accounts.policy import Visitor
from app.accounts.service import by_id
from app.accounts.throttle import Limit
from app.context import Context
from app.kit.database import now, reading, writing
from app.kit.errors import DomainError

# How long who signed in, or proved themselves again, is believed without being asked once more.
BELIEVED = timedelta(minutes=15)


class NotRecent(DomainError):
    """The person has to prove again who they are, and goes on at `page` then."""

    status = 403
    title = "Sign in again"

    def __init__(self, page: str) -> None:
        super().__init__("Prove again who you are: your sign-in is too old for this change.")
        self.page = page


class Proof(StrEnum):
    """What a person can prove themselves by without leaving the page."""

    PASSWORD = "password"  # noqa: S105 - no password
    CODE = "code"
    NONE = "none"
    """They have to sign in again."""


def recent(context: Context, visitor: Visitor) -> bool:
    """Whether who asks proved who they are a moment ago; never who looks as someone else."""
    if visitor.session is None or visitor.actor is not None:
        return False
    with reading(context.database) as session:
        row = session.get(StoredSession, visitor.session)
        if row is None or now() >= row.created_at + BELIEVED:
            return False
        # A password alone does not take a second factor away.
        return row.strong or not factors.asked(session, by_id(session, row.account_id))


def kind(context: Context, account_id: str) -> Proof:
    """What an account can prove itself by."""
    with reading(context.database) as session:
        account = by_id(session, account_id)
        return proven_by(session, account)


def proven_by(session: Session, account: Account) -> Proof:
    """What an account can prove itself by: a second factor where it has one."""
    if account.totp_proven:
        return Proof.CODE
    if account.password and not factors.has_passkey(session, account.id):
        return Proof.PASSWORD
    return Proof.NONE


def prove(context: Context, account_id: str, session_id: str, typed: str) -> str | None:
    """Renew a session by a password or code; its new token, or None where that was not good.

    Raises `TooMany`.
    """
    with writing(context.database) as session:
        throttle.count(session, Limit.FACTOR, account_id)
    with reading(context.database) as session:
        kept = by_id(session, account_id).password
    # Outside of any writing transaction: it takes a while, on purpose.
    known = passwords.verify(kept, typed) if kept else False
    with writing(context.database) as session:
        account = by_id(session, account_id)
        way = proven_by(session, account)
        good = {
            Proof.PASSWORD: known and account.password == kept,
            Proof.CODE: way is Proof.CODE and factors.take(context.vault, account, typed),
        }
        if not good.get(way, False):
            return None
        throttle.forget(session, Limit.FACTOR, account_id)
        return renewed(session, account_id, session_id, strong=way is Proof.CODE)


def renewed(session: Session, account_id: str, session_id: str, *, strong: bool) -> str:
    """A new session in the place of an account's present one."""
    old = session.get_one(StoredSession, session_id)
    sessions.end(session, account_id, session_id)
    return sessions.open_session(
        session, account_id, method=old.method, strong=strong or old.strong, agent=old.agent
    )


def strengthened(session: Session, account_id: str, session_id: str) -> str:
    """A strong session in the place of one whose person has just added a second factor.

    The others end: whoever sits before them did not show it.
    """
    sessions.end_all(session, account_id, session_id)
    return renewed(session, account_id, session_id, strong=True)
