"""The name under which a document is kept."""

import re
import unicodedata

from ingestion.documents.cleaning import CONTROLS, ORDINARY

# Bytes of UTF-8 that a name may have: file systems allow 255, and others add to it.
LONGEST = 150
UNSAFE = re.compile(r'[/\\:*?"<>|\0\n\r\t]+')
EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,8}$")
UNNAMED = "document"


def stored_name(name: str) -> str:
    """A sender's name for a file, on one line, without folders, controls and marks of direction.

    Longer names are cut between characters as people see them, and keep their extension.
    """
    plain = ORDINARY.sub("", CONTROLS.sub("", unicodedata.normalize("NFC", name)))
    last = re.split(r"[/\\]", plain.replace("\0", ""))[-1]
    tidy = " ".join(UNSAFE.sub(" ", last).split()).strip(" .")
    found = EXTENSION.search(tidy)
    extension = found[0] if found else ""
    stem = _cut(tidy.removesuffix(extension).strip(" ."), LONGEST - len(extension))
    return (stem or UNNAMED) + extension


def _cut(text: str, most: int) -> str:
    """The text within so many bytes, without the beginning of a character that has marks."""
    if len(text.encode()) <= most:
        return text
    kept = text.encode()[:most].decode("utf-8", "ignore")
    if unicodedata.combining(text[len(kept)]):
        kept = kept.rstrip("".join(one for one in kept if unicodedata.combining(one)))[:-1]
    return kept.strip(" .")
