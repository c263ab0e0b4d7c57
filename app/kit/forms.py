"""Typed values that come from outside: what a model finds wrong with one, and where."""

from collections.abc import Callable, Iterable

from pydantic import AfterValidator, ValidationError

from ingestion.raw import Fault
from ingestion.report import Reason

# What models call what is wrong, in the words of imports; anything else is no number.
REASONS = {"missing": Reason.MISSING_FIELD, "enum": Reason.UNKNOWN_VALUE}


def faults(error: ValidationError, *place: str) -> list[Fault]:
    """All that a model finds wrong with a value, each at its path below a place."""
    return [
        Fault((*place, *one["loc"]), REASONS.get(one["type"], Reason.WRONG_TYPE), one["msg"])
        for one in error.errors(include_url=False, include_context=False, include_input=False)
    ]


def one_of(known: Callable[[], Iterable[str]]) -> AfterValidator:
    """Accepts what is known."""

    def check(value: str) -> str:
        if value not in known():
            message = "no such value"
            raise ValueError(message)
        return value

    return AfterValidator(check)
