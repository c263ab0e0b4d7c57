"""Which weights a desk ranks by: promoted, and gone back from."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.policy import NOBODY, Target
from app.audit import service as audit
from app.kit.database import now
from app.kit.errors import NotFound
from app.learning.following import history
from app.learning.models import RankingUse
from app.profiles import service as profiles
from matching.profile import Desk
from matching.ranking.bands import Calibrated
from matching.ranking.features import data_version

# What the change log calls a ranking, beside the kinds of profile.
KIND = "ranking"
# What the journal calls the way that commands come by.
COMMAND = "command"
PROMOTE, BACK = "ranking.promote", "ranking.back"


@dataclass(frozen=True, slots=True)
class Promoted:
    """What is written down of weights that are promoted."""

    weights: Mapping[str, float]
    bands: Sequence[Calibrated]
    data_digest: str
    figures: Mapping[str, Any]


def promote(session: Session, desk: Desk, given: Promoted, by: str) -> int:
    """Have a desk rank by weights from now on; returns their version."""
    newest = select(func.max(RankingUse.version)).where(RankingUse.desk == desk)
    row = RankingUse(
        desk=desk,
        version=(session.scalar(newest) or 0) + 1,
        release=data_version(desk),
        weights=dict(given.weights),
        bands=[asdict(one) for one in given.bands],
        data_digest=given.data_digest,
        figures=dict(given.figures),
        at=now(),
        by=by,
    )
    return use(session, row, PROMOTE)


def back(session: Session, desk: Desk, by: str, version: int | None = None) -> int:
    """Have a desk rank by an earlier version again, or by the one before this; returns which.

    Version 0 is the release's own weights. Raises `NotFound`.
    """
    rows = history(session, desk)
    used = {row.version: row for row in rows}
    wanted = before(rows) if version is None else version
    if not rows or (wanted and wanted not in used):
        message = f"There is no version {wanted} of the ranking of {desk} to go back to."
        raise NotFound(message)
    told = kept(used.get(wanted), desk)
    if told["release"] != data_version(desk):
        message = f"Version {wanted} was learnt for another release, whose features are not these."
        raise NotFound(message)
    row = RankingUse(desk=desk, version=wanted, at=now(), by=by, **told)
    return use(session, row, BACK)


def before(rows: Sequence[RankingUse]) -> int:
    """The version that was in use when the present one was promoted: 0 before the first."""
    versions = [row.version for row in rows]
    at = versions.index(versions[-1]) if versions and versions[-1] else 0
    return versions[at - 1] if at else 0


def kept(row: RankingUse | None, desk: Desk) -> dict[str, Any]:
    """What a version is, as it was written down; None for the release's own."""
    if row is None or not row.version:
        empty = {"weights": {}, "bands": [], "data_digest": "", "figures": {}}
        return {"release": data_version(desk), **empty}
    names = ("release", "weights", "bands", "data_digest", "figures")
    return {name: getattr(row, name) for name in names}


def use(session: Session, row: RankingUse, action: str) -> int:
    """Write down what a desk ranks by from now on, and tell every process and the journal."""
    session.add(row)
    profiles.log_change(session, KIND, row.desk)
    thing = Target(KIND, row.desk)
    audit.note(session, NOBODY, action, thing, channel=COMMAND, version=row.version, by=row.by)
    return row.version
