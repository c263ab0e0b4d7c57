"""A school gives files; what became of each is said. `app.intakes.workflow` reads them."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import distinct, func, insert, select
from sqlalchemy.orm import Session

from app.accounts import places
from app.accounts.policy import Membership, Role, Scope, Target, Visitor
from app.accounts.tokens import identifier
from app.audit import service as audit
from app.candidates.store import store_of
from app.context import Context
from app.intakes.models import Intake, IntakeFile
from app.intakes.outcomes import RELEASABLE, Outcome
from app.intakes.sources import Given
from app.kit.database import now, reading, writing
from app.kit.errors import DomainError, NotFound, Unknown

Progress = Callable[[int, int], None]
# What the store calls a file, with the file.
Received = tuple[Given, str]


class UnderWay(DomainError):
    """The same files are being read already, as the intake `intake_id`."""

    status = 409
    title = "Under way"

    def __init__(self, intake_id: str) -> None:
        super().__init__(f"These files are being read already: {intake_id}.")
        self.intake_id = intake_id


class NotHeld(DomainError):
    """The file does not wait for anybody's look."""

    status = 409
    title = "Not held"


def receive(
    context: Context,
    visitor: Visitor,
    organisation_id: str,
    given: Sequence[Given],
    *,
    again: bool = False,
    channel: str = "page",
    progress: Progress = lambda done, total: None,
) -> str:
    """Keep the files of a school, to be read; returns the id of the intake.

    With `again`, the very same files are the intake that they were before, if it is still there.
    Raises `NotFound` for what is no school, and `UnderWay` where they are being read already.
    """
    with reading(context.database) as session:
        require_school(session, organisation_id)
    received = kept(context, organisation_id, given, progress)
    manifest = manifest_of(received)
    with writing(context.database) as session:
        before = latest(session, organisation_id, manifest)
        if before and again:
            return before.id
        if before and before.finished_at is None:
            raise UnderWay(before.id)
        intake_id = written(session, visitor, organisation_id, manifest, received)
        target = Target("intake", intake_id)
        audit.note(
            session, visitor, "intake.create", target, channel=channel, created=len(received)
        )
        return intake_id


def require_school(session: Session, organisation_id: str) -> None:
    """Raise `NotFound` unless there is such a school."""
    if not places.fits(session, Membership(Role.SCHOOL, Scope("organisation", organisation_id))):
        raise Unknown("school", organisation_id)


def kept(
    context: Context, organisation_id: str, given: Sequence[Given], progress: Progress
) -> list[Received]:
    """The files, each with what the store calls it; empty for one that is not taken."""
    store, found = store_of(context), []
    for done, one in enumerate(given):
        progress(done, len(given))
        opened, content = one.opened()
        found.append((opened, "" if opened.refused else store.keep(organisation_id, content)))
    return found


def manifest_of(received: Sequence[Received]) -> str:
    """What tells these files from others: SHA-256, in hexadecimal digits."""
    said = sorted([one.name, one.kind, digest] for one, digest in received)
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def latest(session: Session, organisation_id: str, manifest: str) -> Intake | None:
    """The last intake of these files."""
    chosen = select(Intake).where(
        Intake.organisation_id == organisation_id, Intake.manifest == manifest
    )
    return session.scalars(chosen.order_by(Intake.created_at.desc()).limit(1)).one_or_none()


def written(
    session: Session,
    visitor: Visitor,
    organisation_id: str,
    manifest: str,
    received: Sequence[Received],
) -> str:
    """Write an intake with its files; returns its id."""
    row = Intake(
        id=identifier(),
        organisation_id=organisation_id,
        given_by=visitor.account_id,
        manifest=manifest,
        created_at=now(),
    )
    session.add(row)
    session.flush()
    files = [file_of(row.id, position, *one) for position, one in enumerate(received, 1)]
    session.execute(insert(IntakeFile), files)
    return row.id


