"""Events: how likely each is to have happened, month by month.

It draws what a forecast holds and computes no probability.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from scenario.forecast import Estimate, Forecast
from scenario.forecast.verbal_probability import percent
from scenario.forecast.wording import capital, short_month
from scenario.plots.calendar_axis import month_axis, steps_drawn
from scenario.plots.chart import WIDE, Chart
from scenario.plots.labels import Label, beside, height_for, margin_for
from scenario.plots.shares import LEFT, share_axis
from scenario.plots.style import ACCENT, SECOND, framed, plotted
from scenario.plots.told import footer

DASHES = ([1, 0], [6, 3], [2, 2], [9, 3, 2, 3])


def events(
    forecast: Forecast, names: Sequence[str] | None = None, *, width: int = WIDE
) -> alt.VConcatChart:
    """The probability that each event has happened by each month.

    Args:
        forecast: The forecast.
        names: Which events; all if None.
        width: Pixels of the whole chart.
    """
    names = list(forecast.labels.events if names is None else names)
    ends = {name: forecast.event(name) for name in names}
    title = {name: forecast.labels.title_of("events", name) for name in names}
    labels = [
        Label(f"{percent(ends[name].p, ends[name].se)} {capital(title[name])}", ends[name].p)
        for name in names
    ]
    inner = width - LEFT - margin_for(labels, width)
    height = max(260, height_for(labels, inner))
    layers: list[Any] = [_lines(forecast, names, inner)]
    layers.append(beside(labels, inner, height, top=1.0))
    return framed(
        alt.layer(*layers).properties(width=inner, height=height),
        width,
        title="How likely each event is to have happened",
        finding=_finding(ends, title),
        about="Share of runs in which the event has happened at least once by the end of a month;"
        f" numbers are for {short_month(forecast.until)}.",
        footer=footer(forecast),
        alt_text="; ".join(one.text for one in labels),
    )


def _finding(ends: Mapping[str, Estimate], titles: Mapping[str, str]) -> str:
    """Which event is most open: the nearest to as likely as not."""
    if not ends:
        return ""
    name, cell = min(ends.items(), key=lambda item: abs(item[1].p - 0.5))
    share = percent(cell.p, cell.se)
    if len(ends) == 1:
        return f"“{titles[name]}” happens in {share} of futures"
    return f"Most open: “{titles[name]}” happens in {share} of futures"


def _lines(forecast: Forecast, names: Sequence[str], inner: float) -> Any:
    rows = []
    for name in names:
        column = forecast.labels.events.index(name)
        for step in steps_drawn(forecast):
            date = forecast.dates[step]
            share = float(forecast.happened[step, column]) / forecast.runs
            rows.append({"month": str(date), "month_number": date.index, "event": name, "p": share})
    styles = [(colour, dash) for dash in DASHES for colour in (ACCENT, SECOND)]
    chosen = [styles[index % len(styles)] for index in range(len(names))]
    colours = alt.Scale(domain=list(names), range=[colour for colour, _ in chosen])
    dashes = alt.Scale(domain=list(names), range=[dash for _, dash in chosen])
    return (
        plotted(rows)
        .mark_line(strokeWidth=1.6)
        .encode(
            x=month_axis(forecast.dates, inner),
            y=share_axis("p:Q"),
            color=alt.Color("event:N", scale=colours, legend=None),
            strokeDash=alt.StrokeDash("event:N", scale=dashes, legend=None),
        )
    )


CHART = Chart(
    rank=40,
    result="Forecast",
    shows="how likely each event is to have happened by each month",
    section="when",
    applies=lambda forecast: bool(forecast.labels.events),
    draw=events,
)
