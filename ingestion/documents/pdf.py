"""PDF: the text that is seen, in reading order; pages without a text layer through OCR.

PDFium gives characters and their places. Order, direction and what is seen are ours: its own text
has the parts of Arabic ligatures and mixed lines in the wrong order. Nothing in the file runs: this
PDFium has no JavaScript, and actions, forms and attachments are not asked for.
"""

import ctypes
import math
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray
from pypdfium2 import raw

from ingestion.documents import ocr
from ingestion.documents.layout import lines
from ingestion.documents.limits import Limits
from ingestion.documents.ordering import as_filed
from ingestion.documents.outcome import Flag, Line, Notice, Reason, Unreadable
from ingestion.documents.parts import Found
from ingestion.documents.pieces import Glyph

POINTS = 72
# A page is drawn at this many dots an inch to see what can be seen of its text.
SEEN_AT = 72
# Grey levels of 256 between the lightest and the darkest dot of a word that is seen, and the height
# in points of the smallest letters that are.
CONTRAST = 24
SMALLEST = 2.5
# How many letters are asked for their angle.
ANGLES = 100
# A page with fewer letters that is mostly a picture has only what a scanner stamps on it.
FEW = 120
PICTURE = 0.4
# The letters that a page lacks when its fonts do not say what their glyphs are.
UNKNOWN = {"\ufffd", "\x00"}
UNREADABLE = 0.3

Grey = NDArray[np.uint8]


def read(data: bytes, limits: Limits) -> Found:
    """The lines of a PDF. Raises Unreadable: damaged, locked, too many pages or letters."""
    document = _opened(data)
    count = len(document)
    if count > limits.pages:
        raise Unreadable(Reason.TOO_MANY_PAGES, pages=count, limit=limits.pages)
    found = Found(pages=count)
    scanned = ocr.Scanned(limits)
    for number in range(count):
        page = _page(document, number)
        _read_page(page, number + 1, found, scanned, limits)
    found.warnings += scanned.notices()
    if raw.FPDFDoc_GetAttachmentCount(document) > 0:
        found.warnings.append(Notice(Flag.EMBEDDED_IGNORED))
    if raw.FPDFDoc_GetJavaScriptActionCount(document) > 0:
        found.warnings.append(Notice(Flag.MACROS_IGNORED))
    return found


