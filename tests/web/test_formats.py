import pytest

from app.kit.i18n import translator
from web.formats import Formats


def formats(language: str = "fr") -> Formats:
    return Formats(translator(language))


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("deadlines", "rolling", "en continu"),
        ("deadlines", "2024-06-03", "3 juin 2024"),
        ("sectors", ["fintech", "IA"], "fintech, IA"),
        ("clients", ["CNSS"], "CNSS"),
    ],
)
def test_a_value_that_no_rule_asks_is_put_in_words(name: str, value: object, shown: str) -> None:
    assert formats().value(name, value) == shown


@pytest.mark.parametrize(
    ("title", "stated", "told"),
    [
        ("TelQuel, 21/04/2021", "2021-04-21", "TelQuel"),
        ("Challenge, décembre 2024", "2024-12", "Challenge"),
        ("La Vie Éco, déc. 2023", "2023-12", "La Vie Éco"),
        ("Blog El Bidouna, 2016", "2016", "Blog El Bidouna"),
        ("Le Matin, 2018", "2019-01", "Le Matin, 2018"),
        ("Le Matin, 2018", "", "Le Matin, 2018"),
        ("Catalogue des programmes, fiche du site", "2024-12", None),
        ("MF Pro - Intelaka, nouvelles conditions 2024", "2024", None),
    ],
)
def test_a_date_that_is_told_beside_a_title_is_not_told_in_it(
    title: str, stated: str, told: str | None
) -> None:
    assert formats().undated(title, stated) == (told or title)


def test_an_address_is_named_by_its_site() -> None:
    origin = formats().origin("https://www.cdginvest.ma/fr/212founders?x=1")
    assert (origin.name, origin.url) == (
        "cdginvest.ma",
        "https://www.cdginvest.ma/fr/212founders?x=1",
    )


def test_an_address_that_cannot_be_read_is_named_by_itself() -> None:
    assert formats().origin("https://[lien").name == "https://[lien"


def test_a_source_that_is_no_web_address_is_no_link() -> None:
    assert formats().origin("javascript:alert(1)").url is None
