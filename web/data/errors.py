"""What the page of an error is given."""

from app.matches.schemas import Shown

# The errors that have words of their own, and the first of each class for the others.
WORDED = {400, 401, 403, 404, 405, 408, 413, 422, 500, 503}


class ErrorPage(Shown):
    """`error.html`."""

    status: int
    """HTTP status."""
    told: int
    """The status whose labels of `error_title` and `error_text` say what it means."""
    reason: str
    """Why it is refused, a label of `refused`; empty when it is not."""

    @classmethod
    def of(cls, status: int, reason: str = "") -> "ErrorPage":
        """The page of a status; one without words of its own is told as the first of its class."""
        told = status if status in WORDED else status // 100 * 100
        return cls(status=status, told=told, reason=reason)


PAGES: dict[str, type[Shown]] = {
    "error.html": ErrorPage,
}
