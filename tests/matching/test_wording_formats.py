import pytest

from matching.wording.formats import Formats
from matching.wording.texts import translator

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
        ("2025-04-01", "1er avril 2025"),
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
    assert formats(language).measure("mad", 1_500_000) == shown.replace(NARROW, separator(language))


def separator(language: str) -> str:
    return formats(language).number(1000)[1]


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("fr", "1,5 emploi par million de dirhams"),
        ("en", "1.5 jobs per million dirhams"),
        ("ar", "1,5 منصب لكل مليون درهم"),
    ],
)
def test_a_fraction_takes_the_plural_of_its_language(language: str, shown: str) -> None:
    assert formats(language).measure("jobs_per_million_mad", 1.5) == shown


@pytest.mark.parametrize(
    ("years", "shown"),
    [
        (0, "0 an"),
        (1, "1 an"),
        (1.5, "1 an et 6 mois"),
        (0.25, "3 mois"),
        (5, "5 ans"),
        (5 + 1 / 365, "5 ans et 1 jour"),
        (5 - 1 / 365, "4 ans et 11 mois"),
    ],
)
def test_years_are_counted_in_years_and_months_and_never_rounded_up(
    years: float, shown: str
) -> None:
    assert formats().measure("years", years) == shown


@pytest.mark.parametrize(
    ("years", "shown"),
    [(1, "سنة واحدة"), (2, "سنتان"), (3, "3 سنوات"), (11, "11 سنة"), (2 + 1 / 6, "سنتان وشهران")],
)
def test_arabic_has_its_dual_and_its_plurals(years: float, shown: str) -> None:
    assert formats("ar").measure("years", years) == shown


def test_an_arabic_dual_is_declined_after_a_preposition() -> None:
    assert formats("ar").measure("years", 2, "unit_of") == "سنتين"


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("dilutive", False, "non"),
        ("has_mvp", True, "oui"),
        ("sectors", ["fintech", "IA"], "fintech, IA"),
        ("own_contribution_pct", 20, f"20{NO_BREAK}%"),
        ("hq_country", "MA", "Maroc"),
        ("founded_year", 2021, "2021"),
        ("company_creation_date", "2024-06-03", "3 juin 2024"),
        ("province", "Al Haouz", "Al Haouz"),
        ("seeks", ["seed_equity"], "fonds propres d’amorçage"),
        ("clients", ["CNSS"], "CNSS"),
    ],
)
def test_a_value_is_put_in_words(name: str, value: object, shown: str) -> None:
    assert formats().value(name, value) == shown


def test_a_code_without_label_is_shown_as_it_is() -> None:
    assert formats("en").value("sectors", ["quantum_tech"]) == "quantum_tech"


def test_a_name_in_letters_of_the_other_direction_is_set_apart() -> None:
    assert formats("ar").value("business_model", "SaaS") == "\u2068SaaS\u2069"
    assert formats("en").value("city", "أصيلة") == "\u2068أصيلة\u2069"
    assert formats("en").value("city", "Asilah") == "Asilah"


def test_countries_begin_with_morocco_and_follow_by_name() -> None:
    assert formats("en").countries()[:2] == ["MA", "AF"]


def test_an_unknown_language_speaks_french() -> None:
    assert formats("de").number(1.5) == "1,5"
