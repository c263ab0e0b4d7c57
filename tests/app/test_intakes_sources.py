"""What a school gives, taken apart: no name is a path, no link is followed, no bomb unpacks."""

import io
import zipfile
import zlib
from pathlib import Path

import pytest
from openpyxl import Workbook

from app.intakes import rows
from app.intakes.refusing import NotTaken
from app.intakes.sources import Limits, given, of_upload, shown
from matching.profile import LANGUAGES


def zipped(**members: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return content.getvalue()


def test_a_folder_gives_its_files_and_says_links(tmp_path: Path) -> None:
    (tmp_path / "cvs" / "inner").mkdir(parents=True)
    (tmp_path / "secret.txt").write_text("not theirs")
    (tmp_path / "cvs" / "a.txt").write_text("a")
    (tmp_path / "cvs" / "inner" / "b.txt").write_text("b")
    (tmp_path / "cvs" / ".DS_Store").write_text("-")
    (tmp_path / "cvs" / "c.txt").symlink_to(tmp_path / "secret.txt")
    found = {one.name: one for one in given(tmp_path / "cvs")}
    assert list(found) == ["a.txt", "c.txt", "inner/b.txt"]
    assert found["c.txt"].refused
    assert found["c.txt"].content() == b""
    assert found["inner/b.txt"].content() == b"b"


def test_a_zip_gives_its_members() -> None:
    content = zipped(**{"cvs/a.txt": b"a", "__MACOSX/a.txt": b"-", "cvs/": b""})
    assert [(one.name, one.content()) for one in of_upload("x.zip", content)] == [
        ("cvs/a.txt", b"a")
    ]


@pytest.mark.parametrize("name", ["../a.txt", "/etc/a.txt", "C:\\a.txt", "x/../../a.txt"])
def test_a_zip_that_leads_outside_is_not_taken(name: str) -> None:
    with pytest.raises(NotTaken) as refused:
        of_upload("x.zip", zipped(**{name: b"a"}))
    assert refused.value.code == "leads_outside"
    assert all(refused.value.said(language) for language in LANGUAGES)


def test_a_zip_with_a_link_is_not_taken() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        link = zipfile.ZipInfo("a.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(NotTaken):
        of_upload("x.zip", content.getvalue())


def test_a_damaged_member_is_refused_and_the_others_are_taken() -> None:
    content = zipped(**{"a.txt": b"whole", "b.txt": b"a text of some length, to be found"})
    packed = zlib.compressobj(wbits=-15)
    inside = packed.compress(b"a text of some length, to be found") + packed.flush()
    broken = content.replace(inside, bytes(len(inside)))
    assert broken != content
    opened = [one.opened() for one in of_upload("x.zip", broken)]
    assert opened[0][1] == b"whole"
    assert opened[1][0].refused
    assert opened[1][0].refused["reason"] == "damaged"


def test_a_bomb_is_not_taken() -> None:
    with pytest.raises(NotTaken) as refused:
        of_upload("x.zip", zipped(a=b"\0" * 50_000_000))
    assert refused.value.code == "bomb"


def test_what_is_damaged_empty_or_not_there_is_not_taken(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for path in (tmp_path / "nowhere", tmp_path / "empty"):
        with pytest.raises(NotTaken):
            given(path)
    with pytest.raises(NotTaken):
        of_upload("x.zip", zipped(a=b"a")[:-10])


def test_too_many_files_are_not_taken() -> None:
    content = zipped(a=b"a", b=b"b", c=b"c")
    with pytest.raises(NotTaken):
        of_upload("x.zip", content, Limits(files=2))


def test_a_file_that_is_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "cvs"
    folder.mkdir()
    with (folder / "huge.txt").open("wb") as file:
        file.truncate(11_000_000)
    [one] = given(folder)
    assert one.refused
    assert one.refused["reason"] == "too_large"
    assert one.content() == b""


def test_a_name_is_shown_on_one_line_and_short() -> None:
    assert shown("CV_Yassine_\u202efdp.docx") == "CV_Yassine_fdp.docx"
    assert shown("a\nb\0.txt") == "ab.txt"
    assert shown("\u202e") == "?"
    long = shown("é" * 200)
    assert len(long) <= 120
    assert long.endswith("é…")
    # What a file is said to be stands at the end of its name.
    assert shown(f"{'é' * 200}.docx").endswith("é….docx")
    # A letter keeps its marks, or goes with them.
    assert not shown("x" * 118 + "e\u0327\u0301\u0323" * 9).rstrip("…").endswith("e")


def test_a_name_that_was_changed_is_said() -> None:
    [one] = of_upload("CV_\u202efdp.txt", b"x")
    assert [note["code"] for note in one.notes] == ["renamed"]


CSV = "Prénom;Nom;E-mail;Compétences;Option\nBadr;Sanhaji;b@example.ma;Python, SQL;Data\n;;;;\n"


def test_a_list_gives_a_person_a_row() -> None:
    [row] = rows.rows("liste.csv", CSV.encode())
    assert row.name == "liste.csv, 2"
    assert row.cells == {
        "name": "Badr Sanhaji",
        "emails": "b@example.ma",
        "skills": "Python, SQL",
        "Option": "Data",
    }


def test_a_workbook_with_arabic_columns_is_a_list_too() -> None:
    book = Workbook()
    assert book.active
    for cells in (["الاسم الكامل", "رقم الهاتف"], ["بدر الصنهاجي", "0661223344"]):
        book.active.append(cells)
    content = io.BytesIO()
    book.save(content)
    [row] = rows.rows("liste.xlsx", content.getvalue())
    assert row.cells == {"name": "بدر الصنهاجي", "phones": "0661223344"}


@pytest.mark.parametrize("content", [b"", b"a;b\n1;2\n", b"\xff\xfea", b"PK\x03\x04"])
def test_what_is_no_list_of_people_is_said_so(content: bytes) -> None:
    with pytest.raises(NotTaken):
        rows.rows("liste.csv", content)
