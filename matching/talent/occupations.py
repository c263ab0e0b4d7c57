"""Which occupation a text means, and how near each is to what somebody does.

People who look for somebody seldom name skills: they tell what is to be done, in their own
language. The occupation between the two is of no language: a text is compared with what is said of
each occupation in all of them, and a person by their skills and titles.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from math import log
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt
import yaml

from matching.encoder.base import Encoder, Vectors
from matching.lexical.index import TermIndex, evidence
from matching.profile import Passage
from matching.skills.extraction import How, Mention, extract
from matching.skills.folding import words
from matching.skills.lexicon import Entry, lexicon
from matching.talent.duties import Described, described
from matching.talent.kept import vectors

Floats = npt.NDArray[np.floating]

# How a text tells its occupation, in cosine of centred vectors: words in common, and its name
# itself. The temperature turns the sum to shares. Chosen on dev: docs/decisions/0014-talent.md.
WORDS, NAMED = 0.5, 0.5
TEMPERATURE = 0.1
# An occupation meant with less is not kept.
LEAST = 0.005

# Who calls themselves by more titles at once is no more each of them: words cost nothing to write.
TITLES = 3

# What a skill that is not had is worth where one near it is; how far a title names its neighbours.
RELATED, BROADER, NEIGHBOUR = 0.4, 0.5, 0.6


@dataclass(frozen=True)
class Reader:
    """Says which occupations a text means, by meaning (`encoder`), words and names.

    What it encodes of them at its first use, 1,700 texts, is kept in `folder` where one is given.
    """

    encoder: Encoder
    folder: Path | None = None

    @classmethod
    def at(cls, home: Path, encoder: Encoder) -> Self:
        """The reader of a home, where what it encodes is kept."""
        return cls(encoder, home / "occupations")

    def ready(self) -> None:
        """Encode what is not kept yet: half a minute, once a machine and model."""
        _ = self._directions

    def meant(self, passages: Sequence[Passage]) -> dict[str, float]:
        """The shares, which sum to about one, of the occupations that a text may mean."""
        if not passages:
            return {}
        scores = self._alike([one.text for one in passages])
        self._add(scores, WORDS, evidence(_words().search(passages, len(described()))))
        self._add(scores, NAMED, named((one.text, one.lang, 1.0) for one in passages))
        weights = np.exp((scores - scores.max()) / TEMPERATURE)
        shares = weights / weights.sum()
        return {
            one.id: float(share)
            for one, share in zip(described(), shares, strict=True)
            if share >= LEAST
        }

    def _alike(self, texts: Sequence[str]) -> Floats:
        """The cosine of a text and each occupation, both from the mean of all that is said."""
        asked = self.encoder.queries(
            [piece for text in texts for piece in self.encoder.pieces(text)]
        )
        vector = asked.mean(0) - self._centre
        cosines: Floats = self._directions @ vector / max(float(np.linalg.norm(vector)), 1e-9)
        return cosines

    def _add(self, scores: Floats, weight: float, found: Mapping[str, float]) -> None:
        for place, one in enumerate(described()):
            scores[place] += weight * found.get(one.id, 0.0)

    @cached_property
    def _said(self) -> list[Vectors]:
        """The vectors of what is said of each occupation."""
        texts = [one.text for each in described() for one in each.texts]
        ends = np.cumsum([len(each.texts) for each in described()])
        return np.split(vectors(self.encoder, texts, self.folder), ends[:-1])

    @cached_property
    def _centre(self) -> Floats:
        centre: Floats = np.concatenate(self._said).mean(0)
        return centre

    @cached_property
    def _directions(self) -> Floats:
        means = np.stack([vectors.mean(0) for vectors in self._said]) - self._centre
        directions: Floats = means / np.linalg.norm(means, axis=1, keepdims=True)
        return directions


@cache
def _words() -> TermIndex:
    index = TermIndex()
    for one in described():
        index.replace(one.id, one.texts)
    return index


def named(texts: Iterable[tuple[str, str, float]]) -> dict[str, float]:
    """The occupations that texts name, each with the weight of the heaviest.

    `texts` are texts, their languages and their weights; neighbours of what is named count less,
    and so does each of more than `TITLES` that one text names.
    """
    found: dict[str, float] = {}
    for text, lang, weight in texts:
        names = _names(text, lang)
        worth = weight * min(1.0, TITLES / max(len(names), 1)) ** 2
        found |= {name: max(found.get(name, 0.0), worth) for name in names}
    return _spread(found)


def _names(text: str, lang: str) -> set[str]:
    """The occupations that a text names or, where it names none, those of the field that it is.

    "Stage PFE : marketing digital" is a contract and a field, and means who works in it.
    """
    found = extract(text, lang)
    names = {one.skill for one in found if _is_occupation(one.skill)}
    fields = (one for one in found if one.how != How.IMPLIED and _alone(text, one))
    return names or {name for one in fields for name in workers().get(one.skill, ())}


def _alone(text: str, field: Mention) -> bool:
    """Whether nothing but words of contracts stands beside a field."""
    beside = f"{text[: field.start]} {text[field.end :]}"
    return set(words(beside)) <= contract_words()


@cache
def contract_words() -> frozenset[str]:
    """The words that titles say of a contract, as they are compared."""
    given = files("matching.talent").joinpath("contracts.yaml").read_text("utf-8")
    return frozenset(word for each in yaml.safe_load(given).values() for word in words(str(each)))


@cache
def workers() -> Mapping[str, frozenset[str]]:
    """The occupations of each field."""
    wide = [(one.broader, one.id) for one in map(_entry, described()) if one.broader]
    return {field: frozenset(b for a, b in wide if a == field) for field, _ in wide}


def _is_occupation(name: str) -> bool:
    return lexicon().entries[name].is_occupation


def _spread(found: Mapping[str, float]) -> dict[str, float]:
    wider = dict(found)
    for name, weight in found.items():
        for near in neighbours()[name]:
            wider[near] = max(wider.get(near, 0.0), NEIGHBOUR * weight)
    return wider


@cache
def neighbours() -> Mapping[str, frozenset[str]]:
    """The occupations beside each: related ones, the wider one, the narrower ones."""
    entries = lexicon().entries
    pairs = {
        (one.id, other)
        for one in map(_entry, described())
        for other in (*one.related, *([one.broader] if one.broader else ()))
        if other in entries and entries[other].is_occupation
    }
    both = pairs | {(other, one) for one, other in pairs}
    return {one.id: frozenset(b for a, b in both if a == one.id) for one in described()}


def practised(skills: Mapping[str, float], titles: Mapping[str, float]) -> dict[str, float]:
    """How near each occupation is, 0 to 1, to who has these skills and these `named` titles.

    Half is the share of its skills, rare ones heavier; half the titles.
    """
    nearly = near(skills)
    return {
        one.id: value
        for one in map(_entry, described())
        if (value := 0.5 * _covered(one, nearly) + 0.5 * titles.get(one.id, 0.0)) > 0
    }


def _covered(occupation: Entry, skills: Mapping[str, float]) -> float:
    weights = {skill: rarity()[skill] for skill in occupation.skills}
    had = sum(weight * skills.get(skill, 0.0) for skill, weight in weights.items())
    return had / sum(weights.values())


def near(skills: Mapping[str, float]) -> dict[str, float]:
    """The same skills with those they imply, their neighbours and the wider ones, worth less."""
    wider: dict[str, float] = dict(skills)
    for skill, weight in skills.items():
        entry = lexicon().entries[skill]
        for other in entry.related:
            wider[other] = max(wider.get(other, 0.0), RELATED * weight)
        if entry.broader:
            wider[entry.broader] = max(wider.get(entry.broader, 0.0), BROADER * weight)
    return wider


@cache
def rarity() -> Mapping[str, float]:
    """The inverse document frequency of each skill among the occupations that need it."""
    needed = [skill for one in map(_entry, described()) for skill in one.skills]
    total = len(described())
    return {skill: log(1 + total / (1 + needed.count(skill))) for skill in set(needed)}


def _entry(one: Described) -> Entry:
    return lexicon().entries[one.id]


def fit(meant: Mapping[str, float], practised: Mapping[str, float]) -> float:
    """How well somebody does what is meant, 0 to 1: the expected nearness of the occupation."""
    return sum(share * practised.get(name, 0.0) for name, share in meant.items())


def likely(meant: Mapping[str, float], among: Collection[str] = ()) -> list[str]:
    """Occupations by how likely they are meant, `among` these where some are given."""
    kept = [name for name in meant if not among or name in among]
    return sorted(kept, key=lambda name: -meant[name])
