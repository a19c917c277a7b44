"""At which value the answer becomes what is wanted: the curve of answers, the mark, the value.

It draws what `solve` found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import altair as alt

from scenario.expr.question import Question, parse_claim
from scenario.forecast.wording import listing, significant
from scenario.plots.chart import WIDE, Chart
from scenario.plots.lettering import wrapped
from scenario.plots.shares import LEFT, number_form, share_axis, ticks_in, top_of
from scenario.plots.style import (
    ACCENT,
    INK,
    SECOND,
    SECOND_SOFT,
    SIZE,
    framed,
    plotted,
    pointed,
    text,
)
from scenario.plots.told import Result, asked, plain, scenario_of, study_footer
from scenario.resolve.naming import Document, short_path

HEIGHT = 250


def break_even(result: Result, *, width: int = WIDE, document: Document = None) -> alt.VConcatChart:
    """The answer for every value that was tried, and the values at which it is the wanted one.

    Args:
        result: What `solve` found.
        width: In pixels.
        document: The resolved scenario, whose titles are shown and sources named; as the result
            has it when None.
    """
    question = getattr(result, "question", None)
    found = _Found(plain(result), scenario_of(result, document), question)
    inner = width - LEFT - 30
    name = found.name
    rows = [
        {**row, "told": f"{found.answer(row['p'])} at {_number(row['value'])}"}
        for row in found.rows
    ]
    axis = alt.Axis(
        title=wrapped(name, inner, SIZE), grid=False, format="~r", tickCount=ticks_in(inner)
    )
    ends = [rows[0]["value"], rows[-1]["value"]]
    x = alt.X("value:Q", axis=axis, scale=alt.Scale(domain=ends, nice=False, zero=False))
    base = plotted(rows).encode(x=x)
    layers = [
        *_roots(found),
        base.mark_area(color=ACCENT, opacity=0.16).encode(y=found.y("low"), y2="high:Q"),
        base.mark_line(stroke=ACCENT, strokeWidth=1.8).encode(y=found.y("p")),
        pointed(
            base.mark_point(size=16, fill=ACCENT, stroke=ACCENT, opacity=1).encode(y="p:Q"), "told"
        ),
        *_wanted(found),
    ]
    return framed(
        alt.layer(*layers).properties(width=inner, height=HEIGHT),
        width,
        title=_finding(found),
        about=f"{found.asked}, by “{name}”. Shaded: sampling error (95 %). Broken line: what is"
        " wanted. Upright band: the values that the sampling error leaves open.",
        footer=study_footer(found.told, found.document),
        alt_text=f"{_finding(found)}. From {found.answer(rows[0]['p'])} at"
        f" {_number(ends[0])} to {found.answer(rows[-1]['p'])} at {_number(ends[1])}.",
    )


class _Found:
    """What was found, with what it takes to draw it."""

    def __init__(
        self, told: Mapping[str, Any], document: Document, question: Question | None
    ) -> None:
        self.told, self.document = told, document
        claim = parse_claim(str(told["until"]))
        self.question = question or claim.questions[0]
        (self.target,) = (side for side in claim.sides if isinstance(side, float))
        self.rows = sorted(told["curve"], key=lambda row: row["value"])
        self.name = short_path(told["path"], document)
        self.asked = asked(self.question, document)

    def answer(self, value: float) -> str:
        """An answer as people write it."""
        if self.question.is_probability:
            return f"{significant(100 * value, 3)} %"
        return _number(value)

    def y(self, field: str) -> alt.Y:
        """The channel of answers."""
        values = [self.target, *(row[end] for row in self.rows for end in ("low", "high"))]
        if self.question.is_probability:
            return share_axis(f"{field}:Q", top_of(values))
        axis = alt.Axis(title=None, tickCount=4, format=number_form(values))
        scale = alt.Scale(domain=[min(values), max(values)], zero=False, nice=True)
        return alt.Y(f"{field}:Q", axis=axis, scale=scale)


def _finding(found: _Found) -> str:
    """The value, or that there is none, or several."""
    roots = found.told["roots"]
    if not roots:
        return f"{found.asked} is {found.answer(found.target)} at no value of “{found.name}”"
    values = listing(_said(root) for root in roots)
    wanted = f"{found.asked} is {found.answer(found.target)}"
    return f"{wanted} where “{found.name}” is {values}"


def _said(root: Mapping[str, Any]) -> str:
    if _number(root["low"]) == _number(root["high"]):
        return _number(root["value"])
    return f"{_number(root['value'])} ({_number(root['low'])} to {_number(root['high'])})"


def _number(value: float) -> str:
    return significant(value, 3).replace("-", "−")


def _roots(found: _Found) -> Iterator[Any]:
    rows = [{key: root[key] for key in ("value", "low", "high")} for root in found.told["roots"]]
    if not rows:
        return
    base = plotted(rows)
    yield base.mark_rect(color=SECOND_SOFT, opacity=0.45).encode(
        x="low:Q",
        x2="high:Q",
        y=alt.value(0),
        y2=alt.value(HEIGHT),
    )
    yield base.mark_rule(stroke=SECOND, strokeWidth=1.6).encode(x="value:Q")


def _wanted(found: _Found) -> Iterator[Any]:
    row = plotted([{"p": found.target, "told": found.answer(found.target)}])
    yield row.mark_rule(stroke=INK, strokeDash=[5, 4]).encode(y="p:Q")
    yield row.mark_text(**text(dx=3, dy=-8)).encode(x=alt.value(0), y="p:Q", text="told:N")


CHART = Chart(
    result="Solution",
    shows="the answer for every value that was tried, and the value at which it is the wanted one",
    applies=lambda found: len(plain(found)["curve"]) > 1,
    draw=break_even,
)
