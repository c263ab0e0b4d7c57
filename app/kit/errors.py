"""Errors that know their HTTP status."""


class DomainError(Exception):
    """Base of what can go wrong in a use; `str()` says what and what to do."""

    status = 500
    title = "Internal error"


class NotFound(DomainError):
    """The thing asked for does not exist."""

    status = 404
    title = "Not found"


class NotReady(DomainError):
    """A part the request needs is missing, as a model that is not built yet."""

    status = 503
    title = "Not ready"
