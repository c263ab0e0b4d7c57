"""Skills of a CV: from lists and from what was done, not from hobbies or names."""

import pytest

from ingestion.cv.model import Skill
from tests.ingestion.cv.factories import FRENCH, cv

TOP = "Nora Sbai\nnora.sbai@example.com\n"


def skills(text: str) -> dict[str, Skill]:
    return {one.id: one for one in cv(text).skills if one.how != "implied"}


def test_years_and_last_use_come_from_the_experiences() -> None:
    found = skills(
        f"{TOP}Expérience\nDéveloppeuse – Kasbah, Fès\n01/2020 – 12/2021\n• Services en Java.\n"
        "Développeuse – Souk Vert, Fès\n01/2021 – 12/2022\n• Services en Java.\n"
        "Compétences\nJava, Docker"
    )
    assert (found["java"].years, found["java"].last) == (3.0, "2022-12")
    assert (found["docker"].years, found["docker"].last) == (None, None)


def test_what_lasts_is_present() -> None:
    found = skills(FRENCH)
    assert found["postgresql"].last == "present"


def test_a_hobby_shows_no_skill() -> None:
    assert "python" not in skills(FRENCH)


@pytest.mark.parametrize(
    ("section", "line"),
    [
        ("Centres d'intérêt", "Python festival, échecs"),
        ("Informations personnelles", "Docker de métier à 19 ans"),
        ("Vie associative", "Club Java de cuisine"),
    ],
)
def test_some_sections_show_none(section: str, line: str) -> None:
    text = f"{TOP}Expérience\nAssistante – Souk Vert, Fès\n2020 – 2022\n{section}\n{line}"
    assert skills(text) == {}


def test_the_name_of_an_organisation_shows_none() -> None:
    text = (
        "Expérience\nAssistante – Rif Robotics, Fès\n2020 – 2022\n• Accueil.\nLangues\nArabe : B2"
    )
    assert "robotics" not in skills(f"{TOP}{text}")


def test_a_sentence_is_less_sure_than_a_list() -> None:
    text = (
        "Expérience\nAide – Souk Vert, Fès\n2020 – 2022\n• Base en PostgreSQL.\nCompétences\nMySQL"
    )
    found = skills(f"{TOP}{text}")
    assert found["postgresql"].confidence < found["mysql"].confidence
