"""The report's plots: Vega-Lite, drawn to SVG so that the page needs nothing but itself."""

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import vl_convert

Row = Mapping[str, Any]

WIDTH = 560
# Told apart by people who do not tell colours apart (Okabe and Ito), and by shape as well.
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00")


def svg(chart: alt.TopLevelMixin) -> str:
    """The chart as an SVG element."""
    drawn: str = vl_convert.vegalite_to_svg(chart.to_dict())
    return drawn


def by_way(rows: Sequence[Row], measure: str) -> str:
    """Points with their intervals: a line for each `name`, a colour and shape for each `way`."""
    base = alt.Chart(alt.InlineData(values=list(rows))).encode(
        y=alt.Y("name:N", title=None, sort=None), yOffset=alt.YOffset("way:N", sort=None)
    )
    colour = alt.Color("way:N", title=None, sort=None, scale=alt.Scale(range=list(COLOURS)))
    scale = alt.Scale(domain=[0, 1])
    ends = base.mark_rule().encode(
        x=alt.X("low:Q", title=measure, scale=scale), x2="high:Q", color=colour
    )
    points = base.mark_point(filled=True, size=45, opacity=1).encode(
        x=alt.X("value:Q", title=measure, scale=scale),
        color=colour,
        shape=alt.Shape("way:N", title=None, sort=None),
    )
    return svg((ends + points).properties(width=WIDTH))


def differences(rows: Sequence[Row], title: str) -> str:
    """Differences with their intervals about zero: a line for each `name`."""
    base = alt.Chart(alt.InlineData(values=list(rows))).encode(
        y=alt.Y("name:N", title=None, sort=None)
    )
    ends = base.mark_rule(color=COLOURS[0]).encode(x=alt.X("low:Q", title=title), x2="high:Q")
    points = base.mark_point(filled=True, size=45, opacity=1, color=COLOURS[0]).encode(x="value:Q")
    zero = (
        alt.Chart(alt.InlineData(values=[{"at": 0}])).mark_rule(strokeDash=[4, 3]).encode(x="at:Q")
    )
    return svg((ends + points + zero).properties(width=WIDTH))


def calibration(rows: Sequence[Row]) -> str:
    """The share that suits by score, with intervals."""
    base = alt.Chart(alt.InlineData(values=list(rows))).encode(
        x=alt.X(
            "score:Q", title="score (mean of a tenth of the pairs)", scale=alt.Scale(zero=False)
        )
    )
    scale = alt.Scale(domain=[0, 1])
    share = alt.Y("value:Q", title="share that suits", scale=scale)
    ends = base.mark_rule(color=COLOURS[0]).encode(y=alt.Y("low:Q", scale=scale), y2="high:Q")
    line = base.mark_line(point=True, color=COLOURS[0]).encode(y=share)
    return svg((ends + line).properties(width=WIDTH, height=260))
