"""What is said of what schools gave: each time in figures, each file with what became of it."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.accounts.policy import NOBODY, Target, Visitor
from app.audit import service as audit
from app.candidates import likeness
from app.context import Context
from app.intakes.models import Intake, IntakeFile
from app.intakes.outcomes import Outcome
from app.intakes.schemas import FileShown, IntakeShown, NamedShown, TwinShown
from app.intakes.service import by_id, counted
from app.kit.database import reading, writing
from app.kit.pages import MOST, Page

# What the journal calls the reading of what came of an intake.
READ = "intake.read"
Twins = dict[str, dict[str, tuple[str, ...]]]
"""Of each candidate, who may be the same person, and why."""


def of_school(
    context: Context, organisation_id: str, offset: int = 0, limit: int = MOST
) -> Page[IntakeShown]:
    """Some of the intakes of a school without their files, the last given first."""
    theirs = Intake.organisation_id == organisation_id
    with reading(context.database) as session:
        total = session.scalar(select(func.count()).select_from(Intake).where(theirs)) or 0
        chosen = select(Intake).where(theirs).order_by(Intake.created_at.desc(), Intake.id)
        rows = session.scalars(chosen.offset(offset).limit(limit)).all()
        counts = counted(session, [one.id for one in rows])
        items = tuple(IntakeShown.of(one, counts[one.id]) for one in rows)
    return Page(items=items, total=total, offset=offset, limit=limit)


def followed(context: Context, intake_id: str) -> IntakeShown:
    """How far an intake is, in figures; raises `NotFound`."""
    with reading(context.database) as session:
        row = by_id(session, intake_id)
        return IntakeShown.of(row, counted(session, [intake_id])[intake_id])


def report(
    context: Context, intake_id: str, visitor: Visitor = NOBODY, channel: str = "page"
) -> IntakeShown:
    """What became of each file, which the journal keeps as read; raises `NotFound`."""
    note(context, visitor, intake_id, channel)
    with reading(context.database) as session:
        row = by_id(session, intake_id)
        counts = counted(session, [intake_id])[intake_id]
        found = session.scalars(files(intake_id)).all()
        return IntakeShown.of(row, counts, shown_of(session, row, found))


def part(
    context: Context,
    intake_id: str,
    visitor: Visitor,
    offset: int,
    limit: int,
    *,
    outcome: Outcome | None = None,
    channel: str = "page",
) -> Page[FileShown]:
    """What became of some files, which the journal keeps as read; raises `NotFound`."""
    note(context, visitor, intake_id, channel)
    with reading(context.database) as session:
        total, found = cut(session, intake_id, offset, limit, outcome)
        items = shown_of(session, by_id(session, intake_id), found)
    return Page(items=items, total=total, offset=offset, limit=limit)


def names(
    context: Context,
    intake_id: str,
    visitor: Visitor,
    offset: int,
    limit: int,
    *,
    outcome: Outcome | None = None,
) -> Page[NamedShown]:
    """How far some files are, by what their school calls them; raises `NotFound`.

    A name may say whose file it is, so that the journal keeps who saw them: once, since who follows
    a reading asks every few seconds. Nothing that was read in the files is told.
    """
    note_once(context, visitor, intake_id)
    with reading(context.database) as session:
        total, found = cut(session, intake_id, offset, limit, outcome)
        items = tuple(
            NamedShown(position=one.position, name=one.name, outcome=Outcome(one.outcome))
            for one in found
        )
    return Page(items=items, total=total, offset=offset, limit=limit)


def note(context: Context, visitor: Visitor, intake_id: str, channel: str = "page") -> None:
    """Have the journal say that somebody read what came of an intake; raises `NotFound`."""
    with writing(context.database) as session:
        by_id(session, intake_id)
        audit.note(session, visitor, READ, Target("intake", intake_id), channel=channel)


def note_once(context: Context, visitor: Visitor, intake_id: str) -> None:
    """The same, unless the journal says so already."""
    with reading(context.database) as session:
        by_id(session, intake_id)
        noted = audit.noted(session, visitor, READ, Target("intake", intake_id))
    if not noted:
        note(context, visitor, intake_id)


def cut(
    session: Session, intake_id: str, offset: int, limit: int, outcome: Outcome | None
) -> tuple[int, Sequence[IntakeFile]]:
    """How many files there are, of one outcome where one is given, and some of them."""
    counts = counted(session, [intake_id])[intake_id]
    found = session.scalars(files(intake_id, outcome).offset(offset).limit(limit)).all()
    return counts[outcome] if outcome else counts.total(), found


def files(intake_id: str, outcome: Outcome | None = None) -> Select[IntakeFile]:
    """The files of an intake, in order; of one outcome, where one is given."""
    chosen = select(IntakeFile).where(IntakeFile.intake_id == intake_id)
    if outcome:
        chosen = chosen.where(IntakeFile.outcome == outcome)
    return chosen.order_by(IntakeFile.position)


def shown_of(session: Session, intake: Intake, rows: Sequence[IntakeFile]) -> tuple[FileShown, ...]:
    """Files of an intake, with who their people may be, too."""
    twins = twins_of(session, {one.candidate_id for one in rows if one.candidate_id})
    called = names_of(session, intake.organisation_id, twins)
    return tuple(
        FileShown.of(one, twins_shown(one, twins, called), first_name(one, called)) for one in rows
    )


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
