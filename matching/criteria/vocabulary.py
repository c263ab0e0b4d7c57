"""Which values of a fact answer to which names in a rule."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from itertools import chain

import yaml

from matching.criteria.verdict import Truth, disjunction

Relation = Mapping[str, list[str]]

# Answers kept: those to many catalogues.
REMEMBERED = 8192


@dataclass(frozen=True)
class Vocabulary:
    """Values with their synonyms, their tree (`is_`) and their plausible kinships.

    `strangers` stand among the values of the sources, and are none: no value answers to them.
    `shares` are values that only a part of the money goes to, with the value that they are part of.
    `free` says that values are free words: one that stands nowhere here may be any of them.
    """

    synonyms: Mapping[str, str] = field(default_factory=dict)
    is_: Relation = field(default_factory=dict)
    maybe: Relation = field(default_factory=dict)
    strangers: frozenset[str] = frozenset()
    shares: Mapping[str, str] = field(default_factory=dict)
    free: bool = False

    def satisfies(self, value: str, wanted: str) -> Truth:
        """Whether something tagged `value` is a `wanted`."""
        wanted = self.canonical(wanted)
        value = self.canonical(value)
        if value == wanted or wanted in self.kin(self.is_, value):
            return Truth.YES
        if wanted in self.kin(self.maybe, value):
            return Truth.UNKNOWN
        return Truth.UNKNOWN if self.free and value not in self.names else Truth.NO

    def any_satisfies(self, values: Iterable[str], wanted: Iterable[str]) -> Truth:
        """The best answer of any value to any of the wanted names; NO when either is empty."""
        return self._best(tuple(values), tuple(wanted))

    @cached_property
    def _best(self) -> Callable[[tuple[str, ...], tuple[str, ...]], Truth]:
        # A list asks the same few names of the same few thousands of times.
        return lru_cache(REMEMBERED)(self._compared)

    def _compared(self, values: tuple[str, ...], wanted: tuple[str, ...]) -> Truth:
        answers = {self.satisfies(value, name) for value in values for name in wanted}
        # Who says only "digital" may well be a fintech; who says more would have said it.
        if len(values) == 1 and any(self.general(values[0], name) for name in wanted):
            answers.add(Truth.UNKNOWN)
        return disjunction(answers)

    def kin(self, relation: Relation, value: str) -> set[str]:
        """The canonical names that a relation gives for a value."""
        return set(map(self.canonical, relation.get(self.canonical(value), ())))

    def general(self, value: str, special: str) -> bool:
        """Whether `special` is one of the things that `value` names."""
        return self.canonical(value) in self.kin(self.is_, special)

    @cached_property
    def names(self) -> frozenset[str]:
        """The canonical names it knows."""
        above = (name for kin in (self.is_, self.maybe) for names in kin.values() for name in names)
        known = chain(self.synonyms.values(), self.is_, self.maybe, above)
        return frozenset(map(self.canonical, known))

    @property
    def heads(self) -> list[str]:
        """The general names of a vocabulary of free words; none of a closed one."""
        above = {name for names in self.is_.values() for name in names}
        return sorted(map(self.canonical, above)) if self.free else []

    def canonical(self, value: str) -> str:
        """The one name of a value that has several."""
        return self.synonyms.get(value, value)

    def whole(self, value: str) -> str:
        """The one name of a value, whatever part of the money goes to it."""
        name = self.canonical(value)
        return self.shares.get(name, name)


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
            shares=entry.get("shares", {}),
            free=entry.get("free", False),
        )
        for name, entry in yaml.safe_load(text).items()
    }


# Values of a fact without a vocabulary satisfy only themselves.
PLAIN = Vocabulary()


def vocabulary(name: str) -> Vocabulary:
    """The vocabulary of a fact; the plain one for a fact that has none."""
    return vocabularies().get(name, PLAIN)
