"""The table of rankings in use."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.database import Base, Moment


class RankingUse(Base):
    """Weights that a desk ranks by from a moment on; rows are added and never changed.

    The last row of a desk is in use. Version 0 is the release's own weights; going back to a
    version adds a row that repeats it.
    """

    __tablename__ = "ranking_use"

    key: Mapped[int] = mapped_column(primary_key=True)
    desk: Mapped[str] = mapped_column(String(20))
    version: Mapped[int]
    # The digest of the features' data that the weights were learnt with, and serve with.
    release: Mapped[str] = mapped_column(String(12))
    weights: Mapped[dict[str, float]] = mapped_column(JSON)
    # The desk's bands as the judged set calibrates them with these weights.
    bands: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    # What was learnt from, digested.
    data_digest: Mapped[str] = mapped_column(String(64))
    # What was measured before it was promoted.
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(Moment)
    # The account of the machine that asked for it.
    by: Mapped[str] = mapped_column(String(100))
