"""States ever reached: how likely by when.

It draws what a forecast holds and computes no probability.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from scenario.forecast import Forecast
from scenario.forecast.answer import said
from scenario.forecast.verbal_probability import percent
from scenario.forecast.wording import capital, short_month
from scenario.plots.calendar_axis import month_axis, steps_drawn
from scenario.plots.chart import WIDE, Chart
from scenario.plots.shares import columns_in, heading, panel_width, panels, share_axis, top_of
from scenario.plots.style import ACCENT, ACCENT_PALE, framed, plotted
from scenario.plots.told import footer, other_states


def ever(
    forecast: Forecast, states: Sequence[str] | None = None, *, width: int = WIDE
) -> alt.VConcatChart:
    """The chance of having reached each state by each month, with its judgement range.

    Args:
        forecast: What to show.
        states: Which states; all but the first when None.
        width: In pixels.
    """
    names = other_states(forecast) if states is None else list(states)
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
        finding=_finding(forecast, names),
        about="Share of runs that have been in the state by the end of a month."
        + (" Shaded: judgement range, nine times in ten." if judged else ""),
        footer=footer(forecast),
        alt_text="; ".join(
            f"{forecast.labels.title_of('states', name)} by {short_month(forecast.until)}:"
            f" {said(forecast.probability(name))}"
            for name in names
        ),
    )


def _finding(forecast: Forecast, names: Sequence[str]) -> str:
    """Which state is reached most often, and how often."""
    if not names:
        return ""
    most = max(names, key=lambda name: forecast.probability(name).p)
    share = said(forecast.probability(most))
    until, title = short_month(forecast.until), _title(forecast, most)
    return f"Most often reached by {until}: “{title}”, {share}"


def _title(forecast: Forecast, name: str) -> str:
    return forecast.labels.title_of("states", name)


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
    base = plotted(rows).encode(x=month_axis(forecast.dates, inner))
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


CHART = Chart(
    rank=20,
    result="Forecast",
    shows="how likely each state is to have been reached by each month, with its judgement range",
    section="when",
    applies=lambda forecast: len(forecast.labels.states) > 1,
    draw=ever,
)
