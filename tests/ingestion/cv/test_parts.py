"""Headings, contacts, languages and wishes."""

import pytest

from ingestion.cv.model import Section
from ingestion.cv.sections import heading
from tests.ingestion.cv.factories import cv

TOP = "Nora Sbai\nnora.sbai@example.com\n"
REST = "\nExpérience\nAssistante – Souk Vert, Fès\n2020 – 2022\n"


@pytest.mark.parametrize(
    ("text", "section"),
    [
        ("EXPÉRIENCES PROFESSIONNELLES", Section.EXPERIENCE),
        ("Mes compétences clés :", Section.SKILLS),
        ("Where I have been", Section.EXPERIENCE),
        ("Compétences linguistiques", Section.LANGUAGES),
        ("التجارب المهنية", Section.EXPERIENCE),
        ("المؤهلات العلمية", Section.EDUCATION),
        ("Formations & diplômes", Section.EDUCATION),
        ("Hobbies", Section.INTERESTS),
        ("Langues / اللغات", Section.LANGUAGES),
        ("Langues / Skills", None),
        ("Comptable chez Atlas", None),
        ("Formation de 40 utilisateurs à Power BI.", None),
        ("école", None),
    ],
)
def test_headings(text: str, section: Section | None) -> None:
    assert heading(text) is section


def test_a_heading_may_stand_beside_its_text_or_over_two_rows() -> None:
    text = "PROFIL Sept ans de métier\nLangues : arabe, français (B2)\nInformations\npersonnelles"
    found = cv(f"{TOP}{text}\nPermis B{REST}")
    kinds = [one.section for one in found.blocks]
    assert kinds[1:4] == [Section.PROFILE, Section.LANGUAGES, Section.PERSONAL]
    assert [one.value.level for one in found.languages] == [None, "B2"]


@pytest.mark.parametrize(
    "written",
    ["0612345678", "06.12.34.56.78", "(+212) 6-12-34-56-78", "00212 612 345678", "+2126 1234 5678"],
)
def test_phones_as_they_are_written(written: str) -> None:
    [found] = cv(f"Nora Sbai\n{written} – Fès{REST}").phones
    assert (found.text, found.value.e164) == (written, "+212612345678")


@pytest.mark.parametrize("written", ["nora.sb‐\nai@example.com", "Nora.Sbai@example.co\nm"])
def test_an_address_that_a_line_breaks_is_whole(written: str) -> None:
    [found] = cv(f"Nora Sbai\n{written}\nFès{REST}").emails
    assert found.value == "nora.sbai@example.com"


@pytest.mark.parametrize(
    "written",
    [
        "a@example.com | Tanger",
        "Adresse : 12, rue Ibn Sina, Tangier",
        "المدينة : طنجة",
        "Ville\nTanger",
    ],
)
def test_a_city_has_one_name_in_three_scripts(written: str) -> None:
    found = cv(f"Nora Sbai\n{written}{REST}").city
    assert found
    assert found.value == "Tanger"


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("Arabe : langue maternelle\nAnglais – avancé (B2)", ["native", "B2"]),
        ("Arabic native, French fluent, English basic.", ["native", "C1", "A2"]),
        ("العربية : اللغة الأم\nالفرنسية : جيد جدا", ["native", "C1"]),
        ("Arabe\tlangue maternelle\nAnglais\tB1", ["native", "B1"]),
        ("Langue maternelle : arabe\nAutre langue :\nfrançais\nLecture B2", ["native", "B2"]),
    ],
)
def test_levels_in_letters_and_words(text: str, levels: list[str]) -> None:
    found = cv(f"{TOP}Langues\n{text}{REST}").languages
    assert [one.value.level for one in found] == levels


def test_a_level_in_words_is_less_sure() -> None:
    found = cv(f"{TOP}Langues\nAnglais : courant\nEspagnol : B1{REST}").languages
    assert [one.value.by_word for one in found] == [True, False]
    assert found[0].confidence < found[1].confidence


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("type de contrat : CDI ou mission freelance", ["cdi", "freelance"]),
        ("open to PFE internship or permanent contract", ["stage_pfe", "cdi"]),
        ("نوع العقد: عقد محدد المدة", ["cdd"]),
        ("À la recherche d'une alternance", ["alternance"]),
    ],
)
def test_the_contract_sought(text: str, kinds: list[str]) -> None:
    found = cv(f"{TOP}{text}{REST}").contracts
    assert [one.value for one in found] == kinds


def test_a_contract_that_was_is_none_that_is_sought() -> None:
    assert cv(f"{TOP}{REST}CDD de remplacement, puis CDI.").contracts == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Disponibilité : 3 mois", "3 mois"),
        ("Disponible immédiatement.", "Disponible immédiatement"),
        ("Availability: From February 2027,\nsix months", "From February 2027, six months"),
        ("تاريخ التوفر: شهران", "شهران"),
    ],
)
def test_when_somebody_is_free(text: str, said: str) -> None:
    found = cv(f"{TOP}Objectif\n{text}{REST}").availability
    assert found
    assert found.value == said


def test_programming_languages_are_no_spoken_ones() -> None:
    found = cv(f"{TOP}Skills\nLanguages: Python, Java\nLanguages: English (fluent){REST}")
    assert [one.value.code for one in found.languages] == ["en"]


def test_projects_and_certifications_have_lines_of_their_own() -> None:
    found = cv(
        f"{TOP}Projets\nSouk-Stock – Gestion de stock (Symfony)\nCertifications\nCCNA\nPMP{REST}"
    )
    assert [one.name.value for one in found.projects] == ["Souk-Stock"]
    assert [one.value for one in found.certifications] == ["CCNA", "PMP"]
