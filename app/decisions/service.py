"""Deciding about a programme, and reading what was decided."""

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts.policy import Target, Visitor, decide
from app.accounts.targets import target
from app.audit import service as audit
from app.context import Context
from app.decisions.models import DecisionStep
from app.decisions.schemas import Decided, DecisionShown
from app.decisions.states import NotNext, Step, require_next
from app.kit.database import now, reading, writing
from app.profiles import service as profiles
from matching.profile import Desk, Kind

DECIDE = "startup.decide"
DESK = Desk.FINANCING


def say(
    context: Context, visitor: Visitor, startup_id: str, programme_id: str, given: Decided
) -> DecisionShown:
    """Say something of a programme for a company. Raises `NotFound`, `NotNext` and `NoReason`."""
    with writing(context.database) as session:
        for kind, id_ in ((Kind.STARTUP, startup_id), (Kind.PROGRAMME, programme_id)):
            profiles.stored(session, kind, id_)
        rows = said(session, about(startup_id, programme_id)).get(programme_id, [])
        before = Step(rows[-1].step) if rows else None
        require_next(before, given.step, given.reason)
        row = DecisionStep(
            desk=DESK,
            seeker_id=startup_id,
            offer_id=programme_id,
            position=len(rows) + 1,
            step=given.step,
            reason=given.reason,
            at=now(),
            by=visitor.account_id,
        )
        add(session, row)
        thing = Target("startup", startup_id)
        audit.note(session, visitor, DECIDE, thing, programme=programme_id, to=given.step)
        return DecisionShown.of(programme_id, [*rows, row])


def add(session: Session, row: DecisionStep) -> None:
    """Write a step down; raises `NotNext` where another was taken meanwhile."""
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:
        message = "Something else was said meanwhile."
        raise NotNext(message) from error


def decision(context: Context, startup_id: str, programme_id: str) -> DecisionShown:
    """What a company decided about a programme, be it nothing."""
    with reading(context.database) as session:
        rows = said(session, about(startup_id, programme_id))
    return DecisionShown.of(programme_id, rows.get(programme_id, []))


def decisions(context: Context, startup_id: str) -> tuple[DecisionShown, ...]:
    """Everything that a company decided, the latest first; raises `NotFound`."""
    with reading(context.database) as session:
        profiles.stored(session, Kind.STARTUP, startup_id)
        rows = said(session, about(startup_id))
    shown = [DecisionShown.of(programme_id, steps) for programme_id, steps in rows.items()]
    return tuple(sorted(shown, key=lambda one: one.steps[-1].at, reverse=True))


def states(session: Session, startup_id: str) -> dict[str, Step]:
    """What a company said last, by programme; what was taken back is left out."""
    last = {one: Step(steps[-1].step) for one, steps in said(session, about(startup_id)).items()}
    return {one: step for one, step in last.items() if step is not Step.TAKEN_BACK}


def may_decide(context: Context, visitor: Visitor, startup_id: str) -> bool:
    """Whether a visitor decides for a company."""
    with reading(context.database) as session:
        return decide(visitor, DECIDE, target(session, "startup", startup_id)).allowed


def about(startup_id: str, programme_id: str | None = None) -> ColumnElement[bool]:
    """The condition that a step is of a company, about one programme or any."""
    theirs = (DecisionStep.desk == DESK) & (DecisionStep.seeker_id == startup_id)
    return theirs if programme_id is None else theirs & (DecisionStep.offer_id == programme_id)


def said(session: Session, condition: ColumnElement[bool]) -> Mapping[str, list[DecisionStep]]:
    """The steps of one company, in their order, by programme."""
    rows = session.scalars(select(DecisionStep).where(condition).order_by(DecisionStep.position))
    found: defaultdict[str, list[DecisionStep]] = defaultdict(list)
    for row in rows:
        found[row.offer_id].append(row)
    return found


def forget(session: Session, startup_id: str) -> None:
    """Delete what a company decided."""
    session.execute(delete(DecisionStep).where(about(startup_id)))
