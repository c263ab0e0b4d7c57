"""Which of two rankers people would rather have: both compared on lists that were decided on.

Team-draft interleaving (Radlinski, Kurup and Joachims, "How does clickthrough data reflect
retrieval quality?", CIKM 2008), replayed: on each list the two take turns to choose a line, and one
who chose what was kept gains by it. Lists were shown in one order only: a line that was kept counts
for as many as would have looked at it where the interleaved list has it, over those who looked at
it where it stood.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evaluation.significance import Difference, difference
from matching.ranking.learning import Examination, Impression, Line
from matching.ranking.ranker import Ranker

Bools = npt.NDArray[np.bool_]

DRAFTS = 50
SEED = 20261123


@dataclass(frozen=True, slots=True)
class Preference:
    """What seekers' decisions say of a ranker against another.

    `kept` is what would have been kept of the one's lines and of the other's, over all seekers;
    `gain` how much more that is a seeker, with its interval and the p of a paired randomisation.
    """

    seekers: int
    decisions: int
    wins: int
    losses: int
    kept: tuple[float, float]
    gain: Difference


def interleaved(
    impressions: Sequence[Impression], one: Ranker, other: Ranker, looked: Examination
) -> Preference:
    """How much rather seekers would have `one` than `other`."""
    mine, theirs = credits_of(impressions, one, other, looked)
    gains = [mine[seeker] - theirs[seeker] for seeker in mine]
    return Preference(
        seekers=len(mine),
        decisions=sum(len(each.kept) for each in impressions),
        wins=sum(gain > 0 for gain in gains),
        losses=sum(gain < 0 for gain in gains),
        kept=(sum(mine.values()), sum(theirs.values())),
        gain=difference(mine, theirs),
    )


def credits_of(
    impressions: Sequence[Impression], one: Ranker, other: Ranker, looked: Examination
) -> tuple[dict[str, float], dict[str, float]]:
    """How many lines each seeker who kept something would have kept of either's, a draft."""
    rng = np.random.default_rng(SEED)
    found: defaultdict[str, tuple[float, float]] = defaultdict(lambda: (0.0, 0.0))
    for each in impressions:
        if each.kept:
            kept = {line.offer: looked.weight(line.place) for line in each.kept}
            coins = rng.random((DRAFTS, len(each.lines))) < 0.5
            mine, theirs = drafted((order(each, one), order(each, other)), coins, kept, looked)
            before = found[each.seeker]
            found[each.seeker] = (before[0] + mine, before[1] + theirs)
    drafts = 2 * DRAFTS
    return (
        {seeker: mine / drafts for seeker, (mine, _) in found.items()},
        {seeker: theirs / drafts for seeker, (_, theirs) in found.items()},
    )


def order(impression: Impression, ranker: Ranker) -> list[str]:
    """The lines of a list as a ranker would order them."""
    weights = list(ranker.weights.values())

    def key(line: Line) -> tuple[tuple[bool, ...], float, str]:
        score = sum(weight * worth for weight, worth in zip(weights, line.worths, strict=True))
        return line.tier, -score, line.offer

    return [line.offer for line in sorted(impression.lines, key=key)]


def drafted(
    orders: tuple[Sequence[str], Sequence[str]],
    coins: Bools,
    kept: Mapping[str, float],
    looked: Examination,
) -> tuple[float, float]:
    """What would have been kept of what each of two orders chooses, over `coins` (drafts, rounds).

    `kept` says for how many each line that was kept stands; where it is chosen early more would
    have looked at it. Each draft is done with its coins turned round, too: two alike have the same.
    """
    gains = [[0.0, 0.0], [0.0, 0.0]]
    for begins in coins.tolist():
        for turned in (False, True):
            for place, (team, offer) in enumerate(draft(orders, begins, turned=turned), 1):
                if offer in kept:
                    gains[turned][team] += kept[offer] / looked.weight(place)
    # Summed apart, and the turned ones crosswise: alike, they are so to the last bit.
    return gains[0][0] + gains[1][0], gains[1][1] + gains[0][1]


def draft(
    orders: tuple[Sequence[str], Sequence[str]], begins: Sequence[bool], *, turned: bool
) -> Iterator[tuple[int, str]]:
    """The interleaved list: which of two orders chose, and what.

    The second begins in the rounds that `begins` says, or where it is turned in all others.
    """
    chosen: set[str] = set()
    for second in begins:
        for team in (1, 0) if second is not turned else (0, 1):
            offer = next((one for one in orders[team] if one not in chosen), None)
            if offer is not None:
                chosen.add(offer)
                yield team, offer
