"""Imports: read, judged, embedded, then written in one transaction or not at all."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from app.context import Context
from app.kit.database import reading, writing
from app.profiles import service
from app.profiles.sources import SOURCES
from ingestion.report import Batch, ImportReport, Record, digest
from matching.encoder.base import Encoder, Vectors
from matching.profile import SOUGHT, Kind, Profile, cut

# Passages encoded between two signs of progress.
STEP = 32

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A record that is new or changed, ready to be written."""

    record: Record
    profile: Profile
    digest: str
    vectors: Vectors | None


def import_batch(
    context: Context,
    kind: Kind,
    batch: Batch,
    *,
    keep_going: bool = False,
    progress: Progress = lambda done, total: None,
) -> ImportReport:
    """Bring the records of `batch` into the database, all together or none.

    Nothing is written when a record is refused, unless `keep_going` leaves the refused ones
    aside. Importing the same records again changes nothing.
    """
    if batch.refusals and not keep_going:
        return ImportReport(refused=tuple(batch.refusals))
    encoder = context.encoder
    with reading(context.database) as session:
        before = service.digests(session, kind)
    changed = [
        (record, profile, content)
        for record in batch.records
        for profile in [cut(SOURCES[kind].profile(record.data), encoder.pieces)]
        if (content := digest_of(record.data, profile)) != before.get(record.id)
    ]
    # A seeker's texts are encoded as queries when it seeks; only what is searched is embedded.
    vectors: Sequence[Vectors | None] = (
        encoded(encoder, [profile for _, profile, _ in changed], progress)
        if kind in SOUGHT.values()
        else [None] * len(changed)
    )
    prepared = [Prepared(*entry, rows) for entry, rows in zip(changed, vectors, strict=True)]
    with writing(context.database) as session:
        return written(session, kind, encoder.identity, batch, prepared)


def written(
    session: Session, kind: Kind, model: str, batch: Batch, prepared: Sequence[Prepared]
) -> ImportReport:
    """Write what is prepared; what another import wrote meanwhile counts as unchanged."""
    now = service.digests(session, kind)
    pending = [one for one in prepared if now.get(one.record.id) != one.digest]
    for one in pending:
        origin = f"{one.record.file}:{one.record.line}"
        row = service.save(session, one.profile, one.record.data, one.digest, origin)
        if one.vectors is not None:
            service.embed(row.passages, one.vectors, model)
    updated = [one.record.id for one in pending if one.record.id in now]
    touched = {one.record.id for one in pending}
    return ImportReport(
        created=tuple(sorted(touched - set(updated))),
        updated=tuple(sorted(updated)),
        unchanged=tuple(sorted({record.id for record in batch.records} - touched)),
        refused=tuple(batch.refusals),
    )


def encoded(encoder: Encoder, profiles: Sequence[Profile], progress: Progress) -> list[Vectors]:
    """The vectors of each profile's passages, encoded together since that is faster."""
    texts = [passage.text for profile in profiles for passage in profile.passages]
    rows = [np.empty((0, encoder.dimension), np.float32)]
    for start in range(0, len(texts), STEP):
        rows.append(encoder.passages(texts[start : start + STEP]))
        progress(min(start + STEP, len(texts)), len(texts))
    ends = np.cumsum([len(profile.passages) for profile in profiles])
    return np.split(np.concatenate(rows), ends[:-1]) if profiles else []


def digest_of(record: dict[str, Any], profile: Profile) -> str:
    """What identifies a record and how it was read: a change of either is an update."""
    # Criteria are the record's own rules again, and may hold dates, which JSON does not.
    return digest({"record": record, "profile": asdict(replace(profile, criteria=()))})
