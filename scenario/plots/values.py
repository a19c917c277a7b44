"""Drivers and actors over time: fans of the middle, half and nine tenths of all runs.

It draws what a forecast holds and computes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from scenario.forecast import Forecast
from scenario.forecast.wording import capital, short_month
from scenario.plots.calendar_axis import month_axis, steps_drawn
from scenario.plots.lettering import label
from scenario.plots.row_names import room_for, row_axis, row_names
from scenario.plots.shares import (
    EXTENT,
    columns_in,
    heading,
    number_form,
    pages,
    panel_width,
    panels,
)
from scenario.plots.sources import footer
from scenario.plots.style import (
    ACCENT,
    ACCENT_PALE,
    ACCENT_SOFT,
    RULE,
    SIZE,
    WIDE,
    data,
    framed,
)

A_PAGE = 12
"""Fans that one chart holds at most."""
QUANTILE_NAMES = ("q05", "q25", "q50", "q75", "q95")
_HOW_TO_READ = "Line: the middle run; dark: half of all runs; light: nine tenths."


@dataclass(frozen=True, slots=True)
class Fan:
    """One panel: whose values, under what title, in what unit, on what scale."""

    name: str
    title: str
    unit: str = ""
    domain: tuple[float, float] | None = None


def drivers(
    forecast: Forecast, names: Sequence[str] | None = None, *, width: int = WIDE
) -> alt.VConcatChart:
    """A fan for each driver, each on its own scale; all of them when none are named."""
    units = forecast.labels.units
    chosen = [
        Fan(name, _title(forecast, "drivers", name), units.get(name, ""))
        for name in (forecast.labels.drivers if names is None else names)
    ]
    return _fans(forecast, chosen, width, "Drivers over time", _HOW_TO_READ)


def driver_pages(forecast: Forecast, *, width: int = WIDE) -> Iterator[alt.VConcatChart]:
    """The same on as many charts as it takes to hold all drivers."""
    for names in pages(forecast.labels.drivers, A_PAGE):
        yield drivers(forecast, names, width=width)


def alignments(
    forecast: Forecast, names: Sequence[str] | None = None, *, width: int = WIDE
) -> alt.VConcatChart:
    """A fan for each actor's alignment, all on the whole axis."""
    low, high = forecast.document["model"]["axis"]
    chosen = [
        Fan(name, _title(forecast, "actors", name), domain=(-1.0, 1.0))
        for name in (forecast.labels.actors if names is None else names)
    ]
    about = f"Alignment from −1 ({low}) to +1 ({high}). {_HOW_TO_READ}"
    return _fans(forecast, chosen, width, "Actors over time", about)


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
        about=f"Ring: middle run in {start}; dot: in {until}."
        f" Thin and thick line: nine tenths and half of all runs in {until}.",
        footer=footer(forecast),
        alt_text="; ".join(
            f"{row['title']}: {row['start']:.2f} in {start}, {row['q50']:.2f} in {until}"
            for row in rows
        ),
    )


def _fans(
    forecast: Forecast, fans: Sequence[Fan], width: int, title: str, about: str
) -> alt.VConcatChart:
    columns = min(columns_in(width), max(len(fans), 1))
    inner = panel_width(width, columns)
    last = [(fan.title, _quantiles(forecast, fan.name, len(forecast.at) - 1)) for fan in fans]
    told = "; ".join(f"{n} {q['q50']:.3g} ({q['q05']:.3g} to {q['q95']:.3g})" for n, q in last)
    return framed(
        panels([_fan(forecast, fan, inner) for fan in fans], columns),
        width,
        title=title,
        about=about,
        footer=footer(forecast),
        alt_text=f"In {short_month(forecast.until)}: {told}",
    )


def _fan(forecast: Forecast, fan: Fan, inner: float) -> Any:
    rows = _rows(forecast, fan.name)
    low, high = fan.domain or _domain(rows)
    scale = alt.Scale(domain=[low, high], nice=True, zero=False)
    form = number_form((low, high))
    axis = alt.Axis(title=None, tickCount=3, format=form, minExtent=EXTENT)
    base = alt.Chart(data(rows)).encode(x=month_axis(forecast.dates, inner))

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
    for step in steps_drawn(forecast, 130):
        date = forecast.dates[step]
        when = {"month": str(date), "month_number": date.index, "name": name}
        found.append({**when, **_quantiles(forecast, name, step)})
    return found


def _domain(rows: Sequence[dict[str, Any]]) -> tuple[float, float]:
    low, high = min(row["q05"] for row in rows), max(row["q95"] for row in rows)
    pad = 0.05 * (high - low) or 0.1 * abs(high) or 1.0
    return low - pad, high + pad


def _quantiles(forecast: Forecast, name: str, step: int) -> dict[str, float]:
    names = (*forecast.labels.drivers, *forecast.labels.actors)
    values = forecast.quantiles[step, names.index(name)].tolist()
    return dict(zip(QUANTILE_NAMES, values, strict=True))


def _title(forecast: Forecast, kind: str, name: str) -> str:
    return forecast.labels.title_of(kind, name)


def _places(forecast: Forecast) -> Iterator[dict[str, Any]]:
    for name in forecast.labels.actors:
        yield {
            "key": name,
            "title": capital(_title(forecast, "actors", name)),
            "start": _quantiles(forecast, name, 0)["q50"],
            **_quantiles(forecast, name, len(forecast.at) - 1),
        }


def _axis_chart(
    rows: Sequence[dict[str, Any]],
    inner: float,
    height: float,
    room: float,
    ends: tuple[str, str],
) -> Any:
    base = alt.Chart(data(rows))
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
