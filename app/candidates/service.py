"""What a school and a person do with a candidate."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, selectinload

from app.accounts.agreements import held_by, purposes
from app.accounts.policy import Role, Visitor
from app.candidates import documents, likeness, pool, values
from app.candidates.models import Candidate, Document, Likeness
from app.candidates.schemas import (
    AlikeShown,
    CandidateShown,
    DocumentShown,
    Standing,
    ValueShown,
)
from app.context import Context
from app.kit.database import reading, writing


def portrait(context: Context, candidate_id: str) -> CandidateShown:
    """One candidate with all that is known; raises `NotFound`."""
    with reading(context.database) as session:
        return shown(session, values.by_id(session, candidate_id))


def portrait_for(context: Context, visitor: Visitor, candidate_id: str) -> CandidateShown:
    """The same as a visitor may read it: who may be the same person is told to their school."""
    whole = portrait(context, candidate_id)
    at_school = whole.organisation_id in visitor.scopes(Role.SCHOOL)
    return whole if at_school else alone(whole)


def alone(whole: CandidateShown) -> CandidateShown:
    """A candidate without anybody else, as their person reads it."""
    return whole.model_copy(update={"alike": ()})


def of_school(context: Context, organisation_id: str) -> tuple[CandidateShown, ...]:
    """The candidates of a school, the first pushed first."""
    with reading(context.database) as session:
        return chosen(session, Candidate.organisation_id == organisation_id)


def of_account(session: Session, account_id: str) -> tuple[CandidateShown, ...]:
    """What is kept of a person as a candidate, at each school."""
    return tuple(map(alone, chosen(session, Candidate.account_id == account_id)))


def chosen(session: Session, condition: ColumnElement[bool]) -> tuple[CandidateShown, ...]:
    """The candidates of a condition, the first pushed first."""
    rows = session.scalars(
        select(Candidate)
        .where(condition)
        .options(selectinload(Candidate.documents), selectinload(Candidate.answers))
        .order_by(Candidate.created_at, Candidate.id)
    )
    return shown_of(session, rows.all())


def shown(session: Session, row: Candidate) -> CandidateShown:
    """A candidate, its documents and answers loaded."""
    [one] = shown_of(session, [row])
    return one


def shown_of(session: Session, rows: Sequence[Candidate]) -> tuple[CandidateShown, ...]:
    """Candidates, their documents and answers loaded."""
    agreeing = held_by(session, {one.account_id for one in rows if one.account_id})
    ids = [one.id for one in rows]
    pairs, called = likeness.by_candidate(session, ids), documents.names(session, ids)
    return tuple(
        CandidateShown(
            id=row.id,
            organisation_id=row.organisation_id,
            came=row.account_id is not None,
            invited=row.invitation_id is not None,
            agreed=in_order(agreeing.get(row.account_id or "", frozenset())),
            values=values.values(row),
            documents=tuple(document_shown(one, called) for one in row.documents),
            alike=tuple(map(alike_shown, pairs[row.id])),
        )
        for row in rows
    )


def in_order(codes: Collection[str]) -> tuple[str, ...]:
    """Purposes in the order of their table."""
    return tuple(one for one in purposes() if one in codes)


def document_shown(row: Document, called: Mapping[tuple[str, str], str]) -> DocumentShown:
    """A file that is kept of a candidate, as it is shown."""
    return DocumentShown(
        id=row.id,
        name=called.get((row.candidate_id, row.digest), ""),
        kind=row.kind,
        language=row.language,
        received_at=row.received_at,
    )


def alike_shown(row: Likeness) -> AlikeShown:
    """What is proposed of two, as it is shown."""
    return AlikeShown(
        candidate_id=row.candidate_id,
        other_id=row.other_id,
        reasons=tuple(row.reasons),
        found_at=row.found_at,
    )


def answer(
    context: Context,
    visitor: Visitor,
    candidate_id: str,
    place: tuple[str, str],
    *,
    standing: Standing,
    value: object = None,
) -> CandidateShown:
    """Keep what a person says of a value, and match them by it from now on; see `values.answer`."""
    with writing(context.database) as session:
        values.answer(session, visitor, candidate_id, place, standing=standing, value=value)
        return followed(session, candidate_id)


def confirm(
    context: Context, visitor: Visitor, candidate_id: str, field: str, keys: Collection[str]
) -> CandidateShown:
    """Confirm several values of a field, and match their person by them; see `values.confirm`."""
    with writing(context.database) as session:
        values.confirm(session, visitor, candidate_id, field, keys)
        return followed(session, candidate_id)


def retract(
    context: Context, visitor: Visitor, candidate_id: str, place: tuple[str, str]
) -> CandidateShown:
    """Forget what a person said of a value; see `values.retract`."""
    with writing(context.database) as session:
        values.retract(session, visitor, candidate_id, place)
        return followed(session, candidate_id)


def followed(session: Session, candidate_id: str) -> CandidateShown:
    """A candidate as their person reads them, once they are matched by what they just said."""
    session.flush()
    session.expire_all()
    pool.follow(session, candidate_id)
    return alone(shown(session, values.by_id(session, candidate_id)))


def merge(context: Context, visitor: Visitor, candidate_id: str, other_id: str) -> None:
    """Make one candidate of two who were proposed; see `likeness.merge`."""
    with writing(context.database) as session:
        likeness.merge(session, visitor, candidate_id, other_id)
        pool.withdraw(session, other_id)
        session.expire_all()
        pool.follow(session, candidate_id)


def keep_apart(context: Context, visitor: Visitor, candidate_id: str, other_id: str) -> None:
    """Say that two who were proposed are two people; see `likeness.keep_apart`."""
    with writing(context.database) as session:
        likeness.keep_apart(session, visitor, candidate_id, other_id)


def having(told: Sequence[ValueShown], field: str) -> frozenset[str]:
    """What a candidate has of a field, each once."""
    return frozenset(
        one.key or str(one.value) for one in values.holding(told) if one.field == field
    )
