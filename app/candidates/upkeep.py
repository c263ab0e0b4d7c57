"""What is kept of candidates for no reason any more is removed, after the time that a file says."""

from datetime import datetime

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from app.accounts.models import StoredConsent
from app.candidates import forgetting, pool
from app.candidates.models import Candidate, Document
from app.candidates.store import store_of
from app.context import Context
from app.intakes.models import Intake, IntakeFile
from app.intakes.outcomes import KEEPING
from app.kit.database import now, reading, writing
from app.retention import kept

# A file that no row names may be of an intake that is being received: rows come last.
ORPHANED_S = 24 * 3600.0


def tidy(context: Context) -> dict[str, int]:
    """Remove candidates who never said yes or do no more, old reports, and files of nobody.

    Returns how many of each were removed.
    """
    with reading(context.database) as session:
        lapsed = lapsed_by(session, now() - kept()["candidate"])
    for candidate_id in lapsed:
        forgetting.forget(context, candidate_id, channel="retention")
    return {
        "candidate": len(lapsed),
        "intake": remove_intakes(context, now() - kept()["intake"]),
        "file": remove_orphans(context),
    }


def lapsed_by(session: Session, by: datetime) -> list[str]:
    """Candidates pushed before a moment, who say yes to the pool at no time since."""
    said = (
        select(StoredConsent.account_id)
        .where(StoredConsent.purpose == pool.POOL)
        .where(or_(StoredConsent.withdrawn_at.is_(None), StoredConsent.withdrawn_at > by))
        .where(StoredConsent.expires_at > by)
    )
    still = Candidate.account_id.in_(said) & Candidate.account_id.is_not(None)
    return list(session.scalars(select(Candidate.id).where(Candidate.created_at <= by, ~still)))


def remove_intakes(context: Context, by: datetime) -> int:
    """Remove reports that were finished before a moment; returns how many."""
    over = Intake.finished_at <= by
    with reading(context.database) as session:
        found = session.scalar(select(func.count()).select_from(Intake).where(over)) or 0
    if found:
        with writing(context.database) as session:
            session.execute(delete(Intake).where(over))
    return found


def remove_orphans(context: Context) -> int:
    """Remove files that no row names; returns how many."""
    store = store_of(context)
    with reading(context.database) as session:
        needed = {store.path(school, digest) for school, digest in named(session)}
    orphans = [path for path in store.kept(ORPHANED_S) if path not in needed]
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)


def named(session: Session) -> set[tuple[str, str]]:
    """The school and digest of every file that some row needs."""
    documents = select(Document.organisation_id, Document.digest)
    waiting = (
        select(Intake.organisation_id, IntakeFile.digest)
        .join(IntakeFile, IntakeFile.intake_id == Intake.id)
        .where(IntakeFile.outcome.in_(KEEPING), IntakeFile.digest != "")
    )
    return {
        (school, digest)
        for chosen in (documents, waiting)
        for school, digest in session.execute(chosen)
    }
