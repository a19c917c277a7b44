"""Axes of probabilities and panels of curves over time, shared by several charts.

It knows nothing of forecasts.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Any

import altair as alt

from scenario.plots.lettering import wrapped
from scenario.plots.style import INK, MUTED, SIZE

LEFT = 46
"""Room for the numbers along the left side."""
EXTENT = 36
"""Of the numbers there, so that panels stand in line."""
GAP = 16
PERCENT = "replace(datum.label, '%', ' %')"
"""How a percentage along an axis is written: with a blank before the sign, as in every text."""
_TOPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0)


def share_axis(field: str, top: float = 1.0, **settings: Any) -> alt.Y:
    """A y channel of shares, written as percentages.

    Args:
        field: The field of the data.
        top: Where the axis ends, at most 1.
        **settings: Further settings of the axis, as Altair has them.
    """
    form = "%" if top >= 0.1 else ".1~%" if top >= 0.01 else ".2~%"
    settings = {"format": form, "labelExpr": PERCENT, "minExtent": EXTENT, **settings}
    axis = alt.Axis(title=None, tickCount=4, **settings)
    return alt.Y(field, scale=alt.Scale(domain=[0, top], nice=False), axis=axis)


def ticks_in(inner: float, most: int = 5) -> int:
    """About how many numbers stand along an axis so long without touching."""
    return max(2, min(most, int(inner / 50)))


def number_form(values: Sequence[float]) -> str:
    """How numbers along an axis are written: in full, or shortly where large; never as 8e+2."""
    return "~r" if max(map(abs, values), default=0.0) < 1e4 else "~s"


def share_across(field: str, inner: float, top: float = 1.0) -> alt.X:
    """An x channel of shares, written as percentages.

    Args:
        field: The field of the data.
        inner: Pixels of the plot.
        top: Where the axis ends, at most 1.
    """
    form = "%" if top >= 0.1 else ".1~%" if top >= 0.01 else ".2~%"
    scale = alt.Scale(domain=[0, top], nice=False)
    return alt.X(field, scale=scale, axis=numbers_across(form, ticks_in(inner)))


def numbers_across(form: str, count: int) -> alt.Axis:
    """The axis below rows: about so many numbers, in a form of d3, and lines up from them."""
    return alt.Axis(
        title=None, format=form, labelExpr=PERCENT, grid=True, tickCount=count, labelFlush=False
    )


def top_of(values: Sequence[float]) -> float:
    """A round upper end for shares."""
    most = max(values, default=1.0)
    return next((top for top in _TOPS if most <= top), 1.0)


def columns_in(width: float) -> int:
    """How many panels stand side by side."""
    return 3 if width >= 600 else 2


def panel_width(width: float, columns: int, left: float = LEFT) -> float:
    """Pixels of the plot in each of several panels side by side.

    Args:
        width: Pixels of the whole chart.
        columns: How many panels stand side by side.
        left: Pixels that the axis of each takes.
    """
    return (width - GAP * (columns - 1)) / columns - left


def heading(text: str, width: float, below: str = "") -> alt.TitleParams:
    """The name of a panel, over its plot and its numbers.

    Args:
        text: The name.
        width: Pixels of the panel.
        below: What stands below it in small letters.
    """
    under: dict[str, Any] = {"subtitle": wrapped(below, width, SIZE - 1, most=2)} if below else {}
    return alt.TitleParams(
        text=wrapped(text, width, SIZE, bold=True, most=3),
        anchor="start",
        frame="bounds",
        fontSize=SIZE,
        fontWeight="bold",
        color=INK,
        offset=6,
        subtitleFontSize=SIZE - 1,
        subtitleColor=MUTED,
        **under,
    )


def panels(charts: Sequence[Any], columns: int) -> Any:
    """Charts in rows of so many."""
    return alt.concat(*charts, columns=columns, spacing=GAP)


def pages(names: Sequence[str], most: int) -> list[list[str]]:
    """The names in parts of nearly equal size, none larger than `most`."""
    count = max(1, ceil(len(names) / most))
    size = max(1, ceil(len(names) / count))
    return [list(names[at : at + size]) for at in range(0, len(names), size)]
