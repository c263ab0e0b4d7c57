"""One spelling for the ways a word is written: accents, ligatures, Arabic letters and digits."""

import re
import unicodedata

APOSTROPHES = dict.fromkeys(map(ord, "’ʼ‘′`´"), "'")
LIGATURES = {ord("œ"): "oe", ord("æ"): "ae", ord("Œ"): "OE", ord("Æ"): "AE"}
CHARACTERS = APOSTROPHES | LIGATURES

# Vowel signs, Koranic marks, the stretching tatweel; invisible direction and joining marks.
UNREAD = re.compile(
    "[\u0610-\u061a\u0640\u064b-\u0652\u0656-\u065f\u0670\u06d6-\u06ed\u200b-\u200f\u00ad\ufeff]"
)

# Alef maqsura as ya, ta marbuta as ha; hamzas go as combining marks do.
ARABIC_LETTERS = str.maketrans("ىةٱ", "يها")
DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")

# The article, with the particles joined to it: wa-, fa-, bi-, ka-, li-.
ARABIC_ARTICLE = re.compile(r"^(?:وال|بال|كال|فال|ال|لل)(?=\w{2})")
ARABIC_ENDINGS = ("ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي")


def plain(text: str) -> str:
    """Unify characters without touching letters: width, quotes, ligatures, digits, unread marks."""
    text = unicodedata.normalize("NFKC", text).translate(CHARACTERS).translate(DIGITS)
    return UNREAD.sub("", text)


def fold(word: str) -> str:
    """Lower case without accents; Arabic letters in one form. Folding twice changes nothing."""
    letters = unicodedata.normalize("NFD", word.casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return unicodedata.normalize("NFC", bare).translate(ARABIC_LETTERS)


def arabic_stem(word: str) -> str:
    """Take conjunction, article and endings off a folded Arabic word.

    Light10 of Larkey, Ballesteros and Connell, "Light stemming for Arabic information retrieval"
    (2007). Snowball's stemmer gives a noun other stems with the article than without it.
    """
    word = ARABIC_ARTICLE.sub("", word)
    if word.startswith("و") and len(word) > 3:
        word = ARABIC_ARTICLE.sub("", word[1:])
    for ending in ARABIC_ENDINGS:
        if word.endswith(ending) and len(word) >= len(ending) + 2:
            word = word.removesuffix(ending)
    return word
