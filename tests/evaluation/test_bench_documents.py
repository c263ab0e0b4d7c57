"""The figures of reading: strings recovered, parts whole, how bad files end."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from evaluation.bench_documents import Cell, ended, folded, may, run
from evaluation.cli import bench
from ingestion.cv import Cv, State
from ingestion.cv.model import Verdict
from ingestion.documents import Flag, Kind, Notice, Read, Reason, Refused
from tests.ingestion.cv.factories import FRENCH

RECORD = {
    "id": "c1",
    "language": "fr",
    "format": "txt",
    "file": "c1.txt",
    "not_in_file": ["target_roles"],
    "name": {"as_written": "Amina BERRADA"},
    "email": "amina@example.com",
    "phone": {"as_written": "06 00 00 00 01"},
    "city": "Fès",
    "headline": "Ingénieure logiciel",
    "summary": "",
    "links": [],
    "certifications": ["CKA"],
    "target_roles": ["Architecte"],
    "skills": [{"name": "Python"}],
    "languages": [{"name": "Arabe", "as_written": "langue maternelle"}],
    "education": [{"degree": "Diplôme d'ingénieur", "school": "ENSA de Fès"}],
    "experience": [{"title": "Développeuse", "bullets": ["Paiements en ligne", "Tests de charge"]}],
    "projects": [],
}
LINES = [
    "Amina Berrada — amina@example.com — 06 00 00 00 01 — Fès",
    "Ingénieure\u00a0logiciel",
    "Développeuse", "Paiements en ligne", "Tests de charge",
    "Diplôme d’ingénieur", "ENSA de Fès",
    "Python, Arabe langue maternelle, CKA",
]  # fmt: skip


def cell(lines: list[str]) -> Cell:
    counted = Cell()
    counted.add(RECORD, "\n".join(lines), 0.5, 0.25)
    return counted


def test_strings_are_compared_without_case_blanks_and_kinds_of_dash() -> None:
    assert folded("Été – L’ART\n") == folded("été-l'art")
    assert folded("مُهنـدس") == folded("مهندس")


def test_every_string_of_a_file_is_looked_for_and_parts_are_whole() -> None:
    counted = cell(LINES)
    assert (counted.strings, counted.recovered) == (14, 14)
    assert (counted.parts, counted.whole) == (2, 2)
    assert counted.figures()["files_a_minute"] == 120
    assert counted.figures()["cpu_p50_ms"] == 250


def test_a_missing_string_and_a_part_that_is_mixed_with_another_count_against() -> None:
    mixed = [LINES[0], LINES[1], LINES[2], LINES[5], LINES[3], LINES[4], LINES[6]]
    counted = cell(mixed)
    assert (counted.strings, counted.recovered) == (14, 10)
    assert (counted.parts, counted.whole) == (2, 0)


def test_ends_are_those_that_the_table_names() -> None:
    held = Read(Kind.TEXT, 1, (), (Notice(Flag.INSTRUCTIONS),))
    assert ended(held) == ended(Refused(Reason.BOMB)) == "quarantined"
    assert ended(Refused(Reason.EMPTY)) == "clear error"
    assert ended(Read(Kind.TEXT, 1, ())) == "accepted with warning"
    other, doubtful = Cv(State.NOT_A_CV), Cv(State.CV, verdict=Verdict("undated"))
    assert ended(Read(Kind.TEXT, 1, ()), other) == "clear error"
    assert ended(Read(Kind.TEXT, 1, ()), doubtful) == "quarantined"
    assert may("quarantined", "clear error (not accepted)") == {"quarantined", "clear error"}
    assert may("clear error", None) == {"clear error"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("files", "bad"):
        (tmp_path / name).mkdir()
    (tmp_path / "truth.jsonl").write_text(json.dumps(RECORD), "utf-8")
    (tmp_path / "files" / "c1.txt").write_text("\n".join(LINES), "utf-8")
    (tmp_path / "bad" / "b1.pdf").write_bytes(b"")
    header = "file\twhat_it_is\texpected\tupload_name\tmust_hold\talso_acceptable\n"
    rows = "b1.pdf\tempty\tclear error\tb1.pdf\t\t\nb2.pdf\tabsent\tclear error\tb2.pdf\t\t\n"
    (tmp_path / "bad" / "EXPECTED.tsv").write_text(header + rows, "utf-8")
    return tmp_path


def test_a_folder_is_measured_by_format_and_language(folder: Path) -> None:
    result = run(folder)
    assert isinstance(result["cells"], dict)
    assert list(result["cells"]) == ["all", "txt fr"]
    assert result["cells"]["txt fr"]["recovered"] == 1.0
    assert 0 <= result["cells"]["txt fr"]["cpu_p50_ms"] < 1000
    assert isinstance(result["memory_mb"], float)
    assert 10 < result["memory_mb"] < 500
    assert result["bad"] == [{"file": "b1.pdf", "outcome": "refused: empty", "as_expected": True}]


def test_the_command_fails_when_a_bad_file_ends_otherwise(folder: Path) -> None:
    assert CliRunner().invoke(bench, ["documents", str(folder)]).exit_code == 0
    (folder / "bad" / "b1.pdf").write_text(FRENCH, "utf-8")
    failed = CliRunner().invoke(bench, ["documents", str(folder)])
    assert failed.exit_code == 1
    assert "b1.pdf" in failed.output
