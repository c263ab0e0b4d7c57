"""HTML."""

from ingestion.documents import Flag, Kind
from tests.ingestion.documents.factories import flags, given, texts


def page(body: str, head: str = "") -> bytes:
    return f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode()


def test_blocks_breaks_tables_and_headings_are_lines() -> None:
    body = (
        "<h1>Amina\n  Berrada</h1><p>Fès<br>Maroc</p><ul><li>Python<li>SQL</ul>"
        "<table><tr><td>Arabe<td>C1</table>"
    )
    found = given(page(body), "cv.html")
    assert found.kind is Kind.HTML
    assert texts(found) == ["Amina Berrada", "Fès", "Maroc", "Python", "SQL", "Arabe\tC1"]
    assert [line.heading for line in found.lines][:2] == [1, 0]


def test_nothing_active_is_kept_and_it_is_said_how_much_there_was() -> None:
    body = (
        '<h1>Anouar <img src=x onerror="a()">B</h1><script>evil()</script>'
        '<iframe src="//x"></iframe><a href="javascript:a()">mail</a><form><input name=x></form>'
        '<svg onload="a()"><text>S</text></svg>'
    )
    found = given(page(body, '<meta http-equiv="refresh" content="0;url=//x">'), "cv.html")
    assert texts(found) == ["Anouar B", "mail"]
    assert found.warnings[0].code is Flag.ACTIVE_REMOVED
    assert found.warnings[0].values == {"elements": 7}


def test_text_hidden_by_attribute_style_or_class_is_left_out_and_said() -> None:
    body = (
        "<p>Amina</p><p hidden>a</p><p style='display: none'>b</p><p class='x y'>c</p>"
        "<p style='color:#FFF'>d</p><p style='color:white;background:navy'>Fès</p>"
    )
    found = given(page(body, "<style>p.z, .x {visibility:hidden}</style>"), "cv.html")
    assert texts(found) == ["Amina", "Fès"]
    assert flags(found) == [Flag.HIDDEN_TEXT]
    assert found.warnings[0].values == {"count": 7, "example": "a b c d"}


def test_the_stated_encoding_is_believed_where_it_fits() -> None:
    head = '<meta charset="windows-1252">'
    found = given(page("<p>Diplômée</p>", head).decode().encode("cp1252"), "cv.html")
    assert (texts(found), found.warnings) == (["Diplômée"], ())


def test_a_page_nested_without_end_ends() -> None:
    found = given(page("<p>Amina</p>" + "<div>" * 5000 + "fond"), "cv.html")
    assert texts(found)[0] == "Amina"
