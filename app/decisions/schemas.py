"""What is shown of decisions, and what is given of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from pydantic import Field

from app.decisions.models import DecisionStep
from app.decisions.states import FOLLOWING, Step
from app.matches.schemas import Shown
from app.offers.schemas import Given


class DecisionStepShown(Shown):
    """What was said, when, and why."""

    step: Step
    at: datetime
    reason: str
    """A name of a reason; empty where the step has none."""


class DecisionShown(Shown):
    """What a company decided about a programme, and what came of it."""

    programme_id: str
    state: Step | None
    """The last step; null where nothing was said, or it was taken back."""
    steps: tuple[DecisionStepShown, ...]
    """The first first."""
    next: tuple[Step, ...]
    """The steps that may follow."""

    @classmethod
    def of(cls, programme_id: str, rows: Sequence[DecisionStep]) -> "DecisionShown":
        """Steps in their order, shown; none where nothing was said."""
        last = Step(rows[-1].step) if rows else None
        return cls(
            programme_id=programme_id,
            state=None if last is Step.TAKEN_BACK else last,
            steps=tuple(
                DecisionStepShown(step=Step(row.step), at=row.at, reason=row.reason) for row in rows
            ),
            next=tuple(FOLLOWING[last]),
        )


class Decided(Given):
    """What a company says of a programme."""

    step: Step
    reason: Annotated[str, Field(max_length=20)] = ""
    """Of `not_for_us`: a name of a reason."""
