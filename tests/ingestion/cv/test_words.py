"""The data that CVs are read by."""

from collections.abc import Iterator
from importlib.resources import files

import pytest

from ingestion.cv.places import canonical
from ingestion.cv.sections import heading
from ingestion.cv.words import words
from matching.criteria.places import places
from matching.profile import LANGUAGES

NAMES = sorted(
    one.name.removesuffix(".yaml")
    for one in files("ingestion.cv.words").iterdir()
    if one.name.endswith(".yaml")
)


def listed(value: object) -> Iterator[object]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from listed(inner)
    elif isinstance(value, list):
        yield from value


@pytest.mark.parametrize("name", NAMES)
def test_every_word_is_a_text(name: str) -> None:
    # YAML reads a bare "on" or "no" as a truth value
    assert all(
        isinstance(word, str | int) and not isinstance(word, bool) for word in listed(words(name))
    )


def test_every_city_of_the_regions_is_known() -> None:
    assert [city for city in places().cities if canonical(city) is None] == []


def test_every_heading_leads_to_its_section_and_none_is_lost() -> None:
    for section, phrases in words("headings")["sections"].items():
        found = [heading(phrase.capitalize()) for phrase in phrases]
        assert found.count(None) <= len(phrases) // 20, section


@pytest.mark.parametrize("name", ["nothing", "not_a_cv", "no_signs"])
def test_what_is_said_is_said_in_every_language(name: str) -> None:
    assert set(words("outcomes")[name]) == set(LANGUAGES)


def test_every_kind_of_document_has_a_name_in_every_language() -> None:
    for kind, given in words("kinds")["kinds"].items():
        assert set(given["label"]) == set(LANGUAGES), kind
