"""Names at the left of a chart with a row for each thing, on up to two lines, right beside it.

It places texts; what they say is the caller's.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from scenario.plots.chart import NARROW
from scenario.plots.lettering import label, text_width, wrapped
from scenario.plots.style import GRID, INK, MUTED, SIZE, plotted, text

LINE = 12
GAP = 9
"""Pixels between a name and the plot."""


def most_room(width: float) -> float:
    """Pixels that names may take at most."""
    return width * (0.40 if width > NARROW else 0.44)


def room_for(names: Sequence[str], width: float, size: float = SIZE) -> float:
    """Pixels that the names take at the left, no more than about two fifths of the whole.

    Args:
        names: The names.
        width: Pixels of the whole chart.
        size: The size of the letters in pixels.
    """
    longest = max((text_width(name, size) for name in names), default=0.0)
    return min(longest + GAP + 4, most_room(width))


def first_fitting(candidates: Sequence[str], width: float, size: float = SIZE) -> str:
    """The first of a thing's names that two lines hold; else the last.

    Args:
        candidates: The names, the best first.
        width: Pixels of the whole chart.
        size: The size of the letters in pixels.
    """
    room = most_room(width) - GAP
    fitting = (one for one in candidates if len(wrapped(one, room, size)) <= 2)
    return next(fitting, candidates[-1])


def row_height(names: Sequence[str], room: float, least: int) -> int:
    """Pixels from row to row: those asked for, or more where a name has two lines.

    Args:
        names: The names of the rows.
        room: Pixels that the names may take.
        least: Pixels that are asked for.
    """
    most = max((label(name, room - GAP, SIZE).count("\n") + 1 for name in names), default=1)
    return max(least, most * LINE + 5)


def row_axis(keys: Sequence[str]) -> alt.Y:
    """The y channel for the field `key`, in this order, without names of its own."""
    return alt.Y("key:N", sort=list(keys), axis=None, scale=alt.Scale(domain=list(keys)))


def row_names(
    keys: Sequence[str], names: Sequence[str], room: float, *, faint: Sequence[bool] = ()
) -> list[Any]:
    """Layers with a thin line for each row and its name.

    Args:
        keys: What tells the rows apart.
        names: Their names.
        room: Pixels that the names may take.
        faint: Which names are written in grey; none if empty.
    """
    rows: list[dict[str, Any]] = [
        {"key": key, "name": label(name, room - GAP, SIZE), "faint": bool(faint and faint[index])}
        for index, (key, name) in enumerate(zip(keys, names, strict=True))
    ]
    base, y = plotted(rows), row_axis(keys)
    layers: list[Any] = [base.mark_rule(stroke=GRID).encode(y=y)]
    for lines in sorted({row["name"].count("\n") for row in rows}):
        mark = text(align="right", dx=-GAP, dy=-lines * LINE / 2, lineHeight=LINE)
        layers.append(
            plotted(row for row in rows if row["name"].count("\n") == lines)
            .mark_text(**mark)
            .encode(
                x=alt.value(0),
                y=y,
                text="name:N",
                color=alt.condition("datum.faint", alt.value(MUTED), alt.value(INK)),
            )
        )
    return layers
