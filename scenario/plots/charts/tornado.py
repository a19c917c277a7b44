"""What moves an answer most: a bar for each judgement, rule and event, the widest first.

It draws what `tornado` found.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt

from scenario.forecast.verbal_probability import percent
from scenario.forecast.wording import significant
from scenario.plots.chart import NARROW, WIDE, Chart
from scenario.plots.findings import moved_most
from scenario.plots.row_names import first_fitting, room_for, row_axis, row_height, row_names
from scenario.plots.shares import number_form, numbers_across
from scenario.plots.style import ACCENT, INK, MUTED, SECOND_SOFT, SIZE, framed, plotted, text
from scenario.plots.told import Result, asked, plain, question_of, scenario_of, study_footer
from scenario.resolve.naming import Document, path_names

MOST = 20
"""Bars that are drawn; the others are counted."""


def tornado(
    result: Result, *, most: int = MOST, width: int = WIDE, document: Document = None
) -> alt.VConcatChart:
    """The answer at both ends of each thing that was moved.

    Args:
        result: What `tornado` found.
        most: How many bars, from the widest.
        width: In pixels.
        document: The resolved scenario, whose titles are shown and sources named; as the result
            has it when None.
    """
    found = plain(result)
    document = scenario_of(result, document)
    question = question_of(found)
    share = question.kind != "mean"
    bars = [
        {**_row(bar, share), "name": _name(bar["path"], document, width)}
        for bar in found["bars"][:most]
    ]
    left = len(found["bars"]) - len(bars)
    keys, names = [bar["key"] for bar in bars], [bar["name"] for bar in bars]
    room = room_for(names, width)
    side = 0.0 if width <= NARROW else 96.0
    inner = width - room - side - 12
    base, as_it_is = float(found["base"]["p"]), _shown(found["base"], share)
    layers = row_names(keys, names, room, faint=[not bar["shown"] for bar in bars])
    layers += _chart(bars, base, share, inner)
    if side:
        layers += _ends(bars, inner)
    height = row_height(names, room, 22) * max(len(bars), 1)
    more = f" {left} narrower bars are left out." if left else ""
    return framed(
        alt.layer(*layers).properties(width=inner, height=height),
        width,
        title=f"What moves the answer: {asked(question, document)}",
        finding=moved_most(bars),
        about="Each thing alone at its low end (light) and at its high end (dark), beside the"
        f" answer as it is, {as_it_is}. Judgements go to their 5th and 95th percentile;"
        f" grey names: too little to be told from none.{more}",
        footer=study_footer(found, document),
        alt_text="; ".join(
            f"{bar['name']}: {bar['low_shown']} at {bar['low_value']},"
            f" {bar['high_shown']} at {bar['high_value']}"
            for bar in bars
        ),
    )


def _row(bar: Mapping[str, Any], share: bool) -> dict[str, Any]:
    return {
        "key": bar["path"],
        "low": bar["low"]["p"],
        "high": bar["high"]["p"],
        "shown": bar.get("shown", True),
        "low_value": _end(bar["low_value"]),
        "high_value": _end(bar["high_value"]),
        "low_shown": _shown(bar["low"], share),
        "high_shown": _shown(bar["high"], share),
    }


def _name(path: str, document: Document, width: float) -> str:
    return first_fitting(path_names(path, document), width)


def _chart(bars: list[dict[str, Any]], base: float, share: bool, inner: float) -> list[Any]:
    form = "~%" if share else number_form([bar[end] for bar in bars for end in ("low", "high")])
    axis = numbers_across(form, max(3, int(inner / 80)))
    scale = alt.Scale(zero=False, nice=True)
    rows = [{**bar, "base": base} for bar in bars]
    chart = plotted(rows).encode(y=row_axis([bar["key"] for bar in bars]))

    def x(field: str) -> alt.X:
        return alt.X(f"{field}:Q", scale=scale, axis=axis)

    line = plotted([{"base": base}]).mark_rule(stroke=INK, strokeWidth=1)
    return [
        chart.mark_bar(height=12, color=SECOND_SOFT).encode(x=x("base"), x2="low:Q"),
        chart.mark_bar(height=12, color=ACCENT).encode(x=x("base"), x2="high:Q"),
        line.encode(x=x("base")),
    ]


def _ends(bars: list[dict[str, Any]], inner: float) -> list[Any]:
    """The two values that were tried, at the right, low first."""
    rows = [
        {"key": bar["key"], "tried": f"{bar['low_value']} | {bar['high_value']}"} for bar in bars
    ]
    base = plotted(rows).encode(y=row_axis([bar["key"] for bar in bars]), text="tried:N")
    mark = text(fontSize=SIZE - 1, color=MUTED, dx=10)
    return [base.mark_text(**mark).encode(x=alt.value(inner))]


def _end(value: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return significant(float(value), 3).replace("-", "−")


def _shown(cell: Mapping[str, Any], share: bool) -> str:
    return percent(cell["p"], cell["se"]) if share else significant(cell["p"], 3)


CHART = Chart(
    result="Tornado",
    shows="what each thing that was moved does to the answer, the widest bar first",
    draw=tornado,
)
