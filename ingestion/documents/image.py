"""Pictures of pages: photographs and scans."""

import io

import numpy as np
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from ingestion.documents import ocr
from ingestion.documents.limits import Limits
from ingestion.documents.outcome import Reason, Unreadable
from ingestion.documents.parts import Found

# Sizes are looked at before a dot is drawn, which is what Pillow's own limit is for.
Image.MAX_IMAGE_PIXELS = None
FORMATS = ("PNG", "JPEG", "TIFF", "GIF", "WEBP", "BMP")
# The width in points of the sheet that a picture is taken to show (A4); places are in its points.
SHEET = 595.0


def read(data: bytes, limits: Limits) -> Found:
    """The lines of a picture, or of each page of one with pages.

    Raises Unreadable: damaged, or more dots than are drawn; the size is asked before any dot is.
    """
    scanned = ocr.Scanned(limits)
    found = Found(pages=0)
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            for page in ImageSequence.Iterator(image):
                found.pages += 1
                grey = _grey(page, limits)
                block = found.lines[-1].block + 1 if found.lines else 0
                found.lines += scanned.lines(grey, SHEET / grey.shape[1], found.pages, block)
                if found.pages > limits.scanned_pages:
                    break
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
        raise Unreadable(Reason.DAMAGED) from error
    found.warnings += scanned.notices()
    return found


def _grey(page: Image.Image, limits: Limits) -> ocr.Grey:
    pixels = page.width * page.height
    if pixels > limits.pixels:
        raise Unreadable(Reason.TOO_MANY_PIXELS, pixels=pixels, limit=limits.pixels)
    upright = ImageOps.exif_transpose(page)
    if upright.mode in {"RGBA", "LA", "P"}:
        # what is transparent is paper
        paper = Image.new("RGBA", upright.size, "white")
        upright = Image.alpha_composite(paper, upright.convert("RGBA"))
    grey = upright.convert("L")
    grey.thumbnail(_size(grey, limits))
    return np.asarray(grey)


def _size(image: Image.Image, limits: Limits) -> tuple[int, int]:
    """The size within which a page is read."""
    shrink = min(1.0, (limits.page_pixels / (image.width * image.height)) ** 0.5)
    return max(1, int(image.width * shrink)), max(1, int(image.height * shrink))
