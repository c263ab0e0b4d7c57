"""What is held about a person: all of it as a file, and none of it any more."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Table, delete, func, or_, select
from sqlalchemy.orm import Session

from app.accounts import places
from app.accounts.models import Account, StoredInvitation, StoredLink, StoredMembership
from app.accounts.policy import Person, Role, Target, Visitor
from app.accounts.roles import require_another
from app.accounts.schemas import PlaceShown
from app.accounts.service import by_id
from app.audit import service as audit
from app.audit.models import Entry
from app.candidates import forgetting
from app.candidates import service as candidates
from app.candidates.models import Candidate
from app.context import Context
from app.introductions import service as introductions
from app.introductions import views
from app.kit.database import now, reading, writing
from app.kit.migrations import metadata
from app.mail.models import StoredMail
from app.organisations import service as organisations

# What opens doors is nobody's to read again, not even its owner's.
SECRET = {"digest", "password", "totp", "totp_step", "public_key", "token"}
# The columns that hold an address of a person.
ADDRESSES = {"email", "recipient"}


def export(context: Context, person: Person) -> dict[str, Any]:
    """Everything that is held about a person, by table: rows of theirs, and rows about them.

    Tables are found by what refers to an account, so that a new one cannot be forgotten.
    """
    with reading(context.database) as session:
        found = {table.name: held(session, table, person) for table in metadata().sorted_tables}
        found["candidates"] = [
            one.model_dump(mode="json") for one in candidates.of_account(session, person.id)
        ]
        found["viewings"], found["introductions"] = met(session, person)
        found["journal"] = list(rows(session, Entry.__table__, *about(person)))
    return {
        "exported_at": now().isoformat(),
        "account": person.id,
        **{name: lines for name, lines in found.items() if lines},
    }


def met(session: Session, person: Person) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The companies that saw a person as a candidate, and what is between the two."""
    ids = session.scalars(select(Candidate.id).where(Candidate.account_id == person.id)).all()
    seen = [one for id_ in ids for one in views.of_candidate(session, id_)]
    between = introductions.of_candidates(session, ids)
    return (
        [one.model_dump(mode="json") for one in seen],
        [one.model_dump(mode="json", exclude={"next", "card", "revealed"}) for one in between],
    )


def held(session: Session, table: Table, person: Person) -> list[dict[str, Any]]:
    """The rows of a table that are a person's, by their account or their address."""
    is_theirs = [
        *(column == person.id for column in owners(table)),
        *(column == person.email for column in table.columns if column.name in ADDRESSES),
    ]
    return list(rows(session, table, *is_theirs)) if is_theirs else []


def owners(table: Table) -> Iterator[Column[Any]]:
    """The columns that say whose account a row belongs to."""
    account = Account.__table__
    if table is account:
        yield account.c.id
    for column in table.columns:
        if refers(column):
            yield column


def refers(column: Column[Any]) -> bool:
    """Whether a column holds the id of an account."""
    return any(key.column is Account.__table__.c.id for key in column.foreign_keys)


def about(person: Person) -> list[Any]:
    """What journal entries say when they are of a person, or about them."""
    is_target = (Entry.target_kind == "account") & (Entry.target_id == person.id)
    return [Entry.actor_id == person.id, Entry.account_id == person.id, is_target]


def rows(session: Session, table: Any, *any_of: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401
    """The rows of a table that one of some conditions holds for, without what opens doors."""
    shown = [one for one in table.columns if one.name not in SECRET and not is_bytes(one)]
    for row in session.execute(select(*shown).where(or_(*any_of))).mappings():
        yield {name: plain(value) for name, value in row.items()}


def is_bytes(column: Column[Any]) -> bool:
    """Whether a column holds what no person reads."""
    return column.type.python_type is bytes


def plain(value: object) -> object:
    """A value as JSON holds it."""
    return value.isoformat() if isinstance(value, datetime) else value


def alone_in(context: Context, account_id: str) -> tuple[PlaceShown, ...]:
    """The companies that would have no founder left if a person went."""
    founders = (
        select(StoredMembership.scope_id)
        .where(StoredMembership.role == Role.FOUNDER)
        .group_by(StoredMembership.scope_id)
        .having(func.count() == 1)
    )
    with reading(context.database) as session:
        mine = session.scalars(
            select(StoredMembership.scope_id).where(
                StoredMembership.account_id == account_id,
                StoredMembership.role == Role.FOUNDER,
                StoredMembership.scope_id.in_(founders),
            )
        ).all()
        return tuple(places.found(session, "startup", mine))


def forget(
    context: Context, visitor: Visitor, person: Person, companies: Iterable[str] = ()
) -> None:
    """Delete an account and all that is a person's; companies of theirs alone too, if they say so.

    What they entered for a company that stays is the company's. The journal keeps an id that says
    nothing any more. Raises `LastAdministrator`.
    """
    with writing(context.database) as session:
        require_another(session, person.id)
        audit.note(session, visitor, "account.delete", Target.account(person.id))
    forgetting.forget_person(context, person.id, visitor)
    alone = {one.id for one in alone_in(context, person.id)}
    for startup_id in alone.intersection(companies):
        organisations.forget(context, startup_id, visitor)
    with writing(context.database) as session:
        remove(session, by_id(session, person.id).email, person.id)
    forgetting.scrub(context)


def remove(session: Session, email: str, account_id: str) -> None:
    """Delete what is kept of an account: the rest goes with its row."""
    # A mail to who was invited says by whom.
    sent = select(StoredInvitation.id).where(StoredInvitation.invited_by == account_id)
    by_them = StoredMail.invitation_id.in_(sent)
    session.execute(delete(StoredMail).where(or_(StoredMail.recipient == email, by_them)))
    taken = StoredInvitation.accepted_by == account_id
    session.execute(delete(StoredInvitation).where(or_(StoredInvitation.email == email, taken)))
    mine = or_(StoredLink.account_id == account_id, StoredLink.email == email)
    session.execute(delete(StoredLink).where(mine))
    session.execute(delete(Account).where(Account.id == account_id))
