"""The measures we report, on `ir-measures`, and the likeness of two ranked lists."""

from collections.abc import Mapping, Sequence
from itertools import accumulate
from statistics import fmean

import ir_measures
from ir_measures import AP, RR, R, nDCG

Qrels = Mapping[str, Mapping[str, int]]

# The gain of a grade is 2^grade - 1 (Burges et al. 2005), given as a table: the variant that the
# library computes itself needs perl.
GAINS = {grade: 2**grade - 1 for grade in range(11)}

MEASURES = {"ndcg@10": nDCG(gains=GAINS) @ 10, "recall@10": R @ 10, "mrr": RR, "map": AP}

# What a list of ten can hold: R-precision at 10 is the part of it that is found.
CUTOFF = 10

# By measure, then by query: what two runs are compared by.
Scores = Mapping[str, Mapping[str, float]]


def measure(qrels: Qrels, rankings: Mapping[str, Sequence[str]]) -> dict[str, float]:
    """Mean of each measure of `measure_each` over the queries; 0 without a judged query."""
    return means(measure_each(qrels, rankings))


def means(scores: Scores) -> dict[str, float]:
    """Mean of each measure over the queries."""
    return {name: fmean(each.values()) if each else 0.0 for name, each in scores.items()}


def measure_each(
    qrels: Qrels, rankings: Mapping[str, Sequence[str]]
) -> dict[str, dict[str, float]]:
    """Each measure of every query that has a document of grade 1 or more.

    `rankings` maps a query id to document ids, best first; a query that is absent from it scores
    0. The measures are those of `MEASURES` and `rp@10`, the relevant among the ten first as a part
    of as many as could be there (R-precision at 10, as for skill extraction: Decorte et al. 2022).
    """
    judged = {query: dict(grades) for query, grades in qrels.items() if any(grades.values())}
    found: dict[str, dict[str, float]] = {name: dict.fromkeys(judged, 0.0) for name in MEASURES}
    names = {key: name for name, key in MEASURES.items()}
    run = {query: _scored(rankings.get(query, ())) for query in judged}
    for one in ir_measures.pytrec_eval.iter_calc(list(names), judged, run) if judged else ():
        found[names[one.measure]][one.query_id] = float(one.value)
    possible = {query: _possible(grades) for query, grades in judged.items()}
    recalled = found["recall@10"].items()
    return found | {"rp@10": {query: value * possible[query] for query, value in recalled}}


def _possible(grades: Mapping[str, int]) -> float:
    """How many relevant documents there are for each that a list of ten can hold."""
    relevant = sum(grade > 0 for grade in grades.values())
    return relevant / min(relevant, CUTOFF)


def rank_biased_overlap(
    first: Sequence[str], second: Sequence[str], persistence: float = 0.9
) -> float:
    """Likeness, 0 to 1, of two ranked lists without repeats, heavier at the top.

    Extrapolated rank-biased overlap, equation 32 of Webber, Moffat and Zobel, "A similarity
    measure for indefinite rankings", ACM TOIS 28(4), 2010; lists may differ in length. Two empty
    lists are alike (1), an empty and a filled one are not (0).
    """
    short, long = sorted((first, second), key=len)
    if not short:
        return float(not long)
    s, l = len(short), len(long)  # noqa: E741 - the article's names
    overlaps = _overlaps(short, long)
    weights = [persistence**depth for depth in range(l + 1)]
    agreement = sum(overlaps[d] / d * weights[d] for d in range(1, l + 1))
    unseen = sum(overlaps[s] * (d - s) / (s * d) * weights[d] for d in range(s + 1, l + 1))
    tail = ((overlaps[l] - overlaps[s]) / l + overlaps[s] / s) * weights[l]
    return (1 - persistence) / persistence * (agreement + unseen) + tail


def _overlaps(short: Sequence[str], long: Sequence[str]) -> list[int]:
    """Count the items common to both lists' first d, for d = 0 … len(long)."""
    rank = {item: depth for depth, item in enumerate(short, 1)}
    met = [0] * (len(long) + 1)
    for depth, item in enumerate(long, 1):
        if item in rank:
            met[max(depth, rank[item])] += 1
    return list(accumulate(met))


def _scored(ranking: Sequence[str]) -> dict[str, float]:
    """Scores that keep the list's own order: the library breaks ties by document id."""
    return {document: float(-rank) for rank, document in enumerate(ranking)}
