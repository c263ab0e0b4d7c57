"""Where a collection says how often each document was an answer before: a prior, and with texts.

With n(d) the count and s(q, d) the score of the fused leg, 0 to 1,

    P(d | q) ∝ (1 + n(d)) · exp(weight · s(q, d)).

No set has a part to choose the weight on: it is chosen for each fold of the queries on the others,
so that what is measured is held out.
"""

from collections.abc import Mapping, Sequence
from math import log1p

from evaluation.collection import Collection
from evaluation.metrics import measure_each

PRIOR, POSTERIOR = "prior", "posterior"

# What a score of 1 is worth, in natural logarithms of the count; 0 is the prior alone.
WEIGHTS = (0.0, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0)
FOLDS = 5

Prior = Mapping[str, int]
Likeness = Mapping[str, Mapping[str, float]]
Rankings = Mapping[str, Sequence[str]]


def with_prior(collection: Collection, likeness: Likeness, depth: int) -> dict[str, Rankings]:
    """Rank the `depth` first by the prior alone and by both; nothing without a prior.

    `likeness` maps query id to document id to score; a document it lacks has 0.
    """
    if not collection.prior:
        return {}
    tried = {weight: ranked(collection.prior, likeness, weight, depth) for weight in WEIGHTS}
    return {PRIOR: tried[0.0], POSTERIOR: held_out(collection, tried)}


def ranked(prior: Prior, likeness: Likeness, weight: float, depth: int) -> Rankings:
    """Documents of each query, the most probable first, equals by id."""
    return {query: by_both(prior, scores, weight)[:depth] for query, scores in likeness.items()}


def by_both(prior: Prior, scores: Mapping[str, float], weight: float) -> list[str]:
    """Documents of one query."""

    def probable(document: str) -> float:
        return log1p(prior.get(document, 0)) + weight * scores.get(document, 0.0)

    return sorted(prior.keys() | scores.keys(), key=lambda one: (-probable(one), one))


def held_out(collection: Collection, tried: Mapping[float, Rankings]) -> Rankings:
    """Each fold's queries ranked by the weight that gives the others most nDCG@10."""
    scores = {w: measure_each(collection.qrels, found)["ndcg@10"] for w, found in tried.items()}
    queries = [query.id for query in collection.queries if query.id in tried[0.0]]
    chosen: dict[str, Sequence[str]] = {}
    for fold in range(FOLDS):
        others = [query for at, query in enumerate(queries) if at % FOLDS != fold]
        sums = {weight: sum(of[one] for one in others) for weight, of in scores.items()}
        best = max(sums, key=lambda weight: sums[weight])
        chosen |= {query: tried[best][query] for query in queries[fold::FOLDS]}
    return chosen
