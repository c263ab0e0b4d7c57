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
