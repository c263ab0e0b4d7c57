"""Bytes to an outcome, in this process: `ingestion.documents.sandbox` calls it in a child."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from ingestion.documents import docx, fields, html, image, odt, pdf, plain
from ingestion.documents.cleaning import Cleaner, clean
from ingestion.documents.encoding import decoded
from ingestion.documents.instructions import instructing, speaks
from ingestion.documents.kinds import kind_of, misnamed
from ingestion.documents.limits import Limits
from ingestion.documents.outcome import (
    Flag,
    Kind,
    Line,
    Notice,
    Outcome,
    Read,
    Reason,
    Refused,
    Unreadable,
)
from ingestion.documents.parts import Found

EXCERPT = 160


Reader = Callable[[bytes, Limits], Found]


def _text(read: Callable[[str], Found]) -> Reader:
    def reader(data: bytes, _limits: Limits) -> Found:
        text, warnings = decoded(data)
        found = read(text)
        return replace(found, warnings=[*warnings, *found.warnings])

    return reader


READERS: Mapping[Kind, Reader] = {
    Kind.PDF: pdf.read,
    Kind.DOCX: docx.read,
    Kind.ODT: odt.read,
    Kind.IMAGE: image.read,
    Kind.HTML: _text(html.read),
    Kind.TEXT: _text(plain.read),
    Kind.MARKDOWN: _text(plain.read_markdown),
    Kind.JSON_RESUME: _text(fields.read_json),
    Kind.EUROPASS: lambda data, _limits: fields.read_europass(data),
}
# Kinds that are refused for what they are; others without a reader are only not supported.
REFUSED: Mapping[Kind, Reason] = {
    Kind.EXECUTABLE: Reason.EXECUTABLE,
    Kind.SVG: Reason.ACTIVE_CONTENT,
    Kind.ARCHIVE: Reason.ARCHIVE,
}


def read_here(data: bytes, name: str, limits: Limits) -> Outcome:
    """What the bytes give. Damaged and hostile files are refusals; nothing is written anywhere.

    Only a defect, or a limit of the process (MemoryError, RecursionError), is raised.
    """
    if not data:
        return Refused(Reason.EMPTY)
    kind = Kind.UNKNOWN
    try:
        kind = kind_of(data, limits)
        if kind not in READERS:
            reason = REFUSED.get(kind, Reason.UNSUPPORTED)
            return Refused(reason, {"kind": kind}, kind)
        return _outcome(READERS[kind](data, limits), kind, name, limits)
    except Unreadable as error:
        return Refused(error.reason, error.values, kind)


def _outcome(found: Found, kind: Kind, name: str, limits: Limits) -> Outcome:
    if sum(map(len, found.hidden)) + sum(len(line.text) for line in found.lines) > limits.text:
        raise Unreadable(Reason.TOO_MUCH_TEXT, limit=limits.text)
    cleaner = Cleaner()
    lines = cleaner.lines(found.lines)
    hidden = clean("\n".join(found.hidden))
    if not lines:
        raise Unreadable(Reason.NO_TEXT)
    warnings = [
        *found.warnings,
        *cleaner.notices(),
        *_hidden(hidden),
        *_instructions(lines, hidden),
    ]
    if misnamed(name, kind):
        warnings.insert(0, Notice(Flag.EXTENSION, {"kind": kind}))
    return Read(kind, found.pages, tuple(lines), tuple(warnings))


def _hidden(hidden: str) -> list[Notice]:
    if not hidden:
        return []
    return [Notice(Flag.HIDDEN_TEXT, {"count": len(hidden), "example": _excerpt(hidden)})]


def _instructions(lines: list[Line], hidden: str) -> list[Notice]:
    """The warning for which a person looks first: sentences that speak to the reader."""
    found = sorted(set(instructing(lines)))
    spoken = [line for line in hidden.splitlines() if speaks(line)]
    if not found and not spoken and not speaks(hidden):
        return []
    first = lines[found[0]].text if found else (spoken or [hidden])[0]
    return [Notice(Flag.INSTRUCTIONS, {"example": _excerpt(first)}, tuple(found))]


def _excerpt(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= EXCERPT else f"{plain[: EXCERPT - 1]}…"
