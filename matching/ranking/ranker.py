"""A weighted sum of features, with weights that are data."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from matching.profile import Desk
from matching.ranking import features, likeness, talent
from matching.ranking.bands import Calibrated, Said, bands
from matching.ranking.features import Feature, Pair, data, data_version

# What can be said of a pair, by the desk where it is seen.
FEATURES: Mapping[Desk, Mapping[str, Feature]] = {
    Desk.FINANCING: features.FEATURES,
    Desk.TALENT: talent.FEATURES,
    Desk.JOBS: talent.FEATURES,
}


class Component(NamedTuple):
    """One feature of a pair: its value in [0, 1], None when unknown, and its share of the score."""

    name: str
    value: float | None
    points: float


@dataclass(frozen=True)
class Score:
    """The sum of its components' points, between 0 and 1."""

    components: tuple[Component, ...]

    @cached_property
    def total(self) -> float:
        """The score that ranks."""
        return sum(component.points for component in self.components)


@dataclass(frozen=True, slots=True)
class Learnt:
    """Weights that use has taught: which version of them, and what judges found in each band."""

    version: int
    weights: Mapping[str, float]
    bands: tuple[Calibrated, ...]


class Ranker:
    """Scores the pairs of one desk; refuses weights that name no feature or sum to zero.

    By the weights of the release, or by learnt ones where they are given.
    """

    def __init__(self, desk: Desk, learnt: Learnt | None = None) -> None:
        settings = data("desks.yaml")[desk]
        self.desk = desk
        self.learnt = learnt
        self.features = FEATURES[desk]
        self.unknown: float = settings["unknown"]
        self.unknown_of: Mapping[str, float] = settings.get("unknown_of", {})
        given = learnt.weights if learnt else settings["weights"]
        self.weights = normalised(given, self.features)
        self.candidates: int | None = settings.get("candidates")
        self.likenesses = likeness.told(settings)
        self.at_once: bool = settings.get("at_once", False)
        self.refused_last: bool = settings.get("refused_last", True)
        # Use is learnt from the lists of who states what they seek.
        self.bands = learnt.bands if learnt else bands(desk, Said.STATED)
        # The least that a list has to promise, where the desk says so.
        self.suits: float = settings.get("suits", 0.0)

    @property
    def version(self) -> str:
        """What its scores come from: the release's data, and the learnt weights where there are."""
        release = data_version(self.desk)
        return f"{release}+{self.learnt.version}" if self.learnt else release

    def score(self, pair: Pair) -> Score:
        """Score one pair."""
        return Score(tuple(self.component(name, pair) for name in self.weights))

    def component(self, name: str, pair: Pair) -> Component:
        """One feature, weighed; an unknown one is worth what the desk says of it, or of any."""
        value = self.features[name](pair)
        return Component(name, value, self.weights[name] * self.worth(name, value))

    def worth(self, name: str, value: float | None) -> float:
        """What the value of a feature is worth."""
        return self.unknown_of.get(name, self.unknown) if value is None else value

    def band(self, score: Score, said: Said | None) -> Calibrated | None:
        """The band that a score lies in for who says so much; None where nothing was judged."""
        found = self.bands if said is Said.STATED else bands(self.desk, said)
        return next((one for one in found if score.total >= one.least), None)

    def in_doubt(self, one: Component) -> bool:
        """Whether a part may be better than it counts; not where the desk says what it is worth."""
        return one.value is None and one.name not in self.unknown_of

    def most(self, score: Score) -> float:
        """What a score would be were all that nobody can tell as good as can be."""
        return sum(
            self.weights[one.name] if self.in_doubt(one) else one.points for one in score.components
        )

    def lack(self, scores: Collection[Score]) -> str | None:
        """For want of what none of some offers can be strong enough: the feature that costs most.

        None where one may be, since what is unknown is no lack, and where there are no offers.
        """
        if not scores or any(self.most(one) >= self.suits for one in scores):
            return None
        lost: defaultdict[str, float] = defaultdict(float)
        for score in scores:
            for one in score.components:
                lost[one.name] += 0.0 if self.in_doubt(one) else self.weights[one.name] - one.points
        return max(lost, key=lambda name: (lost[name], name))


def normalised(
    weights: Mapping[str, float], known: Mapping[str, Feature] = features.FEATURES
) -> dict[str, float]:
    """Weights that sum to one; raises ValueError for a name without feature or a zero sum."""
    unknown = set(weights) - set(known)
    total = sum(weights.values())
    if unknown or total <= 0:
        message = f"weights must name features and sum above zero: {unknown or total}"
        raise ValueError(message)
    return {name: weight / total for name, weight in weights.items()}
