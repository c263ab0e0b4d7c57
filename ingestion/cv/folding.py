"""Text as it is compared, with the way back to the text as written."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

SAME = str.maketrans(
    {
        **dict.fromkeys("’‘ʼ`´", "'"),
        **dict.fromkeys("–—‒―−‑⁃", "-"),
        **dict.fromkeys("أإآٱ", "ا"),
        **dict.fromkeys("ىی", "ي"),
        "ة": "ه",
        "ک": "ك",
        "،": ",",
        "؛": ";",
        "\u00a0": " ",
        "\u202f": " ",
        "œ": "oe",
        "æ": "ae",
    }
)
# A word divided at the end of a line by a hyphen of typesetting, which is no hyphen of the word.
DIVIDED = re.compile("\u2010[ \t]*\n|\u00ad\n?")


@dataclass(frozen=True, slots=True)
class Folded:
    """Text without case, accents and variants of a sign; `at[i]` is where its i-th sign was.

    `at` has one entry more than the text: the end.
    """

    text: str
    at: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where in the text as written a stretch of the folded text begins and ends."""
        return self.at[start], self.at[end - 1] + 1 if end > start else self.at[start]


def fold(text: str) -> Folded:
    """Fold a text; hyphens of divided words go, digits become ASCII."""
    signs: list[str] = []
    places: list[int] = []
    for place, sign in _signs(text):
        signs.append(sign)
        places.append(place)
    return Folded("".join(signs), (*places, len(text)))


def folded(text: str) -> str:
    """The folded text alone, blanks as single spaces."""
    return " ".join(fold(text).text.split())


def _signs(text: str) -> Iterator[tuple[int, str]]:
    gone = {place for match in DIVIDED.finditer(text) for place in range(*match.span())}
    for place, sign in enumerate(text):
        if place not in gone:
            for one in _plain(sign):
                yield place, one


@cache
def _plain(sign: str) -> str:
    if sign.isascii():
        return sign.lower()
    if sign.isdecimal():
        return str(unicodedata.decimal(sign))
    apart = unicodedata.normalize("NFKD", sign.translate(SAME).lower()).translate(SAME)
    return "".join(one for one in apart if not unicodedata.combining(one) and one != "ـ")


def phrases(words: Iterable[str]) -> str:
    """A regular expression for any of the phrases, in folded text; the longest is preferred."""
    kept = sorted({folded(word) for word in words}, key=lambda word: (-len(word), word))
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in kept) or r"(?!)"


def whole(words: Iterable[str]) -> re.Pattern[str]:
    """Any of the phrases as whole words of folded text."""
    return re.compile(rf"(?<!\w)(?:{phrases(words)})(?!\w)")
