"""Where actors stand on their axis, at the start and at the end.

It draws what a forecast holds and computes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import altair as alt

from scenario.forecast import Forecast
from scenario.forecast.wording import capital, short_month
from scenario.plots.chart import WIDE, Chart
from scenario.plots.fans import quantiles
from scenario.plots.findings import farthest
from scenario.plots.lettering import label
from scenario.plots.row_names import room_for, row_axis, row_names
from scenario.plots.style import ACCENT, ACCENT_SOFT, RULE, SIZE, framed, plotted
from scenario.plots.told import footer


def actors(forecast: Forecast, *, width: int = WIDE) -> alt.VConcatChart:
    """Every actor's place on the axis at the start and at the end, with its spread."""
    low, high = forecast.document["model"]["axis"]
    rows = sorted(_places(forecast), key=lambda row: row["start"])
    room = room_for([row["title"] for row in rows], width)
    inner, height = width - room - 14, 30 * max(len(rows), 1) + 6
    until, start = short_month(forecast.until), short_month(forecast.start)
    return framed(
        _axis_chart(rows, inner, height, room, (low, high)),
        width,
        title=f"Where the actors stand between {low} and {high}",
        finding=farthest([_move(row) for row in rows]),
        about=f"Ring: middle run in {start}; dot: in {until}."
        f" Thin and thick line: nine tenths and half of all runs in {until}.",
        footer=footer(forecast),
        alt_text="; ".join(
            f"{row['title']}: {row['start']:.2f} in {start}, {row['q50']:.2f} in {until}"
            for row in rows
        ),
    )


def _move(row: dict[str, Any]) -> dict[str, Any]:
    spread = row["q95"] - row["q05"]
    return {"title": row["title"], "start": row["start"], "end": row["q50"], "spread": spread}


def _places(forecast: Forecast) -> Iterator[dict[str, Any]]:
    for name in forecast.labels.actors:
        yield {
            "key": name,
            "title": capital(forecast.labels.title_of("actors", name)),
            "start": quantiles(forecast, name, 0)["q50"],
            **quantiles(forecast, name, len(forecast.at) - 1),
        }


def _axis_chart(
    rows: Sequence[dict[str, Any]],
    inner: float,
    height: float,
    room: float,
    ends: tuple[str, str],
) -> Any:
    base = plotted(rows)
    keys = [row["key"] for row in rows]
    y = row_axis(keys)
    ticks = alt.Axis(
        title=None, values=[-1, -0.5, 0, 0.5, 1], labelExpr=_ends(ends, inner / 2 - 8), grid=True
    )
    scale = alt.Scale(domain=[-1, 1], nice=False)

    def x(field: str) -> alt.X:
        return alt.X(f"{field}:Q", scale=scale, axis=ticks)

    layers = [
        *row_names(keys, [row["title"] for row in rows], room),
        base.mark_rule(strokeWidth=1.4, stroke=ACCENT_SOFT).encode(x=x("q05"), x2="q95:Q", y=y),
        base.mark_rule(strokeWidth=5, stroke=ACCENT_SOFT).encode(x=x("q25"), x2="q75:Q", y=y),
        base.mark_point(size=64, stroke=RULE, strokeWidth=1.6, fill="#ffffff", opacity=1).encode(
            x=x("start"), y=y
        ),
        base.mark_point(size=52, fill=ACCENT, stroke="#ffffff", strokeWidth=0.8, opacity=1).encode(
            x=x("q50"), y=y
        ),
    ]
    return alt.layer(*layers).properties(width=inner, height=height)


def _ends(ends: tuple[str, str], room: float) -> str:
    """Labels of the axis: its ends by their names."""
    low, high = (label(end, room, SIZE, lines=1) for end in ends)
    names = json.dumps({"-1": ["−1", low], "1": ["+1", high]})
    return f"({names})[datum.value] || format(datum.value, '~g')"


CHART = Chart(
    rank=50,
    result="Forecast",
    shows="where each actor stands at the start and at the end, with its spread",
    section="world",
    applies=lambda forecast: bool(forecast.labels.actors),
    draw=actors,
)
