"""What the words around a form say: whether it is meant, denied, or known a little or well."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cache, cached_property
from math import exp

from matching.lexical.spelling import fold, plain
from matching.skills.cues import cues
from matching.skills.folding import placed_words, spoken
from matching.skills.lexicon import Form, Homonym

SENTENCE = re.compile(r"[.!?؟;؛](?=\s|$)|\n|\0")
LINE = re.compile(r"[\n•\0]")
CLAUSE = re.compile(r"[.!?؟;؛](?=\s|$)|\n\s*\n|•")
# What stands between two items of a list.
BETWEEN = re.compile(
    r"\s*(?:[,،;/|•·\-–+&\n(:]|\bet\b|\band\b|\bou\b|\bor\b|\bni\b|و)\s*(?:و|et |and )?"
)
ITEM = re.compile(r"[,،;|•]")
# How many words before a skill its level is said in, and how many after.
LEVEL_BEFORE, LEVEL_AFTER = 4, 2

# A text without punctuation is not read farther, in characters, for what is said of a form.
REACH = 200
# How far before a name its kind may begin, in characters: *boulevard*, a blank and an article.
NAME = 20
# *AI*, *Go* are told from *ai*, *go* by their capitals.
SHORT = 2

Place = tuple[int, int, str]


class Surroundings:
    """A text, with the places of its forms: start, end, and the segment of those that are sure."""

    def __init__(self, text: str, language: str, places: Sequence[Place]) -> None:
        self.text = text
        self.language = language
        self.places = sorted(places)
        self._words = placed_words(text)
        self._starts = [start for _, start, _ in self._words]
        self._found: dict[re.Pattern[str], list[tuple[int, int]]] = {}

    def likelihood(self, form: Form, start: int, end: int) -> float:
        """How likely a homonym at `text[start:end]` is the form's entry, between 0 and 1."""
        if form.entry.homonym is None:
            return 1.0
        weights, said = cues().weights, self.said(form, start, end)
        return 1 / (1 + exp(-sum(weights[name] * value for name, value in said.items())))

    def said(self, form: Form, start: int, end: int) -> dict[str, float]:
        """How much each of the weighed circumstances holds for a homonym, by the weight's name."""
        homonym = form.entry.homonym
        if homonym is None:
            return {}
        return {
            "likely": homonym.likely,
            "unlikely": not homonym.likely,
            "context": self._spoken_for(homonym, start, end),
            "anti": self._spoken_against(homonym, start, end),
            "named": self._is_named(start),
            "neighbour": self._has_neighbour(form, start, end),
            "listed": self._is_listed(start, end),
            "alone": self._stands_alone(start, end),
            "cue": self._has_cue(start, end),
            "foreign": self._is_foreign(form),
            "lower": self._lacks_capital(form.written, start),
        }

    def denies(self, start: int, end: int) -> bool:
        """Whether the clause says that the skill is not there, or not asked for."""
        first, last = self._bounds(CLAUSE, start, end)
        before, after = _simple(self.text[first:start]), _simple(self.text[end:last])
        said = list(cues().denied_before.finditer(before))
        if said and not cues().denial_ends.search(before, said[-1].end()):
            return True
        return cues().denied_after.search(after) is not None

    def level(self, start: int, end: int) -> str:
        """`basic` or `advanced` where words beside say so, else empty.

        A word behind a skill is of it alone (*français : courant, anglais : notions*), a word
        before one of all that follow in a list (*maîtrise de Java, Python et SQL*).
        """
        first, last = self._bounds(SENTENCE, start, end)
        item = ITEM.search(self.text, end, last)
        after = self._spoken(end, item.start() if item else last).split()[:LEVEL_AFTER]
        before = self._leading(first, start)
        own = self._spoken(start, end).split()[1:]
        nearest = (*own, *after, *reversed(before))
        return next((name for word in nearest if (name := _level_of(word))), "")

    def _leading(self, first: int, start: int) -> list[str]:
        """The words of a sentence before a skill that do not follow another one in its item."""
        words, begins = [], first
        for border in (*ITEM.finditer(self.text, first, start), None):
            ends = border.start() if border else start
            number = bisect_left(self.places, (begins, 0, ""))
            at = self.places[number][0] if number < len(self.places) else ends
            words += self._spoken(begins, min(at, ends)).split()
            begins = border.end() if border else start
        return words[-LEVEL_BEFORE:]

    def _spoken_for(self, homonym: Homonym, start: int, end: int) -> float:
        """1 for one word of the context near, 1.5 for more."""
        near = cues().near
        before, after = self._spoken(start - near, start), self._spoken(end, end + near)
        hits = sum(word in before or word in after for word in _words(homonym.context))
        return min(hits, 1) + 0.5 * (hits > 1)

    def _spoken_against(self, homonym: Homonym, start: int, end: int) -> bool:
        first, last = self._bounds(SENTENCE, start, end)
        sentence = self._spoken(first, last)
        return any(word in sentence for word in _words(homonym.anti))

    def _is_named(self, start: int) -> bool:
        before = self._spoken(start - NAME, start).split()
        return bool(before) and before[-1] in cues().named

    def _has_neighbour(self, form: Form, start: int, end: int) -> bool:
        """Whether a certain skill of its family is near; of a trade, that says nothing."""
        if form.entry.is_occupation:
            return False
        segment = form.entry.segment
        near = cues().near
        return any(
            other and cues().akin(segment, other) and start - near < last
            for _, last, other in self._beside(start, end)
        )

    def _is_listed(self, start: int, end: int) -> bool:
        """Whether another form stands beside, with nothing but a comma or the like between."""
        return any(
            (0 < start - last <= 4 and BETWEEN.fullmatch(self.text, last, start))
            or (0 < first - end <= 4 and BETWEEN.fullmatch(self.text, end, first))
            for first, last, _ in self._beside(start, end)
        )

    def _stands_alone(self, start: int, end: int) -> bool:
        """Whether it is all that its line says, as in a list of skills."""
        first, last = self._bounds(LINE, start, end)
        return not (self._spoken(first, start) + self._spoken(end, last)).strip()

    def _has_cue(self, start: int, end: int) -> bool:
        first, last = self._bounds(SENTENCE, start, end)
        before, after = self._spoken(first, start), self._spoken(end, last)
        return any(word in before or word in after for word in cues().skill)

    def _is_foreign(self, form: Form) -> bool:
        """Whether only the other of French and English writes it so: *patient* in English."""
        return {self.language, form.language} == {"fr", "en"}

    def _lacks_capital(self, written: str, start: int) -> int:
        """1 where the form's capital is missing; 3 where it is all there is to a short form."""
        first = self.text[start : start + 1]
        if not (self._has_capitals and written[:1].isupper() and first.islower()):
            return 0
        return 3 if len(written) <= SHORT else 1

    @cached_property
    def _has_capitals(self) -> bool:
        return any(letter.isupper() for letter in self.text)

    def _spoken(self, first: int, last: int) -> str:
        """The words that lie whole in `text[first:last]`, as `spoken` gives them."""
        among = slice(bisect_left(self._starts, first), bisect_left(self._starts, last))
        words = (word for word, _, end in self._words[among] if end <= last)
        return f" {' '.join(words)} "

    def _bounds(self, border: re.Pattern[str], start: int, end: int) -> tuple[int, int]:
        """The line, sentence or clause that `text[start:end]` is in, no farther than words tell."""
        ends = self._borders(border)
        number = bisect_right(ends, (start, len(self.text)))
        first = ends[number - 1][1] if number else 0
        number = bisect_left(ends, (end, 0))
        last = ends[number][0] if number < len(ends) else len(self.text)
        return max(first, start - REACH), min(last, end + REACH)

    def _borders(self, border: re.Pattern[str]) -> list[tuple[int, int]]:
        if border not in self._found:
            self._found[border] = [one.span() for one in border.finditer(self.text)]
        return self._found[border]

    def _beside(self, start: int, end: int) -> Iterator[Place]:
        """The other places that begin near enough to tell."""
        near = cues().near
        among = slice(
            bisect_left(self.places, (start - 2 * near, 0, "")),
            bisect_right(self.places, (end + near, 0, "")),
        )
        for place in self.places[among]:
            if place[1] <= start or place[0] >= end:
                yield place


def _level_of(word: str) -> str:
    return next((name for name, words in cues().levels.items() if word in words), "")


@cache
def _words(given: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for one in given if (word := spoken(one)).strip())


def _simple(text: str) -> str:
    """Lower case without accents, one blank between words."""
    return re.sub(r"\s+", " ", fold(plain(text)).replace("’", "'"))
