import pytest
from babel import Locale

from matching.criteria.facts import fact_types
from web.answers import Unfit, read

FRENCH, ARABIC, ENGLISH = Locale("fr", "MA"), Locale("ar", "MA"), Locale("en", "GB")


@pytest.mark.parametrize(
    ("locale", "typed", "value"),
    [
        (FRENCH, "2,5", 2.5),
        (FRENCH, "2.5", 2.5),
        (ENGLISH, "2.5", 2.5),
        (ARABIC, "2,5", 2.5),
        (FRENCH, "3 000 000", 3_000_000),
        (ARABIC, "3.000.000", 3_000_000),
        (FRENCH, "3\u202f000\u00a0000", 3_000_000),
        (ENGLISH, "3,000,000", 3_000_000),
        (ARABIC, "٣٬٠٠٠٬٠٠٠", 3_000_000),
        (ARABIC, "٢٫٥", 2.5),
        (FRENCH, "٣٠٠٠", 3000),
    ],
)
def test_a_number_is_read_as_its_language_writes_it(
    locale: Locale, typed: str, value: float
) -> None:
    assert read(fact_types()["annual_turnover_mad"], typed, locale) == value


@pytest.mark.parametrize(
    ("field", "typed", "key"),
    [
        ("annual_turnover_mad", "beaucoup", "answer.number"),
        ("annual_turnover_mad", "nan", "answer.number"),
        ("annual_turnover_mad", "1e9", "answer.number"),
        ("annual_turnover_mad", "1.2.3", "answer.number"),
        ("annual_turnover_mad", "-3", "answer.least"),
        ("company_age_years", "400", "answer.between"),
        ("founders_count", "1,5", "answer.whole"),
        ("has_mvp", "peut-être", "answer.choice"),
        ("legal_form", "SNC", "answer.choice"),
        ("company_creation_date", "2021", "answer.date"),
        ("company_creation_date", "30/02/2021", "answer.date"),
        ("province", " ", "answer.empty"),
        ("province", "x" * 301, "answer.long"),
    ],
)
def test_what_is_no_value_of_a_fact_is_refused_with_its_reason(
    field: str, typed: str, key: str
) -> None:
    with pytest.raises(Unfit) as refused:
        read(fact_types()[field], typed, FRENCH)
    assert refused.value.key == key


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        ("has_mvp", "yes", True),
        ("has_mvp", "no", False),
        ("legal_form", "SARL", "SARL"),
        ("founders_count", "2", 2),
        ("company_creation_date", "2021-03-12", "2021-03-12"),
        ("company_creation_date", "12/03/2021", "2021-03-12"),
        ("company_creation_date", "2.3.2021", "2021-03-02"),
        ("company_creation_date", "١٢/٠٣/٢٠٢١", "2021-03-12"),
        ("sector", "fintech, agritech", ("fintech", "agritech")),
        ("sector", "fintech، agritech", ("fintech", "agritech")),
    ],
)
def test_an_answer_becomes_a_value_of_the_type_of_its_fact(
    field: str, typed: str, value: object
) -> None:
    assert read(fact_types()[field], typed, FRENCH) == value
