"""Nothing of a candidate is left: rows, texts, vectors, terms, lines of lists, files.

Rows go first, in one transaction; what they pointed at follows. Who is cut off in between leaves
files that no row names, which `app.candidates.upkeep` removes.
"""

from collections.abc import Iterable
from contextlib import closing
from itertools import chain

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.orm import Session

from app.accounts.models import StoredInvitation
from app.accounts.policy import NOBODY, Target, Visitor
from app.audit import service as audit
from app.candidates import pool
from app.candidates.models import Candidate
from app.candidates.store import store_of
from app.candidates.values import by_id
from app.context import Context
from app.drafts import service as drafts
from app.intakes.models import IntakeFile
from app.introductions.models import Introduction
from app.kit.database import writing
from app.kit.errors import NotFound

REMOVED = "removed"

Kept = tuple[str, str]
"""A file: its school, and its digest."""


def forget(
    context: Context, candidate_id: str, visitor: Visitor = NOBODY, channel: str = "page"
) -> None:
    """Delete a candidate and all that is kept of them; raises `NotFound`."""
    if not forget_all(context, Candidate.id == candidate_id, visitor, channel):
        raise NotFound("There is no such candidate.")


def forget_person(context: Context, account_id: str, visitor: Visitor) -> None:
    """Delete every candidate that an account is, at whatever school."""
    forget_all(context, Candidate.account_id == account_id, visitor)


def forget_all(
    context: Context, theirs: ColumnElement[bool], visitor: Visitor, channel: str = "page"
) -> int:
    """Delete the candidates of a condition, as it is while they are; returns how many."""
    with writing(context.database) as session:
        gone = erase_all(session, theirs, visitor, channel)
    if gone:
        clean(context, chain.from_iterable(gone))
    return len(gone)


def erase_all(
    session: Session, theirs: ColumnElement[bool], visitor: Visitor, channel: str = "page"
) -> list[list[Kept]]:
    """Delete the rows of the candidates of a condition; returns the files that each named."""
    ids = session.scalars(select(Candidate.id).where(theirs)).all()
    for id_ in ids:
        target = Target("candidate", id_)
        audit.note(session, visitor, "candidate.forget", target, channel=channel)
    return [erase(session, id_) for id_ in ids]


def erase(session: Session, candidate_id: str) -> list[Kept]:
    """Delete the rows of a candidate; returns the files that they named. Raises `NotFound`."""
    candidate = by_id(session, candidate_id)
    files = [(candidate.organisation_id, one.digest) for one in candidate.documents]
    pool.withdraw(session, candidate_id)
    between = select(Introduction.id).where(Introduction.candidate_id == candidate_id)
    drafts.forget_about(session, "introductions", session.scalars(between).all())
    given = IntakeFile.digest.in_([digest for _, digest in files])
    unname(session, or_(IntakeFile.candidate_id == candidate_id, given))
    if candidate.account_id is None:
        # Nobody came: an address and a name that the school gave.
        uninvite(session, candidate.invitation_id)
    session.execute(delete(Candidate).where(Candidate.id == candidate_id))
    return files


def uninvite(session: Session, invitation_id: str | None) -> None:
    """Delete an invitation that leads to no candidate any more, with its mails.

    It holds a name and an address.
    """
    session.execute(delete(StoredInvitation).where(StoredInvitation.id == invitation_id))


def unname(session: Session, theirs: ColumnElement[bool]) -> None:
    """Have reports of the school still count some files, and say no more whose they were.

    The same file that waits to be read once more is not: it would bring back who went.
    """
    gone = {"name": "", "digest": "", "notes": [], "outcome": REMOVED}
    session.execute(update(IntakeFile).where(theirs).values(gone))


def clean(context: Context, files: Iterable[Kept]) -> None:
    """Take away what the rows of somebody pointed at: files, and their words in the indexes."""
    store = store_of(context)
    for school, digest in files:
        store.remove(school, digest)
    if context.pool_folder.exists() or "followers" in context.__dict__:
        context.pool.catch_up()
        context.pool.save()
    scrub(context)


def scrub(context: Context) -> None:
    """Empty the log of the database, which holds the pages as they were before.

    Deleted rows themselves are overwritten (`secure_delete`). While somebody reads, the log stays
    until the next time.
    """
    if context.database.dialect.name == "sqlite":
        with closing(context.database.raw_connection()) as connection:
            connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]
