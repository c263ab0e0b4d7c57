"""What is kept of candidates for no reason any more is removed, after the time that a file says."""

from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, func, or_, select
from sqlalchemy.orm import Session

from app.accounts.models import StoredConsent
from app.accounts.policy import NOBODY
from app.candidates import forgetting, pool
from app.candidates.models import Candidate, Document
from app.candidates.store import store_of
from app.context import Context
from app.intakes.models import Intake, IntakeFile
from app.intakes.outcomes import KEEPING
from app.introductions.lapsing import take_back
from app.kit.database import now, reading, writing
from app.matches import service as matches
from app.offers import forgetting as offers
from app.retention import kept
from matching.profile import Kind

# What the journal calls the way that this comes by.
CHANNEL = "retention"
# A file that no row names may be of an intake that is being received: rows come last.
ORPHANED_S = 24 * 3600.0


def tidy(context: Context) -> dict[str, int]:
    """Remove candidates who never said yes or do no more, old offers, reports, files of nobody.

    Returns how many of each were removed.
    """
    return {
        "candidate": forget_lapsed(context, now() - kept()["candidate"]),
        "profile": empty_pool(context),
        "list": clear_lists(context),
        "offer": remove_offers(context, offers.closed_by(now() - kept()["offer"])),
        "offer_draft": remove_offers(context, offers.left_by(now() - kept()["offer_draft"])),
        "intake": remove_intakes(context, now() - kept()["intake"]),
        "file": remove_orphans(context),
    }


def empty_pool(context: Context) -> int:
    """Take those out of the pool whose yes to it is over; returns how many."""
    with reading(context.database) as session:
        over = pool.lapsed(session)
    if over:
        with writing(context.database) as session:
            for candidate_id in pool.lapsed(session):
                pool.withdraw(session, candidate_id)
        forgetting.clean(context, ())
    return len(over)


def clear_lists(context: Context) -> int:
    """Take those out of all lists who let a company of one see them no more; returns how many.

    What they revealed to it is taken back too.
    """
    with reading(context.database) as session:
        over = pool.unseen(session)
    with writing(context.database) as session:
        for candidate_id in sorted(over):
            matches.forget_offer(session, Kind.CANDIDATE, candidate_id)
        take_back(session, NOBODY, channel=CHANNEL)
    if over:
        forgetting.scrub(context)
    return len(over)


def remove_offers(context: Context, over: ColumnElement[bool]) -> int:
    """Remove the offers of a condition, with what came of them; returns how many."""
    with reading(context.database) as session:
        if not session.scalar(select(exists().where(over))):
            return 0
    with writing(context.database) as session:
        # One may have been opened again meanwhile.
        removed = offers.erase(session, over, NOBODY, CHANNEL)
    forgetting.scrub(context)
    return removed


def forget_lapsed(context: Context, by: datetime) -> int:
    """Delete candidates who never said yes or did not since a moment; returns how many."""
    over = lapsed_by(by)
    with reading(context.database) as session:
        found = session.scalar(select(func.count()).select_from(Candidate).where(over))
    # Who says yes meanwhile is not among them any more.
    return forgetting.forget_all(context, over, NOBODY, CHANNEL) if found else 0


def lapsed_by(by: datetime) -> ColumnElement[bool]:
    """Whether a candidate was pushed before a moment, and says yes to the pool at no time since."""
    said = (
        select(StoredConsent.account_id)
        .where(StoredConsent.purpose == pool.POOL)
        .where(or_(StoredConsent.withdrawn_at.is_(None), StoredConsent.withdrawn_at > by))
        .where(StoredConsent.expires_at > by)
    )
    still = Candidate.account_id.in_(said) & Candidate.account_id.is_not(None)
    return (Candidate.created_at <= by) & ~still


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
