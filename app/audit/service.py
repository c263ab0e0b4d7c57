"""Writing the journal, and proving that it was only ever added to."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.policy import NO_TARGET, Decision, Membership, Reason, Target, Visitor
from app.accounts.throttle import RULES, Limit, tries
from app.audit.models import Entry
from app.kit.database import now

GRANTED = Decision(Reason.GRANTED)
# Entries read at a time: a journal grows for ever.
BATCH = 1000
LONGEST_ID = 200
# How many refusals of one action to one person, or of signing in to one account, are noted.
REFUSED = RULES[Limit.REFUSALS]


def note(
    session: Session,
    visitor: Visitor,
    action: str,
    target: Target = NO_TARGET,
    decision: Decision = GRANTED,
    *,
    channel: str = "page",
    **details: Any,  # noqa: ANN401 - whatever JSON holds
) -> None:
    """Add to the journal that somebody did something, or was refused it.

    The caller's transaction must be a writing one: numbers and digests follow each other. Of
    refusals, so many an hour (`REFUSED`): each says what was tried, which a count would not, and
    the last of them that the following are left out; a line that is written is never changed.
    """
    who = visitor.actor or visitor.person
    if not decision.allowed:
        refused = tries(session, Limit.REFUSALS, who.id if who else target.id, action)
        if refused > REFUSED.most:
            return
        if refused == REFUSED.most:
            details["unnoted"] = int(REFUSED.within.total_seconds() / 60)
    last = session.scalar(select(func.max(Entry.sequence))) or 0
    entry = Entry(
        sequence=last + 1,
        at=now(),
        actor_id=who.id if who else None,
        account_id=visitor.person.id if visitor.person and visitor.actor else None,
        channel="api" if visitor.keys is not None else channel,
        action=action,
        target_kind=target.kind,
        # What an address says may be anything, and of any length.
        target_id=target.id[:LONGEST_ID],
        allowed=decision.allowed,
        reason=decision.reason,
        details={**by(decision.membership), **details},
    )
    entry.digest = chained(digest_at(session, last), entry)
    session.add(entry)
    session.flush()


def by(membership: Membership | None) -> dict[str, str]:
    """The role that let somebody in, as it was then: roles change."""
    if membership is None:
        return {}
    held = membership.scope
    return {"role": membership.role, "scope_kind": held.kind, "scope_id": held.id}


def digest_at(session: Session, sequence: int) -> str:
    """The digest of an entry; empty before the first."""
    return session.scalar(select(Entry.digest).where(Entry.sequence == sequence)) or ""


SEALED = (
    "sequence", "actor_id", "account_id", "channel", "action", "target_kind", "target_id",
    "allowed", "reason", "details",
)  # fmt: skip


def chained(before: str, entry: Entry) -> str:
    """The digest of an entry that follows another's digest."""
    content: Mapping[str, Any] = {name: getattr(entry, name) for name in SEALED}
    text = json.dumps([before, entry.at.isoformat(), content], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Verified:
    """What following the journal found."""

    entries: int
    """How many follow each other as they were written."""
    seal: str
    """The number and digest of the last of them."""
    broken: int | None
    """The first that was altered or follows one taken out; None for none."""


def verified(session: Session, sealed: str = "") -> Verified:
    """Follow the journal from its first entry, past the one that an earlier seal names."""
    before, sound = "", 0
    number, _, digest = sealed.partition(":")
    for entry in session.scalars(select(Entry).order_by(Entry.sequence)).yield_per(BATCH):
        intact = entry.sequence == sound + 1 and entry.digest == chained(before, entry)
        if not intact or (str(entry.sequence) == number and entry.digest != digest):
            return Verified(sound, f"{sound}:{before}", sound + 1)
        before, sound = entry.digest, entry.sequence
    # What was sealed and is there no more was taken from the end.
    missing = sound + 1 if number and (not number.isdecimal() or int(number) > sound) else None
    return Verified(sound, f"{sound}:{before}", missing)


def first_broken(session: Session) -> int | None:
    """The number of the first entry that was altered or follows one taken out; None for none."""
    return verified(session).broken
