"""Leaving out of texts who somebody is, and where they learned, however either is spelt.

Texts are compared without case and accents. Words of a name are also known by how they sound, in
either script: *Benani*, *Bénani* and بناني are one.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from app.candidates.items import PERSONAL
from app.candidates.names import sounds, words
from app.candidates.schemas import ValueShown
from matching.lexical.spelling import fold, plain

REMEMBERED = 4_096
# What stands for a word that was left out.
GAP = "…"
WORD = re.compile(r"[^\W\d_]+")
# Shorter words of a name are words of any text, unless a capital says that they are names; fewer
# consonants are heard in too many words.
SHORTEST, HEARD = 4, 3


class Folds(dict[int, str]):
    """The one letter that each letter is compared as."""

    def __missing__(self, code: int) -> str:
        """Fold a letter when it is first met; one that is no single letter then stays."""
        letter = chr(code)
        folded = fold(plain(letter))
        self[code] = folded if len(folded) == 1 else letter
        return self[code]


FOLDS = Folds()


@dataclass(frozen=True, slots=True)
class Own:
    """Who somebody is: whole names and addresses, words of names, and how those sound."""

    phrases: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    heard: frozenset[str] = frozenset()

    def names(self, word: str) -> bool:
        """Whether a word of a text is one of a name."""
        return any(self.said(one, word) for one in words(word))

    def said(self, one: str, word: str) -> bool:
        """Whether a folded word is one of a name, by how it was written in a text."""
        if one in self.words and (len(one) >= SHORTEST or word[0].isupper()):
            return True
        return one not in self.words and not word[0].islower() and sounds(one) in self.heard


def own(values: Iterable[ValueShown]) -> Own:
    """Who somebody is by every value that documents and they themselves ever gave of it."""
    told = [one for one in values if one.field in PERSONAL]
    names = [text for one in told if one.field == "name" for text in texts(one.value)]
    others = [text for one in told if one.field != "name" for text in (*texts(one.value), one.text)]
    parts = frozenset(part for name in names for part in words(name))
    return Own(
        phrases=frozenset([*others, *(turned for name in names for turned in turns(name))]),
        words=parts,
        heard=frozenset(one for one in map(sounds, parts) if len(one) >= HEARD),
    )


def texts(value: object) -> Iterator[str]:
    """The texts of a value, which is one or has some."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (one for one in value.values() if isinstance(one, str))


def turns(name: str) -> Iterator[str]:
    """A name of several words, from each of them on: *Sara Alami*, *Alami Sara*."""
    told = name.split()
    if len(told) > 1:
        yield from (" ".join((*told[at:], *told[:at])) for at in range(len(told)))


def unnamed(text: str, known: Own) -> str:
    """A text in which a gap stands for whoever is known."""
    kept = without(text, known.phrases)
    return WORD.sub(lambda found: GAP if known.names(found[0]) else found[0], kept)


def without(text: str, phrases: Collection[str]) -> str:
    """A text in which a gap stands for each of some phrases, in any case and with any accents."""
    text = unicodedata.normalize("NFC", text)
    kept, end = [], 0
    for found in any_of(frozenset(phrases)).finditer(text.translate(FOLDS)):
        kept += [text[end : found.start()], GAP]
        end = found.end()
    return "".join((*kept, text[end:]))


@lru_cache(REMEMBERED)
def any_of(phrases: frozenset[str]) -> re.Pattern[str]:
    """Finds phrases in a folded text as whole words, the longest first."""
    folded = {unicodedata.normalize("NFC", one).translate(FOLDS) for one in phrases}
    told = sorted(filter(str.strip, folded), key=len, reverse=True)
    each = (r"\s+".join(map(re.escape, one.split())) for one in told)
    return re.compile(rf"(?<!\w)(?:{'|'.join(each) or '(?!)'})(?!\w)")
