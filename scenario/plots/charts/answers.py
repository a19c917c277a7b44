"""Answers to questions with their intervals: probabilities, dates and means on their own axes.

It draws what `ask` found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import altair as alt

from scenario.calendar import Month
from scenario.expr.question import parse_question
from scenario.forecast.verbal_probability import percent
from scenario.forecast.wording import count, short_month, significant
from scenario.plots.calendar_axis import month_axis
from scenario.plots.chart import WIDE, Chart
from scenario.plots.lettering import text_width
from scenario.plots.row_names import room_for, row_axis, row_height, row_names
from scenario.plots.shares import (
    heading,
    number_form,
    numbers_across,
    share_across,
    ticks_in,
    top_of,
)
from scenario.plots.style import ACCENT, ACCENT_SOFT, INK, SIZE, framed, plotted, pointed, text
from scenario.plots.told import Result, asked, plain, scenario_of, study_footer
from scenario.resolve.naming import Document

HEADS = {"share": "How likely", "date": "By when", "mean": "Mean"}


def answers(result: Result, *, width: int = WIDE, document: Document = None) -> alt.VConcatChart:
    """A row for each question, those that are answered alike on one axis.

    Args:
        result: What `ask` found.
        width: In pixels.
        document: The resolved scenario, whose titles are shown and sources named; as the result
            has it when None.
    """
    found = plain(result)
    document = scenario_of(result, document)
    rows = [_row(str(number), one, document) for number, one in enumerate(found["answers"])]
    groups = list(_groups(rows))
    room = room_for([row["name"] for row in rows], width)
    inner = width - room - max(text_width(row["said"], SIZE) for row in rows) - 22
    panels = [_panel(some, room, inner, headed=len(groups) > 1) for some in groups]
    return framed(
        alt.vconcat(*panels, spacing=14).resolve_scale(x="independent", y="independent"),
        width,
        title=_finding(rows),
        about="Dot and number: the answer; line: its 95 % interval, the sampling error alone.",
        footer=study_footer(found, document),
        alt_text="; ".join(f"{row['name']}: {row['said']}" for row in rows),
    )


def _finding(rows: Sequence[Mapping[str, Any]]) -> str:
    """The answer, or how far several go."""
    first, *others = rows
    if not others:
        return f"{first['name']}: {first['said']}"
    shares = sorted((row for row in rows if row["kind"] == "share"), key=lambda row: row["value"])
    if len(shares) < 2:
        return f"{first['name']}: {first['said']}; and {count(len(others), 'other answer')}"
    least, most = shares[0], shares[-1]
    return f"From {least['said']} ({least['name']}) to {most['said']} ({most['name']})"


def _row(key: str, one: Mapping[str, Any], document: Document) -> dict[str, Any]:
    question = parse_question(str(one["question"]))
    kind = question.kind if question.kind in ("date", "mean") else "share"
    ends = {end: one[end] for end in ("value", "low", "high")}
    last = question.month.index
    if kind == "date":
        ends = {end: Month.parse(at).index if at else last for end, at in ends.items()}
    never = kind == "date" and not one["value"]
    said = _said(kind, one)
    return {
        "key": key,
        "name": asked(question, document),
        "kind": kind,
        "said": said,
        "told": f"{asked(question, document)}: {said}",
        "never": never,
        "until": last,
        **ends,
        "month_number": ends["low"],
    }


def _said(kind: str, one: Mapping[str, Any]) -> str:
    if kind == "date":
        return short_month(Month.parse(one["value"])) if one["value"] else "not by then"
    if kind == "mean":
        return significant(one["value"], 3).replace("-", "−")
    return percent(min(max(one["value"], 0.0), 1.0), one["se"])


def _groups(rows: Sequence[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Those that share an axis: all probabilities, all dates, each mean by itself."""
    for kind in ("share", "date"):
        some = [row for row in rows if row["kind"] == kind]
        if some:
            yield some
    yield from ([row] for row in rows if row["kind"] == "mean")


def _panel(rows: Sequence[dict[str, Any]], room: float, inner: float, *, headed: bool) -> Any:
    keys, names = [row["key"] for row in rows], [row["name"] for row in rows]
    base = plotted(rows).encode(y=row_axis(keys))
    x = _axis(rows, inner)
    shown = plotted(row for row in rows if not row["never"]).encode(y=row_axis(keys))
    dot = shown.mark_point(size=58, fill=ACCENT, stroke="#ffffff", opacity=1)
    layers = [
        *row_names(keys, names, room),
        base.mark_rule(strokeWidth=3, stroke=ACCENT_SOFT).encode(x=x, x2="high:Q"),
        pointed(dot.encode(x="value:Q"), "told"),
        base.mark_text(**text(color=INK)).encode(x=alt.value(inner + 10), text="said:N"),
    ]
    head = HEADS[rows[0]["kind"]]
    settings: dict[str, Any] = {"title": heading(head, room + inner)} if headed else {}
    height = row_height(names, room, 26) * len(rows)
    return alt.layer(*layers).properties(width=inner, height=height, **settings)


def _axis(rows: Sequence[dict[str, Any]], inner: float) -> alt.X:
    """The channel of the lower ends."""
    kind = rows[0]["kind"]
    if kind == "share":
        return share_across("low:Q", inner, top_of([row["high"] for row in rows]))
    low, high = min(row["low"] for row in rows), max(row["high"] for row in rows)
    if kind == "date":
        last = max(row["until"] for row in rows)
        return month_axis([Month(low - 12), Month(max(high, last))], inner)
    spare = 0.3 * (high - low) or abs(high) / 10 or 1.0
    axis = numbers_across(number_form([low, high]), ticks_in(inner))
    domain = [low - spare, high + spare]
    return alt.X("low:Q", scale=alt.Scale(domain=domain, nice=True, zero=False), axis=axis)


CHART = Chart(
    result="Answers",
    shows="the answer to each question with its 95 % interval",
    draw=answers,
)
