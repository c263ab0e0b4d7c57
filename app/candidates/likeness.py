"""Who may be one person: found by what two candidates of a school have in common, and proposed.

Nothing is merged by the machine. Rules, as reasons that a person reads:

- `email` and `phone`: both give the same address, or the same number;
- `name`: the names are alike in any script (`app.candidates.names`) and the histories agree. A name
  alone is no reason: two people may have one.

Histories agree where two dated stages are the same, or the only one that one of them tells.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from app.accounts.policy import Target, Visitor
from app.audit import service as audit
from app.candidates.forgetting import uninvite
from app.candidates.items import LONGEST_KEY, Item
from app.candidates.models import Answer, Candidate, Document, Likeness, Mark
from app.candidates.names import alike, skeleton
from app.intakes.models import IntakeFile
from app.introductions.models import Introduction, Viewing
from app.kit.database import now
from app.kit.errors import DomainError, NotFound

# Stages that histories share, to agree.
ENOUGH = 2
SHARED = {"email": "email", "phone": "phone"}

Marks = Mapping[str, frozenset[str]]


class TwoPeople(DomainError):
    """Both candidates have come themselves: two accounts are not made one."""

    status = 409
    title = "Two people"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two candidates who may be one, and why: codes of `alike`."""

    candidate_id: str
    other_id: str
    reasons: tuple[str, ...]


def marks(found: Iterable[Item]) -> Iterator[tuple[str, str]]:
    """What a candidate may be known again by, as kind and value."""
    for one in found:
        match one.field:
            case "emails":
                yield "email", one.key
            case "phones":
                yield "phone", one.key
            case "name":
                yield from (("name", word) for word in skeleton(one.value["full"]))
            case "education" | "experience":
                yield from (("stage", stage) for stage in stages(one.value.get("period")))


def stages(period: Mapping[str, Any] | None) -> Iterator[str]:
    """A stretch of time, by its ends as they were told; one that tells too little is none."""
    told = (period or {}).get("value") or {}
    ends = [told.get("start"), told.get("end")]
    if all(ends) or (ends[0] and told.get("ongoing")):
        yield "/".join(f"{end['year']}-{end['month']:02}" if end else "" for end in ends)


def remember(session: Session, candidate_id: str, found: Iterable[Item]) -> None:
    """Note what a candidate may be known again by."""
    mark(session, candidate_id, {(kind, value[:LONGEST_KEY]) for kind, value in marks(found)})


def mark(session: Session, candidate_id: str, told: Collection[tuple[str, str]]) -> None:
    """Add marks of a candidate, as kind and value; those that they have stay."""
    mine = select(Mark.kind, Mark.value).where(Mark.candidate_id == candidate_id)
    known = {(kind, value) for kind, value in session.execute(mine)}
    session.add_all(
        Mark(candidate_id=candidate_id, kind=kind, value=value)
        for kind, value in sorted(set(told) - known)
    )
    session.flush()


def propose(session: Session, candidate_id: str) -> list[Pair]:
    """Find who a candidate may be, among those of the school, and write it down for a person.

    Whom somebody already told apart is not proposed again.
    """
    pairs = found(session, candidate_id)
    for pair in pairs:
        known = session.get(Likeness, (pair.candidate_id, pair.other_id))
        if known is None:
            row = Likeness(
                candidate_id=pair.candidate_id,
                other_id=pair.other_id,
                reasons=list(pair.reasons),
                found_at=now(),
            )
            session.add(row)
    session.flush()
    return pairs


def found(session: Session, candidate_id: str) -> list[Pair]:
    """Who a candidate may be, among those of the school who were there before."""
    mine = known(session, [candidate_id])[candidate_id]
    nearby = sharing(session, candidate_id)
    reasons = {id_: tuple(why(mine, theirs)) for id_, theirs in known(session, nearby).items()}
    return [Pair(id_, candidate_id, said) for id_, said in sorted(reasons.items()) if said]


def sharing(session: Session, candidate_id: str) -> list[str]:
    """Those of the same school who share an address, a number or a word of a name."""
    school = select(Candidate.organisation_id).where(Candidate.id == candidate_id)
    mine = select(Mark.kind, Mark.value).where(Mark.candidate_id == candidate_id).subquery()
    chosen = (
        select(Mark.candidate_id)
        .distinct()
        .join(mine, (mine.c.value == Mark.value) & (mine.c.kind == Mark.kind))
        .join(Candidate, Candidate.id == Mark.candidate_id)
        .where(Mark.kind != "stage", Mark.candidate_id != candidate_id)
        .where(Candidate.organisation_id == school.scalar_subquery())
    )
    return list(session.scalars(chosen))


def known(session: Session, ids: Iterable[str]) -> dict[str, Marks]:
    """What each of some candidates may be known again by, by kind."""
    gathered: dict[str, defaultdict[str, set[str]]] = {one: defaultdict(set) for one in ids}
    for row in session.scalars(select(Mark).where(Mark.candidate_id.in_(gathered))):
        gathered[row.candidate_id][row.kind].add(row.value)
    return {
        one: {kind: frozenset(values) for kind, values in kinds.items()}
        for one, kinds in gathered.items()
    }


