"""Documents to text: `read` takes the bytes of a file and gives what it says, or why not."""

from ingestion.documents.outcome import (
    Box,
    Flag,
    Kind,
    Line,
    Notice,
    Outcome,
    Read,
    Reason,
    Refused,
)
from ingestion.documents.sandbox import shared

__all__ = [
    "Box",
    "Flag",
    "Kind",
    "Line",
    "Notice",
    "Outcome",
    "Read",
    "Reason",
    "Refused",
    "read",
]


def read(data: bytes, name: str) -> Outcome:
    """The text of a document with pages, lines and warnings, or a refusal with its reason.

    `name` is what its sender calls it; it decides nothing, and an extension that does not fit the
    content is warned of. Reading is done in a child process within limits
    (`ingestion.documents.limits`); nothing is raised for any content, and no file is written.
    """
    return shared().read(data, name)
