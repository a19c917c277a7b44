"""Who listens to whom: a table of weights, darker where a voice counts for more.

It reads what the model says, at the medians of its judgements; it runs nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from scenario.checks import Subject
from scenario.checks.point_evaluation import Instant
from scenario.forecast.wording import brief, capital, plain_name
from scenario.plots.chart import NARROW, WIDE, Chart
from scenario.plots.lettering import label, text_width
from scenario.plots.row_names import room_for, row_axis, row_names
from scenario.plots.style import ACCENT, DARK, INK, SIZE, framed, plotted, text
from scenario.plots.told import cited
from scenario.resolve import Resolved

OWN = "own view"
TALLEST = 175.0
"""Pixels that the slanted names of columns take at most."""


def listening(resolved: Resolved, *, width: int = WIDE) -> alt.VConcatChart:
    """The weight that each actor gives to its own view and to each of the others."""
    weights = _weights(resolved)
    listeners = list(weights)
    named = {name for row in weights.values() for name in row}
    heard = [OWN, *(name for name in resolved.model.actors if name in named)]
    heads = [OWN if name == OWN else brief(_title(resolved, name)) for name in heard]
    widths = [text_width(capital(head), SIZE) for head in heads]
    titles = [capital(_title(resolved, name)) for name in listeners]
    room = room_for(titles, width)
    tall = min(TALLEST, max(widths) * 0.72 + 14)
    inner = width - room - min(max(widths[-3:]) * 0.7, 98.0)
    rows = [
        {"key": listener, "heard": name, "weight": share, "shown": _percent(share, inner)}
        for listener, row in weights.items()
        for name, share in row.items()
    ]
    chart = alt.layer(
        *row_names(listeners, titles, room),
        *_cells(rows, heard, listeners),
        _heads(heard, heads, tall),
    ).properties(width=inner, height=27 * len(listeners))
    told = (f"{_title(resolved, one)}: {_told(row)}" for one, row in weights.items())
    return framed(
        chart,
        width,
        title="Who listens to whom",
        finding=_finding(resolved, rows),
        about="Weight, in percent, that each actor (row) gives to its own starting view and to the"
        " others (columns) where it is drawn to.",
        footer=(cited(resolved.document()),),
        alt_text="; ".join(told),
    )


def _finding(resolved: Resolved, rows: Sequence[Mapping[str, Any]]) -> str:
    """Who is heard most by all others together."""
    heard: dict[str, float] = {}
    for row in rows:
        if row["heard"] != OWN:
            heard[row["heard"]] = heard.get(row["heard"], 0.0) + row["weight"]
    if not heard:
        return ""
    most = max(heard, key=lambda name: heard[name])
    return f"{capital(_title(resolved, most))} is listened to most"


def _weights(resolved: Resolved) -> dict[str, dict[str, float]]:
    """`{listener: {whom: share}}`; the shares of a listener sum to 1."""
    now = Instant(Subject(resolved))
    found = {}
    for name, actor in resolved.model.actors.items():
        raw = {
            other: now.quantity(weight, ("actors", name, "listens_to", other))
            for other, weight in actor.listens_to.items()
        }
        total = sum(raw.values())
        share = now.quantity(actor.susceptibility, ("actors", name, "susceptibility"))
        if total > 0 and share > 0:
            found[name] = {OWN: 1 - share, **{k: share * w / total for k, w in raw.items()}}
    return found


def _cells(rows: list[dict[str, Any]], heard: list[str], listeners: list[str]) -> list[Any]:
    scale = alt.Scale(domain=heard)
    x = alt.X("heard:N", sort=heard, scale=scale, axis=None)
    base = plotted(rows).encode(x=x, y=row_axis(listeners))
    colour = alt.Color(
        "weight:Q", scale=alt.Scale(domain=[0, 1], range=["#f2f7fb", ACCENT]), legend=None
    )
    light = alt.condition(f"datum.weight > {DARK}", alt.value("#ffffff"), alt.value(INK))
    return [
        base.mark_rect(stroke="#ffffff", strokeWidth=1).encode(color=colour),
        base.mark_text(**text(align="center", fontSize=SIZE - 1)).encode(
            text="shown:N", color=light
        ),
    ]


def _heads(heard: list[str], heads: list[str], tall: float) -> Any:
    """Names of the columns, slanted."""
    rows = [
        {"heard": name, "name": label(capital(head), (tall - 14) / 0.7 + 4, SIZE, lines=1)}
        for name, head in zip(heard, heads, strict=True)
    ]
    x = alt.X("heard:N", sort=heard, scale=alt.Scale(domain=heard), axis=None)
    mark = text(angle=315, dx=4, baseline="bottom")
    return plotted(rows).mark_text(**mark).encode(x=x, y=alt.value(-3), text="name:N")


def _percent(share: float, inner: float) -> str:
    number = f"{100 * share:.0f}" if share >= 0.01 else "<1"
    return number if inner > NARROW / 3 else ""


def _title(resolved: Resolved, name: str) -> str:
    return resolved.model.actors[name].called(name)


def _told(row: dict[str, float]) -> str:
    return ", ".join(f"{plain_name(name)} {100 * share:.0f} %" for name, share in row.items())


CHART = Chart(
    rank=55,
    result="Resolved",
    shows="the weight that each actor gives to the views of others",
    section="world",
    applies=lambda resolved: any(one.listens_to for one in resolved.model.actors.values()),
    narrow=False,
    draw=listening,
)
