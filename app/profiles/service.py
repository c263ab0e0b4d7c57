"""Reading and writing stored profiles; the caller owns the transaction."""

import json
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import numpy as np
from sqlalchemy import (
    ColumnElement,
    String,
    and_,
    bindparam,
    cast,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.orm import Session, selectinload

from app.kit.errors import Unknown
from app.profiles import talent
from app.profiles.models import (
    Change,
    ChangeHead,
    StoredEdit,
    StoredEmbedding,
    StoredFact,
    StoredPassage,
    StoredProfile,
)
from app.profiles.sources import criteria
from matching.encoder.base import Vectors
from matching.profile import SOUGHT, Fact, Kind, Passage, Profile, Value

FACT, PREFERENCE = "fact", "preference"
# SQLite refuses statements with more variables than this leaves room for.
CHUNK = 500
# Statements of facts kept: companies state the same few values of most.
REMEMBERED = 16_384

# Asked of most pages: to build such statements takes longer than to run them.
HEAD = select(ChangeHead.sequence)
THESE = (
    select(StoredProfile)
    .where(
        StoredProfile.kind == bindparam("kind"),
        StoredProfile.id.in_(bindparam("ids", expanding=True)),
    )
    .options(selectinload(StoredProfile.facts), selectinload(StoredProfile.passages))
)
VECTORS = (
    select(StoredProfile.id, StoredEmbedding.vector)
    .join(StoredPassage, StoredPassage.profile_key == StoredProfile.key)
    .join(StoredEmbedding, StoredEmbedding.passage_key == StoredPassage.key)
    .where(
        StoredProfile.kind == bindparam("kind"),
        StoredProfile.id.in_(bindparam("ids", expanding=True)),
        StoredEmbedding.model == bindparam("model"),
    )
    .order_by(StoredProfile.id, StoredPassage.position)
)


def digests(session: Session, kind: Kind) -> dict[str, str]:
    """What each stored profile of a kind was made from, by id."""
    rows = session.execute(
        select(StoredProfile.id, StoredProfile.digest).where(StoredProfile.kind == kind)
    )
    return {row.id: row.digest for row in rows}


def made_from(session: Session, kind: Kind, profile_id: str) -> str | None:
    """What a stored profile was made from; None where there is none."""
    return session.scalar(
        select(StoredProfile.digest).where(
            StoredProfile.kind == kind, StoredProfile.id == profile_id
        )
    )


def save(
    session: Session, profile: Profile, record: dict[str, Any], digest: str, origin: str
) -> StoredProfile:
    """Write a profile in place of the one of that id, if any, and log the change.

    Passages that say the same as before keep their vectors.
    """
    kept = embeddings(session, profile.kind, profile.id)
    remove_rows(session, profile.kind, profile.id)
    row = StoredProfile(
        kind=profile.kind,
        id=profile.id,
        name=profile.name,
        filed_as=filed(profile.name),
        record=record,
        digest=digest,
        origin=origin,
        updated_at=datetime.now(UTC),
    )
    row.facts = [fact_row(FACT, fact) for fact in profile.facts.values()]
    row.facts += [fact_row(PREFERENCE, fact) for fact in profile.preferences.values()]
    row.passages = [
        StoredPassage(
            position=position,
            section=passage.section,
            lang=passage.lang,
            text=passage.text,
            embeddings=[
                StoredEmbedding(model=model, vector=vector)
                for model, vector in kept.get(passage.text, {}).items()
            ],
        )
        for position, passage in enumerate(profile.passages)
    ]
    session.add(row)
    log_change(session, profile.kind, profile.id)
    return row


def filed(name: str) -> str:
    """A name as a list is ordered by it: *eSigna* with E, *Élan* before *Zelij*."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def embeddings(session: Session, kind: Kind, profile_id: str) -> dict[str, dict[str, bytes]]:
    """The vectors of what a profile says: by its text, then by model."""
    found: dict[str, dict[str, bytes]] = {}
    statement = (
        select(StoredPassage.text, StoredEmbedding.model, StoredEmbedding.vector)
        .join(StoredProfile, StoredProfile.key == StoredPassage.profile_key)
        .join(StoredEmbedding, StoredEmbedding.passage_key == StoredPassage.key)
        .where(StoredProfile.kind == kind, StoredProfile.id == profile_id)
    )
    for text, model, vector in session.execute(statement):
        found.setdefault(text, {})[model] = vector
    return found


def embed(rows: Iterable[StoredPassage], vectors: Vectors, model: str) -> None:
    """Attach to each passage that has none yet its vector, a row of (passages, dimension)."""
    for row, vector in zip(rows, vectors, strict=True):
        if all(one.model != model for one in row.embeddings):
            embedding = StoredEmbedding(model=model, vector=vector.astype("<f4").tobytes())
            row.embeddings.append(embedding)


def remove(session: Session, kind: Kind, profile_id: str) -> None:
    """Delete a profile with its facts, texts, vectors and edits, and log the change."""
    remove_rows(session, kind, profile_id)
    session.execute(
        delete(StoredEdit).where(StoredEdit.kind == kind, StoredEdit.profile_id == profile_id)
    )
    log_change(session, kind, profile_id)


def remove_rows(session: Session, kind: Kind, profile_id: str) -> None:
    """Delete a profile; the database deletes what hangs on it."""
    session.execute(
        delete(StoredProfile).where(StoredProfile.kind == kind, StoredProfile.id == profile_id)
    )


def fact_row(role: str, fact: Fact) -> StoredFact:
    """A fact as a row; a tuple becomes a list, which JSON has."""
    value = list(fact.value) if isinstance(fact.value, tuple) else fact.value
    return StoredFact(
        role=role, name=fact.name, value=value, source=fact.source, stated=fact.stated
    )


def log_change(session: Session, kind: str, profile_id: str) -> None:
    """Append to the change log; a kind is one of profiles, or `ranking` with the name of a desk."""
    sequence = session.execute(
        update(ChangeHead)
        .values(sequence=ChangeHead.sequence + 1)
        .returning(ChangeHead.sequence)
        .execution_options(synchronize_session=False)
    ).scalar_one()
    session.add(Change(sequence=sequence, kind=kind, profile_id=profile_id, at=datetime.now(UTC)))


def database(session: Session) -> str:
    """Which database this is."""
    return session.execute(select(ChangeHead.database)).scalar_one()


def head(session: Session) -> int:
    """The number of the last change."""
    return session.execute(HEAD).scalar_one()


def changed_after(session: Session, kind: Kind, sequence: int) -> list[str]:
    """Ids of the profiles of a kind that changed after an entry of the log."""
    statement = select(Change.profile_id).where(Change.kind == kind, Change.sequence > sequence)
    return sorted(set(session.scalars(statement)))


def identifiers(session: Session, kind: Kind) -> list[str]:
    """Ids of all profiles of a kind, in order."""
    statement = select(StoredProfile.id).where(StoredProfile.kind == kind)
    return list(session.scalars(statement.order_by(StoredProfile.id)))


def rows(session: Session, kind: Kind) -> list[StoredProfile]:
    """Every stored profile of a kind, in order of id, without its facts."""
    statement = select(StoredProfile).where(StoredProfile.kind == kind)
    return list(session.scalars(statement.order_by(StoredProfile.id)))


def page(
    session: Session, kind: Kind, offset: int, limit: int, ids: Collection[str] | None = None
) -> tuple[list[StoredProfile], int]:
    """Some of the profiles of a kind in the order of their names, and how many there are.

    Of these ids only, where some are given.
    """
    chosen = select(StoredProfile).where(StoredProfile.kind == kind)
    if ids is not None:
        chosen = chosen.where(StoredProfile.id.in_(ids))
    total = session.execute(select(func.count()).select_from(chosen.subquery())).scalar_one()
    ordered = chosen.order_by(StoredProfile.filed_as, StoredProfile.id)
    return list(session.scalars(ordered.offset(offset).limit(limit))), total


def stored(session: Session, kind: Kind, profile_id: str) -> StoredProfile:
    """One stored profile with its facts; raises `NotFound`."""
    row = session.scalars(THESE, {"kind": kind, "ids": [profile_id]}).one_or_none()
    if row is None:
        raise Unknown(kind, profile_id)
    return row


def require(session: Session, kind: Kind, profile_id: str) -> None:
    """Raise `NotFound` for a profile that is not stored."""
    named = select(StoredProfile.key).where(
        StoredProfile.kind == kind, StoredProfile.id == profile_id
    )
    if session.scalar(named) is None:
        raise Unknown(kind, profile_id)


def facts(session: Session, kind: Kind, profile_id: str) -> dict[str, Fact]:
    """The facts of one stored profile; raises `NotFound`."""
    return dict(profile_of(stored(session, kind, profile_id)).facts)


def load(session: Session, kind: Kind, profile_ids: Collection[str]) -> dict[str, Profile]:
    """The profiles of these ids; those that do not exist are left out."""
    return {row.id: profile_of(row) for row in every(session, kind, profile_ids)}


def every(session: Session, kind: Kind, profile_ids: Collection[str]) -> list[StoredProfile]:
    """The stored profiles of these ids with facts and passages, those that do exist, by id."""
    return [
        row
        for chunk in chunks(sorted(profile_ids))
        for row in session.scalars(THESE, {"kind": kind, "ids": chunk})
    ]


def profile_of(row: StoredProfile) -> Profile:
    """A row, with its facts and passages loaded, as the engine takes it."""
    kind = Kind(row.kind)
    return Profile(
        id=row.id,
        kind=kind,
        name=row.name,
        passages=tuple(Passage(one.section, one.lang, one.text) for one in row.passages),
        facts={one.name: fact_of(one) for one in row.facts if one.role == FACT},
        criteria=criteria(kind, row.record),
        preferences={one.name: fact_of(one) for one in row.facts if one.role == PREFERENCE},
        skills=talent.skills(row.record),
        occupations=talent.occupations(row.record),
    )


def fact_of(row: StoredFact) -> Fact:
    """A row as a fact."""
    value: Value = tuple(row.value) if isinstance(row.value, list) else row.value
    return Fact(row.name, value, row.source, row.stated)


def facts_of(
    session: Session, kind: Kind, ids: Collection[str] | None = None
) -> dict[str, dict[str, Fact]]:
    """The facts of profiles, by id and name; of all profiles for None.

    Those of which nothing is known are there too. What many state alike is one fact.
    """
    stated = (StoredFact.profile_key == StoredProfile.key, StoredFact.role == FACT)
    value = cast(StoredFact.value, String)
    chosen = (
        select(StoredProfile.id, StoredFact.name, value, StoredFact.source, StoredFact.stated)
        .outerjoin(StoredFact, and_(*stated))
        .where(StoredProfile.kind == kind)
    )
    if ids is not None:
        chosen = chosen.where(StoredProfile.id.in_(ids))
    found: defaultdict[str, dict[str, Fact]] = defaultdict(dict)
    # Columns by the thousand: the connection gives them without making rows of a session's.
    for id_, name, *said in session.connection().execute(chosen):
        known = found[id_]
        if name is not None:
            known[name] = fact_said(name, *said)
    return dict(found)


def counted(
    session: Session, name: str, *conditions: ColumnElement[bool]
) -> tuple[Counter[str], int]:
    """How many profiles have each value of a fact, alone or in a list, and how many state it.

    Counted among those that fulfil conditions; a value is read once, however many state it.
    """
    value = cast(StoredFact.value, String)
    those = select(StoredProfile.key).where(*conditions)
    chosen = (
        select(value, func.count())
        .where(StoredFact.role == FACT, StoredFact.name == name)
        .where(StoredFact.profile_key.in_(those))
        .group_by(value)
    )
    found, known = Counter[str](), 0
    for text, number in session.execute(chosen):
        known += number
        held = json.loads(text)
        found.update(dict.fromkeys(held if isinstance(held, list) else [held], number))
    return found, known


@lru_cache(REMEMBERED)
def fact_said(name: str, text: str, source: str, stated: str) -> Fact:
    """A fact whose value is written in JSON."""
    value = json.loads(text)
    return Fact(name, tuple(value) if isinstance(value, list) else value, source, stated)


def model_of(kind: Kind, model: str) -> str:
    """What the vectors of a kind are kept as: those of what only seeks are a model's of queries."""
    return model if kind in SOUGHT.values() else queries_of(model)


def queries_of(model: str) -> str:
    """What vectors of texts as queries are kept as."""
    return f"{model}?query"


def vectors(
    session: Session, kind: Kind, profile_ids: Collection[str], model: str
) -> dict[str, Vectors]:
    """Each profile's vectors by one model, (passages, dimension), in the order of its passages."""
    found: dict[str, list[bytes]] = {}
    for chunk in chunks(sorted(profile_ids)):
        asked = {"kind": kind, "ids": chunk, "model": model}
        for profile_id, vector in session.execute(VECTORS, asked):
            found.setdefault(profile_id, []).append(vector)
    return {
        profile_id: np.stack([np.frombuffer(vector, "<f4") for vector in rows])
        for profile_id, rows in found.items()
    }


def unembedded(session: Session, kind: Kind, model: str, limit: int) -> dict[int, str]:
    """Texts of some passages that have no vector by this model yet, by key."""
    done = select(StoredEmbedding.passage_key).where(StoredEmbedding.model == model)
    statement = (
        select(StoredPassage.key, StoredPassage.text)
        .join(StoredProfile, StoredProfile.key == StoredPassage.profile_key)
        .where(StoredProfile.kind == kind, StoredPassage.key.not_in(done))
        .order_by(StoredPassage.key)
    )
    return {row.key: row.text for row in session.execute(statement.limit(limit))}


def embed_late(session: Session, keys: Sequence[int], vectors: Vectors, model: str) -> None:
    """Store vectors, (keys, dimension), of passages that are still there and still have none."""
    statement = (
        select(StoredPassage)
        .where(StoredPassage.key.in_(keys))
        .options(selectinload(StoredPassage.embeddings))
    )
    waiting = {row.key: row for row in session.scalars(statement)}
    for key, vector in zip(keys, vectors, strict=True):
        row = waiting.get(key)
        if row:
            embed([row], vector[np.newaxis], model)


def chunks(values: Sequence[str]) -> Iterable[Sequence[str]]:
    """Values in groups that one statement can name."""
    return (values[start : start + CHUNK] for start in range(0, len(values), CHUNK))
