"""Paths, encodings, limits and folders: what holds whatever the form of the file."""

import os
from pathlib import Path

import pytest

from ingestion.raw import Limits
from ingestion.report import Reason
from tests.ingestion.factories import as_csv, as_yaml, batch, programme, refused, startup, text_file

FORMS = (".yaml", ".csv", ".xlsx")


def test_a_path_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    refusal = refused(tmp_path / "nothing.yaml")
    assert (refusal.code, refusal.line) == (Reason.NOT_FOUND, None)
    assert str(refusal).endswith("nothing.yaml: There is no such file or folder: check the path.")


def test_a_path_longer_than_the_system_takes_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path / ("a" * 5000)).code == Reason.NOT_READABLE


def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "p.yaml")
    assert refused(tmp_path / "p.yaml").code == Reason.NOT_FOUND


@pytest.mark.parametrize("name", ["p.json", "p.xls", "p.pdf", "p"])
def test_a_file_of_another_kind_is_refused(tmp_path: Path, name: str) -> None:
    refusal = refused(text_file(tmp_path / name, "id: a"))
    assert refusal.code == Reason.UNSUPPORTED_FORMAT
    assert ".yaml, .yml, .csv, .xlsx" in refusal.message


@pytest.mark.parametrize("suffix", FORMS)
@pytest.mark.parametrize("content", [b"", b"  \n\n"])
def test_an_empty_file_is_refused(tmp_path: Path, suffix: str, content: bytes) -> None:
    path = tmp_path / f"p{suffix}"
    path.write_bytes(content)
    assert refused(path).code == Reason.EMPTY_FILE


@pytest.mark.parametrize("suffix", FORMS)
def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"p{suffix}"
    # a hole of a terabyte: reading it whole would not end
    path.touch()
    os.truncate(path, 2**40)
    refusal = refused(path)
    assert refusal.code == Reason.TOO_LARGE
    assert "10,000,000 bytes" in refusal.message


@pytest.mark.parametrize("suffix", [".yaml", ".csv"])
def test_a_file_that_is_not_utf8_says_which_byte_on_which_line(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"p{suffix}"
    path.write_bytes("id: a\nname: Idée\n".encode("cp1252"))
    refusal = refused(path)
    assert (refusal.code, refusal.line) == (Reason.WRONG_ENCODING, 2)
    assert "0xe9 at offset 14 is not UTF-8" in refusal.message


def test_the_offset_of_a_wrong_byte_counts_the_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_bytes(b"\xef\xbb\xbfid: \xff")
    assert "0xff at offset 7" in refused(path).message


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
@pytest.mark.parametrize("suffix", [".yaml", ".csv"])
def test_utf16_is_named(tmp_path: Path, suffix: str, encoding: str) -> None:
    path = tmp_path / f"p{suffix}"
    path.write_bytes("id: a\n".encode(encoding))
    refusal = refused(path)
    assert refusal.code == Reason.WRONG_ENCODING
    assert "UTF-16" in refusal.message


@pytest.mark.parametrize("suffix", [".yaml", ".csv"])
def test_a_nul_byte_is_found_at_its_line(tmp_path: Path, suffix: str) -> None:
    refusal = refused(text_file(tmp_path / f"p{suffix}", "id\nna\0me\n"))
    assert (refusal.code, refusal.line) == (Reason.BAD_CHARACTER, 2)


@pytest.mark.parametrize("suffix", [".yaml", ".csv"])
def test_a_byte_order_mark_is_no_fault(tmp_path: Path, suffix: str) -> None:
    plain = {".yaml": as_yaml(tmp_path / "a.yaml", startup())}.get(suffix) or as_csv(
        tmp_path / "a.csv", [startup()], "startup"
    )
    path = tmp_path / f"b{suffix}"
    path.write_bytes(b"\xef\xbb\xbf" + plain.read_bytes())
    assert batch(path, "startup").records[0].data == startup()


def test_a_folder_is_read_in_the_order_of_its_names(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    as_yaml(tmp_path / "b" / "z.yaml", programme("z"))
    as_yaml(tmp_path / "c.yaml", programme("c"))
    text_file(tmp_path / "README.md", "# about")
    text_file(tmp_path / ".hidden.yaml", "broken: [")
    assert [record.id for record in batch(tmp_path).records] == ["z", "c"]


def test_a_folder_may_mix_forms(tmp_path: Path) -> None:
    as_yaml(tmp_path / "a.yaml", startup("a"))
    as_csv(tmp_path / "b.csv", [startup("b"), startup("c")], "startup")
    assert [record.id for record in batch(tmp_path, "startup").records] == ["a", "b", "c"]


def test_an_id_repeated_in_another_file_names_both_files(tmp_path: Path) -> None:
    as_yaml(tmp_path / "a.yaml", programme("a"))
    as_yaml(tmp_path / "b.yaml", programme("a"))
    found = batch(tmp_path)
    [refusal] = found.refusals
    assert [record.file for record in found.records] == [str(tmp_path / "a.yaml")]
    assert (refusal.code, refusal.file) == (Reason.DUPLICATE_ID, str(tmp_path / "b.yaml"))
    assert str(tmp_path / "a.yaml") in refusal.message


def test_a_bad_file_does_not_hide_the_others(tmp_path: Path) -> None:
    as_yaml(tmp_path / "a.yaml", programme("a"))
    text_file(tmp_path / "b.yaml", "[")
    text_file(tmp_path / "c.doc", "?")
    found = batch(tmp_path)
    assert [record.id for record in found.records] == ["a"]
    assert [r.code for r in found.refusals] == [Reason.BAD_SYNTAX, Reason.UNSUPPORTED_FORMAT]


def test_a_file_named_otherwise_than_its_record_is_a_warning(tmp_path: Path) -> None:
    as_yaml(tmp_path / "b.yaml", programme("a"))
    found = batch(tmp_path)
    assert not found.refusals
    assert [(w.code, w.message) for w in found.warnings] == [
        (Reason.FILE_NAME, "The file holds “a”: name it a.yaml.")
    ]


def test_a_folder_without_files_is_empty(tmp_path: Path) -> None:
    assert refused(tmp_path).code == Reason.EMPTY_FILE


def test_the_records_of_a_folder_are_counted_together(tmp_path: Path) -> None:
    for name in "abc":
        as_yaml(tmp_path / f"{name}.yaml", programme(name))
    found = batch(tmp_path, limits=Limits(records=2))
    assert [r.code for r in found.refusals] == [Reason.TOO_MANY_RECORDS]


def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path) -> None:
    # a loop of links fails to open for every user, root included
    (tmp_path / "a.yaml").symlink_to(tmp_path / "b.yaml")
    (tmp_path / "b.yaml").symlink_to(tmp_path / "a.yaml")
    assert refused(tmp_path / "a.yaml").code in {Reason.NOT_FOUND, Reason.NOT_READABLE}
