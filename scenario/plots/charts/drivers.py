"""Drivers over time: a fan for each.

It draws what a forecast holds and computes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from scenario.forecast import Forecast
from scenario.plots.chart import WIDE, Chart
from scenario.plots.fans import Fan, fans
from scenario.plots.shares import pages

A_PAGE = 12
"""Fans that one chart holds at most, where a report has several."""


def drivers(
    forecast: Forecast, names: Sequence[str] | None = None, *, width: int = WIDE
) -> alt.VConcatChart:
    """A fan for each driver, each on its own scale.

    Args:
        forecast: The forecast.
        names: Which drivers; all if None.
        width: Pixels of the whole chart.
    """
    units = forecast.labels.units
    chosen = [
        Fan(name, forecast.labels.title_of("drivers", name), units.get(name, ""))
        for name in (forecast.labels.drivers if names is None else names)
    ]
    return fans(forecast, chosen, width, "Drivers over time")


CHART = Chart(
    rank=60,
    result="Forecast",
    shows="how each driver spreads over time: the middle, half and nine tenths of all runs",
    section="world",
    applies=lambda forecast: bool(forecast.labels.drivers),
    pages=lambda forecast: pages(forecast.labels.drivers, A_PAGE),
    draw=drivers,
)
