"""Tables of what schools gave, and what became of each file."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import DIGEST, ID, Account
from app.candidates.models import Candidate
from app.kit.database import Base, Moment
from app.network.models import Id, Organisation


class Intake(Base):
    """Files that a school gave at one time."""

    __tablename__ = "intake"

    id: Mapped[str] = mapped_column(ID, primary_key=True)
    organisation_id: Mapped[str] = mapped_column(Id, ForeignKey(Organisation.id), index=True)
    # Who gave them; null at the machine itself, and once their account is gone.
    given_by: Mapped[str | None] = mapped_column(ForeignKey(Account.id, ondelete="SET NULL"))
    # What tells these files from others: the same ones are not read twice at a time.
    manifest: Mapped[str] = mapped_column(DIGEST)
    # How often its reading was begun; a workflow is named by it.
    begun: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(Moment)
    finished_at: Mapped[datetime | None] = mapped_column(Moment)

    files: Mapped[list["IntakeFile"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="IntakeFile.position"
    )


class IntakeFile(Base):
    """One of these files, or one row of a spreadsheet, and what became of it."""

    __tablename__ = "intake_file"
    __table_args__ = (Index("ix_intake_file_digest", "digest", "outcome"),)

    intake_id: Mapped[str] = mapped_column(
        ForeignKey(Intake.id, ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    # As its sender calls it, made fit to be shown; empty once its person is forgotten.
    name: Mapped[str] = mapped_column(String(200))
    # `file`, or `row` of a spreadsheet.
    kind: Mapped[str] = mapped_column(String(20))
    # What the store calls it; empty where nothing was kept.
    digest: Mapped[str] = mapped_column(DIGEST)
    outcome: Mapped[str] = mapped_column(String(20))
    # What is said of the outcome: codes with their values, which the wording takes.
    notes: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    # Whether somebody looked at it, and lets it be read although something is odd.
    released: Mapped[bool] = mapped_column(default=False)
    candidate_id: Mapped[str | None] = mapped_column(
        ForeignKey(Candidate.id, ondelete="SET NULL"), index=True
    )
    done_at: Mapped[datetime | None] = mapped_column(Moment)
