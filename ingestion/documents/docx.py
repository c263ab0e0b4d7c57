"""DOCX (ECMA-376): headers, body, text boxes, notes and footers.

Read from the parts themselves: python-docx leaves out content controls, text boxes and insertions
that nobody has accepted, of which templates of CVs are made.
"""

import re
from collections.abc import Iterator, Mapping

from lxml import etree

from ingestion.documents.archive import Archive
from ingestion.documents.limits import Limits
from ingestion.documents.markup import parsed
from ingestion.documents.outcome import Flag, Notice
from ingestion.documents.parts import Blocks, Found

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# The same names as the standard's strict form writes them.
STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
# What a renderer shows instead stands in mc:Choice; deleted text, codes of fields.
SKIPPED = {
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    f"{W}del",
    f"{W}moveFrom",
    f"{W}instrText",
    f"{W}delText",
}
BREAKS = {f"{W}br": "\n", f"{W}cr": "\n", f"{W}tab": "\t", f"{W}noBreakHyphen": "-"}
# In this order a reader comes upon them.
STORIES = (
    r"word/header\d*\.xml",
    r"word/document\d*\.xml",
    r"word/footnotes\.xml",
    r"word/endnotes\.xml",
    r"word/footer\d*\.xml",
)
OFF = {"0", "false", "off", "none"}
# Half points: letters so small that nobody reads them.
TINY = 4
LIGHT = 0xEE
HEADING = re.compile(r"heading (\d)", re.IGNORECASE)


def read(data: bytes, limits: Limits) -> Found:
    """The lines of a DOCX. Raises Unreadable: damaged, locked or too large unpacked."""
    archive = Archive(data, limits)
    found = Found()
    story = _Story(_headings(archive), found)
    for pattern in STORIES:
        for name in sorted(one for one in archive.names if re.fullmatch(pattern, one)):
            story.blocks.boundary()
            story.walk(parsed(archive.read(name).replace(STRICT, W[1:-1].encode())))
    found.lines = story.blocks.lines
    if any(name.endswith("vbaProject.bin") for name in archive.names):
        found.warnings.append(Notice(Flag.MACROS_IGNORED))
    if any(name.startswith(("word/embeddings/", "word/activeX/")) for name in archive.names):
        found.warnings.append(Notice(Flag.EMBEDDED_IGNORED))
    return found


def _headings(archive: Archive) -> Mapping[str, int]:
    """The level of each style that is a heading, by the style's id."""
    if "word/styles.xml" not in archive.names:
        return {}
    levels: dict[str, int] = {}
    for style in parsed(archive.read("word/styles.xml")).iter(f"{W}style"):
        name = style.find(f"{W}name")
        title = "" if name is None else name.get(f"{W}val", "")
        found = HEADING.match(title)
        if found or title.lower() == "title":
            levels[style.get(f"{W}styleId", "")] = int(found[1]) if found else 1
    return levels


class _Story:
    """Walks one part after the other."""

    def __init__(self, headings: Mapping[str, int], found: Found) -> None:
        self.headings, self.found, self.blocks = headings, found, Blocks()

    def walk(self, element: etree._Element) -> None:
        """Everything inside, in document order."""
        for child in element:
            if child.tag in SKIPPED:
                continue
            if child.tag == f"{W}p":
                self.paragraph(child)
            elif child.tag == f"{W}tr":
                self.row(child)
            else:
                self.walk(child)

    def row(self, row: etree._Element) -> None:
        """A row of a table; merged cells stand in it once."""
        self.blocks.open_row()
        for cell in _cells(row):
            self.blocks.open_cell()
            self.walk(cell)
            self.blocks.close_cell()
        self.blocks.close_row()

    def paragraph(self, paragraph: etree._Element) -> None:
        """A paragraph, then the text boxes that are anchored in it."""
        seen: list[str] = []
        boxes: list[etree._Element] = []
        for run in _runs(paragraph, boxes):
            text = _text(run)
            (self.found.hidden if text.strip() and _hidden(run) else seen).append(text)
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        level = 0 if style is None else self.headings.get(style.get(f"{W}val", ""), 0)
        if level:
            self.blocks.boundary()
        self.blocks.add("".join(seen), level)
        for box in boxes:
            self.blocks.boundary()
            self.walk(box)
            self.blocks.boundary()


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    for child in row:
        if child.tag == f"{W}tc":
            yield child
        elif child.tag not in SKIPPED:
            yield from _cells(child)


def _runs(element: etree._Element, boxes: list[etree._Element]) -> Iterator[etree._Element]:
    """The runs of a paragraph; text boxes that they anchor are set apart."""
    for child in element:
        if child.tag in SKIPPED:
            continue
        if child.tag == f"{W}txbxContent":
            boxes.append(child)
            continue
        if child.tag == f"{W}r":
            yield child
        yield from _runs(child, boxes)


def _text(run: etree._Element) -> str:
    return "".join(
        (child.text or "") if child.tag == f"{W}t" else BREAKS.get(child.tag, "") for child in run
    )


def _hidden(run: etree._Element) -> bool:
    """Whether nobody sees a run: hidden, tiny, or white on a ground that nothing colours."""
    properties = run.find(f"{W}rPr")
    if properties is None:
        return False
    if any(_on(properties.find(f"{W}{name}")) for name in ("vanish", "webHidden", "specVanish")):
        return True
    size = properties.find(f"{W}sz")
    if size is not None and size.get(f"{W}val", "").isdigit() and int(size.get(f"{W}val")) <= TINY:
        return True
    return _white(properties) and not _shaded(run)


def _on(switch: etree._Element | None) -> bool:
    return switch is not None and switch.get(f"{W}val", "true") not in OFF


def _white(properties: etree._Element) -> bool:
    colour = properties.find(f"{W}color")
    value = "" if colour is None else colour.get(f"{W}val", "")
    parts = re.findall("..", value) if re.fullmatch("[0-9A-Fa-f]{6}", value) else []
    return bool(parts) and min(int(part, 16) for part in parts) >= LIGHT


def _shaded(run: etree._Element) -> bool:
    """Whether anything around a run has a ground of its own, or is a shape that may have one."""
    for around in (run, *run.iterancestors()):
        if around.tag == f"{W}txbxContent":
            return True
        for name in ("rPr", "pPr", "tcPr", "tblPr"):
            shade = around.find(f"{W}{name}/{W}shd")
            if shade is not None and shade.get(f"{W}fill", "auto").lower() not in {
                "auto",
                "ffffff",
            }:
                return True
    return False
