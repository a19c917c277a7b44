"""The model's own map: who reads whom and who acts on whom, from what is written in it.

It draws the graph that the checks follow; sizes of effects are not in it. Like every chart it is
found in its folder; the report imports it for its `acting`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import altair as alt

from scenario.chains import split
from scenario.checks import Subject
from scenario.checks.influence import acted_on
from scenario.forecast.titles import title_of, titles_in
from scenario.forecast.wording import brief, capital, count, plain_name
from scenario.plots.chart import WIDE, Chart
from scenario.plots.lettering import label, text_width
from scenario.plots.style import ACCENT, INK, MUTED, SECOND, SIZE, framed, plotted, text
from scenario.plots.told import cited
from scenario.resolve import Resolved

Node = tuple[str, str]
COLUMNS = (("actors", "drivers"), ("events", "rules"), ("transitions",))
HEADS = {
    "actors": "Actors", "drivers": "Drivers", "events": "Events", "rules": "Rules",
    "transitions": "Ways between states",
}  # fmt: skip
ROW, GROUP = 16.0, 30.0
"""Pixels from name to name, and for the head of a group."""
ROOM = 0.235
"""Share of the width that a name takes at most."""
_POINTS = 20


@dataclass(frozen=True, slots=True)
class _Placed:
    """Where a node stands: left and right end of its name, and its line."""

    node: Node
    left: float
    right: float
    y: float
    column: int


def model_map(resolved: Resolved, *, width: int = WIDE) -> alt.VConcatChart:
    """Actors and drivers at the left, events and rules in the middle, the outcome at the right."""
    edges = list(_edges(resolved))
    columns = _ordered(_columns(resolved), edges)
    names = {node: _named(resolved, node, width) for column in columns for node in column}
    placed, heads, height = _layout(columns, names, width)
    lines = [_line(placed[a], placed[b]) for a, b in edges]
    chart = alt.layer(*_curves(lines, height), *_names(placed, names, heads, height)).properties(
        width=width - 12, height=height
    )
    return framed(
        chart,
        width,
        title="What acts on what in this model",
        finding=_finding(resolved),
        about="Grey: is read by. Blue: acts on, to the right. Orange: acts back on. Dotted:"
        " within a column. Judgements are left out.",
        footer=(cited(resolved.document()),),
        alt_text=_told(columns, names, edges),
    )


def _finding(resolved: Resolved) -> str:
    """On what most acts directly."""
    found = acting(resolved)
    if not found:
        return ""
    node, sources = max(found.items(), key=lambda item: len(item[1]))
    title = title_of(*node, titles_in(resolved.document()))
    return f"Most acts on “{title}”: {count(len(sources), 'element')} of the model directly"


def acting(resolved: Resolved) -> dict[Node, list[Node]]:
    """For each element, those that act on it directly, in the order of the model."""
    found: dict[Node, list[Node]] = {}
    for source, on in _edges(resolved):
        found.setdefault(on, []).append(source)
    return found


def _columns(resolved: Resolved) -> list[list[Node]]:
    model = resolved.model
    kinds: dict[str, Iterable[str]] = {
        "actors": model.actors,
        "drivers": model.drivers,
        "events": (name for name, one in model.events.items() if one.enabled),
        "rules": (name for name, one in model.rules.items() if one.enabled),
        "transitions": (n for n, one in model.transitions.items() if one.enabled),
    }
    return [[(kind, name) for kind in kinds_ for name in kinds[kind]] for kinds_ in COLUMNS]


def _edges(resolved: Resolved) -> Iterator[tuple[Node, Node]]:
    known = {node: None for column in _columns(resolved) for node in column}
    graph = acted_on(Subject(resolved))
    for on in known:
        sources = graph.get(on, set())
        yield from ((source, on) for source in known if source in sources)


def _ordered(columns: list[list[Node]], edges: list[tuple[Node, Node]]) -> list[list[Node]]:
    """Each group sorted by where its neighbours stand (barycentres, a few sweeps)."""
    near: dict[Node, list[Node]] = {}
    for a, b in edges:
        near.setdefault(a, []).append(b)
        near.setdefault(b, []).append(a)
    for _ in range(4):
        where = {
            node: index / max(len(column), 1)
            for column in columns
            for index, node in enumerate(column)
        }
        columns = [_sorted(column, near, where) for column in columns]
    return columns


def _sorted(
    column: list[Node], near: Mapping[Node, list[Node]], where: Mapping[Node, float]
) -> list[Node]:
    kinds = list(dict.fromkeys(kind for kind, _ in column))

    def key(node: Node) -> tuple[int, float]:
        others = [where[other] for other in near.get(node, ())]
        return kinds.index(node[0]), sum(others) / len(others) if others else where[node]

    return sorted(column, key=key)


def _named(resolved: Resolved, node: Node, width: float) -> str:
    """The title without what it adds in brackets, where a line holds it; else the name."""
    kind, name = node
    model = resolved.model
    element = getattr(model, kind)[name]
    title, room = capital(brief(element.called(split(name)[1]))), width * ROOM
    found = title if text_width(title, SIZE - 1) <= room else capital(plain_name(name))
    return label(found, room, SIZE - 1, lines=1)


def _layout(
    columns: list[list[Node]], names: Mapping[Node, str], width: float
) -> tuple[dict[Node, _Placed], list[dict[str, Any]], float]:
    room = width * ROOM
    lefts = (26.0, width * 0.43, width - room - 14)
    placed, heads, height = {}, [], 0.0
    for column, (nodes, left) in enumerate(zip(columns, lefts, strict=True)):
        y, kind = 0.0, ""
        for node in nodes:
            if node[0] != kind:
                kind = node[0]
                y += GROUP if y else ROW
                heads.append({"x": left, "y": y - ROW * 0.9, "name": HEADS[kind]})
                y += 4
            wide = text_width(names[node], SIZE - 1)
            placed[node] = _Placed(node, left, left + wide + 4, y, column)
            y += ROW
        height = max(height, y)
    return placed, heads, height


def _line(a: _Placed, b: _Placed) -> dict[str, Any]:
    """A curve from one name to the other, with its colour and the side of its arrow."""
    if a.column == b.column:
        bow = 6 + min(abs(a.y - b.y) / 9, 18)
        points = _bezier(
            (a.left - 3, a.y), (a.left - bow, a.y), (b.left - bow, b.y), (b.left - 3, b.y)
        )
        return {"points": points, "kind": "within", "arrow": (b.left - 4, b.y, "triangle-right")}
    if a.column < b.column:
        start, end = (a.right, a.y), (b.left - 4, b.y)
        kind = "read" if b.node[0] in ("rules", "events") or a.column == 0 else "act"
        arrow = (end[0], b.y, "triangle-right")
    else:
        start, end = (a.left - 4, a.y), (b.right + 2, b.y)
        kind, arrow = "back", (end[0] + 1, b.y, "triangle-left")
    middle = (start[0] + end[0]) / 2
    points = _bezier(start, (middle, start[1]), (middle, end[1]), end)
    return {"points": points, "kind": kind, "arrow": arrow}


def _bezier(*ends: tuple[float, float]) -> list[tuple[float, float]]:
    """Points along a cubic curve."""
    found = []
    for index in range(_POINTS + 1):
        u = index / _POINTS
        shares = ((1 - u) ** 3, 3 * u * (1 - u) ** 2, 3 * u**2 * (1 - u), u**3)
        x, y = (sum(s * end[axis] for s, end in zip(shares, ends, strict=True)) for axis in (0, 1))
        found.append((round(x, 1), round(y, 1)))
    return found


_COLOURS = {"read": "#9aa3ad", "within": "#9aa3ad", "act": ACCENT, "back": SECOND}


def _curves(lines: list[dict[str, Any]], height: float) -> list[Any]:
    layers: list[Any] = []
    for kind, colour in _COLOURS.items():
        chosen = [line for line in lines if line["kind"] == kind]
        rows = [
            {"edge": number, "order": order, "x": x, "y": y}
            for number, line in enumerate(chosen)
            for order, (x, y) in enumerate(line["points"])
        ]
        tips = [
            {"x": x, "y": y, "shape": shape} for x, y, shape in (line["arrow"] for line in chosen)
        ]
        if not rows:
            continue
        dash = [1, 2] if kind == "within" else [1, 0]
        layers.append(
            plotted(rows)
            .mark_line(stroke=colour, strokeWidth=0.9, opacity=0.6, strokeDash=dash)
            .encode(x=_x(), y=_y(height), detail="edge:N", order="order:Q")
        )
        shape = alt.Shape("shape:N", scale=None)
        layers.append(
            plotted(tips)
            .mark_point(size=14, fill=colour, stroke=None, opacity=0.9)
            .encode(x=_x(), y=_y(height), shape=shape)
        )
    return layers


def _names(
    placed: Mapping[Node, _Placed],
    names: Mapping[Node, str],
    heads: list[dict[str, Any]],
    height: float,
) -> list[Any]:
    rows = [
        {
            "x": one.left,
            "end": one.right,
            "y": one.y,
            "top": one.y - 6,
            "bottom": one.y + 6,
            "name": names[node],
        }
        for node, one in placed.items()
    ]
    base = plotted(rows)
    paper = base.mark_rect(fill="#ffffff", opacity=0.85).encode(
        x=_x(), x2="end:Q", y=alt.Y("top:Q", scale=_scale(height), axis=None), y2="bottom:Q"
    )
    written = base.mark_text(**text(fontSize=SIZE - 1, color=INK)).encode(
        x=_x(), y=_y(height), text="name:N"
    )
    above = (
        plotted(heads)
        .mark_text(**text(fontWeight="bold", color=MUTED))
        .encode(x=_x(), y=_y(height), text="name:N")
    )
    return [paper, written, above]


def _x() -> alt.X:
    return alt.X("x:Q", scale=alt.Scale(domain=[0, 1], range=[0, 1], zero=False), axis=None)


def _y(height: float) -> alt.Y:
    return alt.Y("y:Q", scale=_scale(height), axis=None)


def _scale(height: float) -> alt.Scale:
    return alt.Scale(domain=[0, height], range=[0, height])


def _told(
    columns: list[list[Node]], names: Mapping[Node, str], edges: list[tuple[Node, Node]]
) -> str:
    counts: dict[str, int] = {}
    for column in columns:
        for kind, _ in column:
            counts[kind] = counts.get(kind, 0) + 1
    nouns = ", ".join(count(number, kind.removesuffix("s")) for kind, number in counts.items())
    reaching = sorted({names[a] for a, b in edges if b[0] == "transitions"})
    return (
        f"A map of {nouns} and {count(len(edges), 'link')} between them. Directly on the outcome"
        f" act: {', '.join(reaching) or 'none'}."
    )


CHART = Chart(
    rank=80,
    result="Resolved",
    shows="what acts on what in the model",
    section="model",
    narrow=False,
    draw=model_map,
)
