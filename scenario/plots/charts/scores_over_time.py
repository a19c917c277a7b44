"""How good the forecasts in force were, month by month.

It draws what `score` found.
"""

from __future__ import annotations

from typing import Any

import altair as alt

from scenario.calendar import Month
from scenario.forecast.wording import long_month
from scenario.plots.calendar_axis import month_axis
from scenario.plots.chart import WIDE, Chart
from scenario.plots.scored import NOTHING, scores_footer, shown_group
from scenario.plots.shares import LEFT
from scenario.plots.style import ACCENT, RULE, framed, plotted
from scenario.plots.told import Result, plain

EVEN = 0.25
"""The Brier score of saying 50 % of everything."""
TALL = 220


def scores_over_time(result: Result, *, width: int = WIDE) -> alt.VConcatChart:
    """The Brier score of what was in force in each month."""
    found = plain(result)
    origin, group = shown_group(found)
    rows: list[dict[str, Any]] = [
        {"month_number": Month.parse(one["month"]).index, "brier": one["brier"]}
        for one in group["over_time"]
    ]
    inner = width - LEFT - 24
    months = [Month(row["month_number"]) for row in rows] or [Month(24_000)]
    top = max([0.5, *(row["brier"] for row in rows)])
    axis = alt.Axis(title=None, tickCount=5, format=".2f")
    across = month_axis(months, inner)
    up = alt.Y("brier:Q", scale=alt.Scale(domain=[0, top], nice=False), axis=axis)
    even = plotted([{"brier": EVEN}]).mark_rule(stroke=RULE, strokeWidth=1, strokeDash=[4, 3])
    base = plotted(rows).encode(x=across, y=up)
    layers = [
        even.encode(y=up),
        base.mark_line(stroke=ACCENT, strokeWidth=2),
        base.mark_point(size=36, fill=ACCENT, stroke="#ffffff", opacity=1),
    ]
    return framed(
        alt.layer(*layers).properties(width=inner, height=TALL),
        width,
        title=f"Brier score of the {origin} forecasts in force",
        finding=_finding(rows),
        about="For each month the mean over its days of the forecasts of questions that are"
        " resolved by now; lower is better. Broken line: what saying 50 % of everything scores."
        f"{'' if rows else NOTHING}",
        footer=scores_footer(found, group),
        alt_text="; ".join(f"{Month(row['month_number'])}: {row['brier']:.3f}" for row in rows),
    )


def _finding(rows: list[dict[str, Any]]) -> str:
    """Whether the latest score is better than that of one who says 50 % of everything."""
    if not rows:
        return ""
    last, month = rows[-1]["brier"], long_month(Month(rows[-1]["month_number"]))
    word = "better" if last < EVEN else "no better"
    return f"{last:.2f} in {month}, {word} than saying 50 % of everything ({EVEN:g})"


CHART = Chart(
    result="Scores",
    shows="how good the forecasts in force were, month by month",
    draw=scores_over_time,
    rank=20,
)