def why(one: Marks, other: Marks) -> Iterator[str]:
    """The reasons for which two may be one person."""
    nothing: frozenset[str] = frozenset()
    for kind, reason in SHARED.items():
        if one.get(kind, nothing) & other.get(kind, nothing):
            yield reason
    if alike(one.get("name", nothing), other.get("name", nothing)) and agree(
        one.get("stage", nothing), other.get("stage", nothing)
    ):
        yield "name"


def agree(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two histories tell the same, as far as they tell."""
    enough = min(ENOUGH, len(one), len(other))
    return enough > 0 and len(one & other) >= enough


def merge(session: Session, visitor: Visitor, candidate_id: str, other_id: str) -> None:
    """Make one candidate of two who were proposed: the first keeps what both say.

    What either said of a value stays; of two answers to one, the later. Raises `NotFound` where
    nothing was proposed, and `TwoPeople`.
    """
    proposed(session, candidate_id, other_id)
    first, second = (session.get_one(Candidate, one) for one in (candidate_id, other_id))
    if first.account_id and second.account_id:
        message = "Both have an account: each decides for what is theirs."
        raise TwoPeople(message)
    has_come = first.account_id or (first.invitation_id and not second.account_id)
    kept, other = (first, second) if has_come else (second, first)
    surplus = other.invitation_id
    first.account_id, first.invitation_id = kept.account_id, kept.invitation_id
    uninvite(session, surplus)
    keep_answers(session, candidate_id, other_id)
    for table in (Document, IntakeFile):
        theirs = update(table).where(table.candidate_id == other_id)
        session.execute(theirs.values(candidate_id=candidate_id))
    take_marks(session, candidate_id, other_id)
    take_likenesses(session, candidate_id, other_id)
    take_meetings(session, candidate_id, other_id)
    session.execute(delete(Candidate).where(Candidate.id == other_id))
    audit.note(session, visitor, "candidate.merge", Target("candidate", candidate_id), of=other_id)


def keep_answers(session: Session, candidate_id: str, other_id: str) -> None:
    """Give one candidate the answers of another, where they said nothing later."""
    for row in session.scalars(select(Answer).where(Answer.candidate_id == other_id)).all():
        mine = session.get(Answer, (candidate_id, row.field, row.key))
        if mine is None or mine.at < row.at:
            told = {
                name: getattr(row, name) for name in ("field", "key", "standing", "value", "at")
            }
            session.merge(Answer(candidate_id=candidate_id, **told))
    session.flush()


def take_marks(session: Session, candidate_id: str, other_id: str) -> None:
    """Have one candidate be known again by what another is, too."""
    theirs = select(Mark.kind, Mark.value).where(Mark.candidate_id == other_id)
    mark(session, candidate_id, [(kind, value) for kind, value in session.execute(theirs)])


def take_likenesses(session: Session, candidate_id: str, other_id: str) -> None:
    """Have what is proposed or decided of another and a third hold for one candidate, too."""
    either = or_(Likeness.candidate_id == other_id, Likeness.other_id == other_id)
    for row in session.scalars(select(Likeness).where(either)).all():
        third = row.other_id if row.candidate_id == other_id else row.candidate_id
        if third != candidate_id and between(session, candidate_id, third) is None:
            told = {
                name: getattr(row, name) for name in ("reasons", "found_at", "apart_at", "apart_by")
            }
            session.add(Likeness(candidate_id=candidate_id, other_id=third, **told))


def take_meetings(session: Session, candidate_id: str, other_id: str) -> None:
    """Have one candidate be who met and was seen by whom the other was, where they were not."""
    for table, by in ((Introduction, Introduction.offer_id), (Viewing, Viewing.startup_id)):
        mine = select(by).where(table.candidate_id == candidate_id)
        theirs = update(table).where(table.candidate_id == other_id, by.not_in(mine))
        session.execute(theirs.values(candidate_id=candidate_id))


def keep_apart(session: Session, visitor: Visitor, candidate_id: str, other_id: str) -> None:
    """Say that two who were proposed are two people. Raises `NotFound`."""
    row = proposed(session, candidate_id, other_id)
    row.apart_at = now()
    row.apart_by = visitor.account_id
    audit.note(session, visitor, "candidate.apart", Target("candidate", candidate_id), of=other_id)


def proposed(session: Session, candidate_id: str, other_id: str) -> Likeness:
    """What was proposed of two; raises `NotFound`."""
    row = between(session, candidate_id, other_id)
    if row is None:
        message = "These two were not proposed as one person."
        raise NotFound(message)
    return row


def between(session: Session, one: str, other: str) -> Likeness | None:
    """What was proposed of two, in either order; None where nothing was."""
    return session.get(Likeness, (one, other)) or session.get(Likeness, (other, one))


def open_for(session: Session, candidate_ids: Iterable[str]) -> list[Likeness]:
    """What is proposed of some candidates and not decided, the first found first."""
    ids = list(candidate_ids)
    chosen = select(Likeness).where(
        or_(Likeness.candidate_id.in_(ids), Likeness.other_id.in_(ids)),
        Likeness.apart_at.is_(None),
    )
    return list(session.scalars(chosen.order_by(Likeness.found_at, Likeness.other_id)))


def by_candidate(session: Session, candidate_ids: Iterable[str]) -> dict[str, list[Likeness]]:
    """What is proposed of each of some candidates and not decided."""
    found: dict[str, list[Likeness]] = {one: [] for one in candidate_ids}
    for row in open_for(session, found):
        for one in {row.candidate_id, row.other_id} & set(found):
            found[one].append(row)
    return found
