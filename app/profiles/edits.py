"""What persons put in records, kept apart from what files say and laid over it.

A field is a top-level one of the record, or `facts.<name>`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import reduce

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from app.profiles.models import StoredEdit
from app.profiles.sources import SOURCES
from ingestion.report import Data, Record, digest
from matching.profile import Fact, Kind, Profile, cut

FACTS = "facts."


@dataclass(frozen=True, slots=True)
class Edit:
    """What a person put in a field, in the place of what the last import has there.

    None for a value leaves the field out. `source` says who, `stated` which day (ISO).
    """

    field: str
    value: object
    imported: object
    source: str
    stated: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A record with its edits, as it is stored."""

    record: Data
    profile: Profile
    digest: str


def read(
    kind: Kind, given: Data, edits: Iterable[Edit], pieces: Callable[[str], Sequence[str]]
) -> Reading:
    """What a record says once edited, its passages cut by an encoder's `pieces`."""
    edits = tuple(edits)
    record = reduce(lambda data, edit: put(data, edit.field, edit.value), edits, given)
    profile = cut(signed(SOURCES[kind].profile(record), edits), pieces)
    return Reading(record, profile, digest_of(record, profile))


def put(record: Data, field: str, value: object) -> Data:
    """A record with a value in a field, or without the field where the value is None."""
    if field.startswith(FACTS):
        facts = put(record.get("facts", {}), field.removeprefix(FACTS), value)
        return put(record, "facts", facts or None)
    if value is None:
        return {name: given for name, given in record.items() if name != field}
    return {**record, field: value}


def said(record: Data, field: str) -> object:
    """What a record has in a field; None when it has nothing."""
    if field.startswith(FACTS):
        return said(record.get("facts", {}), field.removeprefix(FACTS))
    return record.get(field)


def signed(profile: Profile, edits: Iterable[Edit]) -> Profile:
    """The profile in which what a person stated has that person and day as its source."""
    names = SOURCES[profile.kind].facts
    authors = {names.get(edit.field, edit.field.removeprefix(FACTS)): edit for edit in edits}

    def own(facts: Mapping[str, Fact]) -> dict[str, Fact]:
        return {name: by(fact, authors.get(name)) for name, fact in facts.items()}

    return replace(profile, facts=own(profile.facts), preferences=own(profile.preferences))


def by(fact: Fact, edit: Edit | None) -> Fact:
    """A fact with the source and day of the edit that states it, if one does."""
    return replace(fact, source=edit.source, stated=edit.stated) if edit else fact


def digest_of(record: Data, profile: Profile) -> str:
    """What identifies a record and how it was read: a change of either is an update."""
    # Criteria are the record's own rules again, and may hold dates, which JSON does not.
    return digest({"record": record, "profile": asdict(replace(profile, criteria=()))})


def edits_of(session: Session, kind: Kind, profile_id: str) -> dict[str, Edit]:
    """The edits of one profile, by field."""
    chosen = select(StoredEdit).where(StoredEdit.kind == kind, StoredEdit.profile_id == profile_id)
    return {row.field: edit(row) for row in session.scalars(chosen.order_by(StoredEdit.field))}


def all_edits(session: Session, kind: Kind) -> dict[str, tuple[Edit, ...]]:
    """The edits of every profile of a kind that has any, by id."""
    found: dict[str, tuple[Edit, ...]] = {}
    chosen = select(StoredEdit).where(StoredEdit.kind == kind).order_by(StoredEdit.field)
    for row in session.scalars(chosen):
        found[row.profile_id] = (*found.get(row.profile_id, ()), edit(row))
    return found


def edit(row: StoredEdit) -> Edit:
    """A row as an edit."""
    return Edit(row.field, row.value, row.imported, row.source, row.stated)


def keep(session: Session, kind: Kind, profile_id: str, one: Edit) -> None:
    """Store an edit in the place of the field's last one."""
    session.merge(StoredEdit(kind=kind, profile_id=profile_id, at=datetime.now(UTC), **asdict(one)))


def drop(session: Session, kind: Kind, profile_id: str, field: str) -> None:
    """Forget the edit of a field."""
    session.execute(delete(StoredEdit).where(*same(kind, profile_id, field)))


def reimported(
    session: Session, kind: Kind, records: Iterable[Record], edits: Mapping[str, Iterable[Edit]]
) -> dict[str, tuple[str, ...]]:
    """Note what files say of edited fields; names, by id, those they would have changed."""
    kept: dict[str, tuple[str, ...]] = {}
    for record in records:
        for one in edits.get(record.id, ()):
            value = said(record.data, one.field)
            if value != one.imported:
                chosen = update(StoredEdit).where(*same(kind, record.id, one.field))
                session.execute(chosen.values(imported=value))
            if value != one.value:
                kept[record.id] = (*kept.get(record.id, ()), one.field)
    return kept


def same(kind: Kind, profile_id: str, field: str) -> tuple[ColumnElement[bool], ...]:
    """The conditions that find the edit of a field."""
    return (
        StoredEdit.kind == kind,
        StoredEdit.profile_id == profile_id,
        StoredEdit.field == field,
    )
