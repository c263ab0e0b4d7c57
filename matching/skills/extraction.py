"""Which skills a text gives evidence of, and where.

Every form of the lexicon is looked up at once (Aho and Corasick, 1975), in a spelling that case,
accents, gaps and plurals do not change; homonyms are told by the words around them; what is denied
is left out; words that no form fits are compared with long forms for a slip of the pen.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

import ahocorasick

from matching.skills.folding import APOSTROPHES, Edge, Folded, folded
from matching.skills.lexicon import Form, Kind, Lexicon, lexicon
from matching.skills.misspelling import Speller
from matching.skills.surroundings import Surroundings

# A particle or a figure may be joined to a form of so many letters.
JOINED = 3
BOUNDS = int(Edge.FIRST), int(Edge.LAST)
LOOSE_BOUNDS = Edge.FIRST | Edge.AFTER_PARTICLE, Edge.LAST | Edge.BEFORE_FIGURE
# What a title names without saying that it was practised; a product in a title is evidence.
FIELDS = frozenset({Kind.DOMAIN, Kind.METHOD})
IMPLIED = 0.8


class How(StrEnum):
    """How a skill was recognised."""

    EXACT = "exact"
    FUZZY = "fuzzy"
    # Nobody has the skill that is written without having this one.
    IMPLIED = "implied"


@dataclass(frozen=True, slots=True)
class Mention:
    """A skill or occupation in a text.

    `text[start:end]` is the evidence, whole words; of an implied skill, that of the one that
    implies it. `confidence` is between 0 and 1. `level` is `basic` or `advanced` where words just
    beside say so, else empty.
    """

    skill: str
    start: int
    end: int
    how: How
    confidence: float
    level: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place where forms of one key stand; `first` and `last` are its ends in the key."""

    forms: tuple[Form, ...]
    first: int
    last: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Found:
    """A candidate that was taken for one of its forms."""

    candidate: Candidate
    form: Form
    how: How
    confidence: float


def extract(text: str, language: str = "") -> tuple[Mention, ...]:
    """The skills and occupations of a text in the order of the text, implied ones after those.

    `language` is the text's, `fr`, `en` or `ar`, where it is known; texts are often of several.
    """
    return extractor().extract(text, language)


@cache
def extractor() -> "Extractor":
    """The extractor with the lexicon of this release; building it takes about a second."""
    return Extractor(lexicon())


