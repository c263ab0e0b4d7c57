"""Edits by persons: checked as an import is, written the same way, kept until they are released."""

from collections.abc import Mapping
from datetime import date
from functools import reduce
from typing import Any, cast

from sqlalchemy.orm import Session

from app.context import Context
from app.kit.database import writing
from app.kit.days import today
from app.kit.errors import Invalid, NotFound
from app.profiles import service
from app.profiles.edits import FACTS, Edit, Reading, drop, edits_of, keep, put, read, said
from app.profiles.models import StoredProfile
from ingestion.checking import faults
from ingestion.raw import Fault
from ingestion.report import Data, Reason
from ingestion.schema import form
from matching.criteria.case import STARTUP as SPEAKS_FOR
from matching.criteria.facts import fact_types
from matching.criteria.places import places
from matching.encoder.base import Encoder
from matching.profile import SOUGHT, Kind

# Who states what is edited, as the source of a fact.
STARTUP, COACH = "startup", "coach"
WHOLE = {"id", "facts"}
# What says where a company is: of two, a fact wins over a field of the record.
CITY, REGION = (f"{FACTS}city", "city"), (f"{FACTS}region", "region")

# The least that a startup's record says: facts alone are checked within it.
LEAST: Data = {
    "id": "a",
    "name": "a",
    "description_fr": "a",
    "sectors": ["digital"],
    "sources": [{"title": "a"}],
}


def answer(
    context: Context, startup_id: str, name: str, value: object, *, source: str = STARTUP
) -> None:
    """Record what a startup, or a coach for it, says today of one of its facts.

    Raises `NotFound` for a startup that is not there, `Invalid` for a fact that no startup states,
    a value that the fact cannot have, and None, since not knowing is no answer.
    """
    if value is None:
        raise Invalid([Fault(("facts", name), Reason.MISSING_FIELD, "An answer has a value.")])
    kind = fact_types().get(name)
    if kind and (kind.decided_by or kind.subject not in SPEAKS_FOR):
        message = "A startup does not state this: others decide it."
        raise Invalid([Fault(("facts", name), Reason.UNKNOWN_FIELD, message)])
    edit(context, Kind.STARTUP, startup_id, f"{FACTS}{name}", value, source=source)


def edit(
    context: Context,
    kind: Kind,
    profile_id: str,
    field: str,
    value: object,
    *,
    source: str = COACH,
) -> None:
    """Put a value in a field of a record, or take the field out with None; see `change`."""
    change(context, kind, profile_id, {field: value}, source=source)


def change(
    context: Context,
    kind: Kind,
    profile_id: str,
    values: Mapping[str, object],
    *,
    source: str = COACH,
) -> None:
    """Put values in fields of a record, or take out those with None: all together or none.

    A field is a top-level one of the record, or `facts.<name>` of a startup. The whole record is
    checked first: raises `Invalid`, and `NotFound` for a profile that is not there. Imports leave
    the fields alone until `release`.
    """
    if whole := WHOLE & values.keys():
        message = "This is not edited: an id stays, and facts are edited one by one."
        raise Invalid([Fault((min(whole),), Reason.WRONG_VALUE, message)])
    encoder = context.encoder
    with writing(context.database) as session:
        changed(session, encoder, kind, profile_id, values, source=source)


def changed(
    session: Session,
    encoder: Encoder,
    kind: Kind,
    profile_id: str,
    values: Mapping[str, object],
    *,
    source: str,
) -> None:
    """The same within a transaction of the caller's."""
    row = service.stored(session, kind, profile_id)
    values = following(row.record, values)
    record = checked(kind, filled(row.record, values))
    if {*CITY, *REGION} & values.keys():
        located(record)
    edits = edits_of(session, kind, profile_id)
    for field in values:
        before = edits[field].imported if field in edits else said(row.record, field)
        edits[field] = Edit(field, said(record, field), before, source, today().isoformat())
        keep(session, kind, profile_id, edits[field])
    rewrite(session, row, record, edits, encoder)


