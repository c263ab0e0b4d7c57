"""Cuts long texts at sentence, else word, ends."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

# A sentence ends at Latin or Arabic punctuation before a space, or with its line.
SENTENCE = re.compile(r"""[.!?…؟؛۔。！？]+["'»”’)\]]*\s+|\s*\n\s*""")
WORD = re.compile(r"\s+")
WORD_LENGTH = 200  # characters; longer runs without a space are cut wherever that falls

Counter = Callable[[Sequence[str]], list[int]]


def cut(text: str, count: Counter, *, target: int, limit: int) -> list[str]:
    """Pieces of about `target` tokens at most whose concatenation is `text`; none if blank.

    `count` gives the tokens of each text; a sentence of up to `limit` tokens stays whole, no
    piece is above `limit`. Whitespace stays at the end of the piece before it.
    """
    if not text.strip():
        return []
    if count([text])[0] <= target:
        return [text]
    sentences = split(text, SENTENCE)
    parts: list[tuple[str, int]] = []
    for sentence, size in zip(sentences, count(sentences), strict=True):
        parts += [(sentence, size)] if size <= limit else _words(sentence, count, target)
    return [piece for pack in packed(parts, target) for piece in fitted(pack, count, limit)]


def split(text: str, ends: re.Pattern[str]) -> list[str]:
    """Cut after each match of `ends`; a blank beginning goes with what follows."""
    stops = [match.end() for match in ends.finditer(text) if text[: match.end()].strip()]
    bounds = [0, *stops, len(text)]
    return [text[a:b] for a, b in pairwise(bounds) if a < b]


def packed(parts: Sequence[tuple[str, int]], target: int) -> Iterator[str]:
    """Join neighbours while their sizes sum to `target` at most."""
    pack, total = "", 0
    for text, size in parts:
        if pack and total + size > target:
            yield pack
            pack, total = "", 0
        pack, total = pack + text, total + size
    if pack:
        yield pack


def fitted(text: str, count: Counter, limit: int) -> list[str]:
    """Halve until each part has `limit` tokens at most: a part's size is not its words' sum."""
    if len(text) < 2 or count([text])[0] <= limit:
        return [text]
    middle = len(text) // 2
    return fitted(text[:middle], count, limit) + fitted(text[middle:], count, limit)


def _words(sentence: str, count: Counter, target: int) -> list[tuple[str, int]]:
    words = [part for word in split(sentence, WORD) for part in _runs(word)]
    return [
        (pack, target)  # a pack of words is a piece of its own
        for pack in packed(list(zip(words, count(words), strict=True)), target)
    ]


def _runs(word: str) -> Iterator[str]:
    yield from (word[at : at + WORD_LENGTH] for at in range(0, len(word), WORD_LENGTH))
