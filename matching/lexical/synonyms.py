"""Other ways of saying what a query says, in any language.

A query for *IA* also asks, at a lower weight, for *intelligence artificielle*, *artificial
intelligence* and *ذكاء اصطناعي*: what acronyms of the ecosystem stand for (`synonyms.yaml`), and
how else the lexicon writes a skill or an occupation. Documents are not touched, so that nothing is
indexed anew when either grows.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain

import yaml

from matching.lexical.analysis import Term, terms
from matching.skills.folding import key
from matching.skills.lexicon import ANY, Entry, lexicon

ACRONYM, CAPITALS = "acronym", "capitals"

# What every language writes is read as French and as English; Arabic texts read Latin as French.
FIELDS = dict.fromkeys((ACRONYM, CAPITALS, ANY), ("fr", "en"))

Said = tuple[Term, ...]
Others = Mapping[Term, Mapping[Said, float]]


@dataclass(frozen=True, slots=True)
class Form:
    """One way of saying a thing; a `shouted` one is a common word in small letters."""

    said: Said
    shouted: bool = False

    def begins(self, found: Sequence[Term]) -> bool:
        """Whether the terms of a text begin with it."""
        told = found[: len(self.said)]
        if [(one.lang, one.stem) for one in told] != [(one.lang, one.stem) for one in self.said]:
            return False
        return not self.shouted or bool(told[0].mark)


class Synonyms:
    """Things by the first stem of each of their forms."""

    def __init__(self, things: Iterable[Sequence[Form]]) -> None:
        self._begun: dict[tuple[str, str], list[tuple[Form, Sequence[Form]]]] = defaultdict(list)
        for forms in things:
            for form in forms:
                first = form.said[0]
                self._begun[first.lang, first.stem].append((form, forms))

    def of(self, found: Sequence[Term]) -> Others:
        """What else may be said in the place of each term of a text.

        Each with its part, 0 to 1: in the place of three words it is a third for each.
        """
        others: dict[Term, dict[Said, float]] = defaultdict(dict)
        for at, first in enumerate(found):
            for form, forms in self._begun.get((first.lang, first.stem), ()):
                if form.begins(found[at:]):
                    said = dict.fromkeys((one.said for one in forms), 1 / len(form.said))
                    for term in found[at : at + len(form.said)]:
                        others[term] |= said
        return others


@cache
def synonyms() -> Synonyms:
    """Those of this release."""
    given = files("matching.lexical").joinpath("synonyms.yaml").read_text(encoding="utf-8")
    things = chain(map(_acronym, yaml.safe_load(given)), map(_entry, lexicon().entries.values()))
    return Synonyms(map(_forms, things))


def _acronym(given: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    return ((language, one) for language, written in given.items() for one in written)


def _entry(entry: Entry) -> Iterator[tuple[str, str]]:
    """How an entry is written; what also says something else is left out."""
    doubtful = frozenset(map(key, entry.homonym.forms)) if entry.homonym else frozenset()
    return ((lang, one) for lang, one in entry.by_language if key(one) not in doubtful)


def _forms(written: Iterable[tuple[str, str]]) -> list[Form]:
    """The forms of what is written in languages, each once; none of what has no words."""
    found: dict[Said, Form] = {}
    for language, one in written:
        for lang in FIELDS.get(language, (language,)):
            if said := tuple(terms(one, lang)):
                found.setdefault(said, Form(said, language == CAPITALS))
    return list(found.values())
