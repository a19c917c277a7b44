"""An answer along a range of values, as lines, or over two of them, as a heat map.

It draws what `sweep` found.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from scenario import intervals
from scenario.calendar import Month
from scenario.chains import chain_at
from scenario.forecast.answer import asked_state
from scenario.forecast.verbal_probability import percent
from scenario.forecast.wording import capital, short_month, significant
from scenario.plots.chart import WIDE, Chart
from scenario.plots.labels import Label, beside, margin_for
from scenario.plots.lettering import text_width, wrapped
from scenario.plots.row_names import row_height
from scenario.plots.shares import LEFT, share_axis, top_of
from scenario.plots.style import ACCENT, DARK, INK, SECOND, SIZE, framed, plotted, text
from scenario.plots.told import Result, plain, scenario_of, study_footer
from scenario.resolve.naming import Document, called, short_path, told_value

APART = 8
"""Pixels between the texts of neighbouring points."""
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


def sweep(result: Result, *, width: int = WIDE, document: Document = None) -> alt.VConcatChart:
    """Lines for one range of values, a heat map for two.

    Args:
        result: What `sweep` found.
        width: In pixels.
        document: The resolved scenario, whose titles are shown and sources named; as the result
            has it when None.
    """
    found = plain(result)
    document = scenario_of(result, document)
    over = found["over"]
    if len(over) == 1:
        return _lines(found, over[0]["path"], over[0]["values"], width, document)
    return _heat(found, over[0], over[1], width, document)


def _lines(
    found: Mapping[str, Any], path: str, values: Sequence[Any], width: int, document: Document
) -> alt.VConcatChart:
    numeric = all(isinstance(v, (int, float)) and not isinstance(v, bool) for v in values)
    points = [_said(path, value, document) for value in values]
    rows = [
        {**_cell(row), "x": row[path] if numeric else _said(path, row[path], document)}
        for row in found["rows"]
    ]
    states = list(dict.fromkeys(row["state"] for row in rows))
    top = top_of([row["high"] for row in rows])
    last = {row["state"]: row["p"] for row in rows if row["x"] == rows[-1]["x"]}
    labels = [
        Label(f"{percent(p, 0.005)} {capital(called('states', s, document))}", p)
        for s, p in last.items()
    ]
    height = max(240, 17 * len(states))
    inner = width - LEFT - margin_for(labels, width)
    colours = alt.Scale(domain=states, range=[(ACCENT, SECOND)[i % 2] for i in range(len(states))])
    dashes = [([1, 0], [6, 3], [2, 2], [9, 3, 2, 3])[i // 2 % 4] for i in range(len(states))]
    dash = alt.StrokeDash("state:N", scale=alt.Scale(domain=states, range=dashes), legend=None)
    axis = alt.Axis(
        title=wrapped(short_path(path, document), inner, SIZE),
        grid=False,
        labelAngle=0,
        labelFlush=False,
        labelLimit=int(inner / 3) if numeric else 0,
        labelExpr=alt.Undefined if numeric else _lettered(points, inner / len(points) - APART),
        tickCount=min(len(values), max(3, int(inner / 60))),
    )
    scale = alt.Scale(zero=False, nice=False) if numeric else alt.Undefined
    x = alt.X("x:Q", axis=axis, scale=scale) if numeric else alt.X("x:O", axis=axis, sort=points)
    base = plotted(rows).encode(x=x, color=alt.Color("state:N", scale=colours, legend=None))
    layers = [
        base.mark_area(opacity=0.14).encode(y=share_axis("low:Q", top), y2="high:Q"),
        base.mark_line(strokeWidth=1.8).encode(y=share_axis("p:Q", top), strokeDash=dash),
        base.mark_point(size=22, filled=True, opacity=1).encode(y=share_axis("p:Q", top)),
        beside(labels, inner, height, top=top),
    ]
    return framed(
        alt.layer(*layers).properties(width=inner, height=height),
        width,
        title=f"The answer as “{short_path(path, document)}” changes",
        about=f"Share of runs {_asked(rows, document)}; shaded: sampling error (95 %)."
        " Numbers are for the last value.",
        footer=study_footer(found, document),
        alt_text=_told(rows, document),
    )


def _heat(
    found: Mapping[str, Any],
    first: Mapping[str, Any],
    second: Mapping[str, Any],
    width: int,
    document: Document,
) -> alt.VConcatChart:
    down, across = first["path"], second["path"]
    axes = {"y": down, "x": across}
    rows = [
        {**_cell(row), **{key: _said(path, row[path], document) for key, path in axes.items()}}
        for row in found["rows"]
    ]
    state = _state(rows, document)
    rows = [row for row in rows if row["state"] == state]
    columns = [_said(across, value, document) for value in second["values"]]
    lines = [_said(down, value, document) for value in first["values"]]
    room = min(max(text_width(line, SIZE) for line in lines), width / 4)
    high = row_height(lines, room, 30)
    inner, height = width - max(76.0, room + 46), max(120, high * len(lines))
    named = {
        path: wrapped(short_path(path, document), room, SIZE)
        for path, room in ((across, inner), (down, height))
    }
    for row in rows:
        row["shown"] = (
            percent(row["p"], 0.005).removesuffix(" %") if inner / len(columns) > 24 else ""
        )
    shares = [row["p"] for row in rows]
    edge = min(shares) + DARK * (max(shares) - min(shares))
    colour = alt.Color(
        "p:Q", legend=None, scale=alt.Scale(domain=[min(shares), max(shares) + 1e-9],
                                            range=["#f2f7fb", ACCENT]),
    )  # fmt: skip
    base = plotted(rows).encode(
        x=alt.X(
            "x:O",
            sort=columns,
            axis=alt.Axis(
                title=named[across],
                labelAngle=0,
                labelExpr=_lettered(columns, inner / len(columns) - APART),
            ),
        ),
        y=alt.Y(
            "y:O",
            sort=lines[::-1],
            axis=alt.Axis(title=named[down], labelExpr=_lettered(lines, room + 1)),
        ),
    )
    dark = alt.condition(f"datum.p > {edge}", alt.value("#ffffff"), alt.value(INK))
    layers = [
        base.mark_rect(stroke="#ffffff").encode(color=colour),
        base.mark_text(**text(align="center", fontSize=SIZE)).encode(text="shown:N", color=dark),
    ]
    return framed(
        alt.layer(*layers).properties(width=inner, height=height),
        width,
        title=f"The answer as “{short_path(down, document)}” and"
        f" “{short_path(across, document)}” change",
        about=f"Share of runs {_asked(rows, document)}, in percent; darker is more.",
        footer=study_footer(found, document),
        alt_text=_told(rows, document),
    )


def _cell(row: Mapping[str, Any]) -> dict[str, Any]:
    p = row["p"]
    low, high = intervals.share_around(p, row.get("se", 0.0))
    return {
        "state": row["state"],
        "date": row["date"],
        "kind": row.get("kind", "by"),
        "p": p,
        "low": row.get("low", low),
        "high": row.get("high", high),
    }


def _state(rows: Sequence[Mapping[str, Any]], document: Document) -> str:
    """The state that the model asks about, where it is among these; else the first."""
    known = {row["state"] for row in rows}
    asked = asked_state(document) if document else ""
    return asked if asked in known else str(rows[0]["state"])


def _asked(rows: Sequence[Mapping[str, Any]], document: Document) -> str:
    states = dict.fromkeys(called("states", row["state"], document) for row in rows)
    which = f"“{next(iter(states))}”" if len(states) == 1 else "each state"
    month = short_month(Month.parse(rows[0]["date"]))
    if rows[0]["kind"] == "at":
        return f"in {which} at the end of {month}"
    return f"that have been in {which} by {month}"


def _said(path: str, value: Any, document: Document) -> str:
    """A value as people say it: a state by its title, a month, a number."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return significant(value, 4).replace("-", "−")
    if _MONTH.fullmatch(str(value)):
        return short_month(Month.parse(value))
    told = told_value(path, value, document)
    return capital(told) if chain_at(path)[1] == "start" else told


def _lettered(values: Sequence[str], room: float) -> str:
    """What an axis writes at its values: each on up to three lines, in the language of Vega."""
    return f"({json.dumps({one: wrapped(one, room, SIZE, most=3) for one in values})})[datum.value]"


def _told(rows: Sequence[Mapping[str, Any]], document: Document) -> str:
    lowest, highest = min(rows, key=_p), max(rows, key=_p)
    return (
        f"From {percent(lowest['p'], 0.005)} ({called('states', lowest['state'], document)}) to"
        f" {percent(highest['p'], 0.005)} ({called('states', highest['state'], document)})"
    )


def _p(row: Mapping[str, Any]) -> float:
    return float(row["p"])


CHART = Chart(
    result="Sweep",
    shows="the answer along a range of values, or over two as a heat map",
    draw=sweep,
)
