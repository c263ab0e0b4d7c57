"""Errors that know their HTTP status."""

from collections.abc import Sequence
from typing import Any

from ingestion.raw import Fault


class DomainError(Exception):
    """Base of what can go wrong in a use; `str()` says what and what to do."""

    status = 500
    title = "Internal error"
    errors: list[dict[str, Any]] | None = None
    """The parts at fault, each with its place and what is wrong with it."""


class NotFound(DomainError):
    """The thing asked for does not exist."""

    status = 404
    title = "Not found"


class Unknown(NotFound):
    """Nothing of a kind has this identifier."""

    def __init__(self, kind: str, id_: str) -> None:
        super().__init__(kind, id_)
        self.kind = kind
        self.id = id_

    def __str__(self) -> str:
        return f"There is no {self.kind} called “{self.id}”."


class NotReady(DomainError):
    """A part the request needs is missing, as a model that is not built yet."""

    status = 503
    title = "Not ready"


class Invalid(DomainError):
    """What was given does not follow its form; `faults` says all that is wrong, and where."""

    status = 422
    title = "Invalid"

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(" ".join(f"{dotted(one)}: {one.message}" for one in faults))
        self.faults = tuple(faults)
        self.errors = [
            {"in": list(one.path), "code": one.code, "message": one.message} for one in faults
        ]


def dotted(fault: Fault) -> str:
    """Where a fault is, as `facts.trl`."""
    return ".".join(map(str, fault.path))
