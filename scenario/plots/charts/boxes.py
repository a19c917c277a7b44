"""Under what conditions it comes to that: futures in the plane of the two surest, with the box.

It draws what `discover` found.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import altair as alt

from scenario.analysis.box import Box
from scenario.analysis.discovery import Discovery
from scenario.analysis.plane import Axis, Plane
from scenario.errors import InputError
from scenario.forecast.verbal_probability import percent
from scenario.forecast.wording import capital, count, listing, short_month
from scenario.plots.chart import WIDE, Chart
from scenario.plots.lettering import text_width, wrapped
from scenario.plots.shares import ticks_in
from scenario.plots.signs import condition, limited
from scenario.plots.style import (
    ACCENT,
    DARK,
    GRID,
    INK,
    MUTED,
    SECOND,
    SIZE,
    framed,
    plotted,
    pointed,
    text,
)
from scenario.plots.told import asked, study_footer

CELL = 36
"""Pixels of a cell, from top to bottom."""
INSIDE, SHOWN = 17, 0.004
"""Pixels of a square that its number stands in; share of futures without which there is none."""
_PALE = "#dbe8f4"


def boxes(found: Discovery, *, width: int = WIDE) -> alt.VConcatChart:
    """A square for each cell of the plane, as large as there are futures in it, and the box.

    Args:
        found: What `discover` found.
        width: In pixels.
    """
    plane = _plane(found)
    across, *others = plane.axes
    down = others[0] if others else None
    room = _room(down)
    inner = width - room - 20
    height = CELL * (_cells(down) if down is not None else 1)
    layers = [
        *_ground(across, down, inner, height),
        *_squares(plane, across, down, inner, height),
        *_frame(across, down, inner, height),
        *_axes(across, down, inner, height),
        *_names(found, across, down, height, room, width),
    ]
    return framed(
        alt.layer(*layers).properties(width=inner, height=height),
        width,
        title=_finding(found),
        about="Squares: futures that are so far alike, the larger the more, the darker the more of"
        " them come to that; numbers: how many of a hundred do. Frame:"
        f" {_conditions(found, plane, True)}.{_besides(found, plane)}",
        footer=study_footer(found.as_dict(), found.document),
        alt_text=" ".join(_told(found, box) for box in found.boxes),
    )


def _plane(found: Discovery) -> Plane:
    if found.plane is None:
        raise InputError("no conditions were found, so there is no plane to draw")
    return found.plane


def _finding(found: Discovery) -> str:
    """How often it comes to that inside, and outside."""
    box = found.boxes[0]
    inside, outside = box.density.p, _outside(found, box)
    question, se = asked(found.of, found.document), box.density.estimate.se
    many = f"{count(len(box.limits), 'condition')} hold{'s' * (len(box.limits) == 1)}"
    return f"{question}: {percent(inside, se)} where {many}, {percent(outside, se)} elsewhere"


def _outside(found: Discovery, box: Box) -> float:
    rest = 1 - box.mass.p
    return min(1.0, max(0.0, (found.base.p - box.mass.p * box.density.p) / rest)) if rest else 0.0


def _conditions(found: Discovery, plane: Plane, shown: bool) -> str:
    """The conditions that the plane shows, or the others."""
    own = [axis.limit for axis in plane.axes]
    some = (limit for limit in found.boxes[0].limits if (limit in own) == shown)
    return listing(condition(one, found.document) for one in some)


def _besides(found: Discovery, plane: Plane) -> str:
    others = _conditions(found, plane, False)
    return f" Not in this plane: {others}." if others else ""


def _told(found: Discovery, box: Box) -> str:
    where = listing(condition(limit, found.document) for limit in box.limits)
    return (
        f"Where {where}, {box.density.text()} of futures, against {found.base.text()} of all;"
        f" {box.mass.text()} of all futures are so."
    )


def _cells(axis: Axis) -> int:
    return len(axis.edges) if axis.single else len(axis.edges) - 1


def _squares(
    plane: Plane, across: Axis, down: Axis | None, inner: float, height: float
) -> Iterator[Any]:
    most = max(cell.mass for cell in plane.cells)
    columns, lines = _ends(across, inner), _ends(down, height)
    side = min(CELL, inner / _cells(across)) - 4
    rows = []
    for cell in plane.cells:
        left, right = columns[cell.place[0] : cell.place[0] + 2]
        low, high = lines[cell.place[1] if down else 0 :][:2]
        own = max(3.0, min(side, right - left - 2, high - low - 2) * (cell.mass / most) ** 0.5)
        rows.append(
            {
                "x": (left + right) / 2,
                "y": height - (low + high) / 2,
                "size": own**2,
                "density": cell.density,
                "told": f"{100 * cell.density:.0f} of a hundred futures here come to that;"
                f" {percent(cell.mass, 0.005)} of all futures are here",
                "shown": f"{100 * cell.density:.0f}" if cell.mass >= SHOWN else "",
                "inside": own > INSIDE,
                "beside": (left + right + own) / 2 + 3,
            }
        )
    top = max(row["density"] for row in rows) or 1.0
    colour = alt.Scale(domain=[0, top], range=[_PALE, ACCENT])
    base = plotted(rows)
    square = base.mark_point(shape="square", strokeWidth=0, opacity=1, filled=True).encode(
        x=_x(inner),
        y=_y(height),
        size=alt.Size("size:Q", scale=None),
        color=alt.Color("density:Q", scale=colour, legend=None),
    )
    yield pointed(square, "told")
    for dark in (True, False):
        some = plotted(r for r in rows if r["inside"] and (r["density"] > DARK * top) == dark)
        mark = text(align="center", fontSize=SIZE - 1, color="#ffffff" if dark else INK)
        yield some.mark_text(**mark).encode(x=_x(inner), y=_y(height), text="shown:N")
    others = plotted({**r, "x": r["beside"]} for r in rows if not r["inside"])
    yield others.mark_text(**text(fontSize=SIZE - 1)).encode(
        x=_x(inner), y=_y(height), text="shown:N"
    )


def _ends(axis: Axis | None, length: float) -> list[float]:
    """Where the cells of an axis end, in pixels."""
    if axis is None:
        return [0.0, length]
    if axis.single:
        return [length * number / len(axis.edges) for number in range(len(axis.edges) + 1)]
    return [_at(axis, edge, length, 0.0) for edge in axis.edges]


def _frame(across: Axis, down: Axis | None, inner: float, height: float) -> Iterator[Any]:
    """The box: its limits along each axis, the whole height where there is one alone."""
    left, right = _span(across, inner)
    low, high = _span(down, height) if down is not None else (0.0, height)
    row = {"x": left, "x2": right, "y": height - high, "y2": height - low}
    yield (
        plotted([row])
        .mark_rect(fill=None, stroke=SECOND, strokeWidth=2.6)
        .encode(x=_x(inner), x2="x2:Q", y=_y(height), y2="y2:Q")
    )


def _span(axis: Axis, length: float) -> tuple[float, float]:
    """Where the limit begins and ends along an axis so long, in pixels."""
    limit = axis.limit
    low = 0.0 if limit.open_low else _at(axis, limit.low, length, -0.5)
    high = length if limit.open_high else _at(axis, limit.high, length, 0.5)
    return max(1.0, low), min(length - 1.0, high)


def _at(axis: Axis, value: float, length: float, side: float) -> float:
    if axis.single:
        near = min(range(len(axis.edges)), key=lambda index: abs(axis.edges[index] - value))
        return length * (near + 0.5 + side) / len(axis.edges)
    share = (value - axis.edges[0]) / (axis.edges[-1] - axis.edges[0])
    return length * min(1.0, max(0.0, share))


def _labels(axis: Axis, length: float, most: int) -> list[tuple[float, str]]:
    """What stands along an axis, and where, in pixels."""
    if axis.limit.feature.what == "event":
        names = ("not happened", "happened")
        return [(_at(axis, value, length, 0.0), names[value >= 0.5]) for value in axis.edges]
    scaled = 100 if axis.limit.feature.percent else 1
    if axis.single:
        return [(_at(axis, v, length, 0.0), f"{scaled * v:g}") for v in axis.edges]
    step = max(1, -(-_cells(axis) // most))
    some = axis.edges[::step]
    sign = " %" if axis.limit.feature.percent else ""
    told = (f"{scaled * value:.4g}{sign}".replace("-", "−") for value in some)
    return [(_at(axis, v, length, 0.0), text) for v, text in zip(some, told, strict=True)]


def _ground(across: Axis, down: Axis | None, inner: float, height: float) -> Iterator[Any]:
    """Lines between the cells."""
    upright = _ends(across, inner)
    level = [height - at for at in _ends(down, height)]
    yield (
        plotted({"x": at} for at in upright)
        .mark_rule(stroke=GRID)
        .encode(x=_x(inner), y=alt.value(0), y2=alt.value(height))
    )
    yield (
        plotted({"y": at} for at in level)
        .mark_rule(stroke=GRID)
        .encode(y=_y(height), x=alt.value(0), x2=alt.value(inner))
    )


def _axes(across: Axis, down: Axis | None, inner: float, height: float) -> Iterator[Any]:
    """Numbers below and at the left."""
    below = _labels(across, inner, ticks_in(inner, 8))
    rows = [{"x": at, "y": height, "told": told} for at, told in below]
    yield (
        plotted(rows)
        .mark_text(**text(align="center", dy=11, color=MUTED))
        .encode(x=_x(inner), y=_y(height), text="told:N")
    )
    if down is not None:
        left = [{"x": 0, "y": height - at, "told": told} for at, told in _labels(down, height, 9)]
        yield (
            plotted(left)
            .mark_text(**text(align="right", dx=-6, color=MUTED))
            .encode(x=_x(inner), y=_y(height), text="told:N")
        )


def _names(
    found: Discovery, across: Axis, down: Axis | None, height: float, room: float, width: float
) -> Iterator[Any]:
    """What stands above the numbers at the left, and below those below."""
    ends = [(across, height + 28, "→"), *([(down, -14.0, "↑")] if down is not None else [])]
    for axis, y, arrow in ends:
        name = wrapped(f"{arrow} {_named(found, axis)}", width, SIZE, bold=True)
        up = 13 * (len(name) - 1) if arrow == "↑" else 0
        mark = text(fontWeight="bold", dx=4 - room, lineHeight=13)
        yield (
            plotted([{"name": "\n".join(name)}])
            .mark_text(**mark)
            .encode(x=alt.value(0), y=alt.value(y - up), text="name:N")
        )


def _room(down: Axis | None) -> float:
    """Pixels at the left."""
    if down is None:
        return 10.0
    return 10 + max(text_width(told, SIZE) for _, told in _labels(down, 1.0, 9))


def _named(found: Discovery, axis: Axis) -> str:
    """What is along an axis, and when."""
    feature = axis.limit.feature
    title = capital(limited(axis.limit, found.document).strip("“”"))
    if feature.month is None:
        return title
    when = "by" if feature.what == "event" else "in"
    return f"{title}, {when} {short_month(feature.month)}"


def _x(inner: float) -> alt.X:
    scale = alt.Scale(domain=[0, inner], range=[0, inner], nice=False)
    return alt.X("x:Q", scale=scale, axis=None)


def _y(height: float) -> alt.Y:
    scale = alt.Scale(domain=[0, height], range=[0, height], nice=False)
    return alt.Y("y:Q", scale=scale, axis=None)


CHART = Chart(
    result="Discovery",
    shows="futures in the plane of the two surest conditions, and how many come to what is asked",
    applies=lambda found: found.plane is not None,
    draw=boxes,
)
