"""Several scenarios side by side: how likely one state is in each.

It draws what forecasts hold; whether they differ beyond chance is the business of `compare`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from scenario.chains import meant
from scenario.forecast import Forecast
from scenario.forecast.answer import asked_state, said
from scenario.forecast.verbal_probability import percent
from scenario.forecast.wording import capital, short_month
from scenario.plots.chart import WIDE, Chart
from scenario.plots.findings import between
from scenario.plots.row_names import room_for, row_axis, row_names
from scenario.plots.shares import share_across, top_of
from scenario.plots.style import ACCENT, ACCENT_SOFT, INK, framed, plotted, text
from scenario.plots.told import footer


def scenarios(
    forecasts: Sequence[Forecast], state: str | None = None, *, width: int = WIDE
) -> alt.VConcatChart:
    """The chance that each scenario gives to ever reaching a state, with its judgement range.

    Args:
        forecasts: Of the scenarios; those that know the state are drawn.
        state: Which state; the one that the first scenario asks about when None.
        width: In pixels.
    """
    first = forecasts[0]
    state = asked_state(first.document) if state is None else meant(state, first.labels.states)
    forecasts = [forecast for forecast in forecasts if state in forecast.labels.states]
    rows = [_row(index, forecast, state) for index, forecast in enumerate(forecasts)]
    keys, names = [row["key"] for row in rows], [row["name"] for row in rows]
    room = room_for(names, width)
    inner = width - room - 52
    top = top_of([row.get("q95", row["high"]) for row in rows])
    base = plotted(rows).encode(y=row_axis(keys))
    layers: list[Any] = [*row_names(keys, names, room)]
    if all("q05" in row for row in rows):
        ranges = base.mark_rule(strokeWidth=1.6, stroke=ACCENT_SOFT)
        layers.append(ranges.encode(x=share_across("q05:Q", inner, top), x2="q95:Q"))
    errors = base.mark_rule(strokeWidth=6, stroke=ACCENT_SOFT)
    layers += [
        errors.encode(x=share_across("low:Q", inner, top), x2="high:Q"),
        base.mark_point(size=60, fill=ACCENT, stroke="#ffffff", strokeWidth=0.8, opacity=1).encode(
            x=share_across("p:Q", inner, top)
        ),
        base.mark_text(**text(color=INK, dx=10)).encode(x=alt.value(inner), text="shown:N"),
    ]
    chart = alt.layer(*layers).properties(width=inner, height=30 * len(rows) + 4)
    title = capital(first.labels.title_of("states", state))
    return framed(
        chart,
        width,
        title=f"{title} by {short_month(first.until)} in each scenario",
        finding=capital(between(rows)),
        about="Dot: share of runs that have been in the state. Thick line: sampling error (95 %)."
        " Thin line: judgement range.",
        footer=footer(first)[1:],
        alt_text="; ".join(f"{row['name']}: {row['told']}" for row in rows),
    )


def _row(index: int, forecast: Forecast, state: str) -> dict[str, Any]:
    cell = forecast.probability(state)
    row: dict[str, Any] = {
        "key": str(index),
        "name": forecast.title,
        "p": cell.p,
        "low": cell.low,
        "high": cell.high,
        "shown": percent(cell.p, cell.se),
        "told": said(cell),
    }
    if cell.judgement is not None:
        row["q05"], row["q95"] = cell.judgement
    return row


CHART = Chart(
    result="tuple",
    shows="how likely one state is to be reached in each of several forecasts",
    section="scenarios",
    draw=scenarios,
)
