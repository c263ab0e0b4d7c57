"""What was decided on lists as they were shown, as learning takes it.

A decision is credited to the last list that the seeker was shown before it. That holds of the lists
of pages and programs; who sits at the machine is not who decides.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import takewhile
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.decisions.models import DecisionStep
from app.decisions.states import Step, reasons
from app.matches.models import Showing, StoredMatch, StoredShortlist
from app.matches.parts import apart
from matching.criteria.verdict import Verdict
from matching.ranking.learning import Impression, Line, Said
from matching.ranking.ranker import Ranker

CHANNELS = ("page", "api")
# What each step says of how well a programme suits; of what is not for them the reason says it.
SAID: Mapping[Step, Said] = {
    Step.KEPT: Said.KEPT,
    Step.APPLIED: Said.KEPT,
    Step.OBTAINED: Said.KEPT,
    # The programme said no: they had wanted it.
    Step.REFUSED: Said.KEPT,
    Step.NOT_FOR_US: Said.AGAINST,
    Step.TAKEN_BACK: Said.NOTHING,
}


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody made of an offer in the end, and since when they had said something."""

    said: Said
    at: datetime


# By seeker and offer.
Decisions = Mapping[str, Mapping[str, Decision]]


def impressions(session: Session, ranker: Ranker) -> list[Impression]:
    """The lists that something was decided on, in the order of seekers, and of time for each.

    Lines that were told in brief are places only: what they scored was not shown, nor kept. So are
    those whose score had other parts than the ranker's.
    """
    decided = decisions(session, ranker)
    return [
        one
        for seeker in sorted(decided)
        for one in of_seeker(session, ranker, seeker, decided[seeker])
        if one.decisions
    ]


def decisions(session: Session, ranker: Ranker) -> Decisions:
    """What was decided at a desk."""
    steps = session.scalars(
        select(DecisionStep)
        .where(DecisionStep.desk == ranker.desk)
        .order_by(DecisionStep.seeker_id, DecisionStep.offer_id, DecisionStep.position)
    )
    taken: defaultdict[str, defaultdict[str, list[DecisionStep]]]
    taken = defaultdict(lambda: defaultdict(list))
    for row in steps:
        taken[row.seeker_id][row.offer_id].append(row)
    return {
        seeker: {offer: ended(rows) for offer, rows in offers.items()}
        for seeker, offers in taken.items()
    }


def ended(rows: Sequence[DecisionStep]) -> Decision:
    """What the steps about one offer come to; what was said before it was taken back is no more."""
    last = rows[-1]
    said = SAID[Step(last.step)]
    if said is Said.AGAINST and not reasons().get(last.reason, False):
        said = Said.NOTHING
    alike = list(takewhile(lambda row: SAID[Step(row.step)] is SAID[Step(last.step)], rows[::-1]))
    return Decision(said, alike[-1].at)


def of_seeker(
    session: Session, ranker: Ranker, seeker: str, decided: Mapping[str, Decision]
) -> Iterator[Impression]:
    """The lists of a seeker that something was decided on."""
    shown = showings(session, ranker, seeker)
    lists = told(session, {key for _, key in shown})
    credited: defaultdict[int, set[str]] = defaultdict(set)
    for offer, decision in decided.items():
        before = (key for at, key in shown if at <= decision.at and offer in lists[key])
        if (key := next(before, None)) is not None:
            credited[key].add(offer)
    for key in sorted(credited):
        yield Impression(seeker, tuple(lines(ranker, lists[key], credited[key], decided)))


def showings(session: Session, ranker: Ranker, seeker: str) -> list[tuple[datetime, int]]:
    """When a seeker was shown which list of the desk, the latest first."""
    rows = session.execute(
        select(Showing.at, Showing.shortlist_key)
        .join(StoredShortlist, StoredShortlist.key == Showing.shortlist_key)
        .where(
            StoredShortlist.desk == ranker.desk,
            StoredShortlist.seeker_id == seeker,
            Showing.channel.in_(CHANNELS),
        )
        .order_by(Showing.at.desc(), Showing.key.desc())
    )
    return [(at, key) for at, key in rows]


def told(session: Session, keys: Collection[int]) -> dict[int, dict[str, Mapping[str, Any]]]:
    """The lines of lists as they were shown, in their order, by offer."""
    found: dict[int, dict[str, Mapping[str, Any]]] = {key: {} for key in keys}
    rows = session.execute(
        select(StoredMatch.shortlist_key, StoredMatch.offer_id, StoredMatch.shown)
        .where(StoredMatch.shortlist_key.in_(keys))
        .order_by(StoredMatch.shortlist_key, StoredMatch.position)
    )
    for key, offer, shown in rows:
        found[key][offer] = shown
    return found


def lines(
    ranker: Ranker,
    shown: Mapping[str, Mapping[str, Any]],
    credited: Collection[str],
    decided: Mapping[str, Decision],
) -> Iterator[Line]:
    """The lines of a list whose score was shown, with what was made of them on this list."""
    for place, (offer, line) in enumerate(shown.items(), 1):
        values = {one["name"]: one["value"] for one in line.get("components", ())}
        if values.keys() == ranker.weights.keys():
            worths = tuple(ranker.worth(name, values[name]) for name in ranker.weights)
            said = Said.PASSED if offer not in decided else Said.NOTHING
            if offer in credited:
                said = decided[offer].said
            yield Line(offer, place, tier(line), worths, said)


def tier(line: Mapping[str, Any]) -> tuple[bool, ...]:
    """What orders a line before its score (`matching.engine.Entry.order`)."""
    return line["verdict"] == Verdict.INELIGIBLE, *apart(line)


def digest(found: Iterable[Impression]) -> str:
    """What identifies lists and decisions that were learnt from."""
    said = json.dumps([asdict(one) for one in found], ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()
