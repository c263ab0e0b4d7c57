"""Sessions: opened by signing in, listed and ended by their person."""

from datetime import timedelta

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.orm import Session, joinedload

from app.accounts.models import Account, StoredSession
from app.accounts.policy import Person, Role, Visitor, granted
from app.accounts.tokens import digest, identifier, token
from app.kit.database import now

# A session ends by itself after so long without a request, and in any case after so long.
IDLE = timedelta(hours=12)
LONGEST = timedelta(days=14)
# How often its last use is noted: not at every request, since it is a write.
NOTED = timedelta(minutes=5)
# How long after its last use a session that ended by itself still says whose typing it was.
MISSED = timedelta(days=3)
LONGEST_AGENT = 300

# Asked at every request: to build such statements takes longer than to run them.
BY_DIGEST = select(StoredSession).where(StoredSession.digest == bindparam("digest"))
THEIRS = (
    select(Account)
    .where(Account.id.in_(bindparam("ids", expanding=True)), Account.disabled_at.is_(None))
    .options(joinedload(Account.memberships))
)


def open_session(
    session: Session,
    account_id: str,
    *,
    method: str,
    strong: bool = False,
    agent: str = "",
    actor_id: str | None = None,
) -> str:
    """Open a session of an account; returns its token, which is known to the browser only."""
    secret, at = token(), now()
    session.add(
        StoredSession(
            id=identifier(),
            digest=digest(secret),
            account_id=account_id,
            actor_id=actor_id,
            method=method,
            strong=strong,
            agent=agent[:LONGEST_AGENT],
            created_at=at,
            seen_at=at,
            expires_at=at + LONGEST,
        )
    )
    return secret


def found(session: Session, secret: str) -> StoredSession | None:
    """The session of a token, whatever its state."""
    return session.scalars(BY_DIGEST, {"digest": digest(secret)}).one_or_none()


def alive(row: StoredSession) -> bool:
    """Whether a session still opens anything."""
    return row.ended_at is None and now() < min(row.expires_at, row.seen_at + IDLE)


def lapsed(session: Session, secret: str) -> str | None:
    """The account of a session that ended by itself, and that nobody ended; None of any other.

    Nobody looks on in one: what is typed while looking as somebody is not theirs.
    """
    row = found(session, secret)
    if row is None or row.ended_at or row.actor_id or alive(row) or now() > row.seen_at + MISSED:
        return None
    return session.scalar(
        select(Account.id).where(Account.id == row.account_id, Account.disabled_at.is_(None))
    )


def visitor(session: Session, secret: str) -> Visitor | None:
    """Who a session's token stands for; None when it stands for nobody any more."""
    row = found(session, secret)
    return visitor_in(session, row) if row else None


def visitor_in(session: Session, row: StoredSession) -> Visitor | None:
    """Who a session stands for; None when it stands for nobody any more."""
    if not alive(row):
        return None
    ids = {row.account_id, row.actor_id or row.account_id}
    people = {one.id: one for one in session.scalars(THEIRS, {"ids": list(ids)}).unique()}
    account = people.get(row.account_id)
    if account is None or (row.actor_id and not administers(people.get(row.actor_id))):
        return None
    return Visitor(
        person=person(account),
        memberships=granted((m.role, m.scope_kind, m.scope_id) for m in account.memberships),
        session=row.id,
        actor=person(people[row.actor_id]) if row.actor_id else None,
        strong=row.strong,
    )


def administers(account: Account | None) -> bool:
    """Whether an account that looks as another is an administrator's still."""
    return account is not None and any(
        one.role == Role.ADMINISTRATOR for one in account.memberships
    )


def person(account: Account) -> Person:
    """An account as who is signed in."""
    return Person(account.id, account.name, account.email, account.language)


def due(row: StoredSession) -> bool:
    """Whether the last use of a session has to be noted again."""
    return row.seen_at + NOTED < now()


def note_use(session: Session, session_id: str) -> None:
    """Note that a session is in use."""
    session.execute(
        update(StoredSession).where(StoredSession.id == session_id).values(seen_at=now())
    )


def end(session: Session, account_id: str, session_id: str) -> None:
    """End a session of an account; one that is another's, or ended already, is left alone."""
    session.execute(
        update(StoredSession)
        .where(StoredSession.id == session_id, StoredSession.account_id == account_id)
        .where(StoredSession.ended_at.is_(None))
        .values(ended_at=now())
    )


def end_all(session: Session, account_id: str, but: str | None = None) -> None:
    """End every session of an account, but one perhaps; who looks, or is looked as, included."""
    session.execute(
        update(StoredSession)
        .where(or_(StoredSession.account_id == account_id, StoredSession.actor_id == account_id))
        .where(StoredSession.id != (but or ""))
        .where(StoredSession.ended_at.is_(None))
        .values(ended_at=now())
    )
