"""A text in the one spelling that forms are looked up in, with the way back to the text.

Case, accents, Arabic letter variants, gaps (blank, hyphen, apostrophe, slash, point inside a
word), French articles, Arabic articles and plural endings make no difference: *Front-end*,
*frontend* and *front end* have one key, as have *gestion des stocks* and *gestion de stock*.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from matching.lexical.spelling import fold, plain

# What no form spans.
BREAK = "\n"
ARABIC = (
    r"[\u0610-\u061a\u0620-\u065f\u066e-\u06d3\u06d5-\u06ed\u06fa-\u06fc\ufb50-\ufdff\ufe70-\ufefc]"
)
TOKEN = re.compile(
    rf"""
      (?P<word>{ARABIC}+ | (?:(?!{ARABIC})[^\W_]|[\u0300-\u036f])+)
    | (?P<attached>(?<=[^\W_+\#])(?:\+\+|\#) | & | (?<![^\W_.])\.(?=[^\W_]))   # C++, C#, R&D, .NET
    | (?P<gap>(?:[ \u00a0\u202f_\-‐‑'’ʼ/]{{1,2}} | (?<=[^\W_])\.(?=[^\W_]) | [ ]?\r?\n[ ]?)+)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
# *Développeur·se*, *chargé(e)*: the ending says nothing about the skill.
ENDINGS = re.compile(
    r"(?<=\w)(?:[·‧.](?:e|se|ne|fe|ère|euse|rice|trice)[·‧.]?s?\b"
    r"|\((?:e|s|es|ne|fe|se|ère|euse|rice|trice)\))",
    re.IGNORECASE,
)
# Addresses are made of names, which are not skills.
# Lengths are bounded, so that a text of one endless word is not looked through again and again.
ADDRESSES = re.compile(
    r"\S{1,64}@\S{1,255}|\b(?:https?://|www\.)\S+"
    r"|\b[\w-]{1,63}\.(?:com|org|net|ma|fr|io)/\S*"
)
PARAGRAPH = re.compile(r"\n\s*\n")

ARTICLES = frozenset(["de", "du", "des", "la", "le", "les", "un", "une", "the"])
ELIDED = frozenset(["d", "l"])
APOSTROPHES = frozenset("'’ʼ")
ARABIC_ARTICLE = re.compile(r"^(?:[وف]?[بك]?ال|[وف]?لل)(?=\w{2})")
PROCLITICS = re.compile(r"^[وف]?[بلك]?")
IS_ARABIC = re.compile(r"[\u0620-\u064a]")


class Edge(IntEnum):
    """What a letter of a key is to its word; a bit each."""

    INSIDE = 0
    FIRST = 1
    # After a particle written together with the word: و ف ب ل ك.
    AFTER_PARTICLE = 2
    LAST = 4
    # Before a figure written together with the word: Java17.
    BEFORE_FIGURE = 8


@dataclass(frozen=True, slots=True)
class Folded:
    """A text's key; the part of the text that each letter of it stands for, and its edges.

    `spans[i]` and `edges[i]` are those of `key[i]`.
    """

    key: str
    spans: tuple[tuple[int, int], ...]
    edges: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where `key[start:end]` is in the text: whole words, articles and endings included."""
        return self.spans[start][0], self.spans[end - 1][1]


@dataclass(frozen=True, slots=True)
class Shape:
    """What a word gives to a key: letters, the places in the word that they are from, edges."""

    letters: str
    places: tuple[int, ...]
    edges: tuple[int, ...]


def folded(text: str) -> Folded:
    """The text in the spelling of forms; spans are those of the text as given."""
    signs: list[str] = []
    spans: list[tuple[int, int]] = []
    edges: list[int] = []
    for shape, start, end in _shapes(_masked(text)):
        signs.append(shape.letters)
        spans += _spans(shape, start, end)
        edges += shape.edges
    return Folded("".join(signs), tuple(spans), tuple(edges))


@lru_cache(maxsize=100_000)
def key(form: str) -> str:
    """The key of a form; of one made of articles alone, the articles."""
    found = "".join(shape.letters for shape, _, _ in _shapes(_masked(form))).strip(BREAK)
    return found or exact(form)


def spoken(text: str) -> str:
    """The words of a text in the spelling of keys, a blank around each: what cues are found in."""
    return f" {' '.join(words(text))} "


def words(text: str) -> list[str]:
    """The words of a text in the spelling of keys, articles left out."""
    return [word for word, _, _ in placed_words(text)]


def placed_words(text: str) -> list[tuple[str, int, int]]:
    """The words of a text in the spelling of keys, each with its start and end."""
    shapes = _shapes(_masked(text))
    return [(shape.letters, start, end) for shape, start, end in shapes if shape is not GAP]


def exact(form: str) -> str:
    """The form with its plural endings and articles."""
    return re.sub(r"[^\w+#&]", "", fold(plain(form)))


def _masked(text: str) -> str:
    """The text, as long as before, without what is to be skipped."""
    text = ADDRESSES.sub(lambda found: "\0" * len(found[0]), text)
    text = PARAGRAPH.sub(lambda found: "\0" * len(found[0]), text)
    return ENDINGS.sub(lambda found: "_" * len(found[0]), text)


def _shapes(text: str) -> Iterator[tuple[Shape, int, int]]:
    """The shapes of a text's words and signs, each with its place; articles give none."""
    for token in TOKEN.finditer(text):
        start, end = token.span()
        kind = token.lastgroup
        if kind == "word":
            elided = text[end : end + 1] in APOSTROPHES and token[0].lower() in ELIDED
            if not elided and (shape := _word(token[0])).letters:
                yield shape, start, end
        elif kind != "gap":
            yield (_sign(token[0]) if kind == "attached" else GAP), start, end


def _spans(shape: Shape, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The first letter begins with its word, the last one ends with it."""
    last = len(shape.places) - 1
    for number, place in enumerate(shape.places):
        begins = start if number == 0 else start + place
        yield begins, (end if number == last else start + place + 1)


@lru_cache(maxsize=100_000)
def _word(word: str) -> Shape:
    """The shape of a word: none for an article, its own article and ending left out."""
    signs = [(sign, place) for place, letter in enumerate(word) for sign in _folded_sign(letter)]
    whole = "".join(sign for sign, _ in signs)
    if whole in ARTICLES:
        return Shape("", (), ())
    stem = _stem(whole)
    letters = whole[stem]
    return Shape(letters, tuple(place for _, place in signs[stem]), tuple(_edges(letters)))


def _sign(signs: str) -> Shape:
    """The shape of signs that belong to a word: the point begins one, the others end one."""
    edge = Edge.FIRST if signs == "." else Edge.LAST
    return Shape(signs, tuple(range(len(signs))), (int(edge),) * len(signs))


def _stem(word: str) -> slice:
    """The word behind its Arabic article and before its plural ending."""
    if IS_ARABIC.search(word):
        article = ARABIC_ARTICLE.match(word)
        return slice(article.end() if article else 0, len(word))
    plural = len(word) >= 5 and word.endswith(("s", "eaux")) and not word.endswith(("ss", "js"))
    return slice(0, len(word) - plural)


def _edges(word: str) -> list[int]:
    edges = [int(Edge.INSIDE)] * len(word)
    if not edges:
        return edges
    edges[0] |= Edge.FIRST
    edges[-1] |= Edge.LAST
    if IS_ARABIC.search(word):
        for place in range(1, _particles(word) + 1):
            edges[place] |= Edge.AFTER_PARTICLE
    for place in range(2, len(word) - 1):
        if word[place].isalpha() and word[place + 1].isdigit():
            edges[place] |= Edge.BEFORE_FIGURE
    return edges


def _particles(word: str) -> int:
    """How many letters at the front may be particles; the word keeps three at least."""
    found = PROCLITICS.match(word)
    return min(found.end() if found else 0, max(0, len(word) - 3))


@lru_cache(maxsize=10_000)
def _folded_sign(sign: str) -> str:
    return fold(plain(sign))


GAP = Shape(BREAK, (0,), (0,))
