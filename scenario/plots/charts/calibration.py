"""How often what was forecast has happened: a dot for each class of probabilities.

It draws what `score` found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import altair as alt

from scenario.plots.chart import WIDE, Chart
from scenario.plots.findings import come_true
from scenario.plots.scored import NOTHING, scores_footer, shown_group
from scenario.plots.shares import LEFT, share_across, share_axis
from scenario.plots.style import ACCENT, ACCENT_SOFT, MUTED, RULE, framed, plotted, text
from scenario.plots.told import Result, plain

TALL = 320
"""Pixels of its height at most; it is as tall as wide where there is less room."""


def calibration(result: Result, *, width: int = WIDE) -> alt.VConcatChart:
    """What happened against what was forecast, with intervals, and the line on which both agree."""
    found = plain(result)
    origin, group = shown_group(found)
    rows = [_row(one) for one in group["calibration"]]
    inner = width - LEFT - 24
    ends = [{"x": 0.0, "y": 0.0}, {"x": 1.0, "y": 1.0}]
    even = plotted(ends).mark_line(stroke=RULE, strokeWidth=1, strokeDash=[4, 3])
    base = plotted(rows)
    layers = [
        even.encode(x=share_across("x:Q", inner), y=share_axis("y:Q")),
        base.mark_rule(strokeWidth=3, stroke=ACCENT_SOFT).encode(
            x=share_across("mean:Q", inner), y=share_axis("low:Q"), y2="high:Q"
        ),
        base.mark_point(size=64, fill=ACCENT, stroke="#ffffff", opacity=1).encode(
            x=share_across("mean:Q", inner), y=share_axis("happened:Q")
        ),
        *_numbers(rows, inner),
    ]
    return framed(
        alt.layer(*layers).properties(width=inner, height=min(TALL, inner)),
        width,
        title=f"How often what was forecast has happened ({origin} forecasts)",
        finding=come_true(rows),
        about="Across: the mean forecast of a class of probabilities; up: the share of it that has"
        " happened, with its 95 % interval as if the questions had nothing to do with each other;"
        " number: how many questions. On the broken line both agree."
        f"{'' if rows else NOTHING}",
        footer=scores_footer(found, group),
        alt_text="; ".join(
            f"{row['mean']:.0%} forecast, {row['happened']:.0%} happened" for row in rows
        ),
    )


def _row(one: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "mean": one["mean"],
        "happened": one["happened"],
        "low": one["happened_low"],
        "high": one["happened_high"],
        "questions": one["questions"],
        "shown": f"{one['questions']:.1f}",
    }


def _numbers(rows: list[dict[str, Any]], inner: float) -> Iterator[Any]:
    """How many questions: inwards from each dot, off the axis and the line on which it may lie."""
    for upper, align, off in ((False, "left", 8), (True, "right", -8)):
        some = [row for row in rows if (row["happened"] >= 0.5) == upper]
        mark = plotted(some).mark_text(**text(color=MUTED, align=align, dx=off, dy=-off))
        yield mark.encode(
            x=share_across("mean:Q", inner), y=share_axis("happened:Q"), text="shown:N"
        )


CHART = Chart(
    result="Scores",
    shows="how often what was forecast has happened, by how likely it was said to be",
    draw=calibration,
    rank=10,
)