class Extractor:
    """Finds the forms of a lexicon in texts."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.speller = Speller(lexicon)
        self._automaton = ahocorasick.Automaton()
        for key, forms in lexicon.forms.items():
            self._automaton.add_word(key, (len(key), forms))
        self._automaton.make_automaton()

    def extract(self, text: str, language: str = "") -> tuple[Mention, ...]:
        """As `extract` of the module."""
        place = folded(text)
        candidates = list(self._candidates(text, place))
        around = Surroundings(text, language, [_certain(one) for one in candidates])
        judged = (found for one in candidates if (found := _judged(one, around)))
        exact = longest(judged, len(place.key))
        slips = longest(self._misspelt(text, place, candidates), len(place.key))
        affirmed = [
            one
            for one in (*exact, *slips)
            if not around.denies(one.candidate.start, one.candidate.end)
        ]
        around = Surroundings(text, language, [_certain(one.candidate) for one in affirmed])
        said, in_titles = _apart(affirmed, len(place.key))
        explicit = [_mention(one, around) for one in said]
        named = [_mention(one, around) for one in in_titles]
        return (*explicit, *self._implied(explicit, named))

    def _candidates(self, text: str, place: Folded) -> Iterator[Candidate]:
        """Every place where a form stands as words of their own, the longer ones among them."""
        for last, (length, forms) in self._automaton.iter(place.key):
            first = last + 1 - length
            if _is_word(text, place, first, last):
                start, end = place.span(first, last + 1)
                fitting = tuple(form for form in forms if form.fits(text[start:end]))
                if fitting:
                    yield Candidate(fitting, first, last, start, end)

    def _misspelt(
        self, text: str, place: Folded, candidates: Iterable[Candidate]
    ) -> Iterator[Found]:
        known = [(one.first, one.last) for one in candidates]
        for slip in self.speller.slips(place, known):
            start, end = place.span(slip.first, slip.last + 1)
            candidate = Candidate(slip.forms, slip.first, slip.last, start, end)
            yield Found(candidate, slip.forms[0], How.FUZZY, slip.likeness)

    def _implied(self, explicit: Sequence[Mention], named: Sequence[Mention]) -> Iterator[Mention]:
        """Once each, what mentions imply beside them: their own skill where that is in a title."""
        seen = {one.skill for one in explicit}
        for one in (*explicit, *named):
            for skill in (one.skill, *self.lexicon.implied(one.skill)):
                if skill not in seen:
                    seen.add(skill)
                    sure = IMPLIED * one.confidence
                    yield Mention(skill, one.start, one.end, How.IMPLIED, sure)


def longest(found: Iterable[Found], length: int) -> list[Found]:
    """The longest of those that overlap, skills and occupations each among themselves.

    `length` is that of the key in which they were found.
    """
    kept = []
    taken = {True: bytearray(length), False: bytearray(length)}
    for one in sorted(found, key=lambda one: one.candidate.first - one.candidate.last):
        first, end = one.candidate.first, one.candidate.last + 1
        among = taken[one.form.entry.is_occupation]
        if not any(among[first:end]):
            among[first:end] = b"\1" * (end - first)
            kept.append(one)
    return kept


def _is_word(text: str, place: Folded, first: int, last: int) -> bool:
    """Whether a piece of the key is words of its own in the text, with nothing that changes it."""
    begins, ends = BOUNDS if last - first + 1 < JOINED else LOOSE_BOUNDS
    if not (place.edges[first] & begins and place.edges[last] & ends):
        return False
    if last > first:
        return True
    before, after = place.key[first - 1 : first], place.key[last + 1 : last + 2]
    end = place.spans[last][1]
    return not (before == "&" or after in set("+#&") or text[end : end + 1] in APOSTROPHES)


def _certain(candidate: Candidate) -> tuple[int, int, str]:
    """Where a candidate is, and its segment where it can only be this skill."""
    sure = [form.entry.segment for form in candidate.forms if not form.doubtful]
    return candidate.start, candidate.end, sure[0] if sure else ""


def _judged(candidate: Candidate, around: Surroundings) -> Found | None:
    """The form that a candidate is taken for: the one that the words around speak for most."""
    best, form = max(
        (
            (
                around.likelihood(form, candidate.start, candidate.end) if form.doubtful else 1.0,
                form,
            )
            for form in candidate.forms
        ),
        key=lambda one: one[0],
    )
    return Found(candidate, form, How.EXACT, best) if best > 0.5 else None


def _apart(found: Iterable[Found], length: int) -> tuple[list[Found], list[Found]]:
    """In the order of the text, what it says, and the fields of work that titles only name.

    *Backend* in *backend developer* is such a field; a product in a title is evidence.
    """
    ordered = sorted(found, key=lambda one: (one.candidate.start, one.candidate.end))
    titles = bytearray(length)
    for one in ordered:
        if one.form.entry.is_occupation:
            first, end = one.candidate.first, one.candidate.last + 1
            titles[first:end] = b"\1" * (end - first)
    said: list[Found] = []
    named: list[Found] = []
    for one in ordered:
        in_title = any(titles[one.candidate.first : one.candidate.last + 1])
        (named if in_title and one.form.entry.kind in FIELDS else said).append(one)
    return said, named


def _mention(one: Found, around: Surroundings) -> Mention:
    start, end = one.candidate.start, one.candidate.end
    level = around.level(start, end)
    return Mention(one.form.entry.id, start, end, one.how, one.confidence, level)
