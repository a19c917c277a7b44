"""Actors over time: a fan for the alignment of each.

It draws what a forecast holds and computes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from scenario.forecast import Forecast
from scenario.plots.chart import WIDE, Chart
from scenario.plots.fans import Fan, fans


def alignments(
    forecast: Forecast, names: Sequence[str] | None = None, *, width: int = WIDE
) -> alt.VConcatChart:
    """A fan for each actor's alignment, all on the whole axis from -1 to 1.

    Args:
        forecast: The forecast.
        names: Which actors; all if None.
        width: Pixels of the whole chart.
    """
    low, high = forecast.document["model"]["axis"]
    chosen = [
        Fan(name, forecast.labels.title_of("actors", name), domain=(-1.0, 1.0))
        for name in (forecast.labels.actors if names is None else names)
    ]
    about = f"Alignment from −1 ({low}) to +1 ({high}). "
    return fans(forecast, chosen, width, "Actors over time", about)


CHART = Chart(
    rank=70,
    result="Forecast",
    shows="how each actor's alignment spreads over time",
    applies=lambda forecast: bool(forecast.labels.actors),
    draw=alignments,
)
