"""States ever reached: how likely by when, and the first dates.

It draws what a forecast holds and computes no probability.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from scenario.calendar import Month
from scenario.forecast import Forecast
from scenario.forecast.answer import asked_state, said
from scenario.forecast.wording import capital, short_month
from scenario.forecast.words import percent
from scenario.plots.calendar_axis import month_axis, steps_drawn
from scenario.plots.row_names import room_for, row_axis, row_names
from scenario.plots.shares import columns_in, heading, panel_width, panels, share_axis, top_of
from scenario.plots.sources import footer
from scenario.plots.style import (
    ACCENT,
    ACCENT_PALE,
    MUTED,
    WIDE,
    data,
    framed,
    text,
)


def ever(
    forecast: Forecast, states: Sequence[str] | None = None, *, width: int = WIDE
) -> alt.VConcatChart:
    """The chance of having reached each state by each month, with its judgement range.

    Args:
        forecast: What to show.
        states: Which states; all but the first when None.
        width: In pixels.
    """
    names = _others(forecast) if states is None else list(states)
    columns = min(columns_in(width), len(names))
    inner = panel_width(width, columns)
    rows = {name: _rows(forecast, name) for name in names}
    top = top_of([row.get("q95", row["p"]) for each in rows.values() for row in each])
    charts = [_panel(forecast, name, rows[name], inner, top) for name in names]
    judged = forecast.judgement_by is not None
    return framed(
        panels(charts, columns),
        width,
        title="How likely each state is to have been reached",
        about="Share of runs that have been in the state by the end of a month."
        + (" Shaded: judgement range, nine times in ten." if judged else ""),
        footer=footer(forecast),
        alt_text="; ".join(
            f"{forecast.labels.title_of('states', name)} by {short_month(forecast.until)}:"
            f" {said(forecast.probability(name))}"
            for name in names
        ),
    )


def first_reached(
    forecast: Forecast, states: Sequence[str] | None = None, *, width: int = WIDE
) -> alt.VConcatChart:
    """By when 5, 50 and 95 % of the runs have reached each state."""
    names = _others(forecast) if states is None else list(states)
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
        about="Bar: from the month by which 5 % of all runs have reached it to that of 95 %;"
        " mark: half of all runs. An arrow: fewer have by the end.",
        footer=footer(forecast),
        alt_text="; ".join(
            f"{forecast.labels.title_of('states', row['key'])}: {row['told']}" for row in rows
        ),
    )


def _others(forecast: Forecast) -> list[str]:
    """All states but the start, the one asked about first."""
    asked = asked_state(forecast.document)
    start = forecast.document["model"]["outcome"]["start"]
    others = [name for name in forecast.labels.states if name not in (asked, start)]
    return [asked, *others]


def _rows(forecast: Forecast, state: str) -> list[dict[str, Any]]:
    column = forecast.labels.states.index(state)
    found = []
    for step in steps_drawn(forecast):
        cell, date = forecast.reached_by[step][column], forecast.dates[step]
        row: dict[str, Any] = {
            "month": str(date),
            "month_number": date.index,
            "state": state,
            "p": cell.p,
        }
        if cell.judgement is not None:
            row["q05"], row["q95"] = cell.judgement
        found.append(row)
    return found


def _panel(
    forecast: Forecast, name: str, rows: list[dict[str, Any]], inner: float, top: float
) -> Any:
    base = alt.Chart(data(rows)).encode(x=month_axis(forecast.dates, inner))
    layers = []
    if "q05" in rows[0]:
        shade = base.mark_area(color=ACCENT_PALE)
        layers.append(shade.encode(y=share_axis("q05:Q", top), y2="q95:Q"))
    layers.append(base.mark_line(color=ACCENT, strokeWidth=2).encode(y=share_axis("p:Q", top)))
    cell = forecast.probability(name)
    titled = f"{capital(forecast.labels.title_of('states', name))}: {percent(cell.p, cell.se)}"
    return alt.layer(*layers).properties(
        width=inner, height=130 if inner > 150 else 100, title=heading(titled, inner + 40)
    )


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
    base = alt.Chart(data(rows))
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
