"""States and the ways between them: how many futures go each way, how often, and what acts on it.

Each chain is a column of states with arrows at its sides; below it each way in words. It draws what
a forecast holds and runs nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from scenario.chains import chains_in, split
from scenario.forecast import Forecast
from scenario.forecast.answer import asked_state, said
from scenario.forecast.titles import chain_title
from scenario.forecast.verbal_probability import percent
from scenario.forecast.wording import capital, count, listing, long_month, significant
from scenario.plots.chart import WIDE, Chart
from scenario.plots.flows import Pair, Way, between, order_of, ways_of
from scenario.plots.lettering import label, text_width, wrapped
from scenario.plots.shares import heading
from scenario.plots.style import (
    ACCENT,
    ACCENT_PALE,
    MUTED,
    RULE,
    SECOND,
    SIZE,
    framed,
    plotted,
    pointed,
    text,
)
from scenario.plots.told import footer

PITCH, BOX, LANE, DISC = 62, 46, 18, 15
"""Pixels from state to state, of a box, from lane to lane, and across the disc of a number."""
LINE = 14
MOST = 4
"""Things that act on a way which are named; the others are counted."""


@dataclass(frozen=True, slots=True)
class _Arrow:
    """A way from one state to another, with its lane at one side of the boxes."""

    number: int
    pair: Pair
    share: float
    down: bool
    lane: int
    start: float
    end: float


def ways(forecast: Forecast, *, width: int = WIDE) -> alt.VConcatChart:
    """The chains of a model with their ways.

    Args:
        forecast: What to show.
        width: In pixels.
    """
    chains = [chain for chain in forecast.labels.chains if between(forecast, chain)]
    found = {chain: ways_of(forecast, chain) for chain in chains}
    panels: list[Any] = []
    for chain in chains:
        title = ""
        if len(chains) > 1:
            title = capital(chain_title(chains_in(forecast.document["model"]), chain))
        panels.append(_diagram(forecast, chain, found[chain], width, title))
        panels.append(_legend(forecast, found[chain], width))
    return framed(
        alt.vconcat(*panels, spacing=10),
        width,
        title=_finding(forecast, found),
        about="Boxes: states, filled as far as futures end there. Arrows: ways between them, the"
        " wider the more futures go there; at the right they lead down, at the left up; broken:"
        " gone in none."
        f" Counted in {count(forecast.paths.runs, 'future')}, month by month.",
        footer=footer(forecast),
        alt_text="; ".join(_told(forecast, way) for some in found.values() for way in some),
    )


def _finding(forecast: Forecast, found: Mapping[str, Sequence[Way]]) -> str:
    """How likely the state that is asked about is, and which way most go there."""
    state = asked_state(forecast.document)
    title = capital(forecast.labels.title_of("states", state))
    begin = f"{title} by {long_month(forecast.until)}: {said(forecast.probability(state))}"
    leading = [
        (way.by_pair[pair], way)
        for way in found.get(split(state)[0], ())
        for pair in way.pairs
        if pair[1] == state
    ]
    share, way = max(leading, key=lambda one: one[0], default=(0.0, None))
    if way is None or not share:
        return begin
    only = "the only way there" if len(leading) == 1 else "most get there by"
    return f"{begin}; {only}{' is' if len(leading) == 1 else ''} “{way.titles[0]}”"


def _diagram(forecast: Forecast, chain: str, found: Sequence[Way], width: float, title: str) -> Any:
    order = order_of(forecast, chain)
    arrows = _arrows(found, order)
    lanes = {
        down: 1 + max((arrow.lane for arrow in arrows if arrow.down == down), default=-1)
        for down in (True, False)
    }
    titles = [capital(forecast.labels.title_of("states", state)) for state in order]
    longest = max(text_width(one, SIZE, bold=True) for one in titles) + 22
    room = width - 14 - LANE * (sum(lanes.values()) + 1)
    wide = max(min(max(longest, 180), room, 260), min(110, room))
    left = LANE * lanes[False] + 8.0
    height = PITCH * len(order)
    layers = [
        *_lines(arrows, left, wide, height),
        *_boxes(forecast, order, titles, left, wide, height),
        *_numbers(forecast, found, arrows, left, wide, height),
    ]
    settings: dict[str, Any] = {"title": heading(title, width)} if title else {}
    return alt.layer(*layers).properties(width=width - 12, height=height, **settings)


def _arrows(found: Sequence[Way], order: Sequence[str]) -> list[_Arrow]:
    """Every way with a lane in which it meets no other, and with ends that are apart."""
    place = {state: number for number, state in enumerate(order)}
    ends = [(n, pair, way.by_pair[pair]) for n, way in enumerate(found, 1) for pair in way.pairs]
    ends.sort(key=lambda one: (abs(place[one[1][0]] - place[one[1][1]]), place[one[1][0]]))
    ports = _ports([pair for _, pair, _ in ends], place)
    taken: dict[bool, list[list[tuple[float, float]]]] = {True: [], False: []}
    arrows = []
    for number, pair, share in ends:
        down = place[pair[0]] < place[pair[1]]
        start, end = ports[pair, 0], ports[pair, 1]
        span = min(start, end), max(start, end)
        lanes = taken[down]
        free = (i for i, lane in enumerate(lanes) if all(_apart(span, other) for other in lane))
        lane = next(free, len(lanes))
        if lane == len(lanes):
            lanes.append([])
        lanes[lane].append(span)
        arrows.append(_Arrow(number, pair, share, down, lane, start, end))
    return arrows


def _apart(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return one[1] + DISC < other[0] or other[1] + DISC < one[0]


def _ports(pairs: Sequence[Pair], place: Mapping[str, int]) -> dict[tuple[Pair, int], float]:
    """Where each end of each way meets its box, from the top of the chart."""
    sides: dict[tuple[str, bool], list[tuple[Pair, int]]] = {}
    for pair in pairs:
        down = place[pair[0]] < place[pair[1]]
        for end in (0, 1):
            sides.setdefault((pair[end], down), []).append((pair, end))
    found = {}
    for (state, _), some in sides.items():
        some.sort(key=lambda one: place[one[0][1 - one[1]]] + 0.1 * one[1])
        step = (BOX - 10) / len(some)
        for number, one in enumerate(some):
            middle = PITCH * (place[state] + 0.5)
            found[one] = middle + step * (number - (len(some) - 1) / 2)
    return found


def _at(arrow: _Arrow, left: float, wide: float) -> tuple[float, float]:
    """Where the arrow leaves the box, and where its lane is, in pixels from the left."""
    if arrow.down:
        return left + wide, left + wide + LANE * (arrow.lane + 1)
    return left, left - LANE * (arrow.lane + 1) + 4


def _lines(arrows: Sequence[_Arrow], left: float, wide: float, height: float) -> Iterable[Any]:
    heads: list[dict[str, Any]] = []
    for arrow in arrows:
        edge, lane = _at(arrow, left, wide)
        way = [(edge, arrow.start), (lane, arrow.start), (lane, arrow.end), (edge, arrow.end)]
        rows = [{"x": x, "y": y, "order": n} for n, (x, y) in enumerate(way)]
        dash = [] if arrow.share else [3, 3]
        yield (
            plotted(rows)
            .mark_line(
                stroke=(ACCENT if arrow.down else SECOND) if arrow.share else RULE,
                strokeWidth=1.2 + 6 * arrow.share,
                strokeDash=dash,
                strokeJoin="round",
                opacity=0.75,
            )
            .encode(x=_x(), y=_y(height), order="order:Q")
        )
        tip = edge + (3 if arrow.down else -3)
        heads.append({"x": tip, "y": arrow.end, "kind": (arrow.down, bool(arrow.share))})
    for down, gone in sorted({head["kind"] for head in heads}):
        colour = (ACCENT if down else SECOND) if gone else RULE
        some = [{**head, "kind": ""} for head in heads if head["kind"] == (down, gone)]
        mark = plotted(some).mark_point(
            shape="triangle-left" if down else "triangle-right",
            size=60, fill=colour, stroke=colour, opacity=1,
        )  # fmt: skip
        yield mark.encode(x=_x(), y=_y(height))


def _boxes(
    forecast: Forecast,
    order: Sequence[str],
    titles: Sequence[str],
    left: float,
    wide: float,
    height: float,
) -> Iterable[Any]:
    rows: list[dict[str, Any]] = []
    for number, (state, title) in enumerate(zip(order, titles, strict=True)):
        middle = PITCH * (number + 0.5)
        column = forecast.labels.states.index(state)
        at, ever = forecast.state_at[-1][column], forecast.reached_by[-1][column]
        named = label(title, wide - 14, SIZE, 2, bold=True)
        shares = f"{percent(at.p, at.se)} at the end"
        if wide > 150:
            shares += f", {percent(ever.p, ever.se)} ever"
        rows.append(
            {
                "x": left,
                "x2": left + wide,
                "filled": left + wide * at.p,
                "y": middle - BOX / 2,
                "y2": middle + BOX / 2,
                "named": named,
                "named_at": middle - (9 if "\n" not in named else 14),
                "shares": shares,
                "shares_at": middle + (9 if "\n" not in named else 14),
                "written": left + 7,
            }
        )
    base = plotted(rows)
    box: dict[str, Any] = {"x": _x(), "x2": "x2:Q", "y": _y(height), "y2": "y2:Q"}
    yield base.mark_rect(fill="#ffffff", stroke=None).encode(**box)
    yield base.mark_rect(fill=ACCENT_PALE).encode(**{**box, "x2": "filled:Q"})
    yield base.mark_rect(fill=None, stroke=RULE, strokeWidth=1.2).encode(**box)
    name = text(fontWeight="bold", lineHeight=12, dy=0)
    yield base.mark_text(**name).encode(x=_x("written"), y=_y(height, "named_at"), text="named:N")
    yield base.mark_text(**text(fontSize=SIZE - 1)).encode(
        x=_x("written"), y=_y(height, "shares_at"), text="shares:N"
    )


def _numbers(
    forecast: Forecast,
    found: Sequence[Way],
    arrows: Sequence[_Arrow],
    left: float,
    wide: float,
    height: float,
) -> Iterable[Any]:
    rows = [
        {
            "x": _at(arrow, left, wide)[1],
            "y": (arrow.start + arrow.end) / 2,
            "number": str(arrow.number),
            "told": _told(forecast, found[arrow.number - 1]),
        }
        for arrow in arrows
    ]
    yield from _discs(rows, height)


def _discs(rows: Sequence[Mapping[str, Any]], height: float) -> Iterable[Any]:
    base = plotted(rows)
    disc = base.mark_point(size=190, fill="#ffffff", stroke=MUTED, strokeWidth=0.9, opacity=1)
    yield pointed(disc.encode(x=_x(), y=_y(height)), "told")
    yield base.mark_text(**text(align="center", fontSize=SIZE - 1)).encode(
        x=_x(), y=_y(height), text="number:N"
    )


def _legend(forecast: Forecast, found: Sequence[Way], width: float) -> Any:
    """Each way with its number: its title, how many go it, and what acts on it."""
    rows: list[dict[str, Any]] = []
    discs: list[dict[str, Any]] = []
    y = 8.0
    room = width - 40
    for number, way in enumerate(found, 1):
        discs.append({"x": 12, "y": y, "number": str(number), "told": _told(forecast, way)})
        bold = wrapped(_named(forecast, way), room, SIZE, bold=True)
        plain = wrapped(f"{_often(way)}{_by(way)}", room, SIZE)
        for line, is_bold in [*((one, True) for one in bold), *((one, False) for one in plain)]:
            rows.append({"x": 26, "y": y, "line": line, "bold": is_bold})
            y += LINE
        y += 7
    layers = list(_discs(discs, y))
    for is_bold in (True, False):
        mark = text(fontWeight="bold") if is_bold else text(color=MUTED)
        some = plotted(row for row in rows if row["bold"] == is_bold).mark_text(**mark)
        layers.append(some.encode(x=_x(), y=_y(y), text="line:N"))
    return alt.layer(*layers).properties(width=width - 12, height=y)


def _named(forecast: Forecast, way: Way) -> str:
    froms = listing((f"“{_state(forecast, at)}”" for at, _ in way.pairs), "or")
    titles = listing((capital(one) for one in way.titles), "or")
    return f"{titles}: from {froms} to “{_state(forecast, way.pairs[0][1])}”"


def _state(forecast: Forecast, state: str) -> str:
    return forecast.labels.title_of("states", state)


def _often(way: Way) -> str:
    """In 19 % of futures; 3.3 % a year while there."""
    gone = f"In {percent(way.futures.p, way.futures.estimate.se)} of futures"
    if way.waits:
        return f"{gone}; once it has lasted {way.waits}"
    if way.rate is None:
        return f"{gone}, for none has been there"
    if way.rate >= 1:
        return f"{gone}; {significant(way.rate, 2)} times a year while there"
    return f"{gone}; {significant(100 * way.rate, 2)} % a year while there"


def _by(way: Way) -> str:
    return f". Acted on by: {listing(way.acting, most=MOST)}." if way.acting else "."


def _told(forecast: Forecast, way: Way) -> str:
    return f"{_named(forecast, way)}: {_often(way)[0].lower()}{_often(way)[1:]}"


def _x(field: str = "x") -> alt.X:
    return alt.X(f"{field}:Q", scale=alt.Scale(domain=[0, 1], range=[0, 1], zero=False), axis=None)


def _y(height: float, field: str = "y") -> alt.Y:
    scale = alt.Scale(domain=[0, height], range=[0, height])
    return alt.Y(f"{field}:Q", scale=scale, axis=None)


CHART = Chart(
    rank=45,
    result="Forecast",
    shows="the states and the ways between them: how many futures go each, and how often",
    section="model",
    applies=lambda forecast: any(between(forecast, chain) for chain in forecast.labels.chains),
    draw=ways,
)
