"""Writing the journal, and proving that it was only ever added to."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.policy import NO_TARGET, Decision, Membership, Reason, Target, Visitor
from app.accounts.throttle import MINUTE, Rule
from app.accounts.tokens import digest
from app.audit.models import Entry, Refusals
from app.kit.database import now

GRANTED = Decision(Reason.GRANTED)
# Asked at every noted request: to build such a statement takes longer than to run it.
LAST = select(Entry.sequence, Entry.digest).order_by(Entry.sequence.desc()).limit(1)
# Entries read at a time: a journal grows for ever.
BATCH = 1000
LONGEST_ID = 200
# How many refusals of one action to one person for one reason are noted; of signing in, to one
# address that was tried.
REFUSED = Rule(20, 60 * MINUTE)


def note(
    session: Session,
    visitor: Visitor,
    action: str,
    target: Target = NO_TARGET,
    decision: Decision = GRANTED,
    *,
    channel: str = "page",
    tried: str = "",
    **details: Any,  # noqa: ANN401 - whatever JSON holds
) -> None:
    """Add to the journal that somebody did something, or was refused it.

    The caller's transaction must be a writing one: numbers and digests follow each other. Of
    refusals, so many an hour (`REFUSED`): each says what was tried, which a count would not, and
    the last of them until when the following are left out; how many those were is added then. A
    stranger's are counted by what they `tried` to be.
    """
    who = visitor.actor or visitor.person
    row = None
    if not decision.allowed:
        row = window(session, who.id if who else tried, action, decision.reason)
        row.count += 1
        if row.count > REFUSED.most:
            return
        if row.count == REFUSED.most:
            details["unnoted_until"] = row.until.isoformat()
    entry = Entry(
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
    append(session, entry)
    if row:
        row.noted = entry.sequence


def noted(session: Session, visitor: Visitor, action: str, target: Target) -> bool:
    """Whether the journal says already that somebody did something to a target."""
    who = visitor.actor or visitor.person
    alike = (
        Entry.actor_id == (who.id if who else None),
        Entry.action == action,
        Entry.target_kind == target.kind,
        Entry.target_id == target.id,
        Entry.allowed,
    )
    return session.scalar(select(Entry.sequence).where(*alike).limit(1)) is not None


def append(session: Session, entry: Entry) -> None:
    """Add an entry to the journal, after the last one."""
    last, before = session.execute(LAST).one_or_none() or (0, "")
    entry.sequence, entry.at = last + 1, now()
    entry.digest = chained(before, entry)
    session.add(entry)
    session.flush()


def window(session: Session, *what: str) -> Refusals:
    """The window of time that a refusal falls in, begun where there is none."""
    at, name = now(), digest("\0".join(what))
    row = session.get(Refusals, name, with_for_update=True)
    if row is None:
        row = Refusals(digest=name, count=0, until=at + REFUSED.within, noted=0)
        session.add(row)
    elif row.until <= at:
        sum_up(session, row)
        row.count, row.until = 0, at + REFUSED.within
    return row


def sum_up(session: Session, row: Refusals) -> None:
    """Add to the journal how many refusals of a window it left out, if any: an attack has a size.

    Of whose and which they were it says as much as they have in common.
    """
    if row.count <= REFUSED.most:
        return
    last = session.get_one(Entry, row.noted)
    alike = ("actor_id", "account_id", "channel", "action", "target_kind", "reason")
    entry = Entry(
        **{name: getattr(last, name) for name in alike},
        # Who is not signed in tried one account, and who is any number of things.
        target_id="" if last.actor_id else last.target_id,
        allowed=False,
        details={"more": row.count - REFUSED.most, "since": row.noted},
    )
    append(session, entry)


def sum_up_ended(session: Session) -> None:
    """Sum up, and forget, the windows of time that have ended."""
    for row in session.scalars(select(Refusals).where(Refusals.until <= now())).all():
        sum_up(session, row)
        session.delete(row)


def refused_since(session: Session, moment: datetime) -> int:
    """How many refusals there were since a moment, those that the journal left out included."""
    more = Entry.details["more"].as_integer()
    told = func.count() - func.count(more) + func.coalesce(func.sum(more), 0)
    lately = select(told).where(Entry.allowed.is_(False), Entry.at > moment)
    open_ = select(func.sum(Refusals.count - REFUSED.most)).where(Refusals.count > REFUSED.most)
    return (session.scalar(lately) or 0) + (session.scalar(open_) or 0)


def by(membership: Membership | None) -> dict[str, str]:
    """The role that let somebody in, as it was then: roles change."""
    if membership is None:
        return {}
    held = membership.scope
    return {"role": membership.role, "scope_kind": held.kind, "scope_id": held.id}


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
