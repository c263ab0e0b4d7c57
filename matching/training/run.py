"""A run of training, which can be cut and goes on where it was."""

import json
from collections.abc import Callable
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from random import Random

import torch

from matching.encoder.base import Encoder
from matching.encoder.delta import BASE, Delta
from matching.encoder.serving import PASSAGE, QUERY
from matching.encoder.weights import Weights
from matching.training.batches import Batches, neighbours
from matching.training.concepts import Material
from matching.training.lora import Learner
from matching.training.loss import contrastive, drift
from matching.training.recipe import Recipe

KEEP_EVERY = 25  # steps
CHECKPOINT = "checkpoint.pt"
PREFIXES = (QUERY, PASSAGE)

Report = Callable[[int, int, str], None]


def train(
    weights: Weights,
    untuned: Encoder,
    material: Material,
    recipe: Recipe,
    folder: Path,
    *,
    report: Report = lambda done, total, what: None,
) -> Delta:
    """The delta that `recipe` makes of `material`; checkpoints are kept in `folder`.

    `untuned` serves the same `weights`: it says what is near, and where texts are held.

    A checkpoint of the same weights, material and recipe is gone on from. Raises
    `MatchingError` for material that the recipe pairs nothing of.
    """
    run = _Run(weights, untuned, material, recipe, folder)
    for step in range(run.done, recipe.steps):
        loss = run.step(step)
        report(step + 1, recipe.steps, f"training: loss {loss:.3f}")
    return Delta(run.learner.factors(recipe.strength), described(weights, material, recipe))


def described(weights: Weights, material: Material, recipe: Recipe) -> dict[str, str]:
    """What a delta says of how it was made."""
    return {
        BASE: weights.sha256,
        "material_sha256": material.sha256,
        "recipe": json.dumps(asdict(recipe)),
        "torch": torch.__version__,
    }


class _Run:
    """The state of a run: factors, optimiser, and how many steps are done."""

    def __init__(
        self,
        weights: Weights,
        encoder: Encoder,
        material: Material,
        recipe: Recipe,
        folder: Path,
    ) -> None:
        torch.manual_seed(recipe.seed)
        self.learner = Learner(weights, rank=recipe.rank)
        self.encoder, self.recipe = encoder, recipe
        self.concepts = material.concepts
        own = [(one, one) for one in material.replay]
        self.held = [(own, recipe.replay), (list(material.aligned), recipe.aligned)]
        self.path, self.done = folder / CHECKPOINT, 0
        self.key = _key(described(weights, material, recipe))
        self.learnt = [one for one in self.learner.parameters() if one.requires_grad]
        self.optimiser = torch.optim.AdamW(self.learnt, lr=recipe.rate, weight_decay=0.0)
        self.schedule = torch.optim.lr_scheduler.LambdaLR(self.optimiser, self._pace)
        self._resume()

    @cached_property
    def batches(self) -> Batches:
        """Batches of what the untuned model takes for near."""
        near = neighbours(self.concepts, self.encoder.passages, self.recipe.nearest)
        return Batches(self.concepts, near, self.recipe)

    @cached_property
    def places(self) -> dict[str, torch.Tensor]:
        """Where the untuned model has what texts are held at, by text with its prefix."""
        texts = list(dict.fromkeys(at for pool, _ in self.held for _, at in pool))
        read = {QUERY: self.encoder.queries(texts), PASSAGE: self.encoder.passages(texts)}
        return {
            prefix + text: torch.from_numpy(row)
            for prefix, rows in read.items()
            for text, row in zip(texts, rows, strict=True)
        }

    def step(self, step: int) -> float:
        """One step; its loss."""
        recipe, batch = self.recipe, self.batches.at(step)
        queries = self.learner([QUERY + text for text in batch.queries], batch.tokens)
        passages = self.learner([PASSAGE + text for text in batch.passages], batch.tokens)
        same = torch.from_numpy(batch.same)
        loss = contrastive(queries, passages, same, recipe.temperature)
        loss = loss + recipe.held_weight * self._drift(step)
        self.optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.learnt, 1.0)
        self.optimiser.step()
        self.schedule.step()
        self.done = step + 1
        if self.done % KEEP_EVERY == 0 or self.done == recipe.steps:
            self._keep()
        return loss.item()

    def _drift(self, step: int) -> torch.Tensor:
        """How far those texts drawn at this step are from where they are held."""
        draw = Random(f"held {self.recipe.seed}:{step}")  # noqa: S311 - to be repeated
        drawn = [
            (PREFIXES[number % 2] + text, PREFIXES[number % 2] + at)
            for pool, count in self.held
            for number, (text, at) in enumerate(draw.sample(pool, min(count, len(pool))))
        ]
        if not drawn:
            return torch.zeros(())
        now = self.learner([text for text, _ in drawn], self.recipe.held_tokens)
        return drift(now, torch.stack([self.places[at] for _, at in drawn]))

    def _pace(self, step: int) -> float:
        warm = max(1, round(self.recipe.warmup * self.recipe.steps))
        rest = (self.recipe.steps - step) / max(1, self.recipe.steps - warm)
        return min((step + 1) / warm, max(0.0, rest))

    def _keep(self) -> None:
        state = {
            "key": self.key,
            "done": self.done,
            "learnt": [one.detach() for one in self.learnt],
            "optimiser": self.optimiser.state_dict(),
            "schedule": self.schedule.state_dict(),
        }
        self.path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.path.with_suffix(".new")
        torch.save(state, fresh)
        fresh.replace(self.path)

    def _resume(self) -> None:
        state = torch.load(self.path) if self.path.exists() else {}
        if state.get("key") != self.key:
            return
        self.done = state["done"]
        for one, kept in zip(self.learnt, state["learnt"], strict=True):
            one.data.copy_(kept)
        self.optimiser.load_state_dict(state["optimiser"])
        self.schedule.load_state_dict(state["schedule"])


def _key(about: dict[str, str]) -> str:
    """What a checkpoint has to be of; how much of the change is kept is decided afterwards."""
    recipe = json.loads(about["recipe"]) | {"strength": None}
    return json.dumps({**about, "recipe": recipe}, sort_keys=True)
