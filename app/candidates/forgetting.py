"""Nothing of a candidate is left: rows, texts, vectors, terms, lines of lists, files.

Rows go first, in one transaction; what they pointed at follows. Who is cut off in between leaves
files that no row names, which `app.candidates.upkeep` removes.
"""

from collections.abc import Iterable
from contextlib import closing

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.accounts.models import StoredInvitation
from app.accounts.policy import NOBODY, Target, Visitor
from app.audit import service as audit
from app.candidates import pool
from app.candidates.models import Candidate
from app.candidates.store import store_of
from app.candidates.values import by_id
from app.context import Context
from app.intakes.models import IntakeFile
from app.kit.database import writing

REMOVED = "removed"

Kept = tuple[str, str]
"""A file: its school, and its digest."""


def forget(
    context: Context, candidate_id: str, visitor: Visitor = NOBODY, channel: str = "page"
) -> None:
    """Delete a candidate and all that is kept of them; raises `NotFound`."""
    with writing(context.database) as session:
        files = erase(session, candidate_id)
        target = Target("candidate", candidate_id)
        audit.note(session, visitor, "candidate.forget", target, channel=channel)
    clean(context, files)


def forget_person(context: Context, account_id: str, visitor: Visitor) -> None:
    """Delete every candidate that an account is, at whatever school."""
    with writing(context.database) as session:
        ids = session.scalars(select(Candidate.id).where(Candidate.account_id == account_id)).all()
        files = [one for id_ in ids for one in erase(session, id_)]
        for id_ in ids:
            audit.note(session, visitor, "candidate.forget", Target("candidate", id_))
    if ids:
        clean(context, files)


def erase(session: Session, candidate_id: str) -> list[Kept]:
    """Delete the rows of a candidate; returns the files that they named. Raises `NotFound`."""
    candidate = by_id(session, candidate_id)
    files = [(candidate.organisation_id, one.digest) for one in candidate.documents]
    pool.withdraw(session, candidate_id)
    # The school's report still counts the file, and says no more whose it was.
    session.execute(
        update(IntakeFile)
        .where(IntakeFile.candidate_id == candidate_id)
        .values(name="", digest="", notes=[], outcome=REMOVED)
    )
    if candidate.account_id is None:
        # Nobody came: an address and a name that the school gave. Its mails go with it.
        theirs = StoredInvitation.id == candidate.invitation_id
        session.execute(delete(StoredInvitation).where(theirs))
    session.execute(delete(Candidate).where(Candidate.id == candidate_id))
    return files


def clean(context: Context, files: Iterable[Kept]) -> None:
    """Take away what the rows of somebody pointed at: files, and their words in the indexes."""
    store = store_of(context)
    for school, digest in files:
        store.remove(school, digest)
    if context.pool_folder.exists() or "pool" in context.__dict__:
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
