"""The table of decisions."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models import Account
from app.kit.database import Base, Moment
from app.network.models import ProfileId


class DecisionStep(Base):
    """What somebody who seeks said of something that a desk offers them: when, and who said it.

    The desk of talent has no rows here: what is decided there are the steps of introductions.
    """

    __tablename__ = "decision_step"

    desk: Mapped[str] = mapped_column(String(20), primary_key=True)
    seeker_id: Mapped[str] = mapped_column(ProfileId, primary_key=True)
    offer_id: Mapped[str] = mapped_column(ProfileId, primary_key=True)
    # Two who decide at once cannot both be next.
    position: Mapped[int] = mapped_column(primary_key=True)
    step: Mapped[str] = mapped_column(String(20))
    # A name of reasons.yaml; empty where the step has none.
    reason: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str | None] = mapped_column(ForeignKey(Account.id, ondelete="SET NULL"))
