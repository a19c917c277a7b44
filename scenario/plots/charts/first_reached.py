"""States ever reached: the first dates.

It draws what a forecast holds and computes no probability.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from scenario.calendar import Month
from scenario.forecast import Forecast
from scenario.forecast.verbal_probability import percent
from scenario.forecast.wording import capital, short_month
from scenario.plots.calendar_axis import month_axis
from scenario.plots.chart import WIDE, Chart
from scenario.plots.row_names import room_for, row_axis, row_names
from scenario.plots.style import ACCENT, ACCENT_PALE, MUTED, framed, plotted, text
from scenario.plots.told import footer, other_states


def first_reached(
    forecast: Forecast, states: Sequence[str] | None = None, *, width: int = WIDE
) -> alt.VConcatChart:
    """By when 5, 50 and 95 % of the runs have reached each state.

    Args:
        forecast: The forecast.
        states: Which states; all but the one at the start if None.
        width: Pixels of the whole chart.
    """
    names = other_states(forecast) if states is None else list(states)
    room = room_for([forecast.labels.title_of("states", name) for name in names], width)
    rows = [_first(forecast, name) for name in names]
    layers = row_names(
        names, [capital(forecast.labels.title_of("states", name)) for name in names], room
    )
    inner = width - room - 30
    layers += _bars(rows, forecast, inner, row_axis(names))
    layers[0] = layers[0].properties(width=inner, height=28 * len(rows) + 6)
    return framed(
        alt.layer(*layers),
        width,
        title="When each state is first reached",
        finding=_finding(forecast, names),
        about="Bar: from the month by which 5 % of all runs have reached it to that of 95 %;"
        " mark: half of all runs. An arrow: fewer have by the end.",
        footer=footer(forecast),
        alt_text="; ".join(
            f"{forecast.labels.title_of('states', row['key'])}: {row['told']}" for row in rows
        ),
    )


def _finding(forecast: Forecast, names: Sequence[str]) -> str:
    """Of the first state, by when half of all runs have reached it, or that most do not."""
    if not names:
        return ""
    title = capital(forecast.labels.title_of("states", names[0]))
    half = forecast.first_reached(names[0])["q50"]
    if half is not None:
        return f"{title}: half of all runs have reached it by {short_month(half)}"
    cell = forecast.probability(names[0])
    never = percent(1 - cell.p, cell.se)
    return f"{title}: {never} of runs have not reached it by {short_month(forecast.until)}"


def _first(forecast: Forecast, state: str) -> dict[str, Any]:
    found = forecast.first_reached(state)
    numbers = {key: None if month is None else month.index for key, month in found.items()}
    end = forecast.until
    dates = [_when(found[key], share, end) for key, share in (("q05", 5), ("q50", 50), ("q95", 95))]
    reached = forecast.probability(state)
    never = f"fewer than 5 % by {short_month(end)} ({percent(reached.p, reached.se)})"
    return {
        "key": state,
        **numbers,
        "end": numbers["q95"] if numbers["q95"] is not None else end.index,
        "never": never,
        "told": never if found["q05"] is None else ", ".join(dates),
    }


def _when(month: Month | None, share: int, end: Month) -> str:
    return f"{share} % by {short_month(month)}" if month else f"{share} % not by {short_month(end)}"


def _bars(rows: list[dict[str, Any]], forecast: Forecast, inner: float, y: alt.Y) -> list[Any]:
    axis = month_axis(forecast.dates, inner)
    scale, ticks = axis["scale"], axis["axis"]
    base = plotted(rows)
    reached = base.transform_filter("isValid(datum.q05)")
    bars = reached.mark_bar(height=9, color=ACCENT_PALE, stroke=ACCENT, strokeWidth=0.8).encode(
        x=alt.X("q05:Q", scale=scale, axis=ticks), x2="end:Q", y=y
    )
    halves = (
        base.transform_filter("isValid(datum.q50)")
        .mark_tick(color=ACCENT, thickness=4, height=17, opacity=1)
        .encode(x=alt.X("q50:Q", scale=scale, axis=ticks), y=y)
    )
    arrows = (
        reached.transform_filter("!isValid(datum.q95)")
        .mark_text(**text(text="→", fontSize=15, color=ACCENT, dx=3))
        .encode(x=alt.value(inner), y=y)
    )
    told = base.transform_filter("!isValid(datum.q05)").encode(x=alt.value(0), y=y, text="never:N")
    look = text(color=MUTED, dx=4, fontStyle="italic")
    paper = told.mark_text(**look, stroke="#ffffff", strokeWidth=5)  # the row's line ends before it
    return [bars, halves, arrows, paper, told.mark_text(**look)]


CHART = Chart(
    rank=30,
    result="Forecast",
    shows="by when 5, 50 and 95 % of all runs have reached each state",
    section="when",
    applies=lambda forecast: len(forecast.labels.states) > 1,
    draw=first_reached,
)