def created(
    session: Session,
    encoder: Encoder,
    kind: Kind,
    profile_id: str,
    values: Mapping[str, object],
    *,
    source: str,
) -> None:
    """Make a profile of what a person states today, within a transaction of the caller's.

    Every field is an edit: should a file come to speak of it too, it changes none of them. The
    caller knows that the id is free. Raises `Invalid`.
    """
    bare = {"id": profile_id, "sources": [{"title": source}], "as_of": today().isoformat()}
    record = located(checked(kind, filled(bare, values)))
    edits = [
        Edit(field, said(record, field), None, source, today().isoformat())
        for field, value in values.items()
        if value is not None
    ]
    for one in edits:
        keep(session, kind, profile_id, one)
    made = read(kind, record, edits, encoder.pieces)
    saved(session, made, source, encoder)


def filled(record: Data, values: Mapping[str, object]) -> Data:
    """A record with values in its fields."""
    given = ((field, jsonable(value)) for field, value in values.items())
    return reduce(lambda data, one: put(data, *one), given, record)


def following(record: Data, values: Mapping[str, object]) -> Mapping[str, object]:
    """Values with those regions taken out that a new city leaves: unless said anew, it follows."""
    if not {*CITY} & values.keys():
        return values
    left = {field: None for field in elsewhere(filled(record, values)) if field not in values}
    return {**values, **left}


def located(record: Data) -> Data:
    """A record whose region and city agree; raises `Invalid` for another."""
    message = "The city lies in another region: correct one of them, or leave the region out."
    if fields := elsewhere(record):
        raise Invalid([Fault((*one.split("."),), Reason.OTHER_REGION, message) for one in fields])
    return record


def elsewhere(record: Data) -> tuple[str, ...]:
    """The fields that state another region than that of the city, where that is known."""
    city = next(filter(None, (said(record, name) for name in CITY)), "")
    known = places().region_of(str(city))
    return tuple(name for name in REGION if known and said(record, name) not in (None, known))


def release(context: Context, kind: Kind, profile_id: str, field: str) -> None:
    """Give a field back to imports: it says again what the last one has there.

    Raises `NotFound` for a profile that is not there, and for a field that nobody edited, and
    `Invalid` for one that no import has and no record is without.
    """
    encoder = context.encoder
    with writing(context.database) as session:
        row = service.stored(session, kind, profile_id)
        edits = edits_of(session, kind, profile_id)
        if field not in edits:
            message = f"Nobody edited “{field}” of {profile_id}."
            raise NotFound(message)
        record = checked(kind, put(row.record, field, edits.pop(field).imported))
        if field in {*CITY, *REGION}:
            located(record)
        drop(session, kind, profile_id, field)
        rewrite(session, row, record, edits, encoder)


def rewrite(
    session: Session,
    row: StoredProfile,
    record: Data,
    edits: Mapping[str, Edit],
    encoder: Encoder,
) -> None:
    """Store a profile anew, unless it says what it said; who follows the log embeds its texts."""
    made = read(Kind(row.kind), record, edits.values(), encoder.pieces)
    if made.digest != row.digest:
        # Its successor may be given its key.
        session.expunge(row)
        saved(session, made, row.origin, encoder)


def saved(session: Session, made: Reading, origin: str, encoder: Encoder) -> None:
    """Write a profile as it is read; what a seeker says anew is encoded at once."""
    row = service.save(session, made.profile, made.record, made.digest, origin)
    if made.profile.kind in SOUGHT.values():
        return
    model = service.model_of(made.profile.kind, encoder.identity)
    new = [one for one in row.passages if all(known.model != model for known in one.embeddings)]
    service.embed(new, encoder.queries([one.text for one in new]), model)


def checked(kind: Kind, record: Data) -> Data:
    """A record as its form types it; raises `Invalid`."""
    shape = form(kind)
    typed = cast("Data", shape.typed(record, shape.schema))
    if found := faults(typed, shape):
        raise Invalid(found)
    return typed


def checked_facts(facts: Mapping[str, object]) -> dict[str, Any]:
    """Facts as the form of a startup types them, unknown ones (None) left out; raises `Invalid`."""
    given = {name: jsonable(value) for name, value in facts.items()}
    typed = checked(Kind.STARTUP, {**LEAST, "facts": given})
    return dict(typed.get("facts", {}))


def jsonable(value: object) -> object:
    """A value as a record holds it: lists for tuples, ISO text for dates."""
    if isinstance(value, tuple):
        return list(value)
    return value.isoformat() if isinstance(value, date) else value
