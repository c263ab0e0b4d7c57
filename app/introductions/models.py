"""Tables of introductions, and of who saw whom."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import ID, Account
from app.candidates.models import Candidate
from app.kit.database import Base, Moment
from app.network.models import ProfileId
from app.offers.models import Offer


class Introduction(Base):
    """A candidate and an offer between whom something happened."""

    __tablename__ = "introduction"
    __table_args__ = (UniqueConstraint("offer_id", "candidate_id"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    offer_id: Mapped[str] = mapped_column(ForeignKey(Offer.id, ondelete="CASCADE"))
    candidate_id: Mapped[str] = mapped_column(
        ForeignKey(Candidate.id, ondelete="CASCADE"), index=True
    )
    # What its last step is.
    state: Mapped[str] = mapped_column(String(20))

    steps: Mapped[list["IntroductionStep"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="IntroductionStep.position"
    )


class IntroductionStep(Base):
    """What happened, when, and by whom."""

    __tablename__ = "introduction_step"

    introduction_id: Mapped[str] = mapped_column(
        ForeignKey(Introduction.id, ondelete="CASCADE"), primary_key=True
    )
    # Two who take a step at once cannot both be next.
    position: Mapped[int] = mapped_column(primary_key=True)
    step: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str | None] = mapped_column(ForeignKey(Account.id, ondelete="SET NULL"))
    # As what they took it.
    party: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text, default="")
    # What was revealed by it: fields of a candidate.
    revealed: Mapped[list[str]] = mapped_column(JSON, default=list)


class Viewing(Base):
    """A company that was shown a candidate, without who they are: when first, and when last."""

    __tablename__ = "viewing"

    candidate_id: Mapped[str] = mapped_column(
        ForeignKey(Candidate.id, ondelete="CASCADE"), primary_key=True
    )
    startup_id: Mapped[str] = mapped_column(ProfileId, primary_key=True)
    first_at: Mapped[datetime] = mapped_column(Moment)
    last_at: Mapped[datetime] = mapped_column(Moment)
