"""Totals at the end: how far they spread over runs, each on a scale of its own.

It draws what a forecast holds and computes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from scenario.forecast import Forecast
from scenario.forecast.titles import elements_in
from scenario.forecast.units import total_unit
from scenario.forecast.wording import brief, capital, count, short_month, significant
from scenario.plots.chart import WIDE, Chart
from scenario.plots.shares import (
    columns_in,
    heading,
    number_form,
    numbers_across,
    pages,
    panel_width,
    panels,
    ticks_in,
)
from scenario.plots.style import ACCENT, ACCENT_PALE, ACCENT_SOFT, INK, framed, plotted
from scenario.plots.told import footer

A_PAGE = 12
"""Totals that one chart holds at most, where a report has several."""
HEIGHT, BAR = 30, 13
"""Pixels of a panel and of the bar in it."""
SIDE = 14
"""Pixels beside a panel that the numbers at the ends of its axis may reach into."""
ALIKE = 1e-9
"""Share of a number by which others may differ from it and be the same but for rounding."""


def totals(
    forecast: Forecast, names: Sequence[str] | None = None, *, width: int = WIDE
) -> alt.VConcatChart:
    """What each total comes to by the end: the middle run, half and nine tenths of all, the mean.

    Args:
        forecast: The forecast.
        names: Which totals; all if None.
        width: Pixels of the whole chart.
    """
    found: Mapping[str, Any] = forecast.extra.get("totals", {})
    told = elements_in(forecast.document, "totals")
    rows = [
        {
            **found[name],
            "name": name,
            "title": capital(brief(forecast.labels.title_of("totals", name))),
            "unit": total_unit(told.get(name, {})),
        }
        for name in (found if names is None else names)
    ]
    columns = min(columns_in(width), len(rows))
    inner = panel_width(width, columns, SIDE)
    return framed(
        panels([_panel(row, inner) for row in rows], columns),
        width,
        title=f"What adds up until {short_month(forecast.until)}",
        about=f"Line and number: the middle run; dark: half of {_runs(forecast, rows)};"
        " light, in brackets: nine tenths; diamond: the mean.",
        footer=footer(forecast),
        alt_text="; ".join(f"{row['title']}: {_said(row)}" for row in rows),
    )


def _runs(forecast: Forecast, rows: Sequence[Mapping[str, Any]]) -> str:
    """Of which runs the percentiles are."""
    fewest = min(row["percentile_runs"] for row in rows)
    return "all runs" if fewest >= forecast.runs else f"the first {count(fewest, 'run')}"


def _said(row: Mapping[str, Any]) -> str:
    """1.2 (0.4 to 3) billion dollars."""
    low, median, high = (_number(row[key]) for key in ("q05", "q50", "q95"))
    spread = "" if low == high else f" ({low} to {high})"
    return f"{median}{spread} {row['unit']}".rstrip()


def _number(x: float) -> str:
    return significant(x, 3).replace("-", "−")


def _panel(row: Mapping[str, Any], inner: float) -> Any:
    low, high = _ends(row)
    axis = numbers_across(number_form((low, high)), ticks_in(inner, 4))
    scale = alt.Scale(domain=[low, high], nice=False, zero=False)

    def x(field: str) -> alt.X:
        return alt.X(f"{field}:Q", scale=scale, axis=axis)

    base = plotted([row]).encode(y=alt.value(HEIGHT / 2))
    layers = [
        base.mark_bar(height=BAR, color=ACCENT_PALE).encode(x=x("q05"), x2="q95:Q"),
        base.mark_bar(height=BAR, color=ACCENT_SOFT).encode(x=x("q25"), x2="q75:Q"),
        base.mark_tick(color=ACCENT, thickness=3, height=BAR + 7, opacity=1).encode(x=x("q50")),
        base.mark_point(
            shape="diamond", size=46, fill="#ffffff", stroke=INK, strokeWidth=1.3, opacity=1
        ).encode(x=x("mean")),
    ]
    above = heading(row["title"], inner + SIDE, below=_said(row))
    return alt.layer(*layers).properties(width=inner, height=HEIGHT, title=above)


def _ends(row: Mapping[str, Any]) -> tuple[float, float]:
    """The ends of its scale, with 0 where that lies not far from what is shown."""
    low, high = min(row["q05"], row["mean"]), max(row["q95"], row["mean"])
    if high - low <= ALIKE * max(abs(low), abs(high)):
        pad = 0.1 * abs(high) or 1.0
        return low - pad, high + pad
    if 0 <= low <= high / 2:
        low = 0.0
    elif low / 2 <= high <= 0:
        high = 0.0
    pad = 0.06 * (high - low)
    return low - pad * (low != 0), high + pad * (high != 0)


CHART = Chart(
    rank=45,
    result="Forecast",
    shows="what each total comes to: the middle, half and nine tenths of all runs, and the mean",
    section="when",
    applies=lambda forecast: bool(forecast.extra.get("totals")),
    pages=lambda forecast: pages(list(forecast.extra["totals"]), A_PAGE),
    draw=totals,
)
