"""A school gives files; what became of each is said. `app.intakes.workflow` reads them."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Sequence

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from app.accounts import places
from app.accounts.policy import NOBODY, Membership, Role, Scope, Target, Visitor
from app.accounts.tokens import identifier
from app.audit import service as audit
from app.candidates import likeness
from app.candidates.store import store_of
from app.context import Context
from app.intakes.models import Intake, IntakeFile
from app.intakes.outcomes import RELEASABLE, Outcome
from app.intakes.schemas import FileShown, IntakeShown, TwinShown
from app.intakes.sources import Given
from app.kit.database import now, reading, writing
from app.kit.errors import DomainError, NotFound

Progress = Callable[[int, int], None]
# What the store calls a file, with the file.
Received = tuple[Given, str]


class UnderWay(DomainError):
    """The same files are being read already."""

    status = 409
    title = "Under way"


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
            message = f"These files are being read already: {before.id}."
            raise UnderWay(message)
        intake_id = written(session, visitor, organisation_id, manifest, received)
        target = Target("intake", intake_id)
        audit.note(
            session, visitor, "intake.create", target, channel=channel, created=len(received)
        )
        return intake_id


def require_school(session: Session, organisation_id: str) -> None:
    """Raise `NotFound` unless there is such a school."""
    if not places.fits(session, Membership(Role.SCHOOL, Scope("organisation", organisation_id))):
        message = f"There is no school called “{organisation_id}”."
        raise NotFound(message)


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
        given_by=visitor.person.id if visitor.person else None,
        manifest=manifest,
        created_at=now(),
    )
    session.add(row)
    session.flush()
    session.execute(
        insert(IntakeFile),
        [
            {
                "intake_id": row.id,
                "position": position,
                "name": one.name,
                "kind": one.kind,
                "digest": digest,
                "outcome": Outcome.REFUSED if one.refused else Outcome.WAITING,
                "notes": [one.refused] if one.refused else list(one.notes),
                "done_at": now() if one.refused else None,
            }
            for position, (one, digest) in enumerate(received, 1)
        ],
    )
    return row.id


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
        counts = counted(session, intake_id)
    return counts.total() - counts[Outcome.WAITING], counts.total()


def counted(session: Session, intake_id: str) -> Counter[str]:
    """How many files of an intake came to what."""
    chosen = (
        select(IntakeFile.outcome, func.count())
        .where(IntakeFile.intake_id == intake_id)
        .group_by(IntakeFile.outcome)
    )
    return Counter(dict(session.execute(chosen).all()))


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


def unfinished(session: Session) -> list[str]:
    """The intakes that are not over, the first given first."""
    chosen = select(Intake.id).where(Intake.finished_at.is_(None))
    return list(session.scalars(chosen.order_by(Intake.created_at)))


def of_school(context: Context, organisation_id: str) -> tuple[IntakeShown, ...]:
    """The intakes of a school without their files, the last given first."""
    chosen = select(Intake).where(Intake.organisation_id == organisation_id)
    with reading(context.database) as session:
        found = session.scalars(chosen.order_by(Intake.created_at.desc())).all()
        return tuple(IntakeShown.of(one, counted(session, one.id)) for one in found)


def report(
    context: Context, intake_id: str, visitor: Visitor = NOBODY, channel: str = "page"
) -> IntakeShown:
    """What became of each file, which the journal keeps as read; raises `NotFound`."""
    with writing(context.database) as session:
        row = by_id(session, intake_id)
        audit.note(session, visitor, "intake.read", Target("intake", intake_id), channel=channel)
        rows = session.scalars(
            select(IntakeFile)
            .where(IntakeFile.intake_id == intake_id)
            .order_by(IntakeFile.position)
        ).all()
        twins = twins_of(session, {one.candidate_id for one in rows if one.candidate_id})
        names = names_of(session, row.organisation_id, twins)
        files = tuple(
            FileShown.of(one, twins_shown(one, twins, names), first_name(one, names))
            for one in rows
        )
        return IntakeShown.of(row, counted(session, intake_id), files)


Twins = dict[str, dict[str, tuple[str, ...]]]
"""Of each candidate, who may be the same person, and why."""


def twins_of(session: Session, candidates: Collection[str]) -> Twins:
    """What is proposed of some candidates, from either side."""
    found: Twins = {one: {} for one in candidates}
    for row in likeness.open_for(session, candidates):
        for mine, other in ((row.candidate_id, row.other_id), (row.other_id, row.candidate_id)):
            found.setdefault(mine, {})[other] = tuple(row.reasons)
    return found


def names_of(
    session: Session, organisation_id: str, twins: Twins
) -> dict[str, list[tuple[str, int, str]]]:
    """The files that some candidates of a school came by: intake, position and name."""
    wanted = {*twins, *(other for others in twins.values() for other in others)}
    chosen = (
        select(IntakeFile)
        .join(Intake, Intake.id == IntakeFile.intake_id)
        .where(Intake.organisation_id == organisation_id, IntakeFile.candidate_id.in_(wanted))
        .where(IntakeFile.outcome != Outcome.DUPLICATE)
        .order_by(Intake.created_at, IntakeFile.position)
    )
    found: defaultdict[str, list[tuple[str, int, str]]] = defaultdict(list)
    for row in session.scalars(chosen):
        found[row.candidate_id or ""].append((row.intake_id, row.position, row.name))
    return dict(found)


def twins_shown(
    row: IntakeFile, twins: Twins, names: dict[str, list[tuple[str, int, str]]]
) -> tuple[TwinShown, ...]:
    """Who the person of a file may be, too: by the files that they came by."""
    others = twins.get(row.candidate_id or "", {})
    return tuple(
        TwinShown(
            candidate_id=other,
            reasons=reasons,
            files=tuple(name for _, _, name in names.get(other, ())),
        )
        for other, reasons in sorted(others.items())
    )


def first_name(row: IntakeFile, names: dict[str, list[tuple[str, int, str]]]) -> str:
    """The name under which the school first gave a file that it gave again; empty for others."""
    if row.outcome != Outcome.DUPLICATE:
        return ""
    return next((name for _, _, name in names.get(row.candidate_id or "", ())), "")
