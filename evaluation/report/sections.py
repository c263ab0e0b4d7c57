"""The sections of the report: each a title, what it means, tables and plots of what was found."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evaluation.floors import Standing
from evaluation.measured import ALONE, FUSED, HEADLINE, Measured, compared
from evaluation.prior import POSTERIOR, PRIOR
from evaluation.report import plots
from evaluation.report.lists import Bin
from evaluation.significance import Difference, Interval, adjusted, difference, interval

Figures = Mapping[str, Mapping[str, Interval]]


@dataclass(frozen=True, slots=True)
class Section:
    """`rows` are cells under `head`; `plot` is an SVG element that shows the same."""

    title: str
    text: str
    head: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    plot: str = ""


def number(value: float) -> str:
    """A figure as it is told."""
    return f"{value:.3f}"


def signed(value: float) -> str:
    """A difference as it is told."""
    return f"{value:+.3f}"


def ends(found: Interval | Difference) -> str:
    """The interval of a figure."""
    shown = signed if isinstance(found, Difference) else number
    return f"{shown(found.low)} to {shown(found.high)}"


def optional(value: float | None) -> str:
    """A figure that nobody may have given."""
    return "" if value is None else number(value)


def standing(found: Sequence[Standing]) -> Section:
    """Every figure that has a floor."""
    marks = {True: "reached", False: "not reached", None: ""}
    rows = [
        (
            one.name,
            number(one.found.value),
            ends(one.found),
            number(one.floor.floor) + ("" if one.holds else " (broken)"),
            optional(one.floor.published),
            optional(one.floor.reach),
            marks[one.reached],
        )
        for one in found
    ]
    return Section(
        "Where we stand",
        "Each figure with its 95 % interval over queries, the floor that it may not go below "
        "(evaluation/floors.yaml), the best published of others and what is to be reached.",
        ("figure", "found", "95 %", "floor", "published", "reach", ""),
        rows,
    )


def retrieval(found: Sequence[Measured]) -> Section:
    """The legs of each collection, and what fusing gains over the better of both."""
    gains = [best_alone(one) for one in found]
    told_p = adjusted([one.p for _, one in gains])
    rows = [
        (
            one.name,
            one.languages,
            str(one.queries),
            *(number(mean(one, leg).value) for leg in (*ALONE, FUSED)),
            *(
                number(mean(one, leg).value) if leg in one.legs else ""
                for leg in (PRIOR, POSTERIOR)
            ),
            f"{signed(gain.value)} on {leg}",
            ends(gain),
            f"{p:.4f}",
        )
        for one, (leg, gain), p in zip(found, gains, told_p, strict=True)
    ]
    points = [point(one.name, leg, mean(one, leg)) for one in found for leg in one.legs]
    return Section(
        "Retrieval",
        "nDCG@10 by collection. The last columns compare the fused leg with the better of the two "
        "that it is made of, query by query: paired randomisation, p of all lines together "
        "(Benjamini–Hochberg). Where a collection brings a prior, documents are also ranked by it "
        "alone, and by it with the fused leg, weighed on other queries.",
        (
            "collection",
            "languages",
            "queries",
            *ALONE,
            FUSED,
            PRIOR,
            POSTERIOR,
            "gain",
            "95 %",
            "p",
        ),
        rows,
        plots.by_way(points, "nDCG@10") if points else "",
    )


def best_alone(found: Measured) -> tuple[str, Difference]:
    """The better of the legs that are fused, and what fusing gains over it."""
    leg = max(ALONE, key=lambda one: mean(found, one).value)
    return leg, difference(found.legs[FUSED][HEADLINE], found.legs[leg][HEADLINE])


def mean(found: Measured, leg: str) -> Interval:
    """nDCG@10 of a leg."""
    return interval(list(found.legs[leg][HEADLINE].values()))


def point(name: str, way: str, found: Interval) -> dict[str, Any]:
    """A point of a plot."""
    return {
        "name": name,
        "way": way,
        "value": found.value,
        "low": found.low,
        "high": found.high,
    }


def runs(before: Sequence[Measured], after: Sequence[Measured]) -> Section:
    """Another run (another model, an older state) against this one."""
    found = compared(before, after)
    rows = [
        (
            one.name,
            one.leg,
            number(one.before),
            number(one.after),
            signed(one.difference.value),
            ends(one.difference),
            f"{one.p:.4f}",
        )
        for one in found
    ]
    fused = [
        point(one.name, one.leg, Interval(*edges(one.difference)))
        for one in found
        if one.leg == FUSED
    ]
    models = " → ".join(", ".join(sorted({one.model for one in run})) for run in (before, after))
    return Section(
        f"Another run: {models}",
        "nDCG@10 before and after, query by query; the plot shows the fused leg.",
        ("collection", "leg", "before", "after", "difference", "95 %", "p"),
        rows,
        plots.differences(fused, "difference in nDCG@10") if fused else "",
    )


def edges(found: Difference) -> tuple[float, float, float]:
    """A difference and its ends."""
    return found.value, found.low, found.high


def desk(title: str, text: str, found: Figures) -> Section:
    """The ways of ranking at a desk: a line for each language or form."""
    ways = list(dict.fromkeys(way for each in found.values() for way in each))
    rows = [
        (name, *(f"{number(each[way].value)} ({ends(each[way])})" for way in ways))
        for name, each in found.items()
    ]
    points = [point(name, way, each[way]) for name, each in found.items() for way in ways]
    return Section(title, text, ("", *ways), rows, plots.by_way(points, "nDCG@10"))


def ablations(title: str, found: Mapping[str, Difference]) -> Section:
    """What each feature of a ranker is worth."""
    told_p = adjusted([one.p for one in found.values()])
    rows = [
        (name, signed(one.value), ends(one), f"{p:.4f}")
        for (name, one), p in zip(found.items(), told_p, strict=True)
    ]
    points = [point(name, "", Interval(*edges(one))) for name, one in found.items()]
    return Section(
        title,
        "What nDCG@10 becomes without a feature, over the seekers; below 0 the feature helps.",
        ("without", "difference", "95 %", "p"),
        rows,
        plots.differences(points, "difference in nDCG@10"),
    )


def calibration(title: str, bins: Sequence[Bin]) -> Section:
    """What a score means."""
    rows = [
        (number(one.score), number(one.share.value), ends(one.share), str(one.pairs))
        for one in bins
    ]
    points = [point("", "", one.share) | {"score": one.score} for one in bins]
    return Section(
        title,
        "The share of judged pairs that suits, by score: ten groups of as many pairs. A score that "
        "could be shown as a likelihood would lie on it; ours order, and are shown as no share.",
        ("score", "share", "95 %", "pairs"),
        rows,
        plots.calibration(points),
    )


def parity(found: Mapping[str, Mapping[str, Interval]]) -> Section:
    """How alike a startup's lists are in two languages."""
    ways = list(dict.fromkeys(way for each in found.values() for way in each))
    rows = [
        (way, *(f"{number(each[way].value)} ({ends(each[way])})" for each in found.values()))
        for way in ways
    ]
    points = [point(pair, way, one) for pair, each in found.items() for way, one in each.items()]
    return Section(
        "Language parity",
        "Rank-biased overlap (p = .9) of a startup's lists in two languages; 1 is the same list.",
        ("", *found),
        rows,
        plots.by_way(points, "rank-biased overlap"),
    )


def fairness(found: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> Section:
    """Who is shown, by group: as `wasl evaluate talent` tells it."""
    rows = [
        (kind, group, str(one["candidates"]), *group_cells(one))
        for kind, groups in found.items()
        for group, one in groups.items()
    ]
    return Section(
        "Fairness",
        "Exposure of a group's candidates over that of everybody, how far it lies beyond what the "
        "grades merit, and the mean score of its suitable pairs. A group of fewer than five, or "
        "that nobody named, is told as unknown.",
        ("group", "", "candidates", "exposure", "beyond what is merited", "score"),
        rows,
    )


def group_cells(one: Mapping[str, Any]) -> Iterator[str]:
    """The figures of a group."""
    for name in ("exposure", "beyond", "score"):
        found = one[name]
        yield ends_of(found) if found else "unknown"


def ends_of(found: Mapping[str, float]) -> str:
    """A figure of fairness with its ends."""
    return f"{found['value']:.2f} ({found['low']:.2f} to {found['high']:.2f})"
