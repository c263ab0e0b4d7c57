"""Text to terms, by the habits of each language.

A word gives the stem by which texts of its language are compared. A word that reads the same in
every language (a number, an acronym, a name) also gives a mark, by which it is found across
languages.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from matching.lexical.languages import ARABIC_LETTER, DEFAULT, language_of, stem
from matching.lexical.spelling import fold, plain

# Changes with anything, here or in `spelling` and `languages`, that changes the terms of a text.
ANALYSIS = "analysis 1"

# What adverts and titles add to name both genders: (h/f), f/h/x, m/w/d; ingénieur·e·s, chef(fe).
GENDERS = re.compile(r"\(?\b[hfmwdxn](?:\s?/\s?[hfmwdxn]){1,2}\b\)?", re.IGNORECASE)
ENDINGS = re.compile(
    r"(?<=\w)(?:(?:[·•‧]\w{1,5})+|\((?:e|s|es|ne|fe|se|ère|euse|rice|trice)\))", re.IGNORECASE
)

TOKEN = re.compile(
    r"""
      [^\W\d_]&[^\W\d_]\b                       # R&D
    | \b[^\W\d_](?:\+\+|\#)                     # C++, C#
    | \b(?:[^\W\d_]\.){2,}                      # S.A.R.L.
    | \b\d{1,3}(?:[ .,]\d{3})+\b                # 500 000
    | \b\d+[.,]\d+\b                            # 1,5
    | [^\W_]+(?:['\-][^\W_]+)*                  # words, with their hyphens and apostrophes
    """,
    re.VERBOSE,
)
ENDS_SENTENCE = frozenset('.!?:;•-–—/(«"\n')
WORD = re.compile(r"[^\W\d_]{2,}")

CODE = re.compile(r"[\d&+#]")

ELISIONS = frozenset(
    ["l", "d", "j", "m", "n", "s", "t", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu"]
)
ENGLISH_ENDINGS = frozenset(["s", "re", "ve", "ll", "d", "m"])
WHOLE = frozenset(["aujourd'hui", "prud'homme", "prud'hommes"])


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a text: its stem in the field `lang`, and its mark, empty for a common word."""

    lang: str
    stem: str
    mark: str = ""


def terms(text: str, lang: str = "") -> list[Term]:
    """List the terms of `text`, in order, repeats kept.

    `lang` is an ISO 639-1 code; empty, it is guessed. A word in Arabic script is read as Arabic
    whatever the text's language, a Latin one in an Arabic text as French.
    """
    text = ENDINGS.sub("", GENDERS.sub(" ", plain(text)))
    field = language_of(text, lang)
    marker = Marker(text, field)
    found = []
    for match in TOKEN.finditer(text):
        for word in _words(match.group()):
            mark = marker.mark(word, match.start())
            found += _term(word, _field(word, field), mark)
    return found


class Marker:
    """Which words of a text read the same in every language."""

    def __init__(self, text: str, lang: str) -> None:
        self.text = text
        words = WORD.findall(text)
        capitals = sum(word[0].isupper() for word in words)
        # Capitals tell nothing where all words have them, as in titles and in German.
        self.names = lang != "de" and capitals <= 0.4 * len(words)
        shouted = sum(word.isupper() for word in words)
        self.acronyms = shouted <= 0.5 * len(words) or all(len(word) <= 5 for word in words)

    def mark(self, word: str, start: int) -> str:
        """Give the word's mark, empty when it is a common word; `start` is its token's place."""
        is_code = CODE.search(word) is not None
        is_acronym = self.acronyms and _capitals(word) > 1
        is_name = self.names and word[0].isupper() and len(word) > 2 and not self._begins(start)
        return fold(word) if is_code or is_acronym or is_name else ""

    def _begins(self, start: int) -> bool:
        """Whether the token is the first of a sentence, where a capital is only a habit."""
        before = self.text[max(0, start - 3) : start].rstrip(" ")
        return start == 0 or before[-1:] in ENDS_SENTENCE


def _words(token: str) -> Iterator[str]:
    """Take a token apart: elisions dropped, hyphens opened except in *e-commerce*, *start-up*."""
    if token[0].isdigit() or "." in token:
        yield _number(token) if token[0].isdigit() else token.replace(".", "")
        return
    for part in _unelided(token):
        pieces = part.split("-")
        if len(pieces) == 2 and min(map(len, pieces)) <= 2:
            pieces = ["".join(pieces)]
        yield from pieces


def _unelided(token: str) -> list[str]:
    if token.lower() in WHOLE:
        return [token]
    *before, last = token.split("'")
    kept = [part for part in before if part.lower() not in ELISIONS]
    ending = last.lower() if before else ""
    if ending == "t":  # don't, isn't
        return kept[:-1]
    return kept if ending in ENGLISH_ENDINGS else [*kept, last]


def _number(token: str) -> str:
    """Write a number in one way: 500 000 as 500000, 1,5 as 1.5; other tokens come back."""
    if re.fullmatch(r"\d{1,3}(?:[ .,]\d{3})+", token):
        return re.sub(r"[ .,]", "", token)
    return token.replace(",", ".")


def _field(word: str, lang: str) -> str:
    if ARABIC_LETTER.search(word):
        return "ar"
    return DEFAULT if lang == "ar" else lang


def _term(word: str, lang: str, mark: str) -> list[Term]:
    """Make the word's term; none for a stopword, or a lone letter that is not a capital."""
    if len(word) == 1 and word.isalpha() and not word.isupper():
        return []
    found = stem(word, lang) or (mark if _capitals(word) > 1 else "")
    return [Term(lang, found, mark)] if found else []


def _capitals(word: str) -> int:
    return sum(letter.isupper() for letter in word)
