"""What a run found of a collection: every query's scores by each leg, kept to be compared."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from evaluation.collection import Collection, CollectionError, Text
from evaluation.metrics import Scores, means
from evaluation.significance import Difference, adjusted, difference, interval

# The leg that lists are made of, and what it is compared with.
FUSED, ALONE = "fused", ("lexical", "dense")
HEADLINE = "ndcg@10"


@dataclass(frozen=True, slots=True)
class Measured:
    """The scores of a model on a collection: `legs` maps leg to measure to query to value.

    `languages` reads fr→en: that of most queries, and of most documents.
    """

    model: str
    name: str
    languages: str
    queries: int
    documents: int
    strangers: int
    legs: Mapping[str, Scores]


def of_collection(collection: Collection, model: str, legs: Mapping[str, Scores]) -> Measured:
    """The collection's name and counts beside what was found."""
    return Measured(
        model=model,
        name=collection.name,
        languages=f"{spoken(collection.queries)}→{spoken(collection.documents)}",
        queries=len(collection.queries),
        documents=len(collection.documents),
        strangers=collection.strangers,
        legs=legs,
    )


def spoken(texts: Sequence[Text]) -> str:
    """The language of most texts; empty when none is said."""
    said = [text.lang for text in texts if text.lang]
    return max(sorted(set(said)), key=said.count, default="")


def told(found: Measured) -> dict[str, object]:
    """The form of one collection in the result of `wasl evaluate retrieval`.

    `intervals` are the ends of 95 % over the queries; `differences` what the fused leg has more
    than either alone.
    """
    return {
        "name": found.name,
        "queries": found.queries,
        "documents": found.documents,
        "strangers": found.strangers,
        "languages": found.languages,
        "legs": {leg: means(scores) for leg, scores in found.legs.items()},
        "intervals": {leg: ends(scores) for leg, scores in found.legs.items()},
        "differences": {
            leg: asdict(difference(found.legs[FUSED][HEADLINE], found.legs[leg][HEADLINE]))
            for leg in ALONE
        },
    }


def ends(scores: Scores) -> dict[str, list[float]]:
    """The interval of each measure."""
    found = {name: interval(list(each.values())) for name, each in scores.items()}
    return {name: [one.low, one.high] for name, one in found.items()}


def keep(found: Iterable[Measured], path: Path) -> None:
    """Write every query's scores, a collection a line."""
    lines = (json.dumps(asdict(one), ensure_ascii=False) for one in found)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def kept(path: Path) -> list[Measured]:
    """Read what `keep` wrote; raises `CollectionError` for anything else."""
    try:
        lines = path.read_text("utf-8").split("\n")
        return [Measured(**json.loads(line)) for line in lines if line.strip()]
    except (OSError, ValueError, TypeError) as error:
        message = f"{path}: not scores that `wasl evaluate retrieval --scores` wrote ({error})"
        raise CollectionError(message) from error


@dataclass(frozen=True, slots=True)
class Compared:
    """How two runs differ on a collection; `p` is that of all the comparisons together."""

    name: str
    leg: str
    before: float
    after: float
    difference: Difference
    p: float


def compared(
    before: Sequence[Measured], after: Sequence[Measured], measure: str = HEADLINE
) -> list[Compared]:
    """Every leg of every collection that both runs measured, query by query."""
    known = {one.name: one for one in before}
    pairs = [
        (one.name, leg, known[one.name].legs[leg][measure], scores[measure])
        for one in after
        if one.name in known
        for leg, scores in one.legs.items()
    ]
    found = [difference(new, old) for _, _, old, new in pairs]
    told_p = adjusted([one.p for one in found])
    return [
        Compared(name, leg, mean_of(old), mean_of(new), one, p)
        for (name, leg, old, new), one, p in zip(pairs, found, told_p, strict=True)
    ]


def mean_of(scores: Mapping[str, float]) -> float:
    """The mean over the queries."""
    return means({"": scores})[""]


def comparison(before: Path, after: Path, measure: str) -> dict[str, Any]:
    """The form of the result of `wasl evaluate compare`."""
    old, new = kept(before), kept(after)
    if measure not in {name for one in new for legs in one.legs.values() for name in legs}:
        message = f"{after}: no measure {measure!r}"
        raise CollectionError(message)
    return {
        "measure": measure,
        "before": sorted({one.model for one in old}),
        "after": sorted({one.model for one in new}),
        "datasets": [asdict(one) for one in compared(old, new, measure)],
    }
