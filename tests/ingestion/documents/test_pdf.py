"""PDF: columns, tables, Arabic, what is not seen."""

import io

import pypdfium2 as pdfium
import pytest

from ingestion.documents import Flag, Kind, Reason
from tests.ingestion.documents.factories import Pdf, flags, given, refused, texts


def test_lines_have_their_page_and_their_place() -> None:
    found = given(Pdf().put(50, 100, "Amina").page().put(60, 90, "Berrada").bytes(), "cv.pdf")
    assert found.kind is Kind.PDF
    assert (found.pages, [line.page for line in found.lines]) == (2, [1, 2])
    box = found.lines[0].box
    assert box
    assert box.left == pytest.approx(53, abs=2)
    assert 95 < box.top < box.bottom < 120


@pytest.mark.parametrize(
    "line",
    [
        "بدر الدين الصنهاجي",
        "مهندس شبكات (أمن) منذ 09/2021 إلى اليوم",
        "الأدوات: Linux و ISO 27001 و Power BI",
        "لا إلى الأم الأطفال الإلكترونية الآن",
        "إدارة ميزانية قدرها 1,8 مليون درهم",
        "الهاتف: 0600 00 11 76",
    ],
)
def test_arabic_is_read_in_its_order(line: str) -> None:
    pdf = Pdf().put(50, 60, "التجربة المهنية والمسار الدراسي").put(50, 100, line)
    assert texts(given(pdf.bytes(), "cv.pdf"))[1:] == [line]


def test_an_arabic_name_in_a_french_line_keeps_the_line_french() -> None:
    pdf = Pdf().put(50, 60, "Ingénieure en génie logiciel").put(50, 100, "Nom : Amina")
    found = given(pdf.put(115, 100, "أمينة برادة").bytes(), "cv.pdf")
    assert texts(found)[1] == "Nom : Amina أمينة برادة"


LEFT = ["Formation", "ENSA Fès", "2015", "Licence", "FST", "2012", "Bac", "Fès"]
RIGHT = ["Langues", "Arabe", "Anglais", "Français", "Loisirs", "Lecture", "Randonnée", "Oud"]


def test_columns_that_the_file_mixes_are_read_one_after_the_other() -> None:
    pdf = Pdf()
    for at, (left, right) in enumerate(zip(LEFT, RIGHT, strict=True)):
        pdf.put(50, 100 + 16 * at, left).put(320, 103 + 16 * at, right)
    assert texts(given(pdf.bytes(), "cv.pdf")) == LEFT + RIGHT


def test_columns_in_the_order_of_the_file_stay() -> None:
    pdf = Pdf().lines(320, 100, RIGHT).lines(50, 100, LEFT)
    assert texts(given(pdf.bytes(), "cv.pdf")) == RIGHT + LEFT


def test_a_table_of_dates_is_read_row_by_row() -> None:
    pdf = Pdf()
    rows = [("2015", "Atlas"), ("2017", "Rif"), ("2019", "Souss"), ("2021", "Gharb")]
    for at, (date, text) in enumerate(rows):
        pdf.put(50, 100 + 40 * at, date).put(150, 100 + 40 * at, text)
        pdf.put(150, 116 + 40 * at, f"ingénieure {at}")
    expected = [
        line for at, row in enumerate(rows) for line in ("\t".join(row), f"ingénieure {at}")
    ]
    assert texts(given(pdf.bytes(), "cv.pdf")) == expected


def test_what_the_file_holds_last_but_stands_higher_is_read_where_it_stands() -> None:
    pdf = Pdf().put(50, 100, "Expérience").put(50, 200, "Formation").put(50, 300, "Langues")
    pdf.put(60, 120, "Atlas, ingénieure").put(60, 220, "ENSA Fès")
    assert texts(given(pdf.bytes(), "cv.pdf")) == [
        "Expérience", "Atlas, ingénieure", "Formation", "ENSA Fès", "Langues",
    ]  # fmt: skip


def test_words_broken_by_a_hyphen_are_whole() -> None:
    pdf = Pdf().put(50, 100, "Environne\u2010").put(50, 116, "ment : Python")
    assert texts(given(pdf.bytes(), "cv.pdf")) == ["Environnement", ": Python"]


def test_text_that_nobody_sees_is_left_out_and_said() -> None:
    pdf = Pdf().put(50, 100, "Amina Berrada, ingénieure").put(50, 140, "Kubernetes", grey=255)
    pdf.put(50, 160, "Terraform", size=1).put(50, 900, "Ansible")
    found = given(pdf.bytes(), "cv.pdf")
    assert texts(found) == ["Amina Berrada, ingénieure"]
    assert flags(found) == [Flag.HIDDEN_TEXT]
    assert {"Kubernetes", "Terraform"} <= set(str(found.warnings[0].values["example"]).split())


def test_white_letters_on_a_dark_ground_are_read() -> None:
    pdf = Pdf()
    pdf.pdf.set_fill_color(20)
    pdf.pdf.rect(0, 0, 300, 300, style="F")
    found = given(pdf.put(50, 100, "Amina Berrada, ingénieure", grey=255).bytes(), "cv.pdf")
    assert (texts(found), found.warnings) == (["Amina Berrada, ingénieure"], ())


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("stated", [0, 90])
def test_turned_text_is_read_however_the_page_is_shown(turn: int, stated: int) -> None:
    pdf = Pdf()
    with pdf.pdf.rotation(turn, 300, 400):
        pdf.lines(250, 380, RIGHT)
    document = pdfium.PdfDocument(pdf.bytes())
    document[0].set_rotation(stated)
    saved = io.BytesIO()
    document.save(saved)
    found = given(saved.getvalue(), "cv.pdf")
    assert (texts(found), found.warnings) == (RIGHT, ())


def test_a_locked_file_is_refused() -> None:
    pdf = Pdf().put(50, 100, "Amina")
    pdf.pdf.set_encryption(owner_password="a", user_password="b")
    assert refused(pdf.bytes(), "cv.pdf").reason is Reason.LOCKED


def test_a_cut_file_is_refused() -> None:
    data = Pdf().lines(50, 100, LEFT).bytes()
    assert refused(data[: len(data) * 2 // 5], "cv.pdf").reason is Reason.DAMAGED


def test_too_many_pages_are_refused_with_both_numbers() -> None:
    pdf = Pdf()
    for _ in range(45):
        pdf.page()
    said = refused(pdf.bytes(), "cv.pdf")
    assert (said.reason, said.values) == (Reason.TOO_MANY_PAGES, {"pages": 46, "limit": 40})


def test_attached_files_and_scripts_are_not_opened_and_said() -> None:
    pdf = Pdf().put(50, 100, "Amina Berrada, ingénieure")
    pdf.pdf.embed_file(bytes=b"MZ", basename="a.exe")
    assert flags(given(pdf.bytes(), "cv.pdf")) == [Flag.EMBEDDED_IGNORED]
