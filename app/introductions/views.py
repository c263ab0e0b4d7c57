"""Who saw whom: each company that was shown a candidate, when first and when last."""

from collections.abc import Collection

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.introductions.models import Viewing
from app.introductions.schemas import ViewingShown
from app.kit.database import now
from app.offers.showing import startups


def note(session: Session, startup_id: str, candidate_ids: Collection[str]) -> None:
    """Write down that a company was shown some candidates; the caller's transaction writes."""
    at = now()
    theirs = (Viewing.startup_id == startup_id, Viewing.candidate_id.in_(candidate_ids))
    known = set(session.scalars(select(Viewing.candidate_id).where(*theirs)))
    session.execute(update(Viewing).where(*theirs).values(last_at=at))
    session.add_all(
        Viewing(candidate_id=one, startup_id=startup_id, first_at=at, last_at=at)
        for one in sorted(set(candidate_ids) - known)
    )


def of_candidate(session: Session, candidate_id: str) -> tuple[ViewingShown, ...]:
    """The companies that saw a candidate, the latest first."""
    rows = session.scalars(
        select(Viewing)
        .where(Viewing.candidate_id == candidate_id)
        .order_by(Viewing.last_at.desc(), Viewing.startup_id)
    ).all()
    names = startups(session, {row.startup_id for row in rows})
    return tuple(
        ViewingShown(
            startup_id=row.startup_id,
            startup=names.get(row.startup_id, row.startup_id),
            first_at=row.first_at,
            last_at=row.last_at,
        )
        for row in rows
    )


def forget(session: Session, startup_id: str) -> None:
    """Delete what a company that is no more saw."""
    session.execute(delete(Viewing).where(Viewing.startup_id == startup_id))
