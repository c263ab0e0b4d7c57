"""The measures we report, on `ir-measures`, and the likeness of two ranked lists."""

from collections.abc import Mapping, Sequence
from itertools import accumulate

import ir_measures
from ir_measures import AP, RR, R, nDCG

Qrels = Mapping[str, Mapping[str, int]]

# The gain of a grade is 2^grade - 1 (Burges et al. 2005), given as a table: the variant that the
# library computes itself needs perl.
GAINS = {grade: 2**grade - 1 for grade in range(11)}

MEASURES = {"ndcg@10": nDCG(gains=GAINS) @ 10, "recall@10": R @ 10, "mrr": RR, "map": AP}


def measure(qrels: Qrels, rankings: Mapping[str, Sequence[str]]) -> dict[str, float]:
    """Mean of each of `MEASURES` over the queries that have a document of grade 1 or more.

    `rankings` maps a query id to document ids, best first; a query that is absent from it scores
    0. Without a judged query every measure is 0.
    """
    judged = {query: dict(grades) for query, grades in qrels.items() if any(grades.values())}
    if not judged:
        return dict.fromkeys(MEASURES, 0.0)
    run = {query: _scored(rankings.get(query, ())) for query in judged}
    means = ir_measures.pytrec_eval.calc_aggregate(list(MEASURES.values()), judged, run)
    return {name: float(means[key]) for name, key in MEASURES.items()}


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
