import pytest

from app.kit.i18n import translator
from web.formats import Formats

# Babel separates thousands with a narrow no-break space in French.
NARROW = "\u202f"
NO_BREAK = "\u00a0"


def formats(language: str = "fr") -> Formats:
    return Formats(translator(language))


@pytest.mark.parametrize(
    ("stated", "shown"),
    [
        ("2025", "2025"),
        ("2025-04", "avril 2025"),
        ("2025-04-09", "9 avril 2025"),
        ("2010/2016", "2010/2016"),
        ("selon les appels", "selon les appels"),
        ("2025-13", "2025-13"),
    ],
)
def test_a_date_is_written_as_far_as_it_is_known(stated: str, shown: str) -> None:
    assert formats().date(stated) == shown


def test_months_have_their_moroccan_names_in_arabic() -> None:
    assert formats("ar").date("2025-08") == "غشت 2025"


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("fr", f"1{NARROW}500{NARROW}000{NO_BREAK}DH"),
        ("ar", "1.500.000 درهم"),
        ("en", "MAD 1,500,000"),
    ],
)
def test_dirhams_are_written_as_in_morocco(language: str, shown: str) -> None:
    assert formats(language).money(1_500_000) == shown.replace(NARROW, separator(language))


def separator(language: str) -> str:
    return formats(language).number(1000)[1]


def test_another_currency_is_named() -> None:
    assert formats("en").money(200_000, "EUR") == "200,000 euros"


@pytest.mark.parametrize(
    ("language", "shown"), [("fr", "1,5 an"), ("en", "1.5 years"), ("ar", "1,5 سنة")]
)
def test_a_fraction_takes_the_plural_of_its_language(language: str, shown: str) -> None:
    assert formats(language).measure("years", 1.5) == shown


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("dilutive", False, "non"),
        ("has_mvp", True, "oui"),
        ("sectors", ["fintech", "IA"], "fintech, IA"),
        ("own_contribution_pct", 20, f"20{NO_BREAK}%"),
        ("hq_country", "MA", "Maroc"),
        ("founded_year", 2021, "2021"),
        ("deadlines", "rolling", "en continu"),
        ("deadlines", "2024-06-03", "3 juin 2024"),
        ("seeks", ["seed_equity"], "fonds propres d’amorçage"),
        ("clients", ["CNSS"], "CNSS"),
    ],
)
def test_a_value_is_put_in_words(name: str, value: object, shown: str) -> None:
    assert formats().value(name, value) == shown


def test_a_code_without_label_is_shown_as_it_is() -> None:
    assert formats("ar").value("sectors", ["quantum_tech"]) == "quantum_tech"


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
