"""Text as it is kept: what a person sees, and nothing that nobody does.

Unlike a catalogue's text (`ingestion.text`), which its writer can mend, a document is somebody
else's: what deceives is taken out and said, not refused.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from ingestion.documents.direction import rightward, shaped
from ingestion.documents.outcome import Flag, Line, Notice, Value

# Overrides show their text in the order of the other direction (UAX #9, X4 and X5).
OVERRIDE = re.compile("([\u202d\u202e])([^\u202a-\u202e\u2066-\u2069\n]*)\u202c?")
TURNED = {"\u202e": False, "\u202d": True}
# Ordinary in typed text: marks of direction, byte order marks, hyphens that may show.
ORDINARY = re.compile("[\u00ad\u061c\u200e\u200f\ufeff]")
# What prints nothing, or reorders what a person sees (Unicode TR36 §2.4): controls, zero-width
# letters and joiners, embeddings, isolates, tags, variations, fillers.
CONTROLS = re.compile(
    "[\x01-\x08\x0b-\x1f\x7f-\x9f\u115f\u1160\u180b-\u180f\u200b-\u200d\u2028-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
BLANKS = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000 ]+")
# The Symbol and Wingdings fonts' marks of lists, by the places that Word gives them.
SYMBOLS = str.maketrans(dict.fromkeys("\uf0a7\uf0b7\uf0d8\uf0fc\uf076\uf0a8\uf06e", "•"))
# Letters that only a font of the document tells apart, and halves of letters of UTF-16.
PRIVATE = re.compile("[\ud800-\udfff\ue000-\uf8ff\U000f0000-\U0010fffd]")
LIGATURES = re.compile("[\ufb00-\ufb06]")
# Cyrillic and Greek letters that look like Latin ones (Unicode TR39, confusables).
CONFUSED = "АВЕЅІЈКМНОРСТУХаеоріјсхуѕԁһԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧονρ"
MEANT = "ABESIJKMHOPCTYXaeopijcxysdhqwABEZHIKMNOPTYXovp"
LATIN = str.maketrans(CONFUSED, MEANT)
WORD = re.compile(r"[^\W\d_]+")
FOREIGN = re.compile("[\u0370-\u03ff\u0400-\u052f]")
EXAMPLE = 60


class Cleaner:
    """Cleans lines, and counts what it removed."""

    def __init__(self) -> None:
        self.counts: Counter[Flag] = Counter()
        self.places: dict[Flag, list[int]] = {}
        self.example = ""

    def lines(self, found: Iterable[Line]) -> list[Line]:
        """The lines that hold something once they are clean."""
        kept: list[Line] = []
        for line in found:
            text = self.text(line.text, len(kept))
            if text:
                kept.append(replace(line, text=text))
        return kept

    def text(self, text: str, line: int) -> str:
        """One line's text, clean, on one line."""
        text = self.without("\0", text, Flag.NULS_REMOVED, line)
        text = OVERRIDE.sub(lambda found: self.as_seen(found, line), text)
        text = ORDINARY.sub("", text)
        text = self.without(CONTROLS, text, Flag.CONTROLS_REMOVED, line)
        text = self.without(PRIVATE, text.translate(SYMBOLS), Flag.UNREADABLE_LETTERS, line)
        text = self.without("\ufffd", text, Flag.UNREADABLE_LETTERS, line)
        text = LIGATURES.sub(lambda found: unicodedata.normalize("NFKC", found[0]), shaped(text))
        text = WORD.sub(
            lambda found: self.latin(found[0], line), unicodedata.normalize("NFC", text)
        )
        return BLANKS.sub(" ", text).strip()

    def without(self, what: str | re.Pattern[str], text: str, flag: Flag, line: int) -> str:
        """The text without some characters, counted."""
        pattern = re.compile(what) if isinstance(what, str) else what
        kept, count = pattern.subn("", text)
        self.count(flag, count, line)
        return kept

    def as_seen(self, found: re.Match[str], line: int) -> str:
        """Overridden text in the order in which a person reads it."""
        override, text = found.groups()
        self.count(Flag.CONTROLS_REMOVED, 1, line)
        return text if rightward(text) != TURNED[override] else text[::-1]

    def latin(self, word: str, line: int) -> str:
        """A Latin word with Latin letters instead of those of other scripts that look like them."""
        if not FOREIGN.search(word):
            return word
        meant = word.translate(LATIN)
        if FOREIGN.search(meant) or not re.search("[A-Za-z]", word):
            return word
        self.count(Flag.LOOK_ALIKES, 1, line)
        self.example = self.example or meant[:EXAMPLE]
        return meant

    def count(self, flag: Flag, count: int, line: int) -> None:
        """Remember that something was found in a line."""
        if count:
            self.counts[flag] += count
            self.places.setdefault(flag, []).append(line)

    def notices(self) -> list[Notice]:
        """What was removed, and from which lines."""
        return [
            Notice(flag, self.values(flag), tuple(dict.fromkeys(self.places[flag])))
            for flag in sorted(self.counts)
        ]

    def values(self, flag: Flag) -> dict[str, Value]:
        """The values of a warning's wording."""
        count: dict[str, Value] = {"count": self.counts[flag]}
        return count | {"example": self.example} if flag is Flag.LOOK_ALIKES else count


def clean(text: str) -> str:
    """A text clean, its removals uncounted."""
    cleaner = Cleaner()
    return "\n".join(one for line in text.splitlines() if (one := cleaner.text(line, 0)))
