"""Every uncertain number of a model as an interval: how sure its author is, and on what grounds.

It draws what is written in the model and runs nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import numpy as np

from scenario.chains import element_at
from scenario.forecast.titles import elements_in
from scenario.forecast.wording import brief, count, significant
from scenario.plots.chart import NARROW, WIDE, Chart
from scenario.plots.lettering import text_width
from scenario.plots.row_names import first_fitting, room_for, row_axis, row_height, row_names
from scenario.plots.shares import heading, pages, ticks_in
from scenario.plots.style import (
    ACCENT,
    ACCENT_SOFT,
    INK,
    SECOND,
    SIZE,
    framed,
    plotted,
    pointed,
    text,
)
from scenario.plots.told import cited
from scenario.resolve import Resolved
from scenario.resolve.naming import Document, path_names
from scenario.resolve.quantities import quantities
from scenario.schema import Distribution, Interval

MOST = 24
"""Judgements in one chart."""
_SHARES = (0.05, 0.5, 0.95)
_MARKS = ((True, "circle", ACCENT, "#ffffff"), (False, "diamond", "#ffffff", SECOND))
_POINT: dict[str, Any] = {"size": 52, "strokeWidth": 1.6, "opacity": 1}


@dataclass(frozen=True, slots=True)
class Judgement:
    """One uncertain number: its place, its 5th, 50th and 95th percentile, its grounds."""

    place: str
    low: float
    middle: float
    high: float
    percent: bool
    sourced: bool

    @property
    def factor(self) -> float:
        """How many times its low end its high end is; infinite where it is not above zero."""
        return self.high / self.low if self.low > 0 else np.inf

    @property
    def written(self) -> str:
        """3 % (1 to 12 %)."""
        return f"{self.middle_said} ({self.range})"

    @property
    def middle_said(self) -> str:
        """3 %."""
        return f"{self._said(self.middle)}{self._sign}"

    @property
    def range(self) -> str:
        """1 to 12 %."""
        return f"{self._said(self.low)} to {self._said(self.high)}{self._sign}"

    @property
    def _sign(self) -> str:
        return " %" if self.percent else ""

    def _said(self, value: float) -> str:
        return significant(100 * value if self.percent else value, self._figures).replace("-", "−")

    @property
    def _figures(self) -> int:
        """Two, or as many as tell the ends apart."""
        told = ((f, significant(self.low, f), significant(self.high, f)) for f in range(2, 6))
        return next((figures for figures, low, high in told if low != high), 2)


def judgements(
    resolved: Resolved, places: Sequence[str] | None = None, *, width: int = WIDE
) -> alt.VConcatChart:
    """The judgements, those with the widest intervals first.

    Args:
        resolved: The model.
        places: Where those stand that are drawn; all if None.
        width: In pixels.
    """
    every = judged(resolved)
    shown = [one for one in every if places is None or one.place in places]
    document = resolved.document()
    names = {one.place: _named(one.place, document, width) for one in shown}
    room = room_for(list(names.values()), width)
    told = {one.place: one.written if width > NARROW else one.range for one in shown}
    inner = width - room - max(text_width(one, SIZE) for one in told.values()) - 14
    positive = [one for one in shown if one.low > 0]
    others = [one for one in shown if one.low <= 0]
    panels = []
    if positive:
        rows = [_row(one, names, told, times=True) for one in positive]
        head = "As times of their middle" if others else ""
        panels.append(_panel(rows, room, inner, _times_axis(rows, inner), head))
    if others:
        rows = [_row(one, names, told, times=False) for one in others]
        head = "As they are, around zero" if positive else ""
        panels.append(_panel(rows, room, inner, _plain_axis(rows, inner), head))
    left = f" {len(shown)} of {len(every)} are shown here." if len(shown) < len(every) else ""
    return framed(
        alt.vconcat(*panels, spacing=14).resolve_scale(x="independent", y="independent"),
        width,
        title=_finding(every, document),
        about="Line: from the 5th to the 95th percentile; mark and number: the middle. Filled dot:"
        f" rests on a cited fact; open diamond: the author's own judgement.{left}",
        footer=(cited(document),),
        alt_text="; ".join(f"{names[one.place]}: {one.written}" for one in shown),
    )


def judged(resolved: Resolved) -> list[Judgement]:
    """All of the model, the widest first; those not above zero last, by their ends."""
    found = list(_read(resolved))
    return sorted(found, key=lambda one: (one.low <= 0, -one.factor, one.low - one.high))


def _read(resolved: Resolved) -> Iterator[Judgement]:
    document = resolved.document()
    for place in quantities(resolved.model, {}):
        if isinstance(place.value, (Interval, Distribution)):
            path = ".".join(place.path)
            ends = np.clip(place.value.shape.ppf(np.array(_SHARES)), *place.bounds)
            kind, name, _ = element_at(path)
            element = elements_in(document, kind).get(name) or {}
            low, middle, high = (float(end) for end in ends)
            in_percent = "%" in (resolved.text_at(path) or "")
            yield Judgement(path, low, middle, high, in_percent, bool(element.get("cites")))


def _finding(every: Sequence[Judgement], document: Document) -> str:
    """How many rest on sources, and which is the least sure."""
    sourced = sum(one.sourced for one in every)
    said = f"{sourced or 'None'} of {count(len(every), 'judgement')}"
    said += " rests on a cited fact" if sourced < 2 else " rest on cited facts"
    widest = every[0]
    if not np.isfinite(widest.factor) or widest.factor < 2:
        return said
    name = path_names(widest.place, document)[0]
    times = significant(widest.factor, 2)
    return f"{said}; the least sure is “{name}”, {times} times from end to end"


def _named(place: str, document: Document, width: float) -> str:
    """The title, or as much of it as two lines hold."""
    full = path_names(place, document)[0]
    return first_fitting([full, brief(full), full], width)


def _row(
    one: Judgement, names: Mapping[str, str], told: Mapping[str, str], *, times: bool
) -> dict[str, Any]:
    unit = one.middle if times else 1.0
    ends = {"low": one.low / unit, "middle": one.middle / unit, "high": one.high / unit}
    known = {"key": one.place, "name": names[one.place], "written": told[one.place]}
    on = "rests on a cited fact" if one.sourced else "the author's own judgement"
    pointed_at = f"{names[one.place]}: {one.written}; {on}"
    return {**known, **ends, "sourced": one.sourced, "told": pointed_at}


def _panel(rows: Sequence[dict[str, Any]], room: float, inner: float, x: alt.X, head: str) -> Any:
    """Rows on one axis, which is that of their lower ends."""
    keys, names = [row["key"] for row in rows], [row["name"] for row in rows]
    base = plotted(rows).encode(y=row_axis(keys))
    layers: list[Any] = [
        *row_names(keys, names, room),
        pointed(base.mark_rule(strokeWidth=3, stroke=ACCENT_SOFT).encode(x=x, x2="high:Q"), "told"),
        base.mark_text(**text(color=INK)).encode(x=alt.value(inner + 8), text="written:N"),
    ]
    for sourced, shape, fill, stroke in _MARKS:
        some = plotted(row for row in rows if row["sourced"] == sourced)
        mark = some.mark_point(shape=shape, fill=fill, stroke=stroke, **_POINT)
        layers.append(pointed(mark.encode(x="middle:Q", y=row_axis(keys)), "told"))
    settings: dict[str, Any] = {"title": heading(head, inner + room)} if head else {}
    height = row_height(names, room, 22) * len(rows)
    return alt.layer(*layers).properties(width=inner, height=height, **settings)


def _times_axis(rows: Sequence[dict[str, Any]], inner: float) -> alt.X:
    """A logarithmic axis around the middle."""
    most = max(max(row["high"], 1 / row["low"]) for row in rows)
    steps = [2, 5, 10, 20, 50, 100, 1000] if most > 2 else [1.2, 1.5, 2]
    top = next((step for step in steps if most <= step), most)
    inside = [step for step in steps if step <= top][-max(1, ticks_in(inner) // 2) :]
    values = sorted([1.0, *inside, *(1 / step for step in inside)])
    told = {f"{value:g}": _part(value) for value in values}
    chosen = " : ".join(
        f"datum.value > {value * 0.99} && datum.value < {value * 1.01} ? '{told[f'{value:g}']}'"
        for value in values
    )
    axis = alt.Axis(title=None, values=values, labelExpr=f"{chosen} : ''", labelFlush=False)
    return alt.X("low:Q", scale=alt.Scale(type="log", domain=[1 / top, top], nice=False), axis=axis)


def _part(value: float) -> str:
    """×2, ×1, ÷2."""
    return f"×{value:g}" if value >= 1 else f"÷{1 / value:g}"


def _plain_axis(rows: Sequence[dict[str, Any]], inner: float) -> alt.X:
    ends = [min(row["low"] for row in rows), max(row["high"] for row in rows)]
    axis = alt.Axis(title=None, format="~r", tickCount=ticks_in(inner), labelFlush=False)
    return alt.X("low:Q", scale=alt.Scale(domain=ends, nice=True), axis=axis)


def _in_parts(resolved: Resolved) -> list[list[str]]:
    return pages([one.place for one in judged(resolved)], MOST)


CHART = Chart(
    rank=85,
    result="Resolved",
    shows="every uncertain number of the model with its interval, and whether a fact is cited",
    applies=lambda resolved: bool(judged(resolved)),
    pages=_in_parts,
    draw=judgements,
)
