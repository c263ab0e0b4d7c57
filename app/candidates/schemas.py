"""What is shown of candidates: to themselves and to their school."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from app.matches.schemas import Shown


class Standing(StrEnum):
    """How sure a value is. What nobody says is unknown: it is not here, and it is not a no."""

    READ = "read"
    """A document says so; its person has not said."""
    CONFIRMED = "confirmed"
    """Its person says so."""
    CORRECTED = "corrected"
    """Its person says this instead, or says what no document does."""
    DENIED = "denied"
    """Its person says that it is not so."""


class ValueShown(Shown):
    """One value, with where it was read and what its person says of it."""

    field: str
    key: str
    value: Any
    standing: Standing
    text: str = ""
    """The words it was read from."""
    span: tuple[int, int, int] | None = None
    """Page, start and end in the document's text; null where a person said it."""
    document_id: str = ""
    confidence: float | None = None
    """From 0 to 1, of what was read; null where a person said it."""


class DocumentShown(Shown):
    """A file that is kept of a candidate."""

    id: str
    name: str
    """As its sender calls it; empty where that is not known any more."""
    kind: str
    """`file`, or `row` of a spreadsheet."""
    language: str
    received_at: datetime


class CandidateShown(Shown):
    """A candidate as they and their school see them."""

    id: str
    organisation_id: str
    came: bool
    """Whether they have come themselves."""
    invited: bool
    agreed: tuple[str, ...]
    """The purposes that they say yes to today."""
    values: tuple[ValueShown, ...]
    documents: tuple[DocumentShown, ...]
    alike: tuple["AlikeShown", ...]
    """Who may be the same person, for a person to decide."""


class AlikeShown(Shown):
    """Two candidates who may be one person."""

    candidate_id: str
    other_id: str
    reasons: tuple[str, ...]
    """Labels of `alike`."""
    found_at: datetime
