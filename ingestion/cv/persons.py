"""The parts of a name: which words are given, which are the family's."""

import re
from collections.abc import Sequence
from functools import cache

from ingestion.cv.folding import folded
from ingestion.cv.model import PersonName
from ingestion.cv.words import words


@cache
def _known(kind: str) -> frozenset[str]:
    return frozenset(folded(word) for word in words("names")[kind])


def titled(word: str) -> bool:
    """Whether a word stands before a name and is none: "Mme", "Dr."."""
    return folded(word).strip(".") in _known("titles")


def particle(word: str) -> bool:
    """Whether a word belongs to the one after it: "El", "Aït"."""
    return folded(word) in _known("particles")


def parted(text: str, email: str = "", *, family_first: bool = False) -> PersonName:
    """A name as given and family, in usual letters.

    Capitals show the family where only some words have them; else the address parts the words
    where it repeats them, and initials in it are those of the given name; else the first word is
    the given name, or the family's where the label says so.
    """
    groups = _groups([word for word in text.split() if not titled(word)])
    if len(groups) < 2:
        return PersonName(_usual(" ".join(groups)))
    given, family = (
        _by_capitals(groups)
        or _by_address(groups, email)
        or ((groups[1:], groups[:1]) if family_first else (groups[:1], groups[1:]))
    )
    first, last = _usual(" ".join(given)), _usual(" ".join(family))
    return PersonName(f"{first} {last}", first, last)


Parts = tuple[Sequence[str], Sequence[str]]


def _groups(said: Sequence[str]) -> list[str]:
    """The words, particles joined to the word after them and Arabic compounds whole."""
    groups: list[str] = []
    joins = False
    for word in said:
        if groups and (joins or folded(word) in _known("closing")):
            groups[-1] += f" {word}"
        else:
            groups.append(word)
        joins = particle(word) or folded(word) in _known("opening")
    return groups


def _by_capitals(groups: Sequence[str]) -> Parts | None:
    capital = [group.isupper() and len(group) > 1 for group in groups]
    count = sum(capital)
    if not 0 < count < len(groups):
        return None
    if all(capital[:count]):
        return groups[count:], groups[:count]
    return (groups[:-count], groups[-count:]) if all(capital[-count:]) else None


def _by_address(groups: Sequence[str], email: str) -> Parts | None:
    """The parts that the address gives whole or by their first letters."""
    local = re.split(r"[._-]+", re.sub(r"\d", "", email.partition("@")[0].lower()))
    if len(local) != 2:
        return None
    for place in range(1, len(groups)):
        first, last = _plain(groups[:place]), _plain(groups[place:])
        if _repeats(local, groups[:place], last) or _repeats(local[::-1], groups[:place], last):
            return groups[:place], groups[place:]
        if _repeats(local, groups[place:], first) or _repeats(local[::-1], groups[place:], first):
            return groups[place:], groups[:place]
    return None


def _repeats(local: Sequence[str], given: Sequence[str], family: str) -> bool:
    """Whether an address is the given name or its initials, then the family."""
    initials = "".join(word[0] for group in given for word in folded(group).split())
    return local[1] == family and local[0] in {_plain(given), initials, initials[:1]}


def _plain(groups: Sequence[str]) -> str:
    return re.sub(r"\W", "", folded("".join(groups)))


def _usual(text: str) -> str:
    return " ".join(_word(word) for word in text.split())


def _word(word: str) -> str:
    if word.isupper() and len(word) > 1:
        return re.sub(r"[^\W\d_]+", lambda match: match[0].capitalize(), word)
    return word
