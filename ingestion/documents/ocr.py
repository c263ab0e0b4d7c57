"""Text of pictures, by Tesseract: the system's own, with French, Arabic and English."""

import csv
import io
import math
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from statistics import median

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from ingestion.documents.direction import rightward
from ingestion.documents.layout import lines
from ingestion.documents.limits import Limits
from ingestion.documents.ordering import by_place
from ingestion.documents.outcome import Flag, Line, Notice, Reason, Unreadable
from ingestion.documents.pieces import Glyph

# Dots an inch that Tesseract's models were made for.
DOTS = 300
LANGUAGES = "ara+fra+eng"
# What is taken for a word: Tesseract's own confidence, of 100, and what is worth a second look.
LEAST = 20.0
DOUBTFUL = 70.0
# The ground is looked for in squares of so many dots; a darker one than this has light letters.
SQUARE = 16
DARK = 128
# Grey levels of a blank page, but for one dot of 10,000 at each end.
BLANK = 24

Grey = NDArray[np.uint8]


class Scanned:
    """Reads pictures of pages, as many as the limits allow, and remembers how well."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.pages: list[int] = []
        self.unread: list[int] = []
        self.confidences: list[float] = []

    def lines(self, picture: Grey, point: float, page: int, block: int) -> list[Line]:
        """The lines of a picture in grey (rows, columns) of which a dot is `point` points wide.

        Raises Unreadable: Tesseract is not there.
        """
        if _blank(picture):
            return []
        if len(self.pages) >= self.limits.scanned_pages:
            self.unread.append(page)
            return []
        self.pages.append(page)
        words = [
            word for word in _words(_recognised(lightened(picture))) if word.confidence > LEAST
        ]
        self.confidences += [word.confidence for word in words]
        return lines(_glyphs(words, point), page, block, by_place)

    def notices(self) -> list[Notice]:
        """What a reader of the text should know."""
        found = []
        if self.pages:
            found.append(Notice(Flag.OCR, self._quality()))
        if self.unread:
            found.append(Notice(Flag.PAGES_UNREAD, {"pages": len(self.unread)}))
        return found

    def _quality(self) -> Mapping[str, int]:
        every = self.confidences or [0.0]
        doubtful = sum(one < DOUBTFUL for one in every) / len(every)
        return {
            "pages": len(self.pages),
            "confidence": round(sum(every) / len(every)),
            "doubtful": round(100 * doubtful),
        }


class _Word:
    """A word as Tesseract gives it: line, place in dots, confidence of 100, text."""

    def __init__(self, row: Mapping[str, str]) -> None:
        self.line = tuple(int(row[name]) for name in ("block_num", "par_num", "line_num"))
        self.left, self.top = int(row["left"]), int(row["top"])
        self.width, self.height = int(row["width"]), int(row["height"])
        self.confidence = float(row["conf"])
        self.text = "".join(row["text"].split()).strip("\u200e\u200f\u202a\u202b\u202c")

    @property
    def seen(self) -> str:
        """The letters from left to right."""
        return self.text[::-1] if rightward(self.text) else self.text


def _words(table: str) -> Iterator[_Word]:
    """The words of Tesseract's table of tab-separated values."""
    for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        if row.get("level") == "5" and (row.get("text") or "").strip():
            yield _Word(row)


def _recognised(picture: Grey) -> str:
    """Tesseract's table of a picture; pictures and text go through pipes, not through files."""
    program = shutil.which("tesseract")
    if program is None:
        raise Unreadable(Reason.NO_OCR)
    rows, columns = picture.shape
    image = f"P5 {columns} {rows} 255\n".encode() + picture.tobytes()
    options = ["-l", LANGUAGES, "--psm", "3", "--dpi", str(DOTS), "tsv"]
    ended = subprocess.run(  # noqa: S603  fixed options, no shell; the picture is data
        [program, "stdin", "stdout", *options],
        input=image,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        check=False,
    )
    if ended.returncode:
        raise Unreadable(Reason.CRASHED)
    return ended.stdout.decode("utf-8", "replace")


def lightened(picture: Grey) -> Grey:
    """The picture with dark letters everywhere: dark grounds, as of a side bar, are turned."""
    image = Image.fromarray(picture)
    small = image.resize(
        (max(1, image.width // SQUARE), max(1, image.height // SQUARE)), Image.Resampling.BOX
    )
    ground = small.filter(ImageFilter.MedianFilter(9)).resize(image.size, Image.Resampling.NEAREST)
    turned: Grey = np.where(np.asarray(ground) < DARK, 255 - picture, picture)
    return turned


def _blank(picture: Grey) -> bool:
    low, high = np.percentile(picture, (0.01, 99.99))
    return bool(high - low < BLANK)


def _glyphs(words: Sequence[_Word], point: float) -> list[Glyph]:
    """Words as glyphs, in points, the page turned upright."""
    rows = [list(row) for _, row in groupby(words, key=lambda one: one.line)]
    slope = _slope(rows)
    glyphs: list[Glyph] = []
    for row in rows:
        baseline = median(_upright(one, slope) for one in row)
        height = median(one.height for one in row)
        # what a turn moves down by the slope at one side, it moves aside by the slope at the foot
        glyphs += _spaced(row, slope * baseline * point, baseline * point, height * point, point)
    return glyphs


def _spaced(
    row: Sequence[_Word], aside: float, baseline: float, height: float, point: float
) -> Iterator[Glyph]:
    """The words of a row from left to right, a blank after each that the next one is close to."""
    ordered = sorted(row, key=lambda one: one.left)
    for at, word in enumerate(ordered):
        left = word.left * point + aside
        right = left + word.width * point
        place = (baseline - height, right, baseline, baseline)
        yield Glyph(word.seen, left, *place)
        if at + 1 < len(ordered):
            yield Glyph(" ", right, *place)


def _upright(word: _Word, slope: float) -> float:
    """The row of a word's foot, were the page not askew."""
    return word.top + word.height - slope * (word.left + word.width / 2)


def _slope(rows: Sequence[Sequence[_Word]]) -> float:
    """How askew the page is: rows of dots a column, the median of the longer lines."""
    slopes = [_fall(row) for row in rows if len(row) >= 3]
    return median(slopes) if slopes else 0.0


def _fall(row: Sequence[_Word]) -> float:
    first, last = min(row, key=lambda one: one.left), max(row, key=lambda one: one.left)
    across = last.left + last.width / 2 - first.left - first.width / 2
    down = last.top + last.height / 2 - first.top - first.height / 2
    fall = down / across if across else 0.0
    return fall if math.isfinite(fall) and abs(fall) < 0.2 else 0.0
