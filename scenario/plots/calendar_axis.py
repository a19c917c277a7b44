"""Time along a chart: months as whole numbers, labelled as people write them.

Months and days are numbers here, so that no time zone can move one into another.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from math import ceil
from typing import Any

import altair as alt

from scenario.calendar import Month, month_of
from scenario.forecast import Forecast
from scenario.forecast.wording import short_month

MOST = 260
"""Steps that are drawn; of a longer forecast every second, third ... one."""
_YEARS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000)
_MONTHS = (1, 2, 3, 6, 12)
FEW_DAYS = 62
"""So many days are told by their dates; of more, months or years."""


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
    return _axis("month_number:Q", first, last, ticks, title=title, **settings)


def day_axis(first: date, last: date, width: float) -> alt.X:
    """The x channel for the field `day_number`, the ordinal of a day.

    Args:
        first: Where the axis begins.
        last: Where it ends.
        width: Pixels of the plot.
    """
    ticks = _day_ticks(first, last, width)
    return _axis("day_number:Q", first.toordinal(), last.toordinal(), ticks)


def _axis(field: str, first: int, last: int, ticks: Mapping[int, str], **settings: Any) -> alt.X:
    labels = json.dumps({str(at): text for at, text in ticks.items()})
    expression = f"({labels})[datum.value]"
    settings = {"title": None, **settings}
    axis = alt.Axis(values=list(ticks), labelExpr=expression, grid=False, **settings)
    scale = alt.Scale(domain=[first, max(last, first + 1)], nice=False, zero=False)
    return alt.X(field, scale=scale, axis=axis)


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


def _day_ticks(first: date, last: date, width: float) -> dict[int, str]:
    """Days while they are few; else where months begin, or years."""
    span = (last - first).days
    if span <= FEW_DAYS:
        most = max(2, int(width / 62))
        unit = next(n for n in (1, 2, 5, 10, 20, FEW_DAYS) if span / n <= most)
        days = (first + timedelta(days=n) for n in range(min(1, span), span + 1, unit))
        return {day.toordinal(): f"{day.day} {short_month(month_of(day))[:3]}" for day in days}
    ticks = _ticks(month_of(first).index, month_of(last).index, width)
    begins = {at + label.isdigit(): label for at, label in ticks.items()}  # a year, after December
    inside = range(month_of(first).index + 1, month_of(last).index + 1)
    return {_first_day(at): label for at, label in begins.items() if at in inside}


def _first_day(month: int) -> int:
    """The ordinal of the first day of a month."""
    return date(month // 12, month % 12 + 1, 1).toordinal()