def _opened(data: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        locked = getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD
        raise Unreadable(Reason.LOCKED if locked else Reason.DAMAGED) from error


def _page(document: pdfium.PdfDocument, number: int) -> pdfium.PdfPage:
    try:
        return document[number]
    except pdfium.PdfiumError as error:
        raise Unreadable(Reason.DAMAGED) from error


def _read_page(
    page: pdfium.PdfPage, number: int, found: Found, scanned: ocr.Scanned, limits: Limits
) -> None:
    upright = _upright(page)
    glyphs = list(_glyphs(page, upright, limits))
    block = found.lines[-1].block + 1 if found.lines else 0
    if _lacks_text(page, glyphs):
        drawn = _drawn(page, ocr.DOTS, page.get_rotation(), limits)
        found.lines += scanned.lines(drawn, page.get_width() / drawn.shape[1], number, block)
        return
    seen, hidden = _seen(glyphs, _drawn(page, SEEN_AT, upright, limits))
    found.lines += lines(seen, number, block, as_filed)
    if hidden:
        found.hidden.append(_as_text(lines(hidden, number, 0, as_filed)))


def _as_text(found: Sequence[Line]) -> str:
    return "\n".join(line.text for line in found)


def _upright(page: pdfium.PdfPage) -> int:
    """By how many degrees, clockwise, the page is turned for its text to stand upright.

    That of most of the letters, and not what the page states: pages are turned wrongly, too.
    """
    text = page.get_textpage()
    count = text.count_chars()
    every = range(0, count, max(1, count // ANGLES))
    angles = (raw.FPDFText_GetCharAngle(text, at) for at in every)
    quarters = Counter(round(angle / (math.pi / 2)) % 4 for angle in angles if angle >= 0)
    return -90 * quarters.most_common(1)[0][0] % 360 if quarters else int(page.get_rotation())


def _glyphs(page: pdfium.PdfPage, upright: int, limits: Limits) -> Iterator[Glyph]:
    """The characters that the page states, in its order; generated spaces and breaks are left out.

    Raises Unreadable: there are more than a page may have.
    """
    text = page.get_textpage()
    count = text.count_chars()
    if count > limits.letters_a_page:
        raise Unreadable(Reason.TOO_MUCH_TEXT, letters=count, limit=limits.letters_a_page)
    turn = _Turn(page, upright)
    box, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    for index in range(count):
        if raw.FPDFText_IsGenerated(text, index) == 1:
            continue
        raw.FPDFText_GetLooseCharBox(text, index, box)
        raw.FPDFText_GetCharOrigin(text, index, x, y)
        letter = chr(raw.FPDFText_GetUnicode(text, index))
        left, top, right, bottom = turn.box(box.left, box.top, box.right, box.bottom)
        baseline = turn.point(x.value, y.value)[1]
        yield Glyph(letter, left, top, right, bottom, baseline, unicodedata.combining(letter) > 0)


class _Turn:
    """From the page's own coordinates to points from the top left corner of the turned page."""

    def __init__(self, page: pdfium.PdfPage, degrees: int) -> None:
        self.x, self.y, self.right, self.top = page.get_bbox()
        self.quarter = degrees // 90

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A point of the turned page."""
        left, up = x - self.x, y - self.y
        width, height = self.right - self.x, self.top - self.y
        return ((left, height - up), (up, left), (width - left, up), (height - up, width - left))[
            self.quarter
        ]

    def box(
        self, left: float, top: float, right: float, bottom: float
    ) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of a rectangle of the turned page."""
        (x, y), (z, w) = self.point(left, top), self.point(right, bottom)
        return min(x, z), min(y, w), max(x, z), max(y, w)


def _lacks_text(page: pdfium.PdfPage, glyphs: Sequence[Glyph]) -> bool:
    """Whether a page has to be looked at to be read."""
    letters = [one.text for one in glyphs if not one.text.isspace()]
    unknown = sum(one in UNKNOWN or unicodedata.category(one) in {"Co", "Cn"} for one in letters)
    if not letters or unknown > UNREADABLE * len(letters):
        return True
    return len(letters) < FEW and _pictured(page) > PICTURE


def _pictured(page: pdfium.PdfPage) -> float:
    """The share of the page that its largest picture takes."""
    area = page.get_width() * page.get_height()
    images = page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3)
    sizes = [(right - left) * (top - low) for left, low, right, top in map(_bounds, images)]
    return max(sizes, default=0.0) / area if area else 0.0


def _bounds(image: pdfium.PdfObject) -> tuple[float, float, float, float]:
    left, low, right, top = image.get_bounds()
    return left, low, right, top


def _drawn(page: pdfium.PdfPage, dots: int, degrees: int, limits: Limits) -> Grey:
    """The page in grey, turned, `dots` an inch or fewer where it would be too large."""
    width, height = page.get_width(), page.get_height()
    if not (width > 0 and height > 0):
        raise Unreadable(Reason.DAMAGED)
    largest = math.sqrt(limits.page_pixels / (width * height))
    turn = (degrees - page.get_rotation()) % 360
    bitmap = page.render(scale=min(dots / POINTS, largest), rotation=turn, grayscale=True)
    pixels: Grey = bitmap.to_numpy()
    return pixels.reshape(pixels.shape[:2])


def _seen(glyphs: Sequence[Glyph], drawn: Grey) -> tuple[list[Glyph], list[Glyph]]:
    """The glyphs that somebody who looks at the page sees, and those that nobody does.

    White on white, invisible, tiny and outside the page come out alike: no dot of the word differs
    from its surroundings. Words are looked at whole, since a letter may be as thin as a dot.
    """
    scale = SEEN_AT / POINTS
    seen: list[Glyph] = []
    hidden: list[Glyph] = []
    for blank, run in groupby(glyphs, key=lambda one: one.text.isspace()):
        for word in _words(list(run)):
            visible = blank or _visible(word, drawn, scale)
            (seen if visible else hidden).extend(word)
    return seen, hidden if any(not one.text.isspace() for one in hidden) else []


def _words(glyphs: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    """Glyphs in runs of one row."""
    word: list[Glyph] = []
    for glyph in glyphs:
        if word and abs(word[-1].baseline - glyph.baseline) > 1 and not glyph.mark:
            yield word
            word = []
        word.append(glyph)
    if word:
        yield word


def _visible(word: Sequence[Glyph], drawn: Grey, scale: float) -> bool:
    if max(one.height for one in word) < SMALLEST:
        return False
    left, right = min(one.left for one in word), max(one.right for one in word)
    top, bottom = min(one.top for one in word), max(one.bottom for one in word)
    rows = slice(max(0, math.floor(top * scale)), max(0, math.ceil(bottom * scale)))
    columns = slice(max(0, math.floor(left * scale)), max(0, math.ceil(right * scale)))
    dots = drawn[rows, columns]
    return dots.size > 0 and int(dots.max()) - int(dots.min()) >= CONTRAST
