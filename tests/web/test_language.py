import pytest

from tests.web.factories import request
from web.language import accepted, language_of


def test_french_is_spoken_to_who_says_nothing() -> None:
    assert language_of(request()) == "fr"


def test_the_address_wins_over_the_cookie_and_the_browser() -> None:
    given = {"cookie": "lang=en", "accept-language": "fr"}
    assert language_of(request("lang=ar", given)) == "ar"


def test_the_cookie_wins_over_the_browser() -> None:
    assert language_of(request(headers={"cookie": "lang=ar", "accept-language": "en"})) == "ar"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("ar-MA,ar;q=0.9,fr;q=0.5", "ar"),
        ("de;q=0.9, en-GB;q=0.8", "en"),
        ("en;q=0.1,fr;q=0.9", "fr"),
        ("de,nl", "fr"),
        ("en;q=0, ar", "ar"),
        (";;q=x,,", "fr"),
    ],
)
def test_the_browser_is_answered_in_the_first_of_its_languages_that_we_speak(
    header: str, language: str
) -> None:
    assert language_of(request(headers={"accept-language": header})) == language


def test_a_language_that_we_do_not_speak_is_ignored_in_the_address_and_the_cookie() -> None:
    assert language_of(request("lang=de", {"cookie": "lang=xx"})) == "fr"


def test_languages_of_equal_weight_keep_their_order() -> None:
    assert accepted("en, ar, fr;q=0.9") == ["en", "ar", "fr"]
