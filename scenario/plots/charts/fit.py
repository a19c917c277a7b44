"""A dated series with its errors, and where the process that was fitted to it may lead.

It draws what `fit` found and computes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil, floor
from typing import Any

import altair as alt

from scenario.calendar import Month
from scenario.forecast.wording import capital, count, short_month, significant
from scenario.plots.calendar_axis import month_axis
from scenario.plots.chart import WIDE, Chart
from scenario.plots.shares import number_form
from scenario.plots.style import ACCENT, ACCENT_PALE, ACCENT_SOFT, INK, framed, plotted
from scenario.plots.told import Result, plain

NAMES = ("q05", "q25", "q50", "q75", "q95")
SIDE = 50
"""Pixels beside the plot."""


def fit(result: Result, *, width: int = WIDE) -> alt.VConcatChart:
    """Dots for the values, with lines for nine tenths of their errors, and the fan behind them.

    Args:
        result: What `fit` found.
        width: In pixels.
    """
    found = plain(result)
    seen, fan = _seen(found), _fan(found)
    ends = [row[key] for row in seen for key in ("low", "high")]
    ends += [row[key] for row in fan for key in ("q05", "q95")]
    scale = alt.Scale(domain=[min(ends), max(ends)], nice=True, zero=False)
    axis = alt.Axis(title=None, tickCount=5, format=number_form(ends))
    inner = width - SIDE
    months = [Month(floor(seen[0]["month_number"])), Month(ceil(fan[-1]["month_number"]))]
    x = month_axis(months, inner)

    def y(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", scale=scale, axis=axis)

    ahead, dots = plotted(fan).encode(x=x), plotted(seen).encode(x=x)
    errors = plotted([row for row in seen if row["low"] < row["high"]]).encode(x=x)
    layers = [
        ahead.mark_area(color=ACCENT_PALE).encode(y=y("q05"), y2="q95:Q"),
        ahead.mark_area(color=ACCENT_SOFT).encode(y=y("q25"), y2="q75:Q"),
        ahead.mark_line(color=ACCENT, strokeWidth=1.8).encode(y=y("q50")),
        errors.mark_rule(color=INK, opacity=0.5).encode(y=y("low"), y2="high:Q"),
        dots.mark_circle(color=INK, size=30, opacity=1).encode(y=y("value")),
    ]
    name, process = (found[key].replace("_", " ") for key in ("name", "process"))
    last, end = fan[-1], short_month(months[-1])
    middle, low, high = (_number(last[key]) for key in ("q50", "q05", "q95"))
    return framed(
        alt.layer(*layers).properties(width=inner, height=260),
        width,
        title=f"{capital(name)} as {process}: {low} to {high} in {end}",
        about="Dots: what was measured, with nine tenths of its error. From the last on, line: the"
        " middle; dark: half of what may come; light: nine tenths.",
        footer=(
            f"{found['file']}: {count(len(seen), 'value')}",
            f"Sources: {'; '.join(found['sources']) or 'none named'}",
        ),
        alt_text=f"In {end}: {middle} ({low} to {high})",
    )


def _seen(found: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "month_number": 12 * row["years"] - 1,
            "value": row["value"],
            "low": row["low"],
            "high": row["high"],
        }
        for row in found["rows"]
    ]


def _fan(found: Mapping[str, Any]) -> list[dict[str, Any]]:
    last = found["rows"][-1]["years"]
    return [
        {
            "month_number": 12 * (last + one["years"]) - 1,
            **dict(zip(NAMES, one["quantiles"], strict=True)),
        }
        for one in found["fan"]
    ]


def _number(value: float) -> str:
    return significant(value, 3).replace("-", "−")


CHART = Chart(
    result="Fit",
    shows="a series with its errors, and the fan of the process fitted to it",
    draw=fit,
)
