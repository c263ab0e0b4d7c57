"""What is over is deleted after a time that a file of data says (law 09-08, article 3)."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files

import yaml
from sqlalchemy import ColumnElement, Engine, and_, delete, func, or_, select

from app.accounts.models import (
    StoredConsent,
    StoredInvitation,
    StoredKey,
    StoredLink,
    StoredSession,
    StoredThrottle,
)
from app.audit import service as audit
from app.audit.models import Refusals
from app.drafts.models import StoredDraft, Submission
from app.kit.database import Base, now, reading, writing
from app.mail.models import StoredMail
from app.matches.models import EditionItem, StoredEdition, StoredOrigin, StoredVersion

Over = Callable[[datetime], ColumnElement[bool]]

# What each kind of row must be to be over by a moment.
OVER: Mapping[str, tuple[type[Base], Over]] = {
    "session": (
        StoredSession,
        lambda by: or_(StoredSession.ended_at <= by, StoredSession.expires_at <= by),
    ),
    "link": (StoredLink, lambda by: StoredLink.expires_at <= by),
    "invitation": (
        StoredInvitation,
        lambda by: or_(
            StoredInvitation.accepted_at <= by,
            StoredInvitation.withdrawn_at <= by,
            StoredInvitation.expires_at <= by,
        ),
    ),
    "mail": (StoredMail, lambda by: StoredMail.created_at <= by),
    "submission": (Submission, lambda by: Submission.at <= by),
    "draft": (StoredDraft, lambda by: StoredDraft.updated_at <= by),
    "api_key": (
        StoredKey,
        lambda by: or_(StoredKey.revoked_at <= by, StoredKey.expires_at <= by),
    ),
    "consent": (
        StoredConsent,
        lambda by: or_(StoredConsent.withdrawn_at <= by, StoredConsent.expires_at <= by),
    ),
    "throttle": (StoredThrottle, lambda by: StoredThrottle.until <= by),
    "refusals": (Refusals, lambda by: Refusals.until <= by),
    # What lists are made of goes with the last list that was.
    "edition": (
        StoredEdition,
        lambda by: and_(
            StoredEdition.kept_at <= by,
            StoredEdition.key.not_in(select(StoredOrigin.edition_key)),
        ),
    ),
    "version": (
        StoredVersion,
        lambda by: and_(
            StoredVersion.kept_at <= by,
            StoredVersion.key.not_in(select(EditionItem.version_key)),
            StoredVersion.key.not_in(select(StoredOrigin.seeker_key)),
        ),
    ),
}


@cache
def kept() -> Mapping[str, timedelta]:
    """How long each kind of row is kept once it is over."""
    days = yaml.safe_load(files("app").joinpath("retention.yaml").read_text("utf-8"))
    return {kind: timedelta(days=number) for kind, number in days.items()}


def purge(database: Engine) -> dict[str, int]:
    """Delete what has been over for long enough; returns how many rows of each kind."""
    at = now()
    wanted = {kind: (table, over(at - kept()[kind])) for kind, (table, over) in OVER.items()}
    # Mostly there is nothing, and nobody has to wait for who deletes nothing.
    with reading(database) as session:
        found = {
            kind: session.scalar(select(func.count()).select_from(table).where(condition)) or 0
            for kind, (table, condition) in wanted.items()
        }
    if any(found.values()):
        with writing(database) as session:
            audit.sum_up_ended(session)
            for table, condition in wanted.values():
                session.execute(delete(table).where(condition))
    return found
