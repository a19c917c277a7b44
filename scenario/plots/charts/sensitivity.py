"""Which judgements an answer depends on: shares of its spread, or effects, with their intervals.

It draws what `sensitivity` found.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt

from scenario.forecast.wording import significant
from scenario.plots.chart import WIDE, Chart
from scenario.plots.findings import goes_with
from scenario.plots.row_names import first_fitting, room_for, row_axis, row_height, row_names
from scenario.plots.shares import number_form, numbers_across, ticks_in
from scenario.plots.style import ACCENT, ACCENT_SOFT, SECOND, framed, plotted
from scenario.plots.told import Result, asked, plain, question_of, scenario_of, study_footer
from scenario.resolve.naming import Document, path_names

MOST = 20
_FIELDS = {
    "sobol": ("total", "first", "Dot: share of the spread of the answer that goes with the"
              " judgement, alone or together with others, and its 95 % interval. Diamond: alone."),
    "morris": ("mu_star", "", "Dot: mean size of what moving the judgement from its 5th to its"
               " 95th percentile does, and its 95 % interval."),
}  # fmt: skip


def sensitivity(
    result: Result, *, most: int = MOST, width: int = WIDE, document: Document = None
) -> alt.VConcatChart:
    """The judgements, the most important first.

    Args:
        result: What `sensitivity` found.
        most: How many of them.
        width: In pixels.
        document: The resolved scenario, whose titles are shown and sources named; as the result
            has it when None.
    """
    found = plain(result)
    document = scenario_of(result, document)
    question = question_of(found)
    main, other, about = _FIELDS[found["method"]]
    rows = [_row(index, main, other, document, width) for index in found["indices"][:most]]
    left = len(found["indices"]) - len(rows)
    keys, names = [row["key"] for row in rows], [row["name"] for row in rows]
    room = room_for(names, width)
    inner = width - room - 14
    share = main == "total" or question.kind != "mean"
    top = max((row["high"] for row in rows), default=1.0)
    form = "~%" if share else number_form([top])
    axis = numbers_across(form, ticks_in(inner))
    scale = alt.Scale(domain=[0, min(top, 1.0) if share else top], clamp=True, nice=True)
    base = plotted(rows).encode(y=row_axis(keys))

    def x(field: str) -> alt.X:
        return alt.X(f"{field}:Q", scale=scale, axis=axis)

    layers: list[Any] = [
        *row_names(keys, names, room, faint=[not row["shown"] for row in rows]),
        base.mark_rule(strokeWidth=3, stroke=ACCENT_SOFT).encode(x=x("low"), x2="high:Q"),
        base.mark_point(size=58, fill=ACCENT, stroke="#ffffff", strokeWidth=0.8, opacity=1).encode(
            x=x("main")
        ),
    ]
    if other:
        diamond = base.mark_point(
            size=36, shape="diamond", fill="#ffffff", stroke=SECOND, strokeWidth=1.6, opacity=1
        )
        layers.append(diamond.encode(x=x("other")))
    measure = _said(rows[0]["main"], share) if rows else ""
    more = f" {left} smaller ones are left out." if left else ""
    return framed(
        alt.layer(*layers).properties(
            width=inner, height=row_height(names, room, 24) * max(len(rows), 1)
        ),
        width,
        title=f"Which judgements the answer depends on: {asked(question, document)}",
        finding=goes_with(rows, measure, spread=main == "total"),
        about=f"{about} Grey names: not distinguishable from zero.{more}",
        footer=study_footer(found, document),
        alt_text="; ".join(
            f"{row['name']} {_said(row['main'], share)}"
            f" ({_said(row['low'], share)} to {_said(row['high'], share)})"
            for row in rows
        ),
    )


def _names(judgement: str, document: Document) -> list[str]:
    """What a judgement, or several that move together, may be called, the fullest first."""
    paths = (part if "." in part else f"parameters.{part}" for part in judgement.split(" + "))
    named = [path_names(path, document) for path in paths]
    return [" + ".join(names) for names in zip(*named, strict=True)]


def _said(value: float, share: bool) -> str:
    if not share:
        return significant(value, 2)
    return f"{100 * value:.{0 if value >= 0.0995 else 1}f} %"


def _row(
    index: Mapping[str, Any], main: str, other: str, document: Document, width: float
) -> dict[str, Any]:
    judgement = index["name"]
    found = {
        "key": judgement,
        "name": first_fitting(_names(judgement, document), width),
        "main": index[main],
        "low": index[f"{main}_low"],
        "high": index[f"{main}_high"],
        "shown": index.get("distinguishable", True),
    }
    return {**found, "other": min(index[other], index[main])} if other else found


CHART = Chart(
    result="Sensitivity",
    shows="how much of the spread of the answer goes with each judgement",
    draw=sensitivity,
)
