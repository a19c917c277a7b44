"""An answer along a range of values, as lines, or over two of them, as a heat map.

It draws what `sweep` found.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from scenario.calendar import Month
from scenario.chains import chain_at
from scenario.expr.question import parse_question
from scenario.forecast.answer import asked_state
from scenario.forecast.verbal_probability import percent
from scenario.forecast.wording import capital, short_month, significant
from scenario.plots.chart import WIDE, Chart
from scenario.plots.findings import from_to
from scenario.plots.labels import Label, beside, margin_for
from scenario.plots.lettering import text_width, wrapped
from scenario.plots.row_names import row_height
from scenario.plots.shares import LEFT, number_form, share_axis, top_of
from scenario.plots.style import ACCENT, DARK, INK, SECOND, SIZE, framed, plotted, text
from scenario.plots.told import Result, asked, plain, scenario_of, study_footer
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
    about = _About(rows, document)
    last = {row["question"]: row["p"] for row in rows if row["x"] == rows[-1]["x"]}
    labels = [Label(about.label(question, p), p) for question, p in last.items()]
    height = max(240, 17 * len(last))
    inner = width - LEFT - margin_for(labels, width)
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
    colour, dash = _marks(list(last))
    base = plotted(rows).encode(x=x, color=colour)
    bottom, top = about.ends
    layers = [
        base.mark_area(opacity=0.14).encode(y=about.axis("low:Q"), y2="high:Q"),
        base.mark_line(strokeWidth=1.8).encode(y=about.axis("p:Q"), strokeDash=dash),
        base.mark_point(size=22, filled=True, opacity=1).encode(y=about.axis("p:Q")),
        beside(labels, inner, height, top=top, bottom=bottom),
    ]
    return framed(
        alt.layer(*layers).properties(width=inner, height=height),
        width,
        title=f"The answer as “{short_path(path, document)}” changes",
        finding=_finding(about, rows),
        about=f"{about.asked}; shaded: sampling error (95 %). Numbers are for the last value.",
        footer=study_footer(found, document),
        alt_text=about.told,
    )


def _finding(about: _About, rows: Sequence[Mapping[str, Any]]) -> str:
    """The answers at the first and at the last value; of several states for the one asked about."""
    own = [row for row in rows if row["question"] == about.foremost]
    ends = [(about.number(row["p"]), str(row["x"])) for row in (own[0], own[-1])]
    return capital(f"{about.subject}{from_to(*ends)}") if len(own) > 1 else ""


def _marks(questions: list[str]) -> tuple[alt.Color, alt.StrokeDash]:
    """The colour and the dash of each question's line."""
    colours = [(ACCENT, SECOND)[i % 2] for i in range(len(questions))]
    dashes = [([1, 0], [6, 3], [2, 2], [9, 3, 2, 3])[i // 2 % 4] for i in range(len(questions))]
    return (
        alt.Color("question:N", legend=None, scale=alt.Scale(domain=questions, range=colours)),
        alt.StrokeDash("question:N", legend=None, scale=alt.Scale(domain=questions, range=dashes)),
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
    one = _one(rows, document)
    rows = [row for row in rows if row["question"] == one]
    about = _About(rows, document)
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
        number = about.number(row["p"]).removesuffix(" %")
        row["shown"] = number if inner / len(columns) > 24 else ""
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
        about=f"{about.asked}{', in percent' if about.share else ''}; darker is more.",
        footer=study_footer(found, document),
        alt_text=about.told,
    )


def _cell(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("question", "p", "low", "high")}


def _one(rows: Sequence[Mapping[str, Any]], document: Document) -> str:
    """The question about the state that the model asks about, if it is among these; the first."""
    state = asked_state(document) if document else ""
    asked = dict.fromkeys(str(row["question"]) for row in rows)
    return next((one for one in asked if parse_question(one).subject == state), next(iter(asked)))


class _About:
    """What the lines are of, and how their numbers are written."""

    def __init__(self, rows: Sequence[Mapping[str, Any]], document: Document) -> None:
        self._rows, self._document = rows, document
        asked = dict.fromkeys(str(row["question"]) for row in rows)
        self._questions = {one: parse_question(one) for one in asked}
        self._first = next(iter(self._questions.values()))
        self.share = self._first.is_probability

    @property
    def ends(self) -> tuple[float, float]:
        """Where the axis of the answers begins and ends."""
        if self.share:
            return 0.0, top_of([row["high"] for row in self._rows])
        low, high = min(row["low"] for row in self._rows), max(row["high"] for row in self._rows)
        room = 0.05 * (high - low) or 0.05 * abs(high) or 1.0
        return low - room, high + room

    def axis(self, field: str) -> alt.Y:
        """A channel of answers."""
        bottom, top = self.ends
        if self.share:
            return share_axis(field, top)
        axis = alt.Axis(title=None, tickCount=4, format=number_form([bottom, top]))
        return alt.Y(field, axis=axis, scale=alt.Scale(domain=[bottom, top], nice=False))

    def number(self, value: float) -> str:
        """An answer."""
        if self.share:
            return percent(value, 0.005)
        return significant(value, 3).replace("-", "−")

    @property
    def foremost(self) -> str:
        """The question that the title tells of; of several states that of the model's own."""
        wanted = None if self._document is None else asked_state(self._document)
        own = (one for one, asking in self._questions.items() if asking.subject == wanted)
        return next(own, next(iter(self._questions)))

    @property
    def subject(self) -> str:
        """What that is about, where the chart is of several states."""
        several = self._of_states and len(self._questions) > 1
        return f"{capital(self._state(self.foremost))}: " if several else ""

    def label(self, question: str, value: float) -> str:
        """17 % Left: what stands beside the end of a line."""
        if not self._of_states:
            return self.number(value)
        return f"{self.number(value)} {capital(self._state(question))}"

    @property
    def asked(self) -> str:
        """What is asked: Share of runs in “left” at the end of Nov 2032."""
        if not self._of_states:
            return asked(self._first, self._document)
        which = "each state"
        if len(self._questions) == 1:
            which = f"“{self._state(next(iter(self._questions)))}”"
        month = short_month(self._first.month)
        if self._first.kind == "at":
            return f"Share of runs in {which} at the end of {month}"
        return f"Share of runs that have been in {which} by {month}"

    @property
    def told(self) -> str:
        """How far the answers go."""
        lowest, highest = (end(self._rows, key=lambda row: row["p"]) for end in (min, max))
        texts = [self.number(row["p"]) for row in (lowest, highest)]
        if self._of_states:
            titles = [self._state(row["question"]) for row in (lowest, highest)]
            texts = [f"{text} ({title})" for text, title in zip(texts, titles, strict=True)]
        told = f"from {texts[0]} to {texts[1]}"
        return capital(told if self._of_states else f"{self.asked}: {told}")

    @property
    def _of_states(self) -> bool:
        return self._first.kind in ("by", "at")

    def _state(self, question: str) -> str:
        return called("states", self._questions[question].subject, self._document)


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


CHART = Chart(
    result="Sweep",
    shows="the answer along a range of values, or over two as a heat map",
    draw=sweep,
)
