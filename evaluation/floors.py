"""The floor of each figure: what may not be lost again, and what is to be reached."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from evaluation.measured import Measured
from evaluation.significance import Interval, interval


@dataclass(frozen=True, slots=True)
class Floor:
    """`floor` may not be gone below; `published` is the best known of others."""

    floor: float
    reach: float | None = None
    published: float | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A figure beside its floor."""

    name: str
    found: Interval
    floor: Floor

    @property
    def holds(self) -> bool:
        """Whether it is not below its floor."""
        return self.found.value >= self.floor.floor

    @property
    def reached(self) -> bool | None:
        """Whether it is where it is to be; None where nothing was set."""
        return None if self.floor.reach is None else self.found.value >= self.floor.reach


@cache
def floors() -> Mapping[str, Floor]:
    """The floors by the name of their figure."""
    content = yaml.safe_load(files("evaluation").joinpath("floors.yaml").read_text("utf-8"))
    return {name: Floor(**values) for name, values in content.items()}


def figures(found: Iterable[Measured]) -> dict[str, Interval]:
    """Every figure of a run by name: collection, leg, measure."""
    return {
        f"{one.name} {leg} {measure}": interval(list(each.values()))
        for one in found
        for leg, scores in one.legs.items()
        for measure, each in scores.items()
    }


def standings(found: Mapping[str, Interval]) -> list[Standing]:
    """Where each figure stands that has a floor and was measured."""
    return [Standing(name, found[name], floor) for name, floor in floors().items() if name in found]
