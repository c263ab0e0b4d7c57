"""A weighted sum of features, with weights that are data."""

from collections.abc import Mapping
from dataclasses import dataclass

from matching.profile import Desk
from matching.ranking import features, talent
from matching.ranking.features import Feature, Pair, data

# What can be said of a pair, by the desk where it is seen.
FEATURES: Mapping[Desk, Mapping[str, Feature]] = {
    Desk.FINANCING: features.FEATURES,
    Desk.TALENT: talent.FEATURES,
    Desk.JOBS: talent.FEATURES,
}


@dataclass(frozen=True, slots=True)
class Component:
    """One feature of a pair: its value in [0, 1], None when unknown, and its share of the score."""

    name: str
    value: float | None
    points: float


@dataclass(frozen=True, slots=True)
class Score:
    """The sum of its components' points, between 0 and 1."""

    components: tuple[Component, ...]

    @property
    def total(self) -> float:
        """The score that ranks."""
        return sum(component.points for component in self.components)


class Ranker:
    """Scores the pairs of one desk; refuses weights that name no feature or sum to zero."""

    def __init__(self, desk: Desk) -> None:
        settings = data("desks.yaml")[desk]
        self.features = FEATURES[desk]
        self.unknown: float = settings["unknown"]
        self.weights = normalised(settings["weights"], self.features)
        self.candidates: int | None = settings.get("candidates")
        self.alike: str = settings.get("likeness", "plain")
        self.refused_last: bool = settings.get("refused_last", True)

    def score(self, pair: Pair) -> Score:
        """Score one pair."""
        return Score(tuple(self.component(name, pair) for name in self.weights))

    def component(self, name: str, pair: Pair) -> Component:
        """One feature, weighed; an unknown one is worth the desk's `unknown`."""
        value = self.features[name](pair)
        return Component(
            name, value, self.weights[name] * (self.unknown if value is None else value)
        )


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
