"""Bytes to text, and text as it is stored: NFC, ends trimmed, nothing that deceives a reader."""

import re
import unicodedata

from ingestion.raw import Unreadable
from ingestion.report import Reason

# Controls other than tab and line feed print nothing; the bidi embeddings, overrides and isolates
# reorder what a reader sees (Unicode TR36 §2.4) and are refused rather than dropped, since the
# text without them may say something else. The marks U+200E, U+200F and U+061C are ordinary in
# Arabic typing and stay, as do the joiners.
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)

# Letters and symbols by category that print nothing (U+115F, U+1160, U+3164, U+FFA0, U+2800), and
# the two that stand for a space or for what could not be read, which no model takes for a text.
FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0\u2581\ufffd")

UTF16 = (b"\xff\xfe", b"\xfe\xff")


def decode(content: bytes) -> str:
    """UTF-8, with or without a byte order mark.

    Raises Unreadable: the bytes are not UTF-8 (the message gives the place), or hold NUL bytes.
    """
    if content.startswith(UTF16):
        raise Unreadable(
            Reason.WRONG_ENCODING,
            "The file is in UTF-16 or UTF-32 (Excel’s “Unicode text”): save it again as UTF-8.",
            1,
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _not_utf8(content, error) from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        message = f"Line {line} holds a NUL byte: this is not a text file, or it is damaged."
        raise Unreadable(Reason.BAD_CHARACTER, message, line)
    return text


def _not_utf8(content: bytes, error: UnicodeDecodeError) -> Unreadable:
    # utf-8-sig counts from after the mark
    start = error.start + len(content) - len(error.object)
    line = content.count(b"\n", 0, start) + 1
    return Unreadable(
        Reason.WRONG_ENCODING,
        f"The byte 0x{content[start]:02x} at offset {start} is not UTF-8: save the file as UTF-8 "
        "(in Excel: “CSV UTF-8”).",
        line,
    )


def stored(text: str) -> str:
    """The text as it is kept: NFC, line ends as line feeds, no blanks at either end."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", text).strip()


def wordless(text: str) -> bool:
    """Whether nothing in a text can be read: separators, controls, joiners, marks alone."""
    return all(one in FILLERS or unicodedata.category(one)[0] in "CZM" for one in text)


def forbidden(text: str) -> str | None:
    """The first character that no record may hold, as "U+202E RIGHT-TO-LEFT OVERRIDE"."""
    found = FORBIDDEN.search(text)
    if found is None:
        return None
    name = unicodedata.name(found[0], "control character")
    return f"U+{ord(found[0]):04X} ({name})"
