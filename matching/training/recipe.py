"""What a run of training is made by: `recipe.yaml`."""

from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class Pairing:
    """Which sides of which concepts are paired; `weight` is its share of the steps.

    `tokens` is where its texts are cut: more where they are descriptions and no names.
    """

    family: str
    query: str
    passage: str
    weight: float
    tokens: int = 32


@dataclass(frozen=True, slots=True)
class Recipe:
    """All that decides what a run gives, beside the data."""

    seed: int
    steps: int
    batch: int
    neighbours: int
    nearest: int
    held_tokens: int
    temperature: float
    rate: float
    warmup: float
    rank: int
    strength: float
    replay: int
    aligned: int
    held_weight: float
    held_out: float
    pairs: tuple[Pairing, ...]


def recipe(**changed: Any) -> Recipe:  # noqa: ANN401 - a number or pairs
    """The project's recipe, with what is `changed`."""
    given = yaml.safe_load(files("matching.training").joinpath("recipe.yaml").read_text("utf-8"))
    pairs = tuple(Pairing(**one) for one in given.pop("pairs"))
    return Recipe(**({**given, "pairs": pairs} | changed))
