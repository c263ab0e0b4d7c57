"""Imports: read, judged, embedded, then written in one transaction or not at all."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from sqlalchemy.orm import Session

from app.context import Context
from app.kit.database import reading, writing
from app.profiles import service
from app.profiles.edits import Edit, Reading, all_edits, read, reimported
from ingestion.report import Batch, ImportReport, Record
from matching.encoder.base import Encoder, Vectors
from matching.profile import SOUGHT, Kind, Profile

# Passages encoded between two signs of progress.
STEP = 32

Progress = Callable[[int, int], None]


Edits = dict[str, tuple[Edit, ...]]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A record that is new or changed, ready to be written."""

    record: Record
    reading: Reading
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
    aside. Importing the same records again changes nothing. What persons edited stays as it is.
    """
    if batch.refusals and not keep_going:
        return ImportReport(refused=tuple(batch.refusals))
    encoder = context.encoder
    with reading(context.database) as session:
        before, edits = service.digests(session, kind), all_edits(session, kind)
    changed = [
        (record, made)
        for record in batch.records
        for made in [read(kind, record.data, edits.get(record.id, ()), encoder.pieces)]
        if made.digest != before.get(record.id)
    ]
    vectors = encoded(encoder, kind, [made.profile for _, made in changed], progress)
    prepared = [Prepared(*entry, rows) for entry, rows in zip(changed, vectors, strict=True)]
    with writing(context.database) as session:
        now = all_edits(session, kind)
        current = reread(kind, batch.records, prepared, encoder, before=edits, now=now)
        kept = reimported(session, kind, batch.records, now)
        return replace(written(session, kind, encoder.identity, batch, current), kept=kept)


def reread(
    kind: Kind,
    records: Iterable[Record],
    prepared: Iterable[Prepared],
    encoder: Encoder,
    *,
    before: Edits,
    now: Edits,
) -> list[Prepared]:
    """What is prepared, with the records that a person edited meanwhile read once more.

    Those have no vectors yet: who follows the log embeds them.
    """
    moved = {one.id: one for one in records if before.get(one.id) != now.get(one.id)}
    again = [
        Prepared(one, read(kind, one.data, now.get(one.id, ()), encoder.pieces), None)
        for one in moved.values()
    ]
    return [one for one in prepared if one.record.id not in moved] + again


def written(
    session: Session, kind: Kind, model: str, batch: Batch, prepared: Sequence[Prepared]
) -> ImportReport:
    """Write what is prepared; what another import wrote meanwhile counts as unchanged."""
    now = service.digests(session, kind)
    pending = [one for one in prepared if now.get(one.record.id) != one.reading.digest]
    for one in pending:
        origin, made = f"{one.record.file}:{one.record.line}", one.reading
        row = service.save(session, made.profile, made.record, made.digest, origin)
        if one.vectors is not None:
            service.embed(row.passages, one.vectors, service.model_of(kind, model))
    updated = [one.record.id for one in pending if one.record.id in now]
    touched = {one.record.id for one in pending}
    return ImportReport(
        created=tuple(sorted(touched - set(updated))),
        updated=tuple(sorted(updated)),
        unchanged=tuple(sorted({record.id for record in batch.records} - touched)),
        refused=tuple(batch.refusals),
    )


def encoded(
    encoder: Encoder, kind: Kind, profiles: Sequence[Profile], progress: Progress
) -> list[Vectors]:
    """The vectors of each profile's passages, encoded together since that is faster.

    Of what seeks, as queries: its list should not wait for them.
    """
    encode = encoder.passages if kind in SOUGHT.values() else encoder.queries
    texts = [passage.text for profile in profiles for passage in profile.passages]
    rows = [np.empty((0, encoder.dimension), np.float32)]
    for start in range(0, len(texts), STEP):
        rows.append(encode(texts[start : start + STEP]))
        progress(min(start + STEP, len(texts)), len(texts))
    ends = np.cumsum([len(profile.passages) for profile in profiles])
    return np.split(np.concatenate(rows), ends[:-1]) if profiles else []
