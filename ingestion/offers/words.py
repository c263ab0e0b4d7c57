"""The words that an offer is read by."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from ingestion.cv.folding import folded
from ingestion.cv.words import by_word
from ingestion.cv.words import words as cv_words

ARABIC, ARTICLE, JOINED = re.compile("[ء-ي]"), "ال", "بلوف"


@cache
def words() -> Mapping[str, Any]:
    """The content of `words.yaml`."""
    content: Mapping[str, Any] = yaml.safe_load(
        files("ingestion.offers").joinpath("words.yaml").read_text("utf-8")
    )
    return content


@cache
def contracts() -> Mapping[str, str]:
    """From each way of writing a kind of contract, folded, to the kind."""
    return _folded(cv_words("wishes")["contracts"]) | _folded(words()["contracts"])


@cache
def contract_kinds() -> tuple[str, ...]:
    """The kinds of contract, in the order in which they are chosen from."""
    return tuple(dict.fromkeys(contracts().values()))


@cache
def cities() -> Mapping[str, str]:
    """From each spelling of a city, folded, to its French name."""
    given: Mapping[str, list[str]] = cv_words("cities")["cities"]
    named = {folded(one): city for city, others in given.items() for one in (city, *others)}
    return {form: city for name, city in named.items() for form in _attached(name)} | named


def _attached(name: str) -> Iterator[str]:
    """An Arabic name (folded) with the letters of "in", "to", "and" and "then" as part of it."""
    if ARABIC.match(name):
        yield from (letter + name for letter in JOINED)
        if name.startswith(ARTICLE):
            yield "لل" + name.removeprefix(ARTICLE)


@cache
def languages() -> Mapping[str, str]:
    """From each name of a language, folded, to its code."""
    return _folded(cv_words("languages")["languages"])


@cache
def levels() -> Mapping[str, str]:
    """From each word for a level of a language, folded, to the level."""
    return _folded(cv_words("languages")["levels"])


@cache
def degrees() -> Mapping[str, int]:
    """From each degree, folded, to its years; without those that are jobs as well."""
    given = cv_words("degrees")
    jobs = {folded(str(one)) for one in given["also_jobs"]}
    found = {folded(word): int(level) for word, level in by_word(given["degrees"]).items()}
    return {word: level for word, level in found.items() if word not in jobs}


@cache
def group(name: str) -> Mapping[str, str]:
    """From each word of a group of words here, folded, to the name it stands under."""
    return _folded(words()[name])


def _folded(groups: Mapping[str, list[str]]) -> dict[str, str]:
    return {folded(word): name for word, name in by_word(groups).items()}
