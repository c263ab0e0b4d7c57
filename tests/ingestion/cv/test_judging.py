"""What is no CV is told from one by what only a CV tells: a life with its years, and whose."""

from pathlib import Path

import pytest

from ingestion.cv import State
from ingestion.cv.judging import said
from matching.profile import LANGUAGES
from tests.ingestion.cv.factories import ARABIC, ENGLISH, FRENCH, cv

OTHERS = sorted((Path(__file__).parent / "others").glob("*.txt"))
ADVERT = (Path(__file__).parent / "others" / "advert_en.txt").read_text("utf-8")


@pytest.mark.parametrize("path", OTHERS, ids=lambda path: path.stem)
def test_what_schools_send_beside_cvs_is_not_taken_for_one(path: Path) -> None:
    found = cv(path.read_text("utf-8"))
    assert found.verdict
    assert all(said(found.verdict, found.state, language) for language in LANGUAGES)


@pytest.mark.parametrize("text", [FRENCH, ARABIC, ENGLISH])
def test_a_cv_is_not_doubted(text: str) -> None:
    assert cv(text).verdict is None


def test_an_advert_with_the_headings_of_a_cv_is_read_and_doubted() -> None:
    found = cv(ADVERT)
    assert found.state is State.CV
    assert found.verdict
    assert found.verdict.kind == "job_offer"
    assert "Responsibilities" in said(found.verdict, found.state, "en")


def test_a_life_without_a_date_is_doubted_for_that() -> None:
    found = cv("Aya Naciri\naya@example.com\nSkills\nPython, SQL\nLanguages\nArabic, French")
    assert found.verdict
    assert found.verdict.kind == "undated"
    assert "dates" in said(found.verdict, found.state, "en")


def test_years_that_a_scan_parts_from_what_they_date_are_enough() -> None:
    text = "Aya Naciri\nSkills\nPython, SQL\nLanguages\nArabic, French\n|\n2019 - 2022"
    assert cv(text).verdict is None


def test_a_page_of_skills_and_years_that_names_nobody_is_doubted() -> None:
    found = cv("contact@example.com\nSkills\nJava, AWS\nProjects\n2021 – 2023: core banking")
    assert found.verdict
    assert found.verdict.kind == "nameless"
