"""Fans: how values spread over time, as the middle, half and nine tenths of all runs.

It draws what a forecast holds and computes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from scenario.forecast import Forecast
from scenario.forecast.wording import capital, short_month
from scenario.plots.calendar_axis import month_axis, steps_drawn
from scenario.plots.findings import farthest
from scenario.plots.shares import EXTENT, columns_in, heading, number_form, panel_width, panels
from scenario.plots.style import ACCENT, ACCENT_PALE, ACCENT_SOFT, framed, plotted
from scenario.plots.told import footer

QUANTILE_NAMES = ("q05", "q25", "q50", "q75", "q95")
_HOW_TO_READ = "Line: the middle run; dark: half of all runs; light: nine tenths."


@dataclass(frozen=True, slots=True)
class Fan:
    """One panel: whose values, under what title, in what unit, on what scale."""

    name: str
    title: str
    unit: str = ""
    domain: tuple[float, float] | None = None


def fans(
    forecast: Forecast, shown: Sequence[Fan], width: int, title: str, about: str = ""
) -> alt.VConcatChart:
    """A panel for each driver or actor, side by side, under a title and words on how to read them.

    Args:
        forecast: The forecast.
        shown: What is drawn.
        width: Pixels of the whole chart.
        title: Its title.
        about: What stands before the words on how to read it.
    """
    columns = min(columns_in(width), max(len(shown), 1))
    inner = panel_width(width, columns)
    last = [(fan.title, quantiles(forecast, fan.name, len(forecast.at) - 1)) for fan in shown]
    told = "; ".join(f"{n} {q['q50']:.3g} ({q['q05']:.3g} to {q['q95']:.3g})" for n, q in last)
    return framed(
        panels([_fan(forecast, fan, inner) for fan in shown], columns),
        width,
        title=title,
        finding=farthest([_move(forecast, fan) for fan in shown]),
        about=f"{about}{_HOW_TO_READ}",
        footer=footer(forecast),
        alt_text=f"In {short_month(forecast.until)}: {told}",
    )


def _move(forecast: Forecast, fan: Fan) -> dict[str, Any]:
    first, last = (quantiles(forecast, fan.name, step) for step in (0, len(forecast.at) - 1))
    spread = last["q95"] - last["q05"]
    return {"title": fan.title, "start": first["q50"], "end": last["q50"], "spread": spread}


def _fan(forecast: Forecast, fan: Fan, inner: float) -> Any:
    rows = _rows(forecast, fan.name)
    low, high = fan.domain or _domain(rows)
    scale = alt.Scale(domain=[low, high], nice=True, zero=False)
    form = number_form((low, high))
    axis = alt.Axis(title=None, tickCount=3, format=form, minExtent=EXTENT)
    base = plotted(rows).encode(x=month_axis(forecast.dates, inner))

    def y(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", scale=scale, axis=axis)

    layers = [
        base.mark_area(color=ACCENT_PALE).encode(y=y("q05"), y2="q95:Q"),
        base.mark_area(color=ACCENT_SOFT).encode(y=y("q25"), y2="q75:Q"),
        base.mark_line(color=ACCENT, strokeWidth=1.8).encode(y=y("q50")),
    ]
    height = 100 if inner > 150 else 84
    above = heading(capital(fan.title), inner + 34, below=fan.unit)
    return alt.layer(*layers).properties(width=inner, height=height, title=above)


def _rows(forecast: Forecast, name: str) -> list[dict[str, Any]]:
    found = []
    for step in steps_drawn(forecast, 65):
        date = forecast.dates[step]
        when = {"month": str(date), "month_number": date.index, "name": name}
        found.append({**when, **quantiles(forecast, name, step)})
    return found


def _domain(rows: Sequence[dict[str, Any]]) -> tuple[float, float]:
    low, high = min(row["q05"] for row in rows), max(row["q95"] for row in rows)
    pad = 0.05 * (high - low) or 0.1 * abs(high) or 1.0
    return low - pad, high + pad


def quantiles(forecast: Forecast, name: str, step: int) -> dict[str, float]:
    """Five percentiles of a driver or an actor at a step, by their names in charts.

    Args:
        forecast: The forecast.
        name: The driver or actor.
        step: The number of the step.
    """
    names = (*forecast.labels.drivers, *forecast.labels.actors)
    values = forecast.quantiles[step, names.index(name)].tolist()
    return dict(zip(QUANTILE_NAMES, values, strict=True))
