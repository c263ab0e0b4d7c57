"""How well it is said that nobody fits."""

from collections.abc import Mapping
from itertools import pairwise
from statistics import fmean
from types import MappingProxyType
from typing import Any

from evaluation.talent.sets import TalentSet
from matching.engine import Shortlist
from matching.talent.abstention import Answer, answer, refused, strength


def abstention(judged: TalentSet, lists: Mapping[str, Shortlist]) -> dict[str, Any]:
    """How well "nobody fits" is said: precision and recall over the offers that nobody suits.

    Either is None where there is nothing to divide by. `unclear` counts the needs that are said to
    tell too little, `hopeless` the offers to be found.
    """
    said = {one: answer(made) for one, made in lists.items()}
    nobody = {one for one, told in said.items() if told is Answer.NOBODY}
    right = len(nobody & judged.hopeless)
    return {
        "precision": right / len(nobody) if nobody else None,
        "recall": right / len(judged.hopeless) if judged.hopeless else None,
        "said": sorted(nobody),
        "hopeless": sorted(judged.hopeless),
        "unclear": sum(told is Answer.UNCLEAR for told in said.values()),
    }


def threshold(judged: TalentSet, lists: Mapping[str, Shortlist]) -> dict[str, float]:
    """The strength that best tells offers that somebody suits from those that nobody does.

    Each offer is taken with everybody and, to have more that nobody suits, without those who do.
    The threshold is the middle of the two strengths between which the mean of the shares told
    right is greatest. `enough` in `desks.yaml` is this figure on dev, of whole adverts.
    """
    suited = [best(made) for one, made in lists.items() if one not in judged.hopeless]
    nobody = [best(made, judged.qrels[one]) for one, made in lists.items()]
    cuts = sorted({*suited, *nobody})
    middles = [(low + high) / 2 for low, high in pairwise(cuts)]

    def told(cut: float) -> float:
        return fmean([fmean(one >= cut for one in suited), fmean(one < cut for one in nobody)])

    cut = max(middles, key=told)
    return {
        "strength": cut,
        "told": told(cut),
        "kept": fmean(one >= cut for one in suited),
        "abstained": fmean(one < cut for one in nobody),
    }


def best(made: Shortlist, without: Mapping[str, int] = MappingProxyType({})) -> float:
    """The strength of the strongest line that nothing refuses; 0 where there is none."""
    return max(
        (
            strength(line.score, made.desk)
            for line in made.matches
            if not refused(line) and not without.get(line.offer.id)
        ),
        default=0.0,
    )
