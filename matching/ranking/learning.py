"""Weights learnt from what people decided on lists, as these were shown.

A line that is kept was preferred to those that were passed over above it and to the one right
below it, and to those that were said not to suit (Joachims, "Optimizing search engines using
clickthrough data", KDD 2002). What stands low is looked at less, so that what is kept there stands
for more: it is weighted by one over the probability of having been looked at, clipped (Joachims,
Swaminathan and Schnabel, "Unbiased learning-to-rank with biased feedback", WSDM 2017). That
probability depends on the place alone and is estimated together with how attractive lines are
(after Wang et al., "Position bias estimation for unbiased learning to rank in personal search",
WSDM 2018).
"""

import hashlib
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from matching.profile import Desk
from matching.ranking.features import data
from matching.ranking.ranker import Ranker

Floats = npt.NDArray[np.float64]

# How far the attraction of features may lie from what the weights say, in odds.
ATTRACTION_SPREAD = 4.0
SURE = 1e-9
DECIMALS = 6


class Said(StrEnum):
    """What somebody made of a line."""

    KEPT = "kept"
    PASSED = "passed"
    """Nothing: they may not have looked at it."""
    AGAINST = "against"
    """That it does not suit."""
    NOTHING = "nothing"
    """Something that says nothing of how well it suits."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a list: its place among the lines shown, from 1, and what was made of it.

    `tier` is what orders before any score; `worths` what each feature was worth, in [0, 1].
    """

    offer: str
    place: int
    tier: tuple[bool, ...]
    worths: tuple[float, ...]
    said: Said


@dataclass(frozen=True, slots=True)
class Impression:
    """A list as it was shown to a seeker, and what they decided on it."""

    seeker: str
    lines: tuple[Line, ...]

    @property
    def kept(self) -> list[Line]:
        """The lines that were kept."""
        return [one for one in self.lines if one.said is Said.KEPT]

    @property
    def decisions(self) -> int:
        """How many lines say something of how well they suit."""
        return sum(one.said in {Said.KEPT, Said.AGAINST} for one in self.lines)


@dataclass(frozen=True, slots=True)
class Learning:
    """How a desk learns: what `learning.yaml` says of it, in its words."""

    sharpness: float
    pull: float
    decay: float
    spread: float
    clip: float
    held_out: float
    least: int
    level: float
    margin: float

    @classmethod
    def of(cls, desk: Desk) -> "Learning":
        """What is said of a desk; raises KeyError for one that does not learn."""
        return cls(**data("learning.yaml")[desk])

    def holds_out(self, seeker: str) -> bool:
        """Whether nothing is learnt from a seeker: theirs for ever, by their id."""
        drawn = int.from_bytes(hashlib.sha256(seeker.encode()).digest()[:8], "big")
        return drawn < self.held_out * 2**64


@dataclass(frozen=True, slots=True)
class Examination:
    """How likely the line at a place is to be looked at: place ** -decay."""

    decay: float
    clip: float

    def weight(self, place: int) -> float:
        """One over it, clipped: for how many a decision at a place stands."""
        return min(math.pow(place, self.decay), self.clip)


def examination(impressions: Sequence[Impression], base: Ranker, learning: Learning) -> Examination:
    """The examination under which what was decided is likeliest, held to the data's prior.

    A line is kept where it is looked at and attracts; how its features attract is estimated beside.
    What was said not to suit was looked at for certain.
    """
    told = [one for each in impressions for one in each.lines if one.said is not Said.NOTHING]
    if not told:
        return Examination(learning.decay, learning.clip)
    worths = np.array([one.worths for one in told])
    logs = np.log([float(one.place) for one in told])
    kept, against = (
        np.array([one.said is said for one in told]) for said in (Said.KEPT, Said.AGAINST)
    )
    usual = learning.sharpness * weights_of(base)

    def cost(given: Floats) -> float:
        decay, bias, attraction = given[0], given[1], given[2:]
        attracts = 1 / (1 + np.exp(-(bias + worths @ attraction)))
        chance = np.where(against, attracts, attracts * np.exp(-decay * logs))
        chance = np.clip(chance, SURE, 1 - SURE)
        missed = -np.log(np.where(kept, chance, 1 - chance)).sum()
        held = ((decay - learning.decay) / learning.spread) ** 2
        held += (((attraction - usual) / ATTRACTION_SPREAD) ** 2).sum()
        return float(missed + held / 2)

    start = np.concatenate([[learning.decay, -learning.sharpness / 2], usual])
    bounds = [(0.0, None), *[(None, None)] * (len(start) - 1)]
    found = minimize(cost, start, bounds=bounds, method="L-BFGS-B")
    return Examination(float(found.x[0]), learning.clip)


def pairs(
    impression: Impression, looked: Examination
) -> Iterator[tuple[tuple[float, ...], tuple[float, ...], float]]:
    """What was preferred, what to, and for how many it stands; those of a line kept share that.

    Only among lines of one tier: between two the score decides nothing.
    """
    for line in impression.kept:
        beaten = [one for one in impression.lines if one.tier == line.tier and loses(one, line)]
        for one in beaten:
            yield line.worths, one.worths, looked.weight(line.place) / len(beaten)


def loses(one: Line, kept: Line) -> bool:
    """Whether a line that was kept was preferred to another."""
    if one.said is Said.PASSED:
        return one.place <= kept.place + 1
    return one.said is Said.AGAINST


def fit(
    impressions: Sequence[Impression], base: Ranker, learning: Learning, looked: Examination
) -> dict[str, float]:
    """Weights, by feature, that put what was preferred before what it was preferred to.

    The logistic loss of the differences in score, held to the weights of `base`. A feature says how
    well something fits: none weighs less than nothing, and all of them weigh one. Without a pair
    they are those of `base`.
    """
    found = [pair for one in impressions for pair in pairs(one, looked)]
    usual = weights_of(base)
    if not found:
        return dict(base.weights)
    gains = learning.sharpness * np.array([np.subtract(won, lost) for won, lost, _ in found])
    shares = np.array([share for *_, share in found])
    # So that decisions count as many as they are, whatever places they were taken at.
    shares *= sum(len(one.kept) for one in impressions) / shares.sum()

    def cost(weights: Floats) -> float:
        missed = shares @ np.logaddexp(0, -gains @ weights)
        return float(missed + learning.pull / 2 * ((weights - usual) ** 2).sum())

    def slope(weights: Floats) -> Floats:
        missing = shares / (1 + np.exp(gains @ weights))
        return np.asarray(learning.pull * (weights - usual) - missing @ gains)

    whole = {"type": "eq", "fun": lambda weights: weights.sum() - 1}
    best = minimize(
        cost, usual, jac=slope, bounds=[(0, 1)] * len(usual), constraints=[whole], method="SLSQP"
    )
    return {
        name: max(round(float(weight), DECIMALS), 0.0)
        for name, weight in zip(base.weights, best.x, strict=True)
    }


def weights_of(ranker: Ranker) -> Floats:
    """The weights (features), in the order of their names at the desk."""
    return np.array(list(ranker.weights.values()))
