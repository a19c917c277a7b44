"""An opinion pool: a dot for what each member says, and one for the pool.

It draws what `pool` found.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt

from scenario.forecast.verbal_probability import percent
from scenario.forecast.wording import significant
from scenario.plots.chart import WIDE, Chart
from scenario.plots.findings import between
from scenario.plots.row_names import room_for, row_axis, row_height, row_names
from scenario.plots.shares import number_form, numbers_across, share_across, top_of
from scenario.plots.style import ACCENT, ACCENT_SOFT, INK, framed, plotted, text
from scenario.plots.told import Result, asked, plain, question_of, scenario_of, study_footer
from scenario.resolve.naming import Document

SIDE = 58.0
"""Pixels at the right, for the numbers."""


def pool(result: Result, *, width: int = WIDE, document: Document = None) -> alt.VConcatChart:
    """The answers of the members and of the pool to the question that was asked.

    Args:
        result: What `pool` found.
        width: In pixels.
        document: The resolved scenario, whose titles are shown and sources named; as the result
            has it when None.
    """
    found = plain(result)
    document = scenario_of(result, document)
    question = question_of(found)
    share = question.kind != "mean"
    rows = _rows(found, share)
    keys, names = [row["key"] for row in rows], [row["name"] for row in rows]
    room = room_for(names, width)
    inner = width - room - SIDE
    height = row_height(names, room, 30) * len(rows)
    layers = [*row_names(keys, names, room), *_marks(rows, share, inner)]
    method = found["method"]
    members = [{**row, "name": name} for row, name in zip(rows, found["titles"], strict=False)]
    return framed(
        alt.layer(*layers).properties(width=inner, height=height),
        width,
        title=f"{asked(question, document)}: each scenario, and their {method} pool",
        finding=f"{rows[-1]['shown']} pooled, {between(members)}",
        about="Dot: the answer, filled of the pool; thick line: sampling error (95 %)."
        f"{_ranges(rows)}",
        footer=study_footer(found, document),
        alt_text="; ".join(f"{row['name']}: {row['shown']}" for row in rows),
    )


def _ranges(rows: list[dict[str, Any]]) -> str:
    if not any("q05" in row for row in rows):
        return ""
    return (
        " Thin line: judgement range, of the pool that of one member drawn by weight and of its"
        " judgements."
    )


def _rows(found: Mapping[str, Any], share: bool) -> list[dict[str, Any]]:
    answer = found["answer"]
    weights = [f", weight {100 * weight:.3g} %" for weight in found["weights"]]
    named = [f"{title}{weight}" for title, weight in zip(found["titles"], weights, strict=True)]
    cells = [*answer["members"], answer["pool"]]
    return [
        _row(str(number), name, cell, share)
        for number, (name, cell) in enumerate(zip([*named, "The pool"], cells, strict=True))
    ]


def _row(key: str, name: str, cell: Mapping[str, Any], share: bool) -> dict[str, Any]:
    shown = percent(cell["p"], cell["se"]) if share else significant(cell["p"], 3)
    row = {"key": key, "name": name, "shown": shown, "pool": name == "The pool"}
    row |= {end: cell[end] for end in ("p", "low", "high")}
    if cell["judgement"] is not None:
        row["q05"], row["q95"] = cell["judgement"]
    return row


def _marks(rows: list[dict[str, Any]], share: bool, inner: float) -> list[Any]:
    ends = [row[end] for row in rows for end in ("low", "high", "q05", "q95") if end in row]

    def across(field: str) -> alt.X:
        if share:
            return share_across(field, inner, top_of(ends))
        scale = alt.Scale(zero=False, nice=True)
        axis = numbers_across(number_form(ends), max(3, int(inner / 80)))
        return alt.X(field, scale=scale, axis=axis)

    keys = row_axis([row["key"] for row in rows])
    base = plotted(rows).encode(y=keys)
    layers = []
    if judged := [row for row in rows if "q05" in row]:
        ranges = plotted(judged).encode(y=keys).mark_rule(strokeWidth=1.6, stroke=ACCENT_SOFT)
        layers.append(ranges.encode(x=across("q05:Q"), x2="q95:Q"))
    errors = base.mark_rule(strokeWidth=6, stroke=ACCENT_SOFT)
    dots = base.mark_point(size=64, stroke=ACCENT, strokeWidth=1.6, opacity=1)
    filled = alt.condition("datum.pool", alt.value(ACCENT), alt.value("#ffffff"))
    return [
        *layers,
        errors.encode(x=across("low:Q"), x2="high:Q"),
        dots.encode(x=across("p:Q"), fill=filled),
        base.mark_text(**text(color=INK, dx=10)).encode(x=alt.value(inner), text="shown:N"),
    ]


CHART = Chart(
    result="Pool",
    shows="what each of several scenarios says, and their pool, with judgement ranges",
    draw=pool,
)
