"""How the forecasts of one question moved over time, with judgement ranges and the answer.

It draws what a log holds of the question.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import altair as alt

from scenario.forecast.verbal_probability import percent
from scenario.forecast.wording import count
from scenario.plots.calendar_axis import day_axis
from scenario.plots.chart import NARROW, WIDE, Chart
from scenario.plots.shares import LEFT, heading, panel_width, panels, share_axis, top_of
from scenario.plots.style import ACCENT, ACCENT_PALE, INK, RULE, SECOND, framed, plotted
from scenario.plots.told import Result, plain

MOST = 8
"""Makers that have a panel; the others are counted."""


def history(result: Result, *, width: int = WIDE) -> alt.VConcatChart:
    """A panel for each author and scenario: what they said of the question, day by day.

    Args:
        result: What `log LOG QUESTION` found.
        width: In pixels.
    """
    found = plain(result)
    by_maker = _by_maker(found["forecasts"])
    shown = dict(list(by_maker.items())[:MOST])
    columns = 1 if width <= NARROW or len(shown) == 1 else 2
    inner = panel_width(width, columns, LEFT + 12)
    first, last = _span(found)
    top = top_of([row["q95"] for each in shown.values() for row in each] + _end(found))
    charts = [
        _panel(maker, rows, found["resolution"], (first, last), inner, top)
        for maker, rows in shown.items()
    ]
    left = len(by_maker) - len(shown)
    more = f" {count(left, 'other')} made forecasts that are not drawn." if left else ""
    judged = any(row["q05"] < row["q95"] for each in shown.values() for row in each)
    return framed(
        panels(charts, columns),
        width,
        title=f"“{found['text']}”: what was forecast when",
        finding=_finding(shown),
        about="Line: the forecast in force."
        + (" Shaded: its judgement range." if judged else "")
        + (" Square: the answer, on the day that decided it." if _end(found) else "")
        + more,
        footer=(f"{found['log']}. {_answer(found)}",),
        alt_text="; ".join(f"{maker}: {_told(rows)}" for maker, rows in shown.items()),
    )


def _finding(shown: Mapping[str, list[dict[str, Any]]]) -> str:
    """The first and the latest forecast of whoever forecast first."""
    rows = next(iter(shown.values()), [])
    if not rows:
        return ""
    first, last = (percent(row["p"]) for row in (rows[0], rows[-1]))
    if len(rows) == 1:
        return f"{last} was forecast, once"
    return f"{last} in the latest forecast, {first} in the first"


def _told(rows: list[dict[str, Any]]) -> str:
    return ", ".join(f"{percent(row['p'])} from {row['day']}" for row in rows)


def _by_maker(forecasts: Sequence[Mapping[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for one in forecasts:
        origin = "" if one["origin"] == "live" else f" ({one['origin']})"
        low, high = one["judgement"] or (one["p"], one["p"])
        row = {"day": one["day"], "p": one["p"], "q05": low, "q95": high, "said": True}
        row["day_number"] = date.fromisoformat(one["day"]).toordinal()
        found.setdefault(f"{one['scenario']}, by {one['author']}{origin}", []).append(row)
    return found


def _span(found: Mapping[str, Any]) -> tuple[date, date]:
    """From the first forecast to the last, or to the answer, with a little room."""
    days = [date.fromisoformat(one["day"]) for one in found["forecasts"]]
    days += [date.fromisoformat(found["resolution"]["occurred"])] if _end(found) else []
    first, last = min(days).toordinal(), max(days).toordinal()
    room = max(1, (last - first) // 25)
    begins, ends = max(1, first - room), min(date.max.toordinal(), last + room)
    return date.fromordinal(begins), date.fromordinal(ends)


def _end(found: Mapping[str, Any]) -> list[float]:
    """1 or 0 where it was answered yes or no."""
    said = found["resolution"]
    return [] if said is None or said["outcome"] == "void" else [float(said["outcome"] == "yes")]


def _answer(found: Mapping[str, Any]) -> str:
    said = found["resolution"]
    if said is None:
        return "Still open."
    return f"Answer: {said['outcome']}, {said['occurred']} ({said['source']})."


def _panel(
    maker: str,
    rows: list[dict[str, Any]],
    resolution: Mapping[str, Any] | None,
    span: tuple[date, date],
    inner: float,
    top: float,
) -> Any:
    across = day_axis(*span, inner)
    ends = span[1]
    layers: list[Any] = []
    decided = resolution is not None and resolution["outcome"] != "void"
    if resolution is not None and decided:
        ends = date.fromisoformat(resolution["occurred"])
        layers.append(_rule(ends, across))
    in_force = _in_force(rows, ends.toordinal())
    base = plotted(in_force).encode(x=across)
    shade = base.mark_area(color=ACCENT_PALE, interpolate="step-after")
    line = base.mark_line(color=ACCENT, strokeWidth=2, interpolate="step-after")
    dots = plotted(rows).mark_point(size=34, fill=ACCENT, stroke="#ffffff", opacity=1)
    layers += [
        shade.encode(y=share_axis("q05:Q", top), y2="q95:Q"),
        line.encode(y=share_axis("p:Q", top)),
        dots.encode(x=across, y=share_axis("p:Q", top)),
    ]
    if resolution is not None and decided:
        answer = {"day_number": ends.toordinal(), "p": float(resolution["outcome"] == "yes")}
        mark = plotted([answer]).mark_point(
            shape="square", size=70, fill=SECOND, stroke=INK, opacity=1, clip=False
        )
        layers.append(mark.encode(x=across, y=share_axis("p:Q", top)))
    below = f"last {percent(rows[-1]['p'])}, {rows[-1]['day']}"
    return alt.layer(*layers).properties(
        width=inner, height=140, title=heading(maker, inner + 34, below=below)
    )


def _in_force(rows: list[dict[str, Any]], end: int) -> list[dict[str, Any]]:
    """The last forecast of each day, and once more where it ends to be in force."""
    by_day = {row["day_number"]: row for row in rows}
    last = list(by_day.values())[-1]
    return [*by_day.values(), {**last, "day_number": max(end, last["day_number"])}]


def _rule(day: date, across: alt.X) -> Any:
    rule = plotted([{"day_number": day.toordinal()}]).mark_rule(stroke=RULE, strokeDash=[4, 3])
    return rule.encode(x=across)


CHART = Chart(
    result="History",
    shows="how the forecasts of one question moved, with judgement ranges and the answer",
    draw=history,
    applies=lambda found: bool(found.said),
)
