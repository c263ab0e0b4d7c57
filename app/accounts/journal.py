"""Reading the journal: all of it, what was done to one person's things, what one person did."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any

from fastapi import Query
from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from app.accounts import places
from app.accounts.models import Account
from app.accounts.policy import Person, Role, Scope, Visitor
from app.accounts.schemas import PlaceShown
from app.audit.models import Entry
from app.candidates.models import Candidate
from app.context import Context
from app.introductions.models import Introduction
from app.kit.database import reading
from app.kit.days import PLACE
from app.matches.schemas import Shown
from matching.profile import LANGUAGES

# Lines that a page shows.
LINES = 50
# Beyond any journal, and within the whole numbers of every database.
LAST = 2**31 - 1
Before = Annotated[int | None, Query(ge=0, le=LAST, description="Entries before this number only.")]
# The parts of a journal's details that say by which role somebody was let in.
ROLE = ("scope_kind", "scope_id")
# What the journal calls the reading of a school's list of candidates.
LISTED = "candidate.list"


class EntryShown(Shown):
    """A line of the journal."""

    sequence: int
    at: datetime
    actor: str
    """Name of who did it; empty for nobody signed in, and for an account that is gone."""
    actor_id: str
    """Empty for nobody."""
    seen_as: str
    """Name of the person that an administrator looked as; empty for none."""
    role: str
    """The role that let them in; empty where none is noted."""
    place: PlaceShown | None
    """What that role was held for; null where none is noted."""
    channel: str
    action: str
    target_kind: str
    target_id: str
    target: PlaceShown | None
    """The thing by name; null where it has none or is gone."""
    allowed: bool
    reason: str
    details: Mapping[str, Any]


class Chapter(Shown):
    """A part of the journal, the latest entry first."""

    entries: tuple[EntryShown, ...]
    older: int | None
    """The number that entries before these are asked for by; None where there are none."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which entries are asked for; what is empty asks for nothing."""

    who: str = ""
    """Id or e-mail address of who did it, or was looked as."""
    action: str = ""
    target: str = ""
    """Id of what it was done to."""
    refused: bool = False
    since: date | None = None
    until: date | None = None
    """The last day, included."""


def entries(context: Context, asked: Asked, before: int | None) -> Chapter:
    """The entries that are asked for, names resolved as they are today."""
    with reading(context.database) as session:
        rows = latest(session, conditions(session, asked), before)
        return chapter(session, rows, names(session, rows))


def conditions(session: Session, asked: Asked) -> list[ColumnElement[bool]]:
    """What entries must be to be found."""
    who = whose(session, asked.who.strip())
    wanted = {
        "who": or_(Entry.actor_id == who, Entry.account_id == who),
        "action": Entry.action == asked.action,
        "target": Entry.target_id == asked.target.strip(),
        "refused": Entry.allowed.is_(False),
        "since": Entry.at >= midnight(asked.since or date.min + timedelta(1)),
        "until": Entry.at < midnight((asked.until or date.max - timedelta(2)) + timedelta(1)),
    }
    return [condition for name, condition in wanted.items() if getattr(asked, name)]


def whose(session: Session, typed: str) -> str:
    """The id of the account that has an address; an id is itself."""
    if "@" not in typed:
        return typed
    return session.scalar(select(Account.id).where(Account.email == typed.lower())) or typed


def midnight(day: date) -> datetime:
    """When a day begins in Morocco."""
    return datetime.combine(day, time(), PLACE)


def latest(
    session: Session, wanted: Iterable[ColumnElement[bool]], before: int | None
) -> Sequence[Entry]:
    """The latest entries before one, and one more, which tells that there are others."""
    chosen = select(Entry).where(*wanted).order_by(Entry.sequence.desc()).limit(LINES + 1)
    if before is not None:
        chosen = chosen.where(Entry.sequence < before)
    return session.scalars(chosen).all()


