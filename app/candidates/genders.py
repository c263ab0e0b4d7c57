"""Leaving out of quoted words what a title tells of somebody's gender.

The lexicon names each occupation by one label a language, and lists the feminine and masculine
forms that people write of it. A title in a text becomes that label; where words that the lexicon
does not know follow it, its first word alone becomes the form that stands for everybody.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import yaml

from matching.profile import LANGUAGES
from matching.skills.extraction import extract
from matching.skills.folding import key
from matching.skills.lexicon import ANY, Entry, lexicon

REMEMBERED = 16_384
WORD = re.compile(r"[^\W\d_][\w\u064b-\u0652]*")
# Vowel signs and doublings of Arabic are written or not.
SIGNS = re.compile(r"[\u064b-\u0652\u0640]")


@cache
def rules() -> Mapping[str, Any]:
    """How titles tell a gender."""
    text = files("app.candidates").joinpath("genders.yaml").read_text("utf-8")
    loaded: Mapping[str, Any] = yaml.safe_load(text)
    return loaded


@lru_cache(REMEMBERED)
def unsexed(text: str, language: str) -> str:
    """A text whose titles are said in the one form that each has."""
    return WORD.sub(lambda found: plain(found[0]), labelled(text, language))


def labelled(text: str, language: str) -> str:
    """A text in which each occupation is called by its label."""
    entries = lexicon().entries
    told = {one.start: one for one in extract(text, language) if entries[one.skill].is_occupation}
    for start in sorted(told, reverse=True):
        one = told[start]
        words = text[start : one.end]
        text = text[:start] + said(entries[one.skill], words, language) + text[one.end :]
    return text


def said(entry: Entry, words: str, language: str) -> str:
    """What an occupation is called in the language that its words are of, in their case."""
    written = (lang for lang, form in entry.by_language if key(form) == key(words))
    found = next((one for one in written if one in LANGUAGES), language)
    label = entry.label.get(found) or entry.label["fr"]
    return label[0].lower() + label[1:] if words[0].islower() else label


def plain(word: str) -> str:
    """A word, or the form of it that stands for everybody where it is a title of one gender."""
    bare = SIGNS.sub("", word.lower())
    for prefix in rules()["prefixes"]:
        stem = bare.removeprefix(prefix)
        if bare.startswith(prefix) and (found := titles().get(stem)):
            return cased(prefix + found, word)
    return word


def cased(found: str, word: str) -> str:
    """A word in capitals as another one is."""
    if word.isupper():
        return found.upper()
    return found.capitalize() if word[0].isupper() else found


@cache
def titles() -> Mapping[str, str]:
    """The first words of titles that are of one gender, each with the form for everybody."""
    heads = first_words()
    found = {
        one: other
        for theirs in heads.values()
        for one in theirs
        for other in masculine(one)
        if other in theirs
    }
    plurals = {f"{one}s": f"{other}s" for one, other in found.items() if one in heads["fr"]}
    return {one: other for one, other in (plurals | found).items() if not is_thing(one)}


def first_words() -> Mapping[str, set[str]]:
    """By language, the first word of each form of each occupation, without capitals."""
    heads: dict[str, set[str]] = {language: set() for language in LANGUAGES}
    for entry in lexicon().entries.values():
        for language, form in entry.by_language if entry.is_occupation else ():
            if word := WORD.search(SIGNS.sub("", form.lower())):
                heads["fr" if language == ANY else language].add(word[0])
    return heads


def masculine(word: str) -> Iterator[str]:
    """What a word may be the feminine of."""
    ends = rules()["endings"].items()
    return (word.removesuffix(end) + other for end, other in ends if word.endswith(end))


def is_thing(word: str) -> bool:
    """Whether a word also names something else than who does it: *محاسبة* is accounting too."""
    forms = lexicon().forms.get(key(word), ())
    return word in rules()["things"] or any(not one.entry.is_occupation for one in forms)
