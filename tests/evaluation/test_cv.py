"""`wasl evaluate cv` on a small set of its own."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from evaluation import cv as measuring
from evaluation.cli import evaluate
from evaluation.collection import CollectionError
from evaluation.cv import Count, Job, Study, compared, run, shared

SKILLS = """\
java: {fr: Java, en: Java, ar: جافا, aliases: [java 17], implies: []}
spring_boot: {fr: Spring Boot, en: Spring Boot, ar: سبرينغ, aliases: [spring], implies: [java]}
cooking: {fr: Cuisine, en: Cooking, ar: الطبخ, aliases: [], implies: []}
"""
TEXT = """\
Nora Sbai
Développeuse Java
nora.sbai@example.com | 06 12 34 56 78 | Tanger
Expérience
Développeuse – Kasbah Labs, Fès
09/2020 – 08/2022
Formation
Master – Informatique, ENSA Tanger
2018 – 2020
Compétences
Java 17, Docker
Langues
Français : C1
"""
TRUTH: dict[str, Any] = {
    "file": "a.txt",
    "upload_name": "CV.txt",
    "language": "fr",
    "format": "txt",
    "name": {"full": "Nora Sbai"},
    "email": "nora.sbai@example.com",
    "phone": {"as_written": "06 12 34 56 78", "e164": "+212612345678"},
    "city": "Tangier",
    "headline": "Développeuse Java",
    "skills": [{"name": "Java 17", "id": "java"}, {"name": "Spring", "id": "spring_boot"}],
    "skills_evidenced_in_text": [],
    "languages": [{"code": "fr", "level": "C1"}, {"code": "ar", "level": "native"}],
    "education": [{"degree": "Master", "school": "ENSA Tanger"}],
    "experience": [
        {
            "title": "Développeuse",
            "organisation": "Kasbah Labs",
            "start": "2020-09",
            "end": "2022-08",
        }
    ],
    "certifications": [],
    "contract_sought": ["cdi"],
    "not_in_file": ["contract_sought"],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "a.txt").write_text(TEXT, "utf-8")
    (tmp_path / "truth.jsonl").write_text(json.dumps(TRUTH) + "\n", "utf-8")
    (tmp_path / "skills.yaml").write_text(SKILLS, "utf-8")
    return tmp_path


def test_each_field_has_its_figures_in_each_group(folder: Path) -> None:
    result: dict[str, Any] = run(folder)
    assert list(result["groups"]) == ["all but scans", "scans", "format txt", "language fr"]
    figures = result["groups"]["all but scans"]
    assert (result["files"], result["recognised"], figures["files"]) == (1, 1, 1)
    for name in ("name", "email", "phone", "city", "headline", "education", "experience"):
        assert figures[name]["f1"] == 1.0
    assert figures["skills"] == {
        "precision": 1.0,
        "recall": 0.5,
        "f1": pytest.approx(2 / 3),
        "expected": 2,
        "found": 1,
    }
    assert figures["languages"]["recall"] == 0.5


def test_what_is_not_in_the_file_is_expected_nowhere(folder: Path) -> None:
    result: dict[str, Any] = run(folder)
    contract = result["groups"]["all but scans"]["contract"]
    assert (contract["expected"], contract["found"], contract["f1"]) == (0, 0, 1.0)


def test_a_scan_counts_among_scans_and_in_no_language(folder: Path) -> None:
    (folder / "truth.jsonl").write_text(json.dumps(TRUTH | {"format": "scan"}), "utf-8")
    result: dict[str, Any] = run(folder)
    assert list(result["groups"]) == ["all but scans", "scans", "format scan"]
    assert result["groups"]["scans"]["files"] == 1


def test_a_file_that_cannot_be_read_misses_everything(folder: Path) -> None:
    (folder / "files" / "a.txt").write_bytes(b"")
    result: dict[str, Any] = run(folder)
    figures = result["groups"]["all but scans"]
    assert (result["recognised"], figures["name"]["recall"], figures["name"]["found"]) == (0, 0, 0)


def test_the_command_prints_a_line_for_each_field(folder: Path) -> None:
    shown = CliRunner().invoke(evaluate, ["cv", str(folder)])
    assert shown.exit_code == 0
    assert all(name in shown.stdout for name in ("name", "experience", "1 of 1 files"))


@pytest.mark.parametrize("missing", ["truth.jsonl", "skills.yaml", "files/a.txt"])
def test_a_missing_file_is_named(folder: Path, missing: str) -> None:
    (folder / missing).unlink()
    with pytest.raises(CollectionError, match=missing):
        run(folder)


def test_one_value_is_right_for_one_expected_value() -> None:
    found = compared(["a", "b"], ["a", "a", "c"], str.__eq__)
    assert (found.right, found.wrong, found.missed) == (1, 2, 1)


def test_nothing_expected_and_nothing_found_is_right() -> None:
    assert Count().figures()["f1"] == 1.0
    assert Count(wrong=1).figures()["precision"] == 0.0


def test_an_experience_is_right_with_its_dates_only() -> None:
    alike = measuring.ALIKE["experience"]
    one = Job("Ingénieur réseaux", "Atlas", "2020-09", "present")
    assert alike(one, Job("ingenieur réseau réseaux", "ATLAS", "2020-09", "present"))
    assert not alike(one, Job("Ingénieur réseaux", "Atlas", "2020", "present"))


def test_a_course_of_study_is_right_by_level_and_school_or_by_degree() -> None:
    alike = measuring.ALIKE["education"]
    one = Study("Diplôme d'ingénieur", 5, "ENSA Fès")
    assert alike(one, Study("", 5, "ENSA Fès"))
    assert alike(one, Study("diplome d'ingénieur", 5, ""))
    assert not alike(one, Study("Licence", 3, "ENSA Fès"))


def test_words_shared() -> None:
    assert shared("Oracle Java SE", "oracle java") == pytest.approx(0.8)
    assert shared("", "") == 0.0
