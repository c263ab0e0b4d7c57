"""A model of two layers with the real vocabulary's first pieces, and a few concepts."""

import numpy as np

from matching.encoder.weights import Pieces, Shape, Weights, expected
from matching.training.concepts import Concept, concept
from matching.training.recipe import Pairing, Recipe, recipe

LETTERS = "▁abcdefghijklmnopqrstuvwxyz"
SHAPE = Shape(
    hidden=32,
    layers=2,
    heads=2,
    feed_forward=64,
    vocabulary=4 + len(LETTERS),
    positions=64,
    token_types=1,
    epsilon=1e-12,
)
WORDS = {"baker": "boulanger", "nurse": "infirmier", "welder": "soudeur", "pilot": "pilote"}


def weights(seed: int = 0) -> Weights:
    """Random weights; norms that leave values as they are."""
    draw = np.random.default_rng(seed)
    tensors = {
        name: (
            np.full(size, name.endswith(".w"), np.float32)
            if "ln." in name
            else draw.normal(0, 0.2, size).astype(np.float32)
        )
        for name, size in expected(SHAPE).items()
    }
    texts = ["<s>", "<pad>", "</s>", "<unk>", *LETTERS]
    pieces = Pieces(texts, [0.0] * 4 + [-1.0] * len(LETTERS), 0, 2, 1, 3)
    return Weights(SHAPE, pieces, tensors, sha256=f"tiny {seed}")


def concepts() -> list[Concept]:
    """Occupations in English and French."""
    return [
        concept(f"o{number}", "occupation", {"en": [english], "fr": [french]})
        for number, (english, french) in enumerate(WORDS.items())
    ]


def short(**changed: object) -> Recipe:
    """A recipe for the tiny model."""
    pairs = (Pairing("occupation", "fr", "en", 1.0),)
    few = {"steps": 30, "batch": 4, "neighbours": 1, "nearest": 2, "rank": 4, "replay": 1}
    return recipe(**({**few, "pairs": pairs, "rate": 0.02} | changed))
