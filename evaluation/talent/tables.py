"""What is printed of the measures of talent."""

from collections.abc import Iterator, Mapping
from typing import Any

from rich.table import Table


def tables(result: Mapping[str, Any]) -> tuple[Table, ...]:
    """Ranking with abstention, bands, fairness, and what altered CVs gain."""
    altered = (changes(result),) if result["changes"] else ()
    return ranking(result), bands(result), fairness(result), *altered


def ranking(result: Mapping[str, Any]) -> Table:
    """A line for each pair of languages, from the truth and from the files, short and whole."""
    table = Table("CVs from", "need", "need→CV")
    for name in ("offers", "wasl", "BM25", "dense"):
        table.add_column(name, justify="right")
    told = []
    for source, forms in result["sources"].items():
        for form, found in forms.items():
            for pair, row in found["ndcg@10"].items():
                ways = [f"{row[way]:.3f}" for way in ("wasl", "bm25", "dense")]
                table.add_row(source, form, pair, f"{row['offers']:.0f}", *ways)
            table.add_section()
            kept = found["abstention"]
            said = " ".join(kept["said"]) or "none"
            shares = [f"{name} {share(kept[name])}" for name in ("precision", "recall")]
            told.append(
                f"{source}, {form}: nobody fits {said} ({', '.join(shares)}), "
                f"{kept['unclear']} unclear"
            )
    table.caption = "\n".join(told)
    return table


def bands(result: Mapping[str, Any]) -> Table:
    """A line for each band: how many pairs in it were judged, and how many of them suit."""
    table = Table("CVs from", "need", "says", "band")
    for name in ("judged", "suited"):
        table.add_column(name, justify="right")
    for source, forms in result["sources"].items():
        for form, found in forms.items():
            for said, counted in found["bands"].items():
                for band, counts in counted.items():
                    told = (str(counts[name]) for name in ("judged", "suited"))
                    table.add_row(source, form, said, band, *told)
            table.add_section()
    return table


def fairness(result: Mapping[str, Any]) -> Table:
    """A line for each group: shares of exposure and mean scores, with intervals of 95 %."""
    table = Table("CVs from", "group")
    for name in ("CVs", "judged", "suit", "exposure", "merited", "beyond", "score"):
        table.add_column(name, justify="right")
    for source, forms in result["sources"].items():
        for form, found in forms.items():
            for kind, groups in found["fairness"].items():
                for group, one in groups.items():
                    table.add_row(f"{source}, {form}", f"{kind} {group}", *of_group(one))
            table.add_section()
    return table


def of_group(one: Mapping[str, Any]) -> Iterator[str]:
    """The cells of a group."""
    yield from (str(one[name]) for name in ("candidates", "judgements", "suitable"))
    for name in ("exposure", "merited", "beyond", "score"):
        found = one[name]
        yield (
            f"{found['value']:.2f}\n{found['low']:.2f} to {found['high']:.2f}"
            if found
            else "unknown"
        )


def changes(result: Mapping[str, Any]) -> Table:
    """A line for each kind of alteration."""
    table = Table("altered")
    columns = ("CVs", "most gained", "among ten", "mean", "moved", "overtaken", "score")
    for name in columns:
        table.add_column(name, justify="right")
    for kind, one in result["changes"].items():
        table.add_row(
            kind,
            f"{one['altered']}",
            f"{one['most_gained']:.0f}",
            f"{one['most_gained_among_ten']:.0f}",
            f"{one['mean_gained']:+.2f}",
            f"{one['mean_moved']:.2f}",
            f"{one['overtaken']:.0f}",
            f"+{one['score_most_gained']:.4f} to -{one['score_most_lost']:.4f}",
        )
    return table


def share(value: float | None) -> str:
    """A share to two decimals, or a dash where there is none."""
    return "–" if value is None else f"{value:.2f}"