def file_of(intake_id: str, position: int, given: Given, digest: str) -> dict[str, Any]:
    """The row of a file of an intake: it waits, unless it is not taken."""
    refused = given.refused
    return {
        "intake_id": intake_id,
        "position": position,
        "name": given.name,
        "kind": given.kind,
        "digest": digest,
        "outcome": Outcome.REFUSED if refused else Outcome.WAITING,
        "notes": [refused] if refused else list(given.notes),
        "done_at": now() if refused else None,
    }


def release(context: Context, visitor: Visitor, intake_id: str, position: int) -> None:
    """Let a file that was held be read, by who looked at it. Raises `NotFound` and `NotHeld`."""
    with writing(context.database) as session:
        row, intake = session.get(IntakeFile, (intake_id, position)), by_id(session, intake_id)
        if row is None or row.outcome not in RELEASABLE:
            message = "This file does not wait for a look."
            raise NotHeld(message)
        row.outcome, row.released = Outcome.WAITING, True
        row.notes = [one for one in row.notes if one["of"] == "intake"]
        intake.finished_at = None
        audit.note(session, visitor, "intake.release", Target("intake", intake_id))


def by_id(session: Session, intake_id: str) -> Intake:
    """One intake; raises `NotFound`."""
    row = session.get(Intake, intake_id)
    if row is None:
        message = "There is no such intake."
        raise NotFound(message)
    return row


def progress(context: Context, intake_id: str) -> tuple[int, int]:
    """How many files of an intake are done, and how many there are; raises `NotFound`."""
    with reading(context.database) as session:
        by_id(session, intake_id)
        counts = counted(session, [intake_id])[intake_id]
    return counts.total() - counts[Outcome.WAITING], counts.total()


def counted(session: Session, intake_ids: Collection[str]) -> dict[str, Counter[str]]:
    """How many files of each of some intakes came to what."""
    rows = session.execute(
        select(IntakeFile.intake_id, IntakeFile.outcome, func.count())
        .where(IntakeFile.intake_id.in_(intake_ids))
        .group_by(IntakeFile.intake_id, IntakeFile.outcome)
    )
    found: dict[str, Counter[str]] = {one: Counter() for one in intake_ids}
    for intake_id, outcome, count in rows:
        found[intake_id][outcome] = count
    return found


def positions(session: Session, intake_id: str) -> list[int]:
    """The files of an intake that wait, in order."""
    chosen = select(IntakeFile.position).where(
        IntakeFile.intake_id == intake_id, IntakeFile.outcome == Outcome.WAITING
    )
    return list(session.scalars(chosen.order_by(IntakeFile.position)))


def finish(session: Session, intake_id: str) -> None:
    """Note that an intake is over, if none of its files waits."""
    if not positions(session, intake_id):
        session.get_one(Intake, intake_id).finished_at = now()


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits at a school: intakes to be read, and files to be looked at."""

    under_way: int = 0
    held: int = 0


def waiting(session: Session, organisation_ids: Collection[str]) -> dict[str, Waiting]:
    """What waits at each of some schools."""
    held = IntakeFile.outcome == Outcome.HELD
    rows = session.execute(
        select(
            Intake.organisation_id,
            func.count(distinct(Intake.id)).filter(Intake.finished_at.is_(None)),
            func.count().filter(held),
        )
        .join(IntakeFile, IntakeFile.intake_id == Intake.id)
        .where(Intake.organisation_id.in_(organisation_ids))
        .group_by(Intake.organisation_id)
    )
    found = {id_: Waiting(under_way, held) for id_, under_way, held in rows}
    return {one: found.get(one, Waiting()) for one in organisation_ids}


def unfinished(session: Session) -> list[str]:
    """The intakes that are not over, the first given first."""
    chosen = select(Intake.id).where(Intake.finished_at.is_(None))
    return list(session.scalars(chosen.order_by(Intake.created_at)))
