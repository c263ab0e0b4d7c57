"""How sure a figure is: intervals over queries, and whether two runs differ.

A run's queries are a sample of those that people ask. Intervals are of the percentile bootstrap
over queries; differences are tested by paired randomisation: if two ways were alike, which of them
gave which of a query's two scores would be chance, so the sign of each difference is drawn anew. It
supposes no distribution, and scores of a query have none that is near normal: most are 0 or 1
(Smucker, Allan and Carterette, "A comparison of statistical significance tests for information
retrieval evaluation", CIKM 2007).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import stats

Floats = npt.NDArray[np.float64]

DRAWS, FLIPS = 2000, 9999
CONFIDENCE = 0.95
# Flips done at a time: what they hold in memory grows with the queries.
BATCH = 500
# The same scores give the same intervals and p, whatever was measured before.
SEED = 20261101


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Difference:
    """How much more one run has than another, with its 95 % interval and two-sided p."""

    value: float
    low: float
    high: float
    p: float


def interval(values: Sequence[float]) -> Interval:
    """The mean of the queries' scores; with fewer than two queries the interval is everything."""
    if len(values) < 2:
        return Interval(float(np.mean(values)) if values else 0.0, 0.0, 1.0)
    return Interval(*_mean(np.array(values)))


def difference(scores: Mapping[str, float], base: Mapping[str, float]) -> Difference:
    """What `scores` has more than `base`, over the queries that both answer.

    Where no query differs, or fewer than two are shared, nothing speaks for a difference: p is 1.
    """
    shared = sorted(scores.keys() & base.keys())
    differences = np.array([scores[one] - base[one] for one in shared])
    if len(shared) < 2 or not differences.any():
        return Difference(float(differences.mean()) if shared else 0.0, 0.0, 0.0, 1.0)
    test = stats.permutation_test(
        (differences,),
        np.mean,
        permutation_type="samples",
        n_resamples=FLIPS,
        batch=BATCH,
        rng=np.random.default_rng(SEED),
    )
    return Difference(*_mean(differences), float(test.pvalue))


def _mean(values: Floats) -> tuple[float, float, float]:
    """Mean, and the ends of its interval."""
    found = stats.bootstrap(
        (values,),
        np.mean,
        n_resamples=DRAWS,
        confidence_level=CONFIDENCE,
        method="percentile",
        batch=BATCH,
        rng=np.random.default_rng(SEED),
    ).confidence_interval
    return float(values.mean()), float(found.low), float(found.high)


def adjusted(p_values: Sequence[float]) -> list[float]:
    """The p of several tests, so that at most one in twenty that fall below .05 is chance.

    Benjamini and Hochberg's: as many tests as a table holds would call some chance a find.
    """
    found: list[float] = stats.false_discovery_control(p_values).tolist() if p_values else []
    return found
