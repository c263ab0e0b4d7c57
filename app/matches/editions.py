"""What a list is made of, kept so that it can be made again: versions of profiles, and editions.

A version is a profile as the engine took it, with its vectors; an edition is all the versions that
a desk offered. Both are named by what they say and written once. People's lists have none: of
candidates nothing is kept beyond what matching them needs today (decision 0019).
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from threading import Lock
from typing import Any

import numpy as np
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from app.indexing.follower import Follower
from app.kit.database import reading
from app.matches.models import EditionItem, StoredEdition, StoredOrigin, StoredVersion
from app.profiles import service as profiles
from app.profiles.models import StoredProfile
from app.profiles.sources import criteria
from ingestion.report import Data, digest
from matching.encoder.base import Vectors
from matching.profile import SOUGHT, Fact, Kind, Passage, Profile

# How vectors of what is offered are kept, as indexes hold them, and those of who seeks.
OFFERED, SEEKING = "<f2", "<f4"


@dataclass(frozen=True)
class Version:
    """A profile as a list was made of it, with the bytes of its vectors by a model."""

    kind: Kind
    id: str
    content: Data
    model: str
    vectors: bytes

    @cached_property
    def digest(self) -> str:
        """What it is named by: all that it says."""
        said = {"kind": self.kind, "id": self.id, "content": self.content, "model": self.model}
        return hashlib.sha256(digest(said).encode() + self.vectors).hexdigest()

    @classmethod
    def of_seeker(cls, profile: Profile, queries: Vectors, model: str) -> "Version":
        """Who sought, as the engine took them."""
        vectors = queries.astype(SEEKING).tobytes()
        return cls(profile.kind, profile.id, content(profile, {}), model, vectors)

    @classmethod
    def of_offer(cls, row: StoredProfile, vectors: Vectors, model: str) -> "Version":
        """What was offered: its row, and its vectors as an index holds them."""
        profile, kept = profiles.profile_of(row), vectors.astype(OFFERED).tobytes()
        return cls(profile.kind, row.id, content(profile, row.record), model, kept)

    def profile(self) -> Profile:
        """The profile that it was."""
        record = self.content["record"]
        preferences = facts(self.content["preferences"])
        wished = {name: one.value for name, one in preferences.items()}
        return Profile(
            id=self.id,
            kind=self.kind,
            name=self.content["name"],
            passages=tuple(Passage(*one) for one in self.content["passages"]),
            facts=facts(self.content["facts"]),
            criteria=criteria(self.kind, record or wished),
            preferences=preferences,
        )

    def matrix(self) -> Vectors:
        """Its vectors, (passages, dimension)."""
        form = OFFERED if self.kind in SOUGHT.values() else SEEKING
        flat = np.frombuffer(self.vectors, form).astype(np.float32)
        passages = len(self.content["passages"])
        return flat.reshape(passages, flat.size // max(1, passages))


def content(profile: Profile, record: Data) -> Data:
    """What a profile says, as JSON, with the record of what is offered, where its rules are."""
    return {
        "name": profile.name,
        "record": record,
        "passages": [[one.section, one.lang, one.text] for one in profile.passages],
        "facts": [stated(one) for one in profile.facts.values()],
        "preferences": [stated(one) for one in profile.preferences.values()],
    }


def stated(fact: Fact) -> list[Any]:
    """A fact as JSON, whose lists are tuples here."""
    value = list(fact.value) if isinstance(fact.value, tuple) else fact.value
    return [fact.name, value, fact.source, fact.stated]


def facts(given: Iterable[list[Any]]) -> dict[str, Fact]:
    """Facts from JSON, by name, in the order they had."""
    return {
        name: Fact(name, tuple(value) if isinstance(value, list) else value, source, day)
        for name, value, source, day in given
    }


@dataclass(frozen=True)
class Edition:
    """All that a desk offered, by id; two of one digest are the same."""

    versions: Mapping[str, Version] = field(compare=False)
    digest: str

    @classmethod
    def of(cls, versions: Mapping[str, Version]) -> "Edition":
        """The edition of some versions, by id."""
        return cls(versions, digest({id_: one.digest for id_, one in versions.items()}))


@dataclass(frozen=True, slots=True)
class Origin:
    """What a list was made of."""

    seeker: Version
    edition: Edition


class Current:
    """What the indexes of a desk hold now, as an edition: read again where something changed."""

    def __init__(self, follower: Follower) -> None:
        self._follower = follower
        self._lock = Lock()
        self._sequence = -1
        self._edition = Edition.of({})

    def edition(self) -> Edition | None:
        """The edition, to be asked for while the follower is steady.

        None where the database has moved on meanwhile: then nobody knows any more what was there.
        """
        with self._lock:
            if self._sequence == self._follower.sequence:
                return self._edition
            with reading(self._follower.engine) as session:
                return self._renewed(session)

    def _renewed(self, session: Session) -> Edition | None:
        kind, sequence = self._follower.kind, self._follower.sequence
        if profiles.changed_after(session, kind, sequence):
            return None
        changed = self._changed(session)
        if changed:
            kept = {id_: one for id_, one in self._edition.versions.items() if id_ not in changed}
            self._edition = Edition.of(dict(sorted((kept | self._read(session, changed)).items())))
        self._sequence = sequence
        return self._edition

    def _changed(self, session: Session) -> set[str]:
        """The ids that may be other than they were; most changes are of another kind."""
        kind = self._follower.kind
        if self._sequence < 0:
            return set(profiles.identifiers(session, kind))
        return set(profiles.changed_after(session, kind, self._sequence))

    def _read(self, session: Session, ids: Iterable[str]) -> dict[str, Version]:
        """Those of some ids that are in the indexes, by id."""
        follower = self._follower
        rows = profiles.every(session, follower.kind, [one for one in ids if one in follower.terms])
        vectors = follower.vectors.vectors([row.id for row in rows])
        return {
            row.id: Version.of_offer(row, held, follower.encoder.identity)
            for row, held in zip(rows, vectors, strict=True)
        }


def keep(session: Session, shortlist_key: int, origin: Origin, heading: Data) -> None:
    """Write what a list was made of, as far as it is not there yet."""
    [seeker_key] = version_keys(session, [origin.seeker])
    session.add(
        StoredOrigin(
            shortlist_key=shortlist_key,
            seeker_key=seeker_key,
            edition_key=edition_key(session, origin.edition),
            heading=heading,
        )
    )


def edition_key(session: Session, edition: Edition) -> int:
    """The key of an edition, written if it is new."""
    named = select(StoredEdition.key).where(StoredEdition.digest == edition.digest)
    if key := session.scalar(named):
        return key
    row = StoredEdition(digest=edition.digest, kept_at=datetime.now(UTC))
    session.add(row)
    session.flush()
    keys = version_keys(session, list(edition.versions.values()))
    if keys:
        items = [{"edition_key": row.key, "version_key": one} for one in keys]
        session.execute(insert(EditionItem), items)
    return row.key


def version_keys(session: Session, versions: list[Version]) -> list[int]:
    """The keys of versions, in their order; those that are new are written."""
    known = known_keys(session, versions)
    if new := [written(one) for one in versions if one.digest not in known]:
        session.execute(insert(StoredVersion), new)
        known = known_keys(session, versions)
    return [known[one.digest] for one in versions]


def known_keys(session: Session, versions: list[Version]) -> dict[str, int]:
    """The keys of those versions that are kept, by digest."""
    found: dict[str, int] = {}
    for chunk in profiles.chunks([one.digest for one in versions]):
        named = StoredVersion.digest.in_(chunk)
        chosen = select(StoredVersion.digest, StoredVersion.key).where(named)
        found |= {row.digest: row.key for row in session.execute(chosen)}
    return found


def written(version: Version) -> dict[str, Any]:
    """A version as a row."""
    return {
        "digest": version.digest,
        "kind": version.kind,
        "profile_id": version.id,
        "content": version.content,
        "model": version.model,
        "vectors": version.vectors,
        "kept_at": datetime.now(UTC),
    }


def version_of(row: StoredVersion) -> Version:
    """A row as a version."""
    return Version(Kind(row.kind), row.profile_id, row.content, row.model, row.vectors)


def edition_of(session: Session, key: int) -> Edition:
    """A kept edition."""
    chosen = (
        select(StoredVersion)
        .join(EditionItem, EditionItem.version_key == StoredVersion.key)
        .where(EditionItem.edition_key == key)
        .order_by(StoredVersion.profile_id)
    )
    return Edition.of({row.profile_id: version_of(row) for row in session.scalars(chosen)})


def forget(session: Session, kind: Kind, seeker_id: str) -> None:
    """Delete every version of who sought, whose lists are deleted already."""
    theirs = (StoredVersion.kind == kind, StoredVersion.profile_id == seeker_id)
    session.execute(delete(StoredVersion).where(*theirs))
