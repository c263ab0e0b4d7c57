"""Who is shown, by gender, school, city and language of the CV, with intervals.

Intervals (95 %) are of the pigeonhole bootstrap (Owen, 2007): offers and candidates are drawn anew,
each with replacement, since either might have been others.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from math import log2
from typing import Any

import numpy as np
import numpy.typing as npt

from evaluation.talent.ranking import Rankings
from evaluation.talent.sets import Row, TalentSet
from ingestion.cv.places import canonical
from matching.engine import Shortlist

Floats = npt.NDArray[np.float64]

# Of fewer people a figure says more than of the ranking: it is not given.
FEWEST = 5
UNKNOWN, OTHERS = "unknown", "others"
# What people see of a list, and how often anew it is drawn.
SEEN, DRAWN = 10, 2000
LOW, HIGH = 2.5, 97.5

GROUPS: Mapping[str, Callable[[Row], str]] = {
    # Where it is volunteered.
    "gender": lambda row: str(row["personal"].get("gender") or UNKNOWN),
    "language": lambda row: str(row["language"]),
    "city": lambda row: canonical(row["city"] or "") or UNKNOWN,
    "school": lambda row: str(row["education"][0]["school"]) if row["education"] else UNKNOWN,
}


@dataclass(frozen=True, slots=True)
class Tables:
    """By offer and candidate, (offers, candidates): exposure, that which grades merit, and scores.

    Exposure is 1 / log2(1 + rank) among the ten first, else 0; scores are those of suitable pairs,
    of which `suitable` is 1, else 0.
    """

    shown: Floats
    merited: Floats
    scores: Floats
    suitable: Floats


def fairness(judged: TalentSet, lists: Mapping[str, Shortlist]) -> dict[str, Any]:
    """By kind of group: exposure, merited exposure and scores of each group, with intervals.

    Exposure is the mean of a group over that of everybody: 1 is an equal share. `beyond` is how far
    it lies from what the grades merit. `score` is the mean of the suitable pairs. Each is None,
    unknown, for a group of fewer than `FEWEST`, and for those whose group nobody knows.
    """
    found, people = tables(judged, lists), list(judged.truth)
    draws = drawn(len(judged.offers)), drawn(len(people))
    return {
        name: {
            group: told(
                found, np.isin(people, members), draws, known=group not in {UNKNOWN, OTHERS}
            )
            for group, members in grouped(judged.truth.values(), of).items()
        }
        for name, of in GROUPS.items()
    }


def tables(judged: TalentSet, lists: Mapping[str, Shortlist]) -> Tables:
    """What is compared, of every pair."""
    ranks = {one: [line.offer.id for line in made.matches] for one, made in lists.items()}
    merits = {one: ranked(grades) for one, grades in judged.qrels.items()}
    totals = {
        one: {line.offer.id: line.score.total for line in made.matches}
        for one, made in lists.items()
    }
    suits = of_pairs(
        judged, lambda one, cv: float(bool(judged.qrels[one].get(cv)) and cv in totals[one])
    )
    scores = of_pairs(judged, lambda one, cv: totals[one].get(cv, 0.0))
    return Tables(exposure(judged, ranks), exposure(judged, merits), scores * suits, suits)


def of_pairs(judged: TalentSet, value: Callable[[str, str], float]) -> Floats:
    """A value of each offer with each candidate."""
    return np.array([[value(one, cv) for cv in judged.truth] for one in judged.offers])


def exposure(judged: TalentSet, rankings: Rankings) -> Floats:
    """How well each list shows each candidate."""
    places = {one: {cv: at for at, cv in enumerate(ids[:SEEN], 1)} for one, ids in rankings.items()}
    return of_pairs(
        judged, lambda one, cv: 1 / log2(1 + places[one][cv]) if cv in places[one] else 0.0
    )


def ranked(grades: Mapping[str, int]) -> list[str]:
    """The suitable candidates, best grade first."""
    return sorted((one for one, grade in grades.items() if grade), key=lambda one: -grades[one])


def drawn(many: int) -> Floats:
    """How often each of so many is drawn, (1 + DRAWN, many): first everybody once, as they are."""
    random = np.random.default_rng(many)
    times = random.multinomial(many, np.full(many, 1 / many), DRAWN)
    return np.vstack([np.ones(many), times]).astype(float)


def told(
    found: Tables, members: npt.NDArray[np.bool_], draws: tuple[Floats, Floats], *, known: bool
) -> dict[str, Any]:
    """The figures of a group, with how many people and judgements stand behind them."""
    counts = {
        "candidates": int(members.sum()),
        "judgements": int(members.sum()) * len(found.shown),
        "suitable": int(found.suitable[:, members].sum()),
    }
    if not known:
        return counts | dict.fromkeys(("exposure", "merited", "beyond", "score"))
    shown, merited = (relative(one, members, draws) for one in (found.shown, found.merited))
    score = ratio(sums(found.scores, members, draws), sums(found.suitable, members, draws))
    figures = {"exposure": shown, "merited": merited, "beyond": shown - merited, "score": score}
    return counts | {name: interval(values) for name, values in figures.items()}


def sums(values: Floats, members: npt.NDArray[np.bool_], draws: tuple[Floats, Floats]) -> Floats:
    """The sum over the members in each draw, (1 + DRAWN,)."""
    offers, people = draws
    added: Floats = ((offers @ values) * people)[:, members].sum(1)
    return added


def relative(
    values: Floats, members: npt.NDArray[np.bool_], draws: tuple[Floats, Floats]
) -> Floats:
    """The mean of a group over that of everybody, in each draw."""
    everybody, people = np.ones_like(members), draws[1]
    theirs = ratio(sums(values, members, draws), people[:, members].sum(1))
    return ratio(theirs, sums(values, everybody, draws) / len(members))


def ratio(one: Floats, other: Floats) -> Floats:
    """A quotient; not a number where there is nothing to divide by."""
    parts: Floats = np.divide(one, other, out=np.full(len(one), np.nan), where=other > 0)
    return parts


def interval(values: Floats) -> dict[str, float] | None:
    """A figure with its interval; None, unknown, where nothing was to be divided by."""
    if np.isnan(values[0]):
        return None
    low, high = np.nanpercentile(values[1:], (LOW, HIGH))
    return {"value": float(values[0]), "low": float(low), "high": float(high)}


def grouped(truth: Iterable[Row], of: Callable[[Row], str]) -> dict[str, list[str]]:
    """Candidates by group, the largest first; those of small groups are told together."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for row in truth:
        found[of(row)].append(row["id"])
    large = {group: ids for group, ids in found.items() if len(ids) >= FEWEST}
    others = [one for group, ids in found.items() if group not in large for one in ids]
    named = dict(sorted(large.items(), key=lambda item: -len(item[1])))
    return named | ({OTHERS: others} if others else {})
