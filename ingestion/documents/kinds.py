"""What a file is, by its content: the name is never believed."""

import json
import re
from collections.abc import Mapping

from ingestion.documents.archive import Archive
from ingestion.documents.limits import Limits
from ingestion.documents.outcome import Kind

HEAD = 4096
DOCUMENT = re.compile(r"word/document\d*\.xml")
# First bytes, and what they begin (each format's own specification).
SIGNATURES: Mapping[bytes, Kind] = {
    b"\x89PNG\r\n\x1a\n": Kind.IMAGE,
    b"\xff\xd8\xff": Kind.IMAGE,
    b"GIF87a": Kind.IMAGE,
    b"GIF89a": Kind.IMAGE,
    b"II*\0": Kind.IMAGE,
    b"MM\0*": Kind.IMAGE,
    b"MZ": Kind.EXECUTABLE,
    b"\x7fELF": Kind.EXECUTABLE,
    b"\xca\xfe\xba\xbe": Kind.EXECUTABLE,
    b"\xcf\xfa\xed\xfe": Kind.EXECUTABLE,
    b"#!": Kind.EXECUTABLE,
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": Kind.OLD_OFFICE,
    b"{\\rtf": Kind.RTF,
    b"Rar!": Kind.ARCHIVE,
    b"7z\xbc\xaf\x27\x1c": Kind.ARCHIVE,
    b"\x1f\x8b": Kind.ARCHIVE,
    b"BZh": Kind.ARCHIVE,
    b"\xfd7zXZ\0": Kind.ARCHIVE,
}
ZIP = b"PK\x03\x04"
# Names of pages, of which a file is one when it begins with such a tag (WHATWG MIME Sniffing §7.1).
TAGS = re.compile(
    rb"<(!doctype\s+html|html|head|body|script|iframe|h1|div|font|table|style|title|meta|p|br)\b",
    re.IGNORECASE,
)
EUROPASS = re.compile(rb"europass|SkillsPassport", re.IGNORECASE)
RESUME = {"basics", "work", "education", "skills", "languages", "projects"}
MARKDOWN = re.compile(
    r"^(#{1,6} \S|[-*+] \S|\|.*\||```|> )|\*\*[^*\n]+\*\*|\[[^\]\n]+\]\([^)\n]+\)", re.MULTILINE
)
MARKS = 3
# Extensions of each kind: another one is warned of.
EXTENSIONS: Mapping[Kind, frozenset[str]] = {
    Kind.PDF: frozenset({"pdf"}),
    Kind.DOCX: frozenset({"docx", "docm", "dotx"}),
    Kind.ODT: frozenset({"odt", "ott"}),
    Kind.HTML: frozenset({"html", "htm", "xhtml"}),
    Kind.TEXT: frozenset({"txt", "text", "md", "markdown"}),
    Kind.MARKDOWN: frozenset({"md", "markdown", "txt", "text"}),
    Kind.IMAGE: frozenset({"png", "jpg", "jpeg", "tif", "tiff", "gif", "webp", "bmp"}),
    Kind.JSON_RESUME: frozenset({"json"}),
    Kind.EUROPASS: frozenset({"xml"}),
}


def kind_of(data: bytes, limits: Limits) -> Kind:
    """What the bytes are. Raises Unreadable: an archive's directory is damaged."""
    head = data[:HEAD]
    for signature, kind in SIGNATURES.items():
        if head.startswith(signature) and not (kind is Kind.EXECUTABLE and _letters(data)):
            return kind
    if head.startswith(ZIP):
        return _packed(data, limits)
    if b"%PDF-" in head[:1024]:
        return Kind.PDF
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return Kind.IMAGE
    if head.startswith(b"BM") and not _letters(data):
        return Kind.IMAGE
    return _written(data)


def misnamed(name: str, kind: Kind) -> bool:
    """Whether the name has an extension, and one that is not of this kind."""
    found = re.search(r"\.([A-Za-z0-9]{1,8})[\s.]*$", name)
    return found is not None and found[1].lower() not in EXTENSIONS.get(kind, frozenset())


def _letters(data: bytes) -> bool:
    """Whether bytes that begin like a binary file are a text: `MZ` and `BM` begin words too."""
    return not data.startswith(b"#!") and not any(byte < 9 for byte in data[:HEAD])


def _packed(data: bytes, limits: Limits) -> Kind:
    archive = Archive(data, limits)
    if any(map(DOCUMENT.fullmatch, archive.names)):
        return Kind.DOCX
    if "content.xml" in archive.names and "mimetype" in archive.names:
        stated = archive.read("mimetype").decode("ascii", "replace")
        return Kind.ODT if "opendocument.text" in stated else Kind.OFFICE
    return Kind.OFFICE if "[Content_Types].xml" in archive.names else Kind.ARCHIVE


def _written(data: bytes) -> Kind:
    """What kind of text the bytes are."""
    head = data[:HEAD].lstrip(b"\xef\xbb\xbf \t\r\n\0")
    if head.startswith(b"<"):
        return _marked_up(head)
    if head.startswith((b"{", b"[")):
        return _json(data)
    if _binary(data):
        return Kind.UNKNOWN
    text = data[: 4 * HEAD].decode("utf-8", "replace")
    return Kind.MARKDOWN if len(MARKDOWN.findall(text)) >= MARKS else Kind.TEXT


def _marked_up(head: bytes) -> Kind:
    if re.search(rb"<svg\b", head, re.IGNORECASE) and not TAGS.match(head):
        return Kind.SVG
    if head.startswith(b"<?xml") and EUROPASS.search(head):
        return Kind.EUROPASS
    if TAGS.search(head):
        return Kind.HTML
    if EUROPASS.search(head):
        return Kind.EUROPASS
    return Kind.XML if head.startswith(b"<?xml") else Kind.TEXT


def _json(data: bytes) -> Kind:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return Kind.TEXT
    return Kind.JSON_RESUME if isinstance(value, dict) and RESUME & value.keys() else Kind.JSON


def _binary(data: bytes) -> bool:
    """Whether more than a tenth of what is not NUL is neither text in UTF-8 nor in a code page."""
    head = data[:HEAD].replace(b"\0", b"")
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return False
    controls = sum(byte < 9 or 13 < byte < 32 for byte in head)
    return not head or controls * 10 > len(head)
