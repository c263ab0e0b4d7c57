"""The steps of a decision: what may follow what, and why something is not for a company."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cache
from importlib.resources import files

import yaml

from app.kit.errors import DomainError


class Step(StrEnum):
    """What a company said last of a programme."""

    KEPT = "kept"
    """They may go for it."""
    NOT_FOR_US = "not_for_us"
    """They will not; the reason is said."""
    APPLIED = "applied"
    OBTAINED = "obtained"
    REFUSED = "refused"
    """The programme said no."""
    TAKEN_BACK = "taken_back"
    """As if nothing had been said."""


class NotNext(DomainError):
    """The step is not one that may follow."""

    status = 409
    title = "Not the next step"


class NoReason(DomainError):
    """What is not for a company is so for one of the reasons; other steps have none."""

    status = 422
    title = "No reason"


S = Step
FIRST = (S.KEPT, S.NOT_FOR_US)
# What may follow what; None before there is anything.
FOLLOWING: Mapping[Step | None, Sequence[Step]] = {
    None: FIRST,
    S.KEPT: (S.APPLIED, S.NOT_FOR_US, S.TAKEN_BACK),
    S.NOT_FOR_US: (S.KEPT, S.TAKEN_BACK),
    S.APPLIED: (S.OBTAINED, S.REFUSED, S.TAKEN_BACK),
    S.OBTAINED: (S.TAKEN_BACK,),
    S.REFUSED: (S.APPLIED, S.NOT_FOR_US, S.TAKEN_BACK),
    S.TAKEN_BACK: FIRST,
}
REASONED = frozenset({S.NOT_FOR_US})


@cache
def reasons() -> Mapping[str, bool]:
    """The reasons, each with whether it says how well a programme suits."""
    rows = yaml.safe_load(files("app.decisions").joinpath("reasons.yaml").read_text("utf-8"))
    return {name: row["teaches"] for name, row in rows.items()}


def require_next(before: Step | None, step: Step, reason: str) -> None:
    """Raise `NotNext` or `NoReason` for a step that may not follow, or not for that reason."""
    if step not in FOLLOWING[before]:
        message = f"After {before or 'nothing'}, {step} is not a step."
        raise NotNext(message)
    if bool(reason) != (step in REASONED) or (reason and reason not in reasons()):
        message = f"{S.NOT_FOR_US} says why, nothing else does: {', '.join(reasons())}."
        raise NoReason(message)
