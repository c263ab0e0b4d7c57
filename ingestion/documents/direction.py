"""From the order in which letters are seen to the order in which they are read.

A PDF holds glyphs at places. A line of Arabic, sorted from left to right, is the *visual* order,
which the Unicode Bidirectional Algorithm (UAX #9) made from the logical one. For text of one level
of embedding, which is what documents hold, the algorithm undoes itself when it is applied to the
visual line with the paragraph's direction.
"""

import re
import unicodedata
from collections.abc import Mapping
from itertools import accumulate

from bidi import get_display

RIGHT_TO_LEFT = {"R", "AL"}
LETTER = re.compile(r"[^\W\d_]")
# Stand for what keeps its order while the line around it is turned: private characters of class L,
# which no document is left with.
KEPT = "".join(map(chr, range(0xE000, 0xE010)))
STRANGERS = re.compile(f"[{KEPT}]")
# Digits in groups, as telephone numbers are: eight digits or more.
GROUPS = re.compile(r"[+(]{0,3}\d(?:[\d().+/\-\u00a0 ]*\d)?[)+]{0,3}")
DIGITS = 8
TELEPHONE = re.compile(r"\(?(\+\d|00[1-9]|0\d)")
PAIRS: Mapping[str, str] = {"(": ")", "[": "]", "{": "}", "«": "»"}
PRESENTATION = re.compile("[\ufb1d-\ufdff\ufe70-\ufefc]+")
ALEFS = frozenset("اأإآ")


def rightward(text: str) -> bool:
    """Whether a text holds a letter that is written from right to left."""
    return any(unicodedata.bidirectional(one) in RIGHT_TO_LEFT for one in text)


def mostly_rightward(text: str, share: float = 0.5) -> bool:
    """Whether more than this share of a text's letters is written from right to left."""
    letters = LETTER.findall(text)
    return sum(map(rightward, letters)) > share * len(letters)


def base(text: str) -> str:
    """The direction of a text, as the algorithm names it: L or R."""
    return "R" if mostly_rightward(text) else "L"


def logical(visual: str, direction: str) -> str:
    """A line as it is read, of the line as it is seen from left to right.

    `direction` is that of the paragraph, L or R.
    Numbers and Latin words keep their order; telephone numbers keep theirs even where the groups
    were displayed from right to left; brackets face the way they are read.
    """
    if direction == "L" and not rightward(visual):
        return shaped(visual)
    kept: dict[str, str] = {}

    def keep(found: re.Match[str]) -> str:
        number = telephone(found[0])
        if number is None or len(kept) == len(KEPT):
            return found[0]
        kept[KEPT[len(kept)]] = number
        return KEPT[len(kept) - 1]

    shown = GROUPS.sub(keep, STRANGERS.sub("", visual))
    read = str(get_display(shown, base_dir=direction))
    return facing(shaped(STRANGERS.sub(lambda found: kept[found[0]], read)))


def telephone(visual: str) -> str | None:
    """A telephone number as it is dialled, of one as it is seen; None for other digits."""
    if sum(one.isdigit() for one in visual) < DIGITS:
        return None
    groups = visual.split()
    for order in (groups, groups[::-1]):
        moved = [f"+{one[:-1]}" if one.endswith("+") else one for one in order]
        together = " ".join(order)
        ahead = f"+{together[:-1]}" if together.endswith("+") else together
        for number in (ahead, " ".join(moved)):
            if TELEPHONE.match(number):
                return number
    return None


def shaped(text: str) -> str:
    """The text with letters instead of their presentation forms (U+FB1D to U+FEFC)."""
    return PRESENTATION.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)


def facing(text: str) -> str:
    """The text with each bracket of a complete pair facing the way it is read.

    A renderer may have stored the mirrored shape or the character; which one it was cannot be told
    but from what opens first.
    """
    for opening, closing in PAIRS.items():
        both = re.compile(f"[{re.escape(opening)}{re.escape(closing)}]")
        marks = "".join(both.findall(text))
        if len(marks) % 2 == 0 and not _balanced(marks, opening):
            turned = iter((opening, closing) * (len(marks) // 2))
            text = both.sub(lambda _, turned=turned: next(turned), text)  # type: ignore[misc]
    return text


def _balanced(marks: str, opening: str) -> bool:
    """Whether each mark that closes has one that opens before it, and the other way round."""
    depths = list(accumulate(1 if mark == opening else -1 for mark in marks))
    return not depths or (min(depths) >= 0 and depths[-1] == 0)
