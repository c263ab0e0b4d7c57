"""Languages that term search reads: stopwords, stemmers, and a guess where none is given."""

import re
from collections.abc import Callable
from functools import cache, lru_cache
from importlib.resources import files

import Stemmer
import yaml

from matching.lexical.spelling import arabic_stem, fold

# Snowball's names of the languages that it stems for us; Arabic has a stemmer of its own.
SNOWBALL = {"fr": "french", "en": "english", "es": "spanish", "de": "german"}

# The languages that we analyse.
ANALYSED = ("ar", *SNOWBALL)

# Field of texts in any other language: their words are compared as they are written.
OTHER = "other"

ARABIC_LETTER = re.compile(r"[\u0621-\u064a\u066e-\u06d3\u06fa-\u06fc]")
LETTER = re.compile(r"[^\W\d_]")
WORD = re.compile(r"[^\W\d_]+")

# Letters that only one of our Latin languages writes; they decide where stopwords do not.
TELLTALES = {"fr": "àâçèêëîïôœùûé", "es": "ñ¿¡áíóú", "de": "äöüß"}

# The product's own language, where a text gives no clue (the name of a town, an acronym).
DEFAULT = "fr"


@cache
def stopwords(lang: str) -> frozenset[str]:
    """Words to leave out, folded; none for a language that we do not analyse."""
    path = files("matching.lexical").joinpath("stopwords.yaml")
    lists = yaml.safe_load(path.read_text(encoding="utf-8"))
    return frozenset(map(fold, lists.get(lang, "").split()))


@lru_cache(maxsize=200_000)
def stem(word: str, lang: str) -> str:
    """Stem a word of the language into folded form; empty for a stopword.

    French and English are folded first, so that a text typed without accents meets the same text
    with them; Spanish and German stemmers read accents. Other languages' words stay whole.
    """
    folded = fold(word)
    if folded in stopwords(lang):
        return ""
    if lang == "ar":
        return arabic_stem(folded)
    if lang not in SNOWBALL:
        return folded
    return fold(_snowball(lang)(word.lower() if lang in {"es", "de"} else folded))


@cache
def _snowball(lang: str) -> Callable[[str], str]:
    stem_word: Callable[[str], str] = Stemmer.Stemmer(SNOWBALL[lang]).stemWord
    return stem_word


def language_of(text: str, stated: str) -> str:
    """Field of a text: its stated language if we analyse it, a guess if none is stated."""
    if stated:
        return stated if stated in ANALYSED else OTHER
    return guess(text)


def guess(text: str) -> str:
    """Guess among our languages: Arabic by its script, the others by stopwords, then letters."""
    if 2 * len(ARABIC_LETTER.findall(text)) > len(LETTER.findall(text)):
        return "ar"
    words = [fold(word) for word in WORD.findall(text)]
    evidence = {
        lang: (sum(word in stopwords(lang) for word in words), _telltales(text, lang))
        for lang in ("fr", "en", "es", "de")
    }
    best = max(evidence, key=lambda lang: evidence[lang])
    return best if any(evidence[best]) else DEFAULT


def _telltales(text: str, lang: str) -> int:
    return sum(text.lower().count(letter) for letter in TELLTALES.get(lang, ""))
