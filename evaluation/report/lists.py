"""What lists tell beyond their own figure: what each feature is worth, and what a score means."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from statistics import fmean

import numpy as np

from evaluation.metrics import Qrels, measure_each
from evaluation.significance import Difference, Interval, difference, interval
from matching.criteria.verdict import Verdict
from matching.engine import Match, Shortlist
from matching.profile import Desk
from matching.ranking.ranker import Ranker

# How many groups of equally many judged pairs a calibration curve has.
BINS = 10
SUITABLE = 1

# By way of asking (a language, a form), then by seeker.
Lists = Mapping[str, Mapping[str, Shortlist]]


@dataclass(frozen=True, slots=True)
class Bin:
    """Pairs of like score: their mean score, and the share of them that suits, with its ends."""

    score: float
    share: Interval
    pairs: int


def scores(lists: Lists, qrels: Qrels, without: str = "") -> dict[str, float]:
    """nDCG@10 of each seeker, the mean over the ways of asking, with a feature left out."""
    found: dict[str, list[float]] = {}
    for asked in lists.values():
        rankings = {one: reordered(made, without) for one, made in asked.items()}
        judged = {one: qrels[one] for one in rankings}
        for one, value in measure_each(judged, rankings)["ndcg@10"].items():
            found.setdefault(one, []).append(value)
    return {one: fmean(values) for one, values in found.items()}


def reordered(made: Shortlist, without: str) -> list[str]:
    """The offers of a list as they would stand without the points of a feature.

    Weights that are divided by another sum put them in the same order.
    """
    last = Ranker(made.desk).refused_last
    return [one.offer.id for one in sorted(made.matches, key=lambda one: order(one, without, last))]


def order(match: Match, without: str, refused_last: bool) -> tuple[bool | float | str, ...]:  # noqa: FBT001 - a setting of the desk
    """The engine's own order: see `matching.engine.Entry`."""
    best = match.score.total - points(match, without)
    if not refused_last:
        return match.closed, -best, match.offer.id
    refused = match.verdict is Verdict.INELIGIBLE
    # That it stands beside what is sought follows from the need.
    beside = match.beside is not None and without != "need"
    return refused, match.unwanted, match.closed, match.funded, beside, -best, match.offer.id


def points(match: Match, feature: str) -> float:
    """What a feature gives a match."""
    return sum(one.points for one in match.score.components if one.name == feature)


def ablations(lists: Lists, qrels: Qrels, desk: Desk) -> dict[str, Difference]:
    """What nDCG@10 loses, below 0, without each feature, over the seekers."""
    whole = scores(lists, qrels)
    features = Ranker(desk).weights
    return {name: difference(scores(lists, qrels, name), whole) for name in features}


def calibration(lists: Lists, qrels: Qrels) -> list[Bin]:
    """The share of judged pairs that suits, by score: groups of as many pairs, lowest first."""
    pairs = sorted(judged(lists, qrels))
    groups = [group for group in np.array_split(np.array(pairs), BINS) if len(group)]
    return [
        Bin(float(group[:, 0].mean()), interval(group[:, 1].tolist()), len(group))
        for group in groups
    ]


def judged(lists: Lists, qrels: Qrels) -> Iterator[tuple[float, float]]:
    """Score, and 1 where it suits or 0, of each pair that was judged."""
    for asked in lists.values():
        for one, made in asked.items():
            for match in made.matches:
                if match.offer.id in qrels[one]:
                    suits = qrels[one][match.offer.id] >= SUITABLE
                    yield match.score.total, float(suits)
