"""What becomes of a file that a school gave, and what is said of it."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from enum import StrEnum
from typing import Any

from app.kit.i18n import translator
from ingestion.cv import Cv, Found, Span, State
from ingestion.cv.judging import said as said_of_cv
from ingestion.cv.model import Verdict
from ingestion.documents import Flag, Kind, Notice, Reason, Refused
from ingestion.documents.wording import sentence as said_of_document

Note = dict[str, Any]


class Outcome(StrEnum):
    """How far a file is."""

    WAITING = "waiting"
    """It is not read yet."""
    READ = "read"
    WARNED = "warned"
    """Read, and something about it should be known."""
    DUPLICATE = "duplicate"
    """The school has given it before, under this name or another."""
    HELD = "held"
    """A person has to look first."""
    NOTHING = "nothing"
    """Read, and nothing of a CV was recognised: that is not a CV without skills."""
    REFUSED = "refused"
    QUARANTINED = "quarantined"
    """Refused, since it may be meant to harm; set apart, and opened by nothing."""
    REMOVED = "removed"
    """Its person was forgotten since."""


# Outcomes whose file is kept although no candidate is read from it.
KEEPING = (Outcome.WAITING, Outcome.HELD, Outcome.QUARANTINED)
# Outcomes that a person may let be read after all.
RELEASABLE = frozenset({Outcome.HELD})
# Reasons of the intake itself; those of documents are worded with them.
LINK, RENAMED, DEFECT, MISSING = "link", "renamed", "defect", "missing"
CODES = (LINK, RENAMED, DEFECT, MISSING)


def refusal(refused: Refused) -> Note:
    """A refusal of a document, as it is kept."""
    return {"of": "refusal", **asdict(refused)}


def notice(one: Notice) -> Note:
    """A warning about a document, as it is kept: without the lines that it is about."""
    return {"of": "notice", "code": one.code, "values": dict(one.values)}


def verdict(cv: Cv) -> Note:
    """Why a document is no CV, as it is kept."""
    told = cv.verdict or Verdict()
    words = [one.value for one in told.evidence]
    return {"of": "verdict", "state": cv.state, "kind": told.kind, "words": words}


def note(code: str, **values: Any) -> Note:  # noqa: ANN401 - whatever its wording takes
    """Something that the intake says of a file."""
    return {"of": "intake", "code": code, "values": values}


def sentence(one: Note, language: str) -> str:
    """A note as a person reads it."""
    return WORDINGS[one["of"]](one, language)


def said_of_refusal(one: Note, language: str) -> str:
    """A refusal of a document, in words."""
    refused = Refused(Reason(one["reason"]), one["values"], Kind(one["kind"]))
    return said_of_document(refused, language)


def said_of_notice(one: Note, language: str) -> str:
    """A warning about a document, in words."""
    return said_of_document(Notice(Flag(one["code"]), one["values"]), language)


def said_of_verdict(one: Note, language: str) -> str:
    """Why a document is no CV, in words."""
    nowhere = Span(1, 0, 0)
    evidence = tuple(Found(word, word, nowhere, 1.0) for word in one["words"])
    return said_of_cv(Verdict(one["kind"], evidence), State(one["state"]), language)


def said_of_intake(one: Note, language: str) -> str:
    """What the intake says, in words."""
    return translator(language).text(f"intake_note.{one['code']}", **one["values"])


WORDINGS: Mapping[str, Callable[[Note, str], str]] = {
    "refusal": said_of_refusal,
    "notice": said_of_notice,
    "verdict": said_of_verdict,
    "intake": said_of_intake,
}
