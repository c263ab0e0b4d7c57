"""Slips of the pen in long forms: *Kubernets*, *developpment*, *Elastic serach*.

Only words that no form of the lexicon is made of are tried, only against forms of the same first
letter that are no homonyms, and only one slip in eight letters is forgiven.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from matching.skills.folding import BREAK, Edge, Folded, words
from matching.skills.lexicon import Form, Lexicon

SHORTEST = 8
# Letters in which one slip is forgiven.
LETTERS_A_SLIP = 8
WORDS = 3


@dataclass(frozen=True, slots=True)
class Slip:
    """A piece of a key, both ends included, that is nearly a form's; `likeness` is 0 to 1."""

    first: int
    last: int
    forms: tuple[Form, ...]
    likeness: float


class Speller:
    """Long forms, by first letter, length and number of words."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.forms = lexicon.forms
        self._known: set[str] = set()
        self._long: dict[tuple[str, int, int], list[str]] = defaultdict(list)
        for key, forms in lexicon.forms.items():
            self._known.update(word for form in forms for word in words(form.written))
            if len(key) >= SHORTEST and key.isalpha() and not any(form.doubtful for form in forms):
                count = min(len(words(form.written)) for form in forms)
                self._long[key[0], len(key), count].append(key)

    def slips(self, place: Folded, known: Sequence[tuple[int, int]]) -> Iterator[Slip]:
        """The pieces of a text that are nearly a form, outside those that are known to be one."""
        taken = {number for first, last in known for number in range(first, last + 1)}
        pieces = _pieces(place)
        strange = {
            one
            for one in pieces
            if one[0] not in taken and place.key[one[0] : one[1] + 1] not in self._known
        }
        for number, (first, _) in enumerate(pieces):
            for count in range(1, WORDS + 1):
                window = pieces[number : number + count]
                last = window[-1][1]
                if len(window) < count or strange.isdisjoint(window):
                    continue
                if BREAK in place.key[first : last + 1] or not taken.isdisjoint(
                    range(first, last + 1)
                ):
                    break
                if slip := self._nearest(place.key[first : last + 1], count):
                    yield Slip(first, last, self.forms[slip[0]], slip[1])

    def _nearest(self, written: str, count: int) -> tuple[str, float] | None:
        """The form that a piece is nearly, and how nearly."""
        allowed = len(written) // LETTERS_A_SLIP
        if len(written) < SHORTEST:
            return None
        lengths = range(len(written) - allowed, len(written) + allowed + 1)
        near = [
            form for length in lengths for form in self._long.get((written[0], length, count), ())
        ]
        best = process.extractOne(written, near, scorer=OSA.distance, score_cutoff=allowed)
        return (best[0], 1 - best[1] / len(written)) if best else None


def _pieces(place: Folded) -> list[tuple[int, int]]:
    """The words of a key, by first and last letter."""
    first_bit, last_bit = int(Edge.FIRST), int(Edge.LAST)
    found, first = [], None
    for number, edge in enumerate(place.edges):
        if edge & first_bit and first is None:
            first = number
        if edge & last_bit and first is not None:
            found.append((first, number))
            first = None
    return found
