"""Names by where they stand and what repeats them, never by a list of names."""

import pytest

from ingestion.cv.model import PersonName
from tests.ingestion.cv.factories import cv

REST = "\nExpérience\nAssistante – Souk Vert, Fès\n2020 – 2022\nCompétences\nExcel"


def named(text: str, file: str = "", sizes: dict[int, float] | None = None) -> PersonName | None:
    found = cv(text + REST, file, sizes).name
    return found.value if found else None


@pytest.mark.parametrize(
    ("written", "given", "family"),
    [
        ("Omar BENCHEKROUN FIHRI", "Omar", "Benchekroun Fihri"),
        ("HAJJI Nisrine", "Nisrine", "Hajji"),
        ("EL MERNISSI Ghita", "Ghita", "El Mernissi"),
        ("Ayoub El Gharbaoui", "Ayoub", "El Gharbaoui"),
        ("IMAD AÏT OMAR", "Imad", "Aït Omar"),
        ("بدر الدين الصنهاجي", "بدر الدين", "الصنهاجي"),
        ("عبد الغني حمو", "عبد الغني", "حمو"),
        ("Xqzt Vwrpl", "Xqzt", "Vwrpl"),
        ("M. Zhōu-Nwachukwu Pîrtă", "Zhōu-Nwachukwu", "Pîrtă"),
    ],
)
def test_given_and_family(written: str, given: str, family: str) -> None:
    assert named(f"{written}\nnobody@example.com") == PersonName(f"{given} {family}", given, family)


def test_a_label_gives_the_name() -> None:
    found = named("Fiche de candidature\nE-mail : a@example.com\nNom : Khalid Amrani-Joutei")
    assert found
    assert found.full == "Khalid Amrani-Joutei"


def test_first_and_family_name_may_have_a_label_each() -> None:
    found = named("Prénom : Khalid\nNom : Amrani\nE-mail : a@example.com")
    assert found
    assert (found.given, found.family) == ("Khalid", "Amrani")


def test_a_label_may_put_the_family_first() -> None:
    found = named("Nom et prénom : Amrani Khalid\nE-mail : a@example.com")
    assert found == PersonName("Khalid Amrani", "Khalid", "Amrani")


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("Fatima Zahra Ouali", "fz.ouali@example.com"),
        ("Fatima Zahra Ouali", "f.ouali@example.com"),
        ("Fatima Zahra Ouali", "ouali_fatimazahra99@example.com"),
        ("Ouali Fatima Zahra", "fz.ouali@example.com"),
    ],
)
def test_the_address_parts_a_name(written: str, address: str) -> None:
    found = named(f"{written}\n{address}")
    assert found == PersonName("Fatima Zahra Ouali", "Fatima Zahra", "Ouali")


def test_the_title_of_the_document_before_a_name_is_no_part_of_it() -> None:
    found = named("Curriculum vitae of Grace Nkosi\ngnkosi@example.com")
    assert found
    assert found.full == "Grace Nkosi"


def test_the_address_tells_the_name_from_a_firm_above_it() -> None:
    found = named("Atlas Conseil\nNora Sbai\nnora.sbai@example.com")
    assert found
    assert found.full == "Nora Sbai"


def test_the_file_tells_the_name_too() -> None:
    text = "Horizon Vert\nNora Sbai\ncontact@example.com"
    found = named(text, file="CV_Sbai_Nora.pdf")
    assert found
    assert found.full == "Nora Sbai"


def test_the_largest_letters_tell_the_name_wherever_it_stands() -> None:
    text = "Profil\nTravaille avec soin\nNora Sbai\nnora@example.com"
    found = named(text, sizes={0: 12.0, 1: 10.0, 2: 24.0, 3: 10.0})
    assert found
    assert found.full == "Nora Sbai"


def test_a_title_or_a_heading_is_no_name() -> None:
    found = named("Curriculum Vitae\nIngénieur Génie Civil\nNora Sbai\nn.sbai@example.com")
    assert found
    assert found.full == "Nora Sbai"


def test_without_a_name_none_is_invented() -> None:
    assert named("contact@example.com") is None
