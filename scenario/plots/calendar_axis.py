"""Time along a chart: months as whole numbers, labelled as people write them.

Months are numbers here, so that no time zone can move one into another.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from math import ceil
from typing import Any

import altair as alt

from scenario.calendar import Month
from scenario.forecast import Forecast
from scenario.forecast.wording import short_month

MOST = 260
"""Steps that are drawn; of a longer forecast every second, third ... one."""
_YEARS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000)
_MONTHS = (1, 2, 3, 6, 12)


def steps_drawn(forecast: Forecast, most: int = MOST) -> list[int]:
    """Numbers of the steps that a chart shows: all of them, or evenly many with the last."""
    last = len(forecast.at) - 1
    stride = max(1, ceil(last / most))
    return [*range(0, last, stride), last]


def month_axis(
    dates: Sequence[Month], width: float, *, title: str | None = None, **settings: Any
) -> alt.X:
    """The x channel for the field `month_number`.

    Args:
        dates: The months of the axis.
        width: Pixels of the plot.
        title: What is written below the axis.
        **settings: Further settings of the axis, as Altair has them.
    """
    first, last = dates[0].index, dates[-1].index
    ticks = _ticks(first, last, width)
    labels = json.dumps({str(at): text for at, text in ticks.items()})
    axis = alt.Axis(
        values=list(ticks),
        labelExpr=f"({labels})[datum.value]",
        title=title,
        grid=False,
        **settings,
    )
    scale = alt.Scale(domain=[first, max(last, first + 1)], nice=False, zero=False)
    return alt.X("month_number:Q", scale=scale, axis=axis)


def _ticks(first: int, last: int, width: float) -> dict[int, str]:
    """Tick positions and labels: years at their beginnings, or months where years are too few."""
    span = last - first
    most = max(2, int(width / (40 if span >= 30 else 62)))
    if span >= 30:
        unit = next((n for n in _YEARS if span / (12 * n) <= most), _YEARS[-1])
        years = range((first + 12) // 12, (last + 1) // 12 + 1)
        return {12 * year - 1: str(year) for year in years if year % unit == 0 or len(years) < 2}
    unit = next((n for n in _MONTHS if span / n <= most - 1), _MONTHS[-1])
    return {at: short_month(Month(at)) for at in range(first, last + 1, unit)}
