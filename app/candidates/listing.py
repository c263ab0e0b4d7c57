"""The candidates of a school as a list: how far each is, found by name in any script."""

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import Session, selectinload

from app.accounts.agreements import standing
from app.candidates import likeness, pool, values
from app.candidates.models import Candidate, Likeness, Mark
from app.candidates.names import skeleton
from app.candidates.schemas import ValueShown
from app.context import Context
from app.kit.database import reading
from app.kit.pages import Page
from app.matches.schemas import Shown


class Stage(StrEnum):
    """How far a candidate is; each of them is at one of the first four."""

    PUSHED = "pushed"
    """Nobody has written to them."""
    INVITED = "invited"
    CAME = "came"
    """They have an account, and do not say yes to being matched."""
    AGREED = "agreed"
    ALIKE = "alike"
    """Somebody else may be the same person: to be decided."""


def came() -> ColumnElement[bool]:
    """Whether a candidate has an account."""
    return Candidate.account_id.is_not(None)


def agreeing() -> ColumnElement[bool]:
    """Whether a candidate says yes to being matched today."""
    return and_(came(), Candidate.account_id.in_(standing(pool.POOL)))


def alike() -> ColumnElement[bool]:
    """Whether somebody is proposed as the same person."""
    either = or_(Likeness.candidate_id == Candidate.id, Likeness.other_id == Candidate.id)
    return select(Likeness.found_at).where(either, Likeness.apart_at.is_(None)).exists()


CONDITIONS: Mapping[Stage, Callable[[], ColumnElement[bool]]] = {
    Stage.PUSHED: lambda: ~came() & Candidate.invitation_id.is_(None),
    Stage.INVITED: lambda: ~came() & Candidate.invitation_id.is_not(None),
    Stage.CAME: lambda: came() & ~agreeing(),
    Stage.AGREED: agreeing,
    Stage.ALIKE: alike,
}


class ProgressShown(Shown):
    """How far the candidates of a school have come, counted now; each figure holds the next."""

    pushed: int
    """All of them."""
    invited: int
    """Those who were written to, or have come without."""
    came: int
    """Those who have an account."""
    agreed: int
    """Those who say yes to being matched today."""

    @classmethod
    def of(cls, stages: Mapping[Stage, int]) -> "ProgressShown":
        """The figures of how many are at each stage."""
        agreed = stages[Stage.AGREED]
        have_come = agreed + stages[Stage.CAME]
        invited = have_come + stages[Stage.INVITED]
        pushed = invited + stages[Stage.PUSHED]
        return cls(pushed=pushed, invited=invited, came=have_come, agreed=agreed)


class CandidateBrief(Shown):
    """A candidate in a list."""

    id: str
    name: str
    """Empty where none was read."""
    headline: str
    city: str
    stage: Stage
    alike: int
    """How many may be the same person."""
    documents: int
    created_at: datetime


class CandidatesShown(Page[CandidateBrief]):
    """Some of the candidates of a school."""

    stages: Mapping[Stage, int]
    """How many of all are at each stage."""


def candidates(
    context: Context,
    organisation_id: str,
    offset: int,
    limit: int,
    *,
    stage: Stage | None = None,
    search: str = "",
) -> CandidatesShown:
    """Some of the candidates of a school, the last pushed first."""
    theirs = Candidate.organisation_id == organisation_id
    wanted = [theirs, *named(search), *([CONDITIONS[stage]()] if stage else [])]
    with reading(context.database) as session:
        stages = counted(session, [organisation_id])[organisation_id]
        total = session.scalar(select(func.count()).select_from(Candidate).where(*wanted)) or 0
        chosen = loaded().where(*wanted).order_by(Candidate.created_at.desc(), Candidate.id)
        rows = session.execute(chosen.offset(offset).limit(limit)).all()
        pairs = likeness.by_candidate(session, [row.id for row, _ in rows])
        items = tuple(brief(row, len(pairs[row.id]), agrees=bool(agrees)) for row, agrees in rows)
    return CandidatesShown(items=items, total=total, offset=offset, limit=limit, stages=stages)


def briefs(context: Context, candidate_ids: Collection[str]) -> dict[str, CandidateBrief]:
    """Some candidates in short, by id."""
    with reading(context.database) as session:
        rows = session.execute(loaded().where(Candidate.id.in_(candidate_ids))).all()
        pairs = likeness.by_candidate(session, [row.id for row, _ in rows])
        return {row.id: brief(row, len(pairs[row.id]), agrees=bool(agrees)) for row, agrees in rows}


def loaded() -> Select[Candidate, bool]:
    """Candidates with documents and answers, and whether each agrees."""
    return select(Candidate, agreeing()).options(
        selectinload(Candidate.documents), selectinload(Candidate.answers)
    )


def named(search: str) -> Iterator[ColumnElement[bool]]:
    """The conditions that a candidate is found by what is searched: words of a name, an address."""
    if not (searched := search.strip()):
        return
    address = "@" in searched
    words = {searched.lower()} if address else skeleton(searched)
    if not words:
        yield false()
    for word in words:
        marks = select(Mark.value).where(
            Mark.candidate_id == Candidate.id,
            Mark.kind == ("email" if address else "name"),
            Mark.value.startswith(word, autoescape=True),
        )
        yield marks.exists()


def counted(session: Session, organisation_ids: Collection[str]) -> dict[str, dict[Stage, int]]:
    """How many candidates of each of some schools are at each stage."""
    sums = [func.count().filter(condition()) for condition in CONDITIONS.values()]
    rows = session.execute(
        select(Candidate.organisation_id, *sums)
        .where(Candidate.organisation_id.in_(organisation_ids))
        .group_by(Candidate.organisation_id)
    )
    found = {id_: dict(zip(CONDITIONS, counts, strict=True)) for id_, *counts in rows}
    return {one: found.get(one, dict.fromkeys(CONDITIONS, 0)) for one in organisation_ids}


def brief(row: Candidate, alike: int, *, agrees: bool) -> CandidateBrief:
    """A candidate in a list, its documents and answers loaded."""
    told = values.holding(values.values(row))
    return CandidateBrief(
        id=row.id,
        name=values.name_of(told),
        headline=first(told, "headline"),
        city=first(told, "city"),
        stage=stage_of(row, agrees=agrees),
        alike=alike,
        documents=len(row.documents),
        created_at=row.created_at,
    )


def stage_of(row: Candidate, *, agrees: bool) -> Stage:
    """How far a candidate is."""
    if row.account_id:
        return Stage.AGREED if agrees else Stage.CAME
    return Stage.INVITED if row.invitation_id else Stage.PUSHED


def first(told: list[ValueShown], field: str) -> str:
    """The text of a field of which there is one; empty for none."""
    return next((str(one.value) for one in told if one.field == field), "")