def about(context: Context, visitor: Visitor, person: Person, before: int | None) -> Chapter:
    """What others read or changed of a person, a candidate too, and of companies they founded.

    By role and place, not by name: it is the role that let them. Nobody is who sits at the machine.
    Of a list that they are on as a candidate, it says once a day that it was opened.
    """
    own = select(Candidate.id).where(Candidate.account_id == person.id)
    between = select(Introduction.id).where(Introduction.candidate_id.in_(own))
    mine = [
        (Entry.target_kind == "account") & (Entry.target_id == person.id),
        (Entry.target_kind == "candidate") & Entry.target_id.in_(own),
        Entry.sequence.in_(lists_opened(person)),
        (Entry.target_kind == "introduction") & Entry.target_id.in_(between),
        (Entry.target_kind == "startup") & Entry.target_id.in_(visitor.scopes(Role.FOUNDER)),
        Entry.account_id == person.id,
    ]
    others = [or_(*mine), Entry.allowed.is_(True), Entry.actor_id.is_distinct_from(person.id)]
    with reading(context.database) as session:
        return chapter(session, latest(session, others, before), {person.id: person.name})


def lists_opened(person: Person) -> Select[int]:
    """The last entry of each day about the list of a school that a person is a candidate of.

    A school opens it again and again, and each part of it is an entry.
    """
    since_there = and_(
        Entry.target_id == Candidate.organisation_id, Entry.at >= Candidate.created_at
    )
    return (
        select(func.max(Entry.sequence))
        .join(Candidate, since_there)
        .where(Candidate.account_id == person.id, Entry.action == LISTED, Entry.allowed)
        .group_by(Entry.target_id, func.date(Entry.at))
    )


def done_by(context: Context, person: Person, before: int | None) -> Chapter:
    """What a person did themselves."""
    with reading(context.database) as session:
        rows = latest(session, [Entry.actor_id == person.id], before)
        return chapter(session, rows, {person.id: person.name})


def names(session: Session, rows: Iterable[Entry]) -> dict[str, str]:
    """The names of the accounts that entries speak of, of those that are still there."""
    ids = {one for row in rows for one in (row.actor_id, row.account_id) if one}
    ids |= {row.target_id for row in rows if row.target_kind == "account"}
    found = session.execute(select(Account.id, Account.name).where(Account.id.in_(ids)))
    return dict(found.all())


def chapter(session: Session, rows: Sequence[Entry], people: Mapping[str, str]) -> Chapter:
    """Rows as a part of the journal; `people` are those who are called by name."""
    shown = rows[:LINES]
    scopes = {
        one for row in shown for one in (held_for(row), Scope(row.target_kind, row.target_id))
    }
    known = places.named(session, filter(None, scopes))
    return Chapter(
        entries=tuple(entry(row, people, known) for row in shown),
        older=shown[-1].sequence if len(rows) > LINES else None,
    )


def held_for(row: Entry) -> Scope | None:
    """What the role that let somebody in was held for."""
    kind, id_ = (row.details.get(name) for name in ROLE)
    return Scope(kind, id_) if kind and id_ else None


def entry(row: Entry, people: Mapping[str, str], known: Mapping[Scope, PlaceShown]) -> EntryShown:
    """A row as a line, its ids resolved to names where they have one."""
    scope = held_for(row)
    return EntryShown(
        sequence=row.sequence,
        at=row.at,
        actor=people.get(row.actor_id or "", ""),
        actor_id=row.actor_id or "",
        seen_as=people.get(row.account_id or "", ""),
        role=row.details.get("role", ""),
        place=known.get(scope) if scope else None,
        channel=row.channel,
        action=row.action,
        target_kind=row.target_kind,
        target_id=row.target_id,
        target=thing(row, people, known),
        allowed=row.allowed,
        reason=row.reason,
        details={
            name: TOLD.get(name, plain)(value)
            for name, value in row.details.items()
            if name not in {"role", *ROLE}
        },
    )


def plain(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    """A detail as it is."""
    return value


# How details are read that JSON has no form for.
TOLD: Mapping[str, Callable[[Any], Any]] = {"unnoted_until": datetime.fromisoformat}


def thing(
    row: Entry, people: Mapping[str, str], known: Mapping[Scope, PlaceShown]
) -> PlaceShown | None:
    """What an entry is about, by name."""
    scope = Scope(row.target_kind, row.target_id)
    if row.target_kind != "account":
        return known.get(scope) if row.target_id else None
    name = people.get(row.target_id, row.target_id)
    return PlaceShown(kind="account", id=row.target_id, names=dict.fromkeys(LANGUAGES, name))
