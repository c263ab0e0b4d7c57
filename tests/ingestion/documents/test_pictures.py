"""Pictures and scans, read by the system's Tesseract."""

import io
from dataclasses import replace

import pypdfium2 as pdfium
import pytest
from fpdf import FPDF
from PIL import Image

from ingestion.documents import Flag, Kind, Read, Reason, Refused
from ingestion.documents.limits import LIMITS
from ingestion.documents.sandbox import Sandbox
from tests.ingestion.documents.factories import Pdf, flags, given, picture, png, refused, texts


def scanned(*pages: Image.Image) -> bytes:
    """A PDF that holds nothing but pictures."""
    pdf = FPDF(unit="pt", format="A4")
    for page in pages:
        pdf.add_page()
        pdf.image(page, 0, 0, w=595)
    return bytes(pdf.output())


def test_a_picture_is_read_with_places_and_says_so() -> None:
    found = given(png(picture(["Amina Berrada", "Casablanca", "Python et SQL"])), "cv.png")
    assert found.kind is Kind.IMAGE
    assert texts(found) == ["Amina Berrada", "Casablanca", "Python et SQL"]
    assert flags(found) == [Flag.OCR]
    assert found.warnings[0].values["pages"] == 1
    box = found.lines[0].box
    assert box
    assert 40 < box.left < 60 < box.right < 250


def test_light_letters_on_a_dark_ground_are_read() -> None:
    found = given(png(picture(["Compétences", "Python et SQL", "Casablanca"], dark=2)), "cv.png")
    assert texts(found) == ["Compétences", "Python et SQL", "Casablanca"]


def test_arabic_lines_of_a_picture_are_read_in_their_order() -> None:
    lines = [
        "مهندسة برمجيات في مدينة فاس",
        "التجربة المهنية منذ 2021 إلى اليوم",
        "تدبير المشاريع وتحليل المعطيات",
        "اللغات العربية والفرنسية",
        "المهارات التقنية والتواصل",
    ]
    pdf = Pdf()
    for at, line in enumerate(lines):
        pdf.put(100, 100 + 30 * at, line, size=16)
    page = pdfium.PdfDocument(pdf.bytes())[0].render(scale=4).to_pil()
    assert texts(given(png(page), "cv.png")) == lines


def test_a_page_without_text_is_read_from_how_it_looks() -> None:
    found = given(scanned(picture(["Amina Berrada", "Casablanca"])), "cv.pdf")
    assert found.kind is Kind.PDF
    assert texts(found) == ["Amina Berrada", "Casablanca"]
    assert flags(found) == [Flag.OCR]


def test_a_picture_without_text_is_refused() -> None:
    for data in (png(picture([])), scanned(picture([]))):
        assert refused(data, "cv").reason is Reason.NO_TEXT


def test_more_dots_than_are_drawn_are_refused_before_any_is() -> None:
    data = png(Image.new("1", (20_000, 20_000)))
    said = refused(data, "cv.png")
    assert said.reason is Reason.TOO_MANY_PIXELS
    assert said.values == {"pixels": 400_000_000, "limit": 40_000_000}


def test_a_damaged_picture_is_refused() -> None:
    data = png(picture(["Amina Berrada"]))
    assert refused(data[: len(data) // 2], "cv.png").reason is Reason.DAMAGED


def test_a_photograph_is_read_the_way_up_that_its_camera_states() -> None:
    turned = picture(["Amina Berrada", "Casablanca"]).rotate(90, expand=True)
    exif = Image.Exif()
    exif[0x0112] = 6
    buffer = io.BytesIO()
    turned.save(buffer, "JPEG", exif=exif)
    found = given(buffer.getvalue(), "cv.jpg")
    assert isinstance(found, Read)
    assert texts(found) == ["Amina Berrada", "Casablanca"]


def test_more_scanned_pages_than_are_read_are_left_out_and_said() -> None:
    sandbox = Sandbox(replace(LIMITS, scanned_pages=1))
    pages = scanned(picture(["Amina Berrada", "Casablanca"]), picture(["Python et SQL", "Java"]))
    found = sandbox.read(pages, "cv.pdf")
    sandbox.close()
    assert isinstance(found, Read)
    assert texts(found) == ["Amina Berrada", "Casablanca"]
    assert flags(found) == [Flag.OCR, Flag.PAGES_UNREAD]


def test_a_scan_is_refused_plainly_where_tesseract_is_not_installed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    sandbox = Sandbox()
    outcome = sandbox.read(png(picture(["Amina Berrada"])), "cv.png")
    sandbox.close()
    assert outcome == Refused(Reason.NO_OCR, {}, Kind.IMAGE)
