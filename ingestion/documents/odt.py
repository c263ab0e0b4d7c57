"""ODT (OASIS OpenDocument 1.3): body, with the headers and footers of its pages."""

from collections.abc import Iterator

from lxml import etree

from ingestion.documents.archive import Archive
from ingestion.documents.limits import Limits
from ingestion.documents.markup import parsed
from ingestion.documents.outcome import Flag, Notice, Reason, Unreadable
from ingestion.documents.parts import Blocks, Found

NAMES = "{urn:oasis:names:tc:opendocument:xmlns:"
TEXT, TABLE = f"{NAMES}text:1.0}}", f"{NAMES}table:1.0}}"
OFFICE, STYLE, FO = f"{NAMES}office:1.0}}", f"{NAMES}style:1.0}}", f"{NAMES}xsl-fo-compatible:1.0}}"
DRAW = f"{NAMES}drawing:1.0}}"
SKIPPED = {
    f"{TEXT}tracked-changes",
    f"{OFFICE}annotation",
    f"{OFFICE}scripts",
    f"{OFFICE}forms",
    f"{TEXT}note-citation",
}
WHITE = {"#ffffff", "#fefefe"}


def read(data: bytes, limits: Limits) -> Found:
    """The lines of an ODT. Raises Unreadable: damaged, locked or too large unpacked."""
    archive = Archive(data, limits)
    if "META-INF/manifest.xml" in archive.names and (
        b"encryption-data" in archive.read("META-INF/manifest.xml")
    ):
        raise Unreadable(Reason.LOCKED)
    content = parsed(archive.read("content.xml"))
    styles = parsed(archive.read("styles.xml")) if "styles.xml" in archive.names else None
    found = Found()
    story = _Story(found, _unseen(content) | (_unseen(styles) if styles is not None else set()))
    for part in [*_margins(styles, "header"), content, *_margins(styles, "footer")]:
        story.blocks.boundary()
        story.walk(part)
    found.lines = story.blocks.lines
    if any(name.startswith(("Basic/", "Scripts/")) for name in archive.names):
        found.warnings.append(Notice(Flag.MACROS_IGNORED))
    if any(name.startswith("Object ") for name in archive.names):
        found.warnings.append(Notice(Flag.EMBEDDED_IGNORED))
    return found


def _margins(styles: etree._Element | None, name: str) -> Iterator[etree._Element]:
    if styles is not None:
        yield from styles.iter(f"{STYLE}{name}")


def _unseen(root: etree._Element) -> set[str]:
    """The names of styles of text that nobody sees: hidden, or white without a ground."""
    names = set()
    for style in root.iter(f"{STYLE}style"):
        for text in style.iter(f"{STYLE}text-properties"):
            hidden = text.get(f"{TEXT}display") == "none"
            white = text.get(f"{FO}color", "").lower() in WHITE
            if hidden or (white and text.get(f"{FO}background-color") is None):
                names.add(style.get(f"{STYLE}name", ""))
    return names


class _Story:
    """Walks a part."""

    def __init__(self, found: Found, unseen: set[str]) -> None:
        self.found, self.unseen, self.blocks = found, unseen, Blocks()

    def walk(self, element: etree._Element) -> None:
        """Everything inside, in document order."""
        for child in element:
            if child.tag in {f"{TEXT}p", f"{TEXT}h"}:
                self.paragraph(child)
            elif child.tag == f"{TABLE}table-row":
                self.row(child)
            elif child.tag not in SKIPPED:
                self.walk(child)

    def row(self, row: etree._Element) -> None:
        """A row of a table."""
        self.blocks.open_row()
        for cell in row.iterchildren(f"{TABLE}table-cell"):
            self.blocks.open_cell()
            self.walk(cell)
            self.blocks.close_cell()
        self.blocks.close_row()

    def paragraph(self, paragraph: etree._Element) -> None:
        """A paragraph or heading, then the frames that are anchored in it."""
        frames: list[etree._Element] = []
        seen = "".join(self.pieces(paragraph, frames))
        level = paragraph.get(f"{TEXT}outline-level", "1")
        heading = paragraph.tag == f"{TEXT}h"
        if heading:
            self.blocks.boundary()
        self.blocks.add(seen, int(level) if heading and level.isdigit() else 0)
        for frame in frames:
            self.blocks.boundary()
            self.walk(frame)

    def pieces(self, element: etree._Element, frames: list[etree._Element]) -> Iterator[str]:
        """The text of an element that is seen, spaces and breaks as characters."""
        if element.get(f"{TEXT}style-name", "") in self.unseen:
            self.found.hidden.append("".join(map(str, element.itertext())))
            return
        yield element.text or ""
        for child in element:
            yield from self.inner(child, frames)
            yield child.tail or ""

    def inner(self, child: etree._Element, frames: list[etree._Element]) -> Iterator[str]:
        """The text of what stands inside a paragraph."""
        if child.tag == f"{TEXT}s":
            yield " "
        elif child.tag in {f"{TEXT}tab", f"{TEXT}line-break"}:
            yield "\t" if child.tag == f"{TEXT}tab" else "\n"
        elif isinstance(child.tag, str) and child.tag.startswith((DRAW, f"{TEXT}note")):
            frames.append(child)
        elif child.tag not in SKIPPED and isinstance(child.tag, str):
            yield from self.pieces(child, frames)
