"""Names compared across scripts: by their consonants, since vowels are written in many ways.

Two names that are alike are not yet one person; see `app.candidates.likeness`.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Any

import yaml

from matching.lexical.spelling import fold, plain

ARABIC = re.compile("[\u0600-\u06ff]")
WORD = re.compile(r"[^\W\d_]+")
# Words that two names share, to be alike: one given name is anybody's.
ENOUGH = 2


@cache
def rules() -> Mapping[str, Any]:
    """How names are compared."""
    text = files("app.candidates").joinpath("names.yaml").read_text("utf-8")
    loaded: Mapping[str, Any] = yaml.safe_load(text)
    return loaded


def skeleton(name: str) -> frozenset[str]:
    """The words of a name as their consonants; those that have none are left out."""
    found = (consonants(word) for word in words(name))
    return frozenset(one for one in found if one)


def alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two names, as skeletons, may be one: the shorter is in the longer."""
    return len(one & other) >= max(ENOUGH, min(len(one), len(other)))


def words(name: str) -> Iterator[str]:
    """The words of a name that say who it is, without articles; joined ones apart."""
    for word in WORD.findall(plain(name)):
        folded = fold(word)
        if folded in ignored():
            continue
        script = "arabic" if ARABIC.search(folded) else "latin"
        yield from parted(re.sub(rules()["articles"][script], "", folded))


def parted(word: str) -> Iterator[str]:
    """A word, or the two that Latin letters join in it."""
    for form in rules()["parted"]:
        if found := re.fullmatch(form, word):
            yield from found.groups()
            return
    yield word


def consonants(word: str) -> str:
    """What is heard of a word in any spelling: its consonants, none twice in a row, no last h."""
    table = letters()
    heard = "".join(table[found] for found in groups().findall(word))
    return "".join(letter for letter, _ in groupby(heard)).rstrip("h") or heard[:1]


def sounds(word: str) -> str:
    """The consonants of a folded word, one that is doubled once: *Bennani*, *Benani*, بناني."""
    heard, end = "", 0
    for found in groups().finditer(word):
        said = letters()[found[0]]
        heard += "" if found.start() == end and heard.endswith(said) else said
        end = found.end()
    return heard.rstrip("h")


@cache
def ignored() -> frozenset[str]:
    """Words that are no names, folded."""
    return frozenset(fold(plain(word)) for word in rules()["ignored"])


@cache
def letters() -> dict[str, str]:
    """The consonant of each group of letters."""
    return {fold(group): said for group, said in {**rules()["latin"], **rules()["arabic"]}.items()}


@cache
def groups() -> re.Pattern[str]:
    """Finds groups of letters, the longest first."""
    return re.compile("|".join(sorted(map(re.escape, letters()), key=len, reverse=True)))
