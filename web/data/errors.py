"""What the page of an error is given."""

import math

from app.accounts.gate import Refused
from app.accounts.throttle import TooMany
from app.matches.schemas import Shown

# The errors that have words of their own, and the first of each class for the others.
WORDED = {400, 401, 403, 404, 405, 408, 409, 410, 413, 422, 429, 500, 503}


class ErrorPage(Shown):
    """`error.html`."""

    status: int
    """HTTP status."""
    told: int
    """The status whose labels of `error_title` and `error_text` say what it means."""
    reason: str
    """Why it is refused, a label of `refused`; empty when it is not."""
    limit: str = ""
    """What was tried too often, a label of `too_many`; empty when nothing was."""
    minutes: int = 0
    """How long to wait before it is tried again."""

    @classmethod
    def of(cls, status: int, error: Exception | None = None) -> "ErrorPage":
        """The page of a status; one without words of its own is told as the first of its class."""
        told = status if status in WORDED else status // 100 * 100
        reason = error.reason if isinstance(error, Refused) else ""
        if isinstance(error, TooMany):
            minutes = math.ceil(error.wait / 60)
            return cls(status=status, told=told, reason="", limit=error.limit, minutes=minutes)
        return cls(status=status, told=told, reason=reason)


PAGES: dict[str, type[Shown]] = {
    "error.html": ErrorPage,
}
