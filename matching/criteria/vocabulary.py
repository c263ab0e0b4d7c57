"""Which values of a fact answer to which names in a rule."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

import yaml

from matching.criteria.verdict import Truth

Relation = Mapping[str, list[str]]


@dataclass(frozen=True)
class Vocabulary:
    """Values with their synonyms, their tree (`is_`) and their plausible kinships.

    `strangers` stand among the values of the sources, and are none: no value answers to them.
    """

    synonyms: Mapping[str, str] = field(default_factory=dict)
    is_: Relation = field(default_factory=dict)
    maybe: Relation = field(default_factory=dict)
    strangers: frozenset[str] = frozenset()
    # A list asks the same few pairs of names thousands of times.
    _answers: dict[tuple[str, str], Truth] = field(default_factory=dict, repr=False, compare=False)

    def satisfies(self, value: str, wanted: str) -> Truth:
        """Whether something tagged `value` is a `wanted`."""
        asked = (value, wanted)
        if asked not in self._answers:
            self._answers[asked] = self._compared(value, wanted)
        return self._answers[asked]

    def _compared(self, value: str, wanted: str) -> Truth:
        wanted = self.canonical(wanted)
        value = self.canonical(value)
        if value == wanted or wanted in map(self.canonical, self.is_.get(value, ())):
            return Truth.YES
        if wanted in map(self.canonical, self.maybe.get(value, ())):
            return Truth.UNKNOWN
        # Who says only "digital" may well be a fintech.
        if value in map(self.canonical, self.is_.get(wanted, ())):
            return Truth.UNKNOWN
        return Truth.NO

    def any_satisfies(self, values: Iterable[str], wanted: Iterable[str]) -> Truth:
        """The best answer of any value to any of the wanted names; NO when either is empty."""
        wanted = list(wanted)
        answers = {self.satisfies(value, name) for value in values for name in wanted}
        return next((t for t in (Truth.YES, Truth.UNKNOWN) if t in answers), Truth.NO)

    def canonical(self, value: str) -> str:
        """The one name of a value that has several."""
        return self.synonyms.get(value, value)


@cache
def vocabularies() -> Mapping[str, Vocabulary]:
    """The vocabularies by name of fact, as `vocabulary.yaml` gives them."""
    text = files("matching.criteria").joinpath("vocabulary.yaml").read_text("utf-8")
    return {
        name: Vocabulary(
            entry.get("synonyms", {}),
            is_=entry.get("is", {}),
            maybe=entry.get("maybe", {}),
            strangers=frozenset(entry.get("strangers", ())),
        )
        for name, entry in yaml.safe_load(text).items()
    }


def vocabulary(name: str) -> Vocabulary:
    """The vocabulary of a fact; values of a fact that has none satisfy only themselves."""
    return vocabularies().get(name, Vocabulary())
