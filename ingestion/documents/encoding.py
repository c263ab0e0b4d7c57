"""Bytes to text: as stated, as found, and as far as possible where encodings are mixed."""

import codecs
import re

from ingestion.documents.outcome import Flag, Notice

BOMS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
CHARSET = re.compile(rb"""charset\s*=\s*["']?([\w-]+)""", re.IGNORECASE)
# Of the letters of Arabic text in Windows-1256 most are bytes above 127, of French one in ten.
ARABIC = 0.35


def decoded(data: bytes) -> tuple[str, list[Notice]]:
    """The text, with a warning where its encoding was not one, or not the one stated."""
    for mark, name in BOMS.items():
        if data.startswith(mark):
            return _whole(data, name)
    if data[:200:2].count(0) * 4 < data[1:200:2].count(0) * 3 and data[1:200:2].count(0) > 20:
        return _whole(data, "utf-16-le")
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError:
        return _stated(data) or _mixed(data)


def _whole(data: bytes, name: str) -> tuple[str, list[Notice]]:
    text = data.decode(name, "replace").lstrip("\ufeff")
    lost = text.count("\ufffd")
    return text, [Notice(Flag.ENCODING, {"bytes": lost})] if lost else []


def _stated(data: bytes) -> tuple[str, list[Notice]] | None:
    """The text in the encoding that a page states, if that is one that fits."""
    found = CHARSET.search(data[:2048])
    if found is None or found[1].lower() in {b"utf-8", b"utf8", b"utf-7"}:
        return None
    try:
        return data.decode(found[1].decode("ascii")), []
    except (LookupError, UnicodeDecodeError):
        return None


def _mixed(data: bytes) -> tuple[str, list[Notice]]:
    """UTF-8 where the bytes are, a Windows code page where they are not."""
    odd = 0

    def guess(error: UnicodeError) -> tuple[str, int]:
        nonlocal odd
        if not isinstance(error, UnicodeDecodeError):
            raise error
        odd += error.end - error.start
        return error.object[error.start : error.end].decode(page, "replace"), error.end

    letters = sum(chr(one).isalpha() for one in data if one < 128)
    high = sum(one > 127 for one in data)
    page = "cp1256" if high > ARABIC * (letters + high) else "cp1252"
    codecs.register_error("wasl.guess", guess)
    text = data.decode("utf-8", "wasl.guess")
    return text, [Notice(Flag.ENCODING, {"bytes": odd})]
