"""Documents written for one test at a time, and what reading them gives."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from fpdf import FPDF
from PIL import Image, ImageDraw, ImageFont

from ingestion.documents import Flag, Read, Refused, read

FONTS = Path("/usr/share/fonts/truetype/noto")
LATIN, ARABIC = FONTS / "NotoSans-Regular.ttf", FONTS / "NotoNaskhArabic-Regular.ttf"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def given(data: bytes, name: str = "cv") -> Read:
    """What a document that is read gives."""
    outcome = read(data, name)
    assert isinstance(outcome, Read), outcome
    return outcome


def refused(data: bytes, name: str = "cv") -> Refused:
    """Why a document is not read."""
    outcome = read(data, name)
    assert isinstance(outcome, Refused), outcome
    return outcome


def texts(found: Read) -> list[str]:
    """The lines."""
    return [line.text for line in found.lines]


def flags(found: Read) -> list[Flag]:
    """The codes of the warnings."""
    return [notice.code for notice in found.warnings]


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip of these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def word(body: str, parts: Mapping[str, str | bytes] | None = None) -> bytes:
    """A DOCX with this body, in the markup of WordprocessingML."""
    document = f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    return packed({"word/document.xml": document, **(parts or {})})


def paragraph(text: str, properties: str = "") -> str:
    """A paragraph of one run."""
    return f"<w:p><w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r></w:p>"


class Pdf:
    """A PDF with text at places, in points from the top left corner of A4."""

    def __init__(self) -> None:
        self.pdf = FPDF(unit="pt", format="A4")
        self.pdf.set_auto_page_break(auto=False)
        self.pdf.add_font("latin", fname=LATIN)
        self.pdf.add_font("arabic", fname=ARABIC)
        self.pdf.set_fallback_fonts(["latin"])
        self.pdf.set_text_shaping(use_shaping_engine=True)
        self.pdf.add_page()

    def put(self, x: float, y: float, text: str, size: float = 10, grey: int = 0) -> "Pdf":
        """Text that begins at x, on the baseline y."""
        arabic = any("\u0600" <= one <= "\u06ff" for one in text)
        self.pdf.set_font("arabic" if arabic else "latin", size=size)
        self.pdf.set_text_color(grey)
        self.pdf.set_xy(x, y)
        self.pdf.cell(text=text)
        return self

    def lines(self, x: float, y: float, texts_: Sequence[str], step: float = 16) -> "Pdf":
        """Lines below each other."""
        for at, text in enumerate(texts_):
            self.put(x, y + at * step, text)
        return self

    def page(self) -> "Pdf":
        """A new page."""
        self.pdf.add_page()
        return self

    def bytes(self) -> bytes:
        """The file."""
        return bytes(self.pdf.output())


def picture(lines: Sequence[str], size: int = 40, dark: int = 0) -> Image.Image:
    """A photograph of a page; the `dark` first lines stand in light letters on a dark ground."""
    image = Image.new("L", (1240, 400 + 2 * size * len(lines)), 255)
    draw = ImageDraw.Draw(image)
    if dark:
        draw.rectangle((0, 0, 1240, 100 + 2 * size * dark), fill=40)
    for at, line in enumerate(lines):
        font = ImageFont.truetype(str(LATIN), size)
        draw.text((100, 100 + 2 * size * at), line, 255 if at < dark else 0, font)
    return image


def png(image: Image.Image) -> bytes:
    """A picture as a file."""
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()
