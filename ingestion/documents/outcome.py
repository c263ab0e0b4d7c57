"""What reading a document gives: text with places and warnings, or a refusal with its reason."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from functools import cache

from pydantic import TypeAdapter

Value = str | int
Values = Mapping[str, Value]


class Kind(StrEnum):
    """What a file really is, as its content says."""

    PDF = "pdf"
    DOCX = "docx"
    ODT = "odt"
    HTML = "html"
    TEXT = "text"
    MARKDOWN = "markdown"
    IMAGE = "image"
    JSON_RESUME = "json_resume"
    EUROPASS = "europass"
    # the rest are recognised to be named in a refusal
    ARCHIVE = "archive"
    EXECUTABLE = "executable"
    JSON = "json"
    OFFICE = "office"
    OLD_OFFICE = "old_office"
    RTF = "rtf"
    SVG = "svg"
    UNKNOWN = "unknown"
    XML = "xml"


class Reason(StrEnum):
    """Why a document is not read."""

    ACTIVE_CONTENT = "active_content"
    ARCHIVE = "archive"
    BOMB = "bomb"
    CRASHED = "crashed"
    DAMAGED = "damaged"
    EMPTY = "empty"
    EXECUTABLE = "executable"
    LOCKED = "locked"
    NO_OCR = "no_ocr"
    NO_TEXT = "no_text"
    TOO_LARGE = "too_large"
    TOO_MANY_PAGES = "too_many_pages"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_MUCH_MEMORY = "too_much_memory"
    TOO_MUCH_TEXT = "too_much_text"
    TOO_SLOW = "too_slow"
    UNSUPPORTED = "unsupported"


# Files that may be meant to harm: they are set apart for a person, and never opened by a parser.
HOSTILE = frozenset({Reason.ACTIVE_CONTENT, Reason.ARCHIVE, Reason.BOMB, Reason.EXECUTABLE})


class Flag(StrEnum):
    """What a reader of the text should know."""

    ACTIVE_REMOVED = "active_removed"
    CONTROLS_REMOVED = "controls_removed"
    EMBEDDED_IGNORED = "embedded_ignored"
    ENCODING = "encoding"
    EXTENSION = "extension"
    HIDDEN_TEXT = "hidden_text"
    INSTRUCTIONS = "instructions"
    LOOK_ALIKES = "look_alikes"
    MACROS_IGNORED = "macros_ignored"
    NULS_REMOVED = "nuls_removed"
    OCR = "ocr"
    PAGES_UNREAD = "pages_unread"
    UNREADABLE_LETTERS = "unreadable_letters"


# Warnings for which a person looks before anything else happens with the document.
HOLDING = frozenset({Flag.INSTRUCTIONS})


@dataclass(frozen=True, slots=True)
class Box:
    """A place in a page, in points (1/72 inch) from its top left corner."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text in reading order.

    `page` counts from 1, and is 1 where a format knows no pages. Lines of one `block` (a paragraph,
    a cell, a run of lines in a column) belong together. `heading` is the level of a heading as the
    format states it, 0 where it states none. `box` and `size` (points, of the letters) are None
    where the format does not say where text stands.
    """

    text: str
    page: int = 1
    block: int = 0
    heading: int = 0
    box: Box | None = None
    size: float | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """A warning: its code, the values of its wording, and the indexes of the lines it is about."""

    code: Flag
    values: Values = field(default_factory=dict)
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Read:
    """A document that was read, perhaps with warnings. Text that nobody sees is not in it."""

    kind: Kind
    pages: int
    lines: tuple[Line, ...]
    warnings: tuple[Notice, ...] = ()

    @property
    def text(self) -> str:
        """The lines, each on a line of its own."""
        return "\n".join(line.text for line in self.lines)

    @property
    def held(self) -> bool:
        """Whether a person has to look first."""
        return any(notice.code in HOLDING for notice in self.warnings)


@dataclass(frozen=True, slots=True)
class Refused:
    """A document that was not read; `kind` is what it is, as far as that was found out."""

    reason: Reason
    values: Values = field(default_factory=dict)
    kind: Kind = Kind.UNKNOWN

    @property
    def quarantined(self) -> bool:
        """Whether the file may be meant to harm, and is set apart for a person."""
        return self.reason in HOSTILE


Outcome = Read | Refused


class Unreadable(Exception):
    """Reading stops here, for this reason."""

    def __init__(self, reason: Reason, **values: Value) -> None:
        super().__init__(reason)
        self.reason, self.values = reason, values


def encoded(outcome: Outcome) -> bytes:
    """An outcome as JSON."""
    return json.dumps(asdict(outcome)).encode()


def decoded(message: bytes) -> Outcome:
    """The outcome that JSON holds. Raises ValueError: it holds none."""
    return adapter().validate_json(message)


@cache
def adapter() -> TypeAdapter[Outcome]:
    """What checks that a message has the form of an outcome."""
    return TypeAdapter(Outcome)
