"""What each desk ranks by, as the database says; every process follows it."""

from collections.abc import Mapping, Sequence
from threading import Lock
from typing import Any

from sqlalchemy import Engine as Database
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kit.database import reading
from app.learning.models import RankingUse
from matching.engine import Engine
from matching.profile import Desk
from matching.ranking.bands import Band, Calibrated
from matching.ranking.features import data_version
from matching.ranking.ranker import Learnt, Ranker


def history(session: Session, desk: Desk) -> list[RankingUse]:
    """What a desk ranked by, the first first; nothing while it is the release's own weights."""
    chosen = select(RankingUse).where(RankingUse.desk == desk).order_by(RankingUse.key)
    return list(session.scalars(chosen))


def current(session: Session, desk: Desk) -> RankingUse | None:
    """What a desk ranks by now; None for what it began with."""
    last = select(RankingUse).where(RankingUse.desk == desk).order_by(RankingUse.key.desc())
    return session.scalar(last.limit(1))


def ranker(session: Session, desk: Desk) -> Ranker:
    """The ranker of a desk as it is now.

    Weights that were learnt with the features of another release wait: the release's own stand in
    until it is learnt anew, or the other release is back.
    """
    row = current(session, desk)
    if row is None or not row.version or row.release != data_version(desk):
        return Ranker(desk)
    return learnt(row)


def learnt(row: RankingUse) -> Ranker:
    """The ranker of weights that were learnt."""
    return Ranker(Desk(row.desk), Learnt(row.version, row.weights, calibrated(row.bands)))


def calibrated(bands: Sequence[Mapping[str, Any]]) -> tuple[Calibrated, ...]:
    """Bands as they are kept, as values."""
    return tuple(Calibrated(**{**one, "band": Band(one["band"])}) for one in bands)


class Following:
    """Keeps an engine ranking by what the database says, as the change log moves."""

    def __init__(self, database: Database, engine: Engine) -> None:
        self.database = database
        self.engine = engine
        self._seen: dict[Desk, int] = {}
        self._following = Lock()

    def catch_up(self, desk: Desk, sequence: int) -> None:
        """Use the ranker of a desk as it is, where the log has moved to `sequence` since."""
        if self._seen.get(desk) == sequence:
            return
        with self._following, reading(self.database) as session:
            self.engine.use(ranker(session, desk))
            self._seen[desk] = sequence

    def named(self, desk: Desk, version: str) -> Ranker:
        """The ranker that a list names; the release's own where that is another release's."""
        release, _, number = version.partition("+")
        if not number or release != data_version(desk):
            return Ranker(desk)
        with reading(self.database) as session:
            rows = history(session, desk)
        found = next(
            (row for row in rows if (row.version, row.release) == (int(number), release)), None
        )
        return learnt(found) if found else Ranker(desk)
