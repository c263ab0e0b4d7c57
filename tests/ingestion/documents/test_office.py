"""DOCX and ODT."""

import io

import docx

from ingestion.documents import Flag, Kind
from tests.ingestion.documents.factories import flags, given, packed, paragraph, texts, word

NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{kind}:1.0"'
    for name, kind in (
        ("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"),
        ("draw", "drawing"), ("fo", "xsl-fo-compatible"),
    )
)  # fmt: skip


def written() -> docx.document.Document:
    """A document as python-docx writes it, with Word's own styles."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Amina Berrada"
    document.add_heading("Expérience", level=1)
    document.add_paragraph("Ingénieure\tdepuis 2020")
    return document


def saved(document: docx.document.Document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_header_headings_and_paragraphs_of_a_docx_are_read_in_order() -> None:
    found = given(saved(written()), "cv.docx")
    assert found.kind is Kind.DOCX
    assert texts(found) == ["Amina Berrada", "Expérience", "Ingénieure\tdepuis 2020"]
    assert [line.heading for line in found.lines] == [0, 1, 0]


def test_a_row_of_single_lines_is_one_line_and_other_cells_are_read_one_by_one() -> None:
    document = written()
    table = document.add_table(2, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Arabe", "langue maternelle"
    table.cell(1, 0).text, table.cell(1, 1).text = "Contact\nFès", "Expérience\nAtlas"
    found = given(saved(document), "cv.docx")
    assert texts(found)[3:] == [
        "Arabe\tlangue maternelle", "Contact", "Fès", "Expérience", "Atlas",
    ]  # fmt: skip
    assert found.lines[4].block != found.lines[6].block


def test_content_controls_insertions_and_text_boxes_are_read_and_deletions_are_not() -> None:
    body = (
        f"<w:sdt><w:sdtContent>{paragraph('Amina')}</w:sdtContent></w:sdt>"
        "<w:p><w:ins><w:r><w:t>Python</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>Java</w:delText><w:t>Java</w:t></w:r></w:del></w:p>"
        f"<w:p><w:r><w:pict><w:txbxContent>{paragraph('SQL')}</w:txbxContent></w:pict></w:r></w:p>"
    )
    assert texts(given(word(body), "cv.docx")) == ["Amina", "Python", "SQL"]


def test_the_strict_form_of_a_docx_is_read() -> None:
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    document = f'<w:document xmlns:w="{strict}"><w:body>{paragraph("Amina")}</w:body></w:document>'
    assert texts(given(packed({"word/document.xml": document}), "cv.docx")) == ["Amina"]


def test_text_that_nobody_sees_is_left_out_and_said() -> None:
    hidden = ("<w:vanish/>", '<w:color w:val="FFFFFF"/>', '<w:sz w:val="2"/>')
    for properties in hidden:
        found = given(word(paragraph("Amina") + paragraph("Kubernetes", properties)), "cv.docx")
        assert texts(found) == ["Amina"]
        assert flags(found) == [Flag.HIDDEN_TEXT]
        assert found.warnings[0].values == {"count": 10, "example": "Kubernetes"}


def test_white_text_on_a_dark_ground_is_read() -> None:
    dark = '<w:color w:val="FFFFFF"/><w:shd w:fill="1F3864"/>'
    found = given(word(paragraph("Amina", dark)), "cv.docx")
    assert (texts(found), found.warnings) == (["Amina"], ())


def test_macros_and_embedded_files_are_not_opened_and_said() -> None:
    parts = {"word/vbaProject.bin": b"\xd0\xcf", "word/embeddings/a.bin": b"MZ"}
    found = given(word(paragraph("Amina"), parts), "cv.docm")
    assert flags(found) == [Flag.MACROS_IGNORED, Flag.EMBEDDED_IGNORED]


def odt(body: str, styles: str = "") -> bytes:
    """An ODT with this body."""
    content = (
        f"<office:document-content {NAMES}><office:automatic-styles>{styles}"
        f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
        "</office:document-content>"
    )
    return packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})


def test_an_odt_is_read_with_its_headings_spaces_tables_and_frames() -> None:
    body = (
        '<text:h text:outline-level="2">Expérience</text:h>'
        "<text:p>Ingénieure<text:tab/>2020<text:s/><text:span>Fès</text:span><text:line-break/>SQL"
        "<draw:frame><draw:text-box><text:p>Cadre</text:p></draw:text-box></draw:frame></text:p>"
        "<table:table><table:table-row><table:table-cell><text:p>Arabe</text:p></table:table-cell>"
        "<table:table-cell><text:p>C1</text:p></table:table-cell></table:table-row></table:table>"
    )
    found = given(odt(body), "cv.odt")
    assert found.kind is Kind.ODT
    assert texts(found) == ["Expérience", "Ingénieure\t2020 Fès", "SQL", "Cadre", "Arabe\tC1"]
    assert found.lines[0].heading == 2


def test_hidden_text_of_an_odt_is_left_out_and_said() -> None:
    style = (
        '<style:style style:name="H" style:family="text">'
        '<style:text-properties text:display="none"/></style:style>'
    )
    body = '<text:p>Amina<text:span text:style-name="H">Kubernetes</text:span></text:p>'
    found = given(odt(body, style), "cv.odt")
    assert (texts(found), flags(found)) == (["Amina"], [Flag.HIDDEN_TEXT])
