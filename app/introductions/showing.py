"""What an introduction looks like to each who takes part in it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from app.candidates import pool
from app.candidates import values as candidates
from app.candidates.cards import CARDS, Card
from app.candidates.models import Candidate
from app.introductions.models import Introduction, IntroductionStep
from app.introductions.schemas import IntroductionShown, RevealedShown, StepShown
from app.introductions.states import KNOWN, WHILE_OPEN, Party, Step, following
from app.offers import showing as offers
from app.offers.schemas import OfferBrief
from app.offers.states import OfferState


def shown_of(
    session: Session, rows: Sequence[Introduction], mine: frozenset[Party]
) -> tuple[IntroductionShown, ...]:
    """Introductions as some parties see them, in as many statements for many as for one."""
    briefs = offers.briefs(session, {row.offer_id for row in rows})
    people = pool.records(session, {row.candidate_id for row in rows})
    letting = letting_of(session, rows, briefs)
    known = revealing(session, rows, letting) if Party.STARTUP in mine else {}
    return tuple(
        IntroductionShown(
            id=row.id,
            offer=briefs[row.offer_id],
            candidate_id=row.candidate_id,
            state=Step(row.state),
            steps=tuple(map(step_shown, row.steps)),
            next=next_steps(row, briefs[row.offer_id], mine),
            card=card_for(row, briefs, people) if row.id in letting else None,
            revealed=known.get(row.id),
        )
        for row in rows
    )


def next_steps(row: Introduction, offer: OfferBrief, mine: frozenset[Party]) -> tuple[Step, ...]:
    """The steps that some parties may take next, as the offer is today."""
    steps = following(Step(row.state), mine)
    return tuple(one for one in steps if one not in WHILE_OPEN or offer.state is OfferState.OPEN)


def card_for(
    row: Introduction, briefs: Mapping[str, OfferBrief], people: Mapping[str, Mapping[str, Any]]
) -> Card | None:
    """The card of an introduction's candidate; None where they have no profile any more."""
    record = people.get(row.candidate_id)
    return CARDS[briefs[row.offer_id].hides_school](record) if record else None


def letting_of(
    session: Session, rows: Iterable[Introduction], briefs: Mapping[str, OfferBrief]
) -> frozenset[str]:
    """The introductions whose candidates let the company see them today."""
    pairs = {row.id: (briefs[row.offer_id].startup_id, row.candidate_id) for row in rows}
    seeing = pool.seen_by(session, set(pairs.values()))
    return frozenset(id_ for id_, pair in pairs.items() if pair in seeing)


def revealing(
    session: Session, rows: Iterable[Introduction], letting: frozenset[str]
) -> dict[str, RevealedShown]:
    """What the company knows of who candidates are, by introduction."""
    open_ = [row for row in rows if Step(row.state) in KNOWN and row.id in letting]
    people = {
        one.id: one for one in candidates.by_ids(session, {row.candidate_id for row in open_})
    }
    return {row.id: revealed(people[row.candidate_id], row) for row in open_}


def revealed(candidate: Candidate, row: Introduction) -> RevealedShown:
    """What a candidate chose to reveal, as it is today."""
    fields = next(one.revealed for one in reversed(row.steps) if one.revealed)
    told = candidates.holding(candidates.values(candidate))
    values = {field: tuple(one.value for one in told if one.field == field) for field in fields}
    if "education" in values:
        values["education"] = tuple(pool.schools(told))
    return RevealedShown(values=values)


def step_shown(row: IntroductionStep) -> StepShown:
    """A step, shown."""
    return StepShown(
        step=Step(row.step),
        at=row.at,
        party=Party(row.party),
        reason=row.reason,
        revealed=tuple(row.revealed),
    )
