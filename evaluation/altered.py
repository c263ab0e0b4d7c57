"""What is gained in lists by saying what must not count: the same profile, honest and altered."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from matching.engine import Match, Shortlist


@dataclass(frozen=True, slots=True)
class Altered:
    """The ranks, from 1, of an offer in lists before and after, and what its scores gained."""

    before: Sequence[int]
    after: Sequence[int]
    scores: Sequence[float] = ()

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


def line(made: Shortlist, offer: str) -> Match:
    """The line of an offer; raises KeyError where a list has none."""
    found = {one.offer.id: one for one in made.matches}
    return found[offer]


def altered(offer: str, before: Sequence[Shortlist], after: Sequence[Shortlist]) -> Altered:
    """Where an offer stood and stands, and what its score gained."""
    stood, stands = ([line(one, offer) for one in each] for each in (before, after))
    return Altered(
        [one.position for one in stood],
        [one.position for one in stands],
        [new.score.total - old.score.total for old, new in zip(stood, stands, strict=True)],
    )


def moved(pairs: Sequence[Altered]) -> dict[str, float]:
    """Places and score gained (above 0) over all lists: the most, the mean, and what is lost.

    Raises ValueError where nothing was altered.
    """
    gained = [place for pair in pairs for place in pair.gained]
    return {
        "altered": len(pairs),
        "most_gained": max(gained),
        "most_lost": -min(gained),
        "mean_gained": fmean(gained),
        "mean_moved": fmean(map(abs, gained)),
        "most_gained_among_ten": max(place for pair in pairs for place in pair.gained_among(10)),
        "score_most_gained": max((one for pair in pairs for one in pair.scores), default=0.0),
        "score_most_lost": -min((one for pair in pairs for one in pair.scores), default=0.0),
    }
