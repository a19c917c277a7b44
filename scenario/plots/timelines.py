"""Courses of events along time: states as a band, what happens as dated marks below it.

It places what it is given; whose course it is, and what it is called, is the caller's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from scenario.calendar import Month
from scenario.forecast.wording import short_month
from scenario.plots.calendar_axis import month_axis
from scenario.plots.lettering import label, text_width, wrapped
from scenario.plots.style import ACCENT, BANDS, INK, MUTED, RULE, SIZE, plotted, pointed, text

LINE, BAND, GAP = 14, 18, 16
"""Pixels of a line of text, of a band of states, and between courses."""
LEFT = 12
"""Pixels at either side, for the first and the last number below."""
_STATES = ("#ffffff", *BANDS)


@dataclass(frozen=True, slots=True)
class Course:
    """One course: its heading, states from when on, and what happens when."""

    heading: str
    states: tuple[tuple[Month, str], ...]
    events: tuple[tuple[Month, str], ...]


@dataclass(frozen=True, slots=True)
class _Mark:
    """Something that happens, with the line of text that names it."""

    month: int
    named: str
    told: str
    """In full."""
    lane: int
    at: float
    """Where the text begins, in pixels."""
    beside: bool
    """Whether it begins right of its date, and not before it."""


def timelines(courses: Sequence[Course], start: Month, end: Month, asked: str, width: float) -> Any:
    """The courses one under the other, over one axis of time.

    Args:
        courses: What is drawn.
        start: Where time begins.
        end: Where it ends.
        asked: The title of the state that is asked about, which is dark.
        width: Pixels of the whole chart.
    """
    inner = width - 2 * LEFT
    scale = inner / max(1, end - start)
    x = month_axis([start, end], inner)
    parts = list(_parts(courses, start, end, asked, inner, scale))
    height = max(part["bottom"] for part in parts)
    layers = [
        *_bands([row for part in parts for row in part["bands"]], x, height),
        *_marks([row for part in parts for row in part["marks"]], x, height),
        *_texts([row for part in parts for row in part["texts"]], height),
    ]
    return alt.layer(*layers).properties(width=inner, height=height)


def _parts(
    courses: Sequence[Course], start: Month, end: Month, asked: str, inner: float, scale: float
) -> Iterator[dict[str, Any]]:
    """Where everything of each course stands, from the top down."""
    colours = _colours(courses, asked)
    y = 2.0
    for course in courses:
        lines = wrapped(course.heading, inner, SIZE, bold=True)
        texts = [{"y": y + LINE * (n + 0.5), "line": line} for n, line in enumerate(lines)]
        y += LINE * len(lines) + 3
        bands = list(_spans(course, end, colours, scale, y))
        y += BAND
        marks = _placed(course, end, start, scale, inner)
        rows = [_row(mark, y) for mark in marks]
        y += 10 + LINE * (1 + max((mark.lane for mark in marks), default=-1)) + GAP
        yield {"texts": texts, "bands": bands, "marks": rows, "bottom": y - GAP + 6}


def _colours(courses: Sequence[Course], asked: str) -> Mapping[str, str]:
    states = dict.fromkeys(state for course in courses for _, state in course.states)
    others = [state for state in states if state != asked]
    tints = {state: _STATES[n % len(_STATES)] for n, state in enumerate(others)}
    return {**tints, asked: ACCENT}


def _spans(
    course: Course, end: Month, colours: Mapping[str, str], scale: float, y: float
) -> Iterator[dict[str, Any]]:
    ends = [month for month, _ in course.states[1:]] + [end]
    for (month, state), until in zip(course.states, ends, strict=True):
        named = state if _fits(state, (until - month) * scale) else ""
        yield {
            "month_number": month.index,
            "end": until.index,
            "y": y,
            "y2": y + BAND,
            "middle": y + BAND / 2,
            "colour": colours[state],
            "dark": colours[state] == ACCENT,
            "named": named,
            "told": f"{state}, {short_month(month)} to {short_month(until)}",
        }


def _placed(course: Course, end: Month, start: Month, scale: float, inner: float) -> list[_Mark]:
    """Each event with a line in which its name meets no other, the latest first.

    So lines that lead down to a name pass left of the names of later events.
    """
    lanes: list[list[tuple[float, float]]] = []
    found = []
    happens = [*course.events, *_unnamed(course, end, scale)]
    for month, title in sorted(happens, key=lambda one: one[0], reverse=True):
        at = (month - start) * scale
        told = f"{short_month(month)}: {title}"
        named = label(told, inner, SIZE - 1, 1)
        long = text_width(named, SIZE - 1)
        beside = at + 6 + long <= inner
        begin = at + 6 if beside else inner - long
        span = min(at, begin) - 8, begin + long
        free = (n for n, lane in enumerate(lanes) if all(_apart(span, one) for one in lane))
        number = next(free, len(lanes))
        if number == len(lanes):
            lanes.append([])
        lanes[number].append(span)
        found.append(_Mark(month.index, named, told, number, begin, beside))
    return found


def _apart(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return one[1] < other[0] or other[1] < one[0]


def _unnamed(course: Course, end: Month, scale: float) -> Iterator[tuple[Month, str]]:
    """States that their band has no room to name."""
    ends = [month for month, _ in course.states[1:]] + [end]
    for (month, state), until in zip(course.states, ends, strict=True):
        if not _fits(state, (until - month) * scale):
            yield month, f"→ {state}"


def _fits(state: str, room: float) -> bool:
    return text_width(state, SIZE - 1) <= room - 8


def _row(mark: _Mark, y: float) -> dict[str, Any]:
    middle = y + 10 + LINE * (mark.lane + 0.5)
    return {
        "month_number": mark.month,
        "top": y + 5,
        "y": middle,
        "leads": middle if mark.beside else middle - LINE / 2,
        "named": mark.named,
        "told": mark.told,
        "at": mark.at,
    }


def _bands(rows: Sequence[dict[str, Any]], x: alt.X, height: float) -> Iterator[Any]:
    base = plotted(rows)
    band = base.mark_rect(stroke=RULE, strokeWidth=0.9).encode(
        x=x,
        x2="end:Q",
        y=_y(height),
        y2="y2:Q",
        color=alt.Color("colour:N", scale=None),
    )
    yield pointed(band, "told")
    for dark in (True, False):
        some = plotted(row for row in rows if row["dark"] == dark)
        mark = text(color="#ffffff" if dark else INK, fontSize=SIZE - 1, dx=4)
        yield some.mark_text(**mark).encode(
            x="month_number:Q", y=_y(height, "middle"), text="named:N"
        )


def _marks(rows: Sequence[dict[str, Any]], x: alt.X, height: float) -> Iterator[Any]:
    base = plotted(rows)
    yield base.mark_rule(stroke=MUTED, strokeWidth=0.9).encode(
        x=x, y=_y(height, "top"), y2="leads:Q"
    )
    dot = base.mark_point(shape="diamond", size=34, fill=INK, stroke=INK, opacity=1)
    yield pointed(dot.encode(x="month_number:Q", y=_y(height, "top")), "told")
    for halo in ({"stroke": "#ffffff", "strokeWidth": 3.0}, {}):
        mark = text(fontSize=SIZE - 1, **halo)
        place = alt.X("at:Q", scale=None, axis=None)
        yield base.mark_text(**mark).encode(x=place, y=_y(height), text="named:N")


def _texts(rows: Sequence[dict[str, Any]], height: float) -> Iterator[Any]:
    mark = text(fontWeight="bold")
    yield plotted(rows).mark_text(**mark).encode(x=alt.value(0), y=_y(height), text="line:N")


def _y(height: float, field: str = "y") -> alt.Y:
    scale = alt.Scale(domain=[0, height], range=[0, height])
    return alt.Y(f"{field}:Q", scale=scale, axis=None)
