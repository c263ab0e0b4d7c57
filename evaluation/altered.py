"""What is gained in lists by saying what must not count: the same profile, honest and altered."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean


@dataclass(frozen=True, slots=True)
class Altered:
    """The ranks of somebody in every list, before and after, and what the scores gained."""

    before: Sequence[int]
    after: Sequence[int]
    scores: Sequence[float] = ()
    # How many who say that they have as much of what is asked are behind, and were not.
    overtaken: int = 0

    @property
    def gained(self) -> list[int]:
        """Places gained in each list."""
        return [one - other for one, other in zip(self.before, self.after, strict=True)]

    def gained_among(self, first: int) -> list[int]:
        """Places gained among the first so many, which are those that people see."""
        return [
            min(one, first + 1) - min(other, first + 1)
            for one, other in zip(self.before, self.after, strict=True)
        ]


def moved(pairs: Sequence[Altered]) -> dict[str, float]:
    """Places gained (above 0) over the lists of all altered."""
    gained = [place for pair in pairs for place in pair.gained]
    return {
        "profiles": len(pairs),
        "most_gained": max(gained),
        "most_lost": -min(gained),
        "mean_gained": fmean(gained),
        "mean_moved": fmean(map(abs, gained)),
        "overtaken": sum(pair.overtaken for pair in pairs),
        "most_gained_among_ten": max(place for pair in pairs for place in pair.gained_among(10)),
        "score_most_gained": max((one for pair in pairs for one in pair.scores), default=0.0),
        "score_most_lost": -min((one for pair in pairs for one in pair.scores), default=0.0),
    }
