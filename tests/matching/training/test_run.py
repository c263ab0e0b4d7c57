from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path

import numpy as np
import pytest
import torch

from matching.encoder.assembly import vectors
from matching.encoder.base import Vectors
from matching.encoder.delta import BASE, merged
from matching.encoder.serving import PASSAGE, QUERY
from matching.encoder.weights import Weights
from matching.training.concepts import Material
from matching.training.lora import Learner
from matching.training.loss import contrastive, drift
from matching.training.run import train
from tests.matching.training.tiny import SHAPE, WORDS, concepts, short, weights

MATERIAL = Material(concepts(), ("a plain sentence",))


class Untuned:
    """The tiny model as it is served before training, but in float32."""

    identity, dimension = "tiny", SHAPE.hidden

    def pieces(self, text: str) -> list[str]:
        return [text]

    def queries(self, texts: Sequence[str]) -> Vectors:
        return vectors(weights(), [QUERY + text for text in texts])

    def passages(self, texts: Sequence[str]) -> Vectors:
        return vectors(weights(), [PASSAGE + text for text in texts])


UNTUNED = Untuned()


def test_an_untrained_learner_reads_as_the_model_does() -> None:
    learner, texts = Learner(weights(), rank=4), [PASSAGE + word for word in WORDS]
    np.testing.assert_allclose(learner(texts, 32).detach(), vectors(weights(), texts), atol=1e-6)


def test_every_matrix_learns_and_nothing_else() -> None:
    learner = Learner(weights(), rank=4)
    assert len(learner.changes) == 6 * SHAPE.layers
    learning = [one for one in learner.parameters() if one.requires_grad]
    assert len(learning) == 2 * len(learner.changes)


def test_training_brings_pairs_together_in_the_model_that_is_built(tmp_path: Path) -> None:
    made = train(weights(), UNTUNED, MATERIAL, short(held_weight=0.0), tmp_path)
    assert right(merged(weights(), made)) > right(weights()) + 0.5


def test_replay_holds_ordinary_texts_where_they_were(tmp_path: Path) -> None:
    moved = []
    for weight in (0.0, 20.0):
        made = train(
            weights(), UNTUNED, MATERIAL, short(held_weight=weight), tmp_path / f"{weight}"
        )
        texts = [PASSAGE + text for text in MATERIAL.replay]
        before, after = vectors(weights(), texts), vectors(merged(weights(), made), texts)
        moved.append(1 - float((before * after).sum()))
    assert moved[1] < moved[0] / 2


def test_a_text_is_brought_to_where_the_one_is_that_it_says_the_same_as(tmp_path: Path) -> None:
    text, at = "abcd", "klmnop"
    material = replace(MATERIAL, replay=(), aligned=((text, at),))
    recipe = short(held_weight=20.0, aligned=1)
    made = train(weights(), UNTUNED, material, recipe, tmp_path)
    (there,) = vectors(weights(), [QUERY + at])
    before, after = (
        vectors(one, [QUERY + text])[0] for one in (weights(), merged(weights(), made))
    )
    assert after @ there > before @ there + 0.05


def test_texts_of_any_length_are_read_in_their_order() -> None:
    learner = Learner(weights(), rank=4)
    texts = [PASSAGE + "a" * (1 + number * 7 % 20) for number in range(20)]
    np.testing.assert_allclose(learner(texts, 32).detach(), vectors(weights(), texts), atol=1e-6)


def test_a_run_that_was_cut_goes_on_to_the_same_end(tmp_path: Path) -> None:
    whole = train(weights(), UNTUNED, MATERIAL, short(), tmp_path / "whole")
    steps = count()

    def cut(_done: int, _total: int, _what: str) -> None:
        if next(steps) == 26:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(weights(), UNTUNED, MATERIAL, short(), tmp_path / "cut", report=cut)
    told: list[int] = []
    again = train(weights(), UNTUNED, MATERIAL, short(), tmp_path / "cut", report=heard(told))
    assert told == [26, 27, 28, 29, 30]
    for name, (out, inner) in whole.factors.items():
        np.testing.assert_allclose(out @ inner, again.factors[name][0] @ again.factors[name][1])


def test_a_checkpoint_of_other_material_is_not_gone_on_from(tmp_path: Path) -> None:
    train(weights(), UNTUNED, MATERIAL, short(steps=25), tmp_path)
    other = replace(MATERIAL, replay=("another sentence",))
    told: list[int] = []
    train(weights(), UNTUNED, other, short(steps=25), tmp_path, report=heard(told))
    assert told[0] == 1


def test_strength_is_the_share_of_the_change_that_is_kept(tmp_path: Path) -> None:
    whole = train(weights(), UNTUNED, MATERIAL, short(), tmp_path)
    half = train(weights(), UNTUNED, MATERIAL, short(strength=0.5), tmp_path)
    for name, (out, inner) in whole.factors.items():
        np.testing.assert_allclose(half.factors[name][0] @ half.factors[name][1], out @ inner / 2)


def test_a_delta_says_what_made_it(tmp_path: Path) -> None:
    made = train(weights(), UNTUNED, MATERIAL, short(steps=1), tmp_path)
    assert made.about[BASE] == weights().sha256
    assert made.about["material_sha256"] == MATERIAL.sha256
    assert '"seed": 20' in made.about["recipe"]


def test_what_is_also_right_is_no_negative() -> None:
    queries = torch.eye(2)
    passages = torch.tensor([[1.0, 0.0], [1.0, 0.0]])
    none, both = torch.eye(2, dtype=torch.bool), torch.ones(2, 2, dtype=torch.bool)
    assert contrastive(queries, passages, both, 0.1).item() == pytest.approx(0.0)
    assert contrastive(queries, passages, none, 0.1).item() > 0.5


def test_drift_is_one_less_the_cosine() -> None:
    given = torch.eye(2)
    assert drift(given, given).item() == pytest.approx(0.0)
    assert drift(given, given.flip(0)).item() == pytest.approx(1.0)


def heard(told: list[int]) -> Callable[[int, int, str], None]:
    """Keeps which steps were told as done."""
    return lambda done, _total, _what: told.append(done)


def right(given: Weights) -> float:
    """Share of French words whose own English word is the nearest."""
    french = vectors(given, [f"query: {word}" for word in WORDS.values()])
    english = vectors(given, [f"passage: {word}" for word in WORDS])
    likeness = french @ english.T
    return float((likeness.argmax(1) == np.arange(len(WORDS))).mean())
