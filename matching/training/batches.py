"""What each step is shown: pairs of texts that mean alike, beside near ones that do not."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from random import Random

import numpy as np
import numpy.typing as npt

from matching.encoder.base import Vectors
from matching.errors import MatchingError
from matching.training.concepts import Concept
from matching.training.recipe import Pairing, Recipe

NAME = 120  # characters: of a concept that has no name, the beginning of its text
BLOCK = 1024  # rows of likenesses in memory at a time
Same = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Batch:
    """Queries and their passages; `same` (n, n) says which others would also be right.

    `tokens` is where they are cut.
    """

    queries: list[str]
    passages: list[str]
    same: Same
    tokens: int


class Batches:
    """The batch of each step, the same for a seed whatever was drawn before.

    `near` gives, for each concept by its position, the positions of those that read alike. Raises
    `MatchingError` where the recipe pairs nothing of them.
    """

    def __init__(
        self, concepts: Sequence[Concept], near: Sequence[Sequence[int]], recipe: Recipe
    ) -> None:
        self.concepts, self.near, self.recipe = concepts, near, recipe
        self.folded = [one.folded for one in concepts]
        pools = {pairing: _pool(concepts, pairing) for pairing in recipe.pairs}
        self.pools = {pairing: pool for pairing, pool in pools.items() if len(pool) > 1}
        if not self.pools:
            raise MatchingError("there are no two texts to pair: see matching/training/recipe.yaml")

    def at(self, step: int) -> Batch:
        """The batch of a step: one pairing, so that no negative is told by its language."""
        draw = Random(f"{self.recipe.seed}:{step}")  # noqa: S311 - to be repeated, not secret
        pairings = list(self.pools)
        (pairing,) = draw.choices(pairings, [one.weight for one in pairings])
        chosen = self._chosen(self.pools[pairing], draw)
        pairs = [_pair(self.concepts[one], pairing, draw) for one in chosen]
        queries, passages = [one for one, _ in pairs], [two for _, two in pairs]
        return Batch(queries, passages, self._same(chosen), pairing.tokens)

    def _chosen(self, pool: Sequence[int], draw: Random) -> list[int]:
        """Concepts drawn from the pool, each with a few of those near it."""
        chosen, usable = dict[int, None](), frozenset(pool)
        for seed in draw.sample(pool, min(self.recipe.batch, len(pool))):
            near = [one for one in self.near[seed] if one in usable]
            beside = draw.sample(near, min(self.recipe.neighbours, len(near)))
            chosen |= dict.fromkeys([seed, *beside])
            if len(chosen) >= self.recipe.batch:
                break
        return list(chosen)[: self.recipe.batch]

    def _same(self, chosen: Sequence[int]) -> Same:
        """Concepts that share a text are right for one another."""
        texts = [self.folded[one] for one in chosen]
        return np.array([[not one.isdisjoint(two) for two in texts] for one in texts])


def _pool(concepts: Sequence[Concept], pairing: Pairing) -> list[int]:
    return [
        position
        for position, one in enumerate(concepts)
        if one.family == pairing.family and _can(one, pairing)
    ]


def _can(one: Concept, pairing: Pairing) -> bool:
    """Whether the concept has two different texts on the sides of a pairing."""
    queries, passages = one.texts.get(pairing.query, ()), one.texts.get(pairing.passage, ())
    return bool(queries and passages) and len({*queries, *passages}) > 1


def _pair(one: Concept, pairing: Pairing, draw: Random) -> tuple[str, str]:
    sides = product(one.texts[pairing.query], one.texts[pairing.passage])
    return draw.choice([(query, passage) for query, passage in sides if query != passage])


def neighbours(
    concepts: Sequence[Concept], vectors: Callable[[list[str]], Vectors], count: int
) -> list[list[int]]:
    """For each concept the positions of the `count` nearest of its family by its first text.

    `vectors` is the model to be tuned: what it takes for alike is what it has to tell apart.
    """
    families: dict[str, list[int]] = defaultdict(list)
    for position, one in enumerate(concepts):
        if one.texts:
            families[one.family].append(position)
    found: dict[int, list[int]] = {}
    for members in families.values():
        read = vectors([_first(concepts[one].texts) for one in members])
        found |= _nearest(members, read, count)
    return [found.get(position, []) for position in range(len(concepts))]


def _first(sides: Mapping[str, tuple[str, ...]]) -> str:
    return next(iter(sides.values()))[0][:NAME]


def _nearest(members: list[int], read: Vectors, count: int) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for start in range(0, len(members), BLOCK):
        likeness = read[start : start + BLOCK] @ read.T
        for row, values in enumerate(likeness):
            values[start + row] = -np.inf
            best = np.argsort(-values)[: min(count, len(members) - 1)]
            found[members[start + row]] = [members[one] for one in best]
    return found
