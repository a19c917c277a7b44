"""What an answer is made of: from what it were if nothing changed to what it is, by parts.

It draws what `explain` found.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt

from scenario.forecast.verbal_probability import percent
from scenario.forecast.wording import capital, plain_name, significant
from scenario.plots.chart import WIDE, Chart
from scenario.plots.findings import added
from scenario.plots.row_names import first_fitting, room_for, row_axis, row_height, row_names
from scenario.plots.shares import number_form, numbers_across, ticks_in
from scenario.plots.style import ACCENT, INK, RULE, SECOND_SOFT, framed, plotted, text
from scenario.plots.told import Result, asked, plain, question_of, scenario_of, study_footer
from scenario.resolve.naming import Document, called

MOST = 14
"""Parts that are drawn one by one; the smaller ones are drawn as one."""
UNCHANGED, END = "if nothing changed", "as it is"


def waterfall(
    result: Result, *, most: int = MOST, width: int = WIDE, document: Document = None
) -> alt.VConcatChart:
    """Each part's share of the difference, the largest first; the parts add up.

    Args:
        result: What `explain` found.
        most: How many parts are drawn one by one.
        width: In pixels.
        document: The resolved scenario, whose titles are shown and sources named; as the result
            has it when None.
    """
    found = plain(result)
    document = scenario_of(result, document)
    question = question_of(found)
    share = question.is_probability
    rows = _rows(found, most, document, width)
    keys, names = [row["key"] for row in rows], [row["name"] for row in rows]
    room = room_for(names, width)
    inner = width - room - 54
    ends = [row[key] for row in rows for key in ("from", "to")]
    low, high = min([0.0, *ends]), max(ends)
    axis = numbers_across("~%" if share else number_form(ends), ticks_in(inner))
    x = alt.X("from:Q", scale=alt.Scale(domain=[low, high * 1.02], nice=True), axis=axis)
    base = plotted(rows).encode(y=row_axis(keys))
    colour = alt.Color(
        "direction:N",
        scale=alt.Scale(domain=["end", "up", "down"], range=[RULE, ACCENT, SECOND_SOFT]),
        legend=None,
    )
    layers: list[Any] = [
        *row_names(keys, names, room, faint=[not row["shown"] for row in rows]),
        base.mark_bar(height=13).encode(x=x, x2="to:Q", color=colour),
        base.mark_text(**text(color=INK, dx=6)).encode(x=alt.value(inner), text="written:N"),
    ]
    return framed(
        alt.layer(*layers).properties(width=inner, height=row_height(names, room, 22) * len(rows)),
        width,
        title=f"What the answer is made of: {asked(question, document)}",
        finding=added(found["unchanged"], found["p"], share=share),
        about="From what it would be if nothing changed to what it is. Dark: adds; light: takes"
        f" away{'; numbers in points' if share else ''}. Grey names: these runs cannot tell them"
        " from zero.",
        footer=study_footer(found, document),
        alt_text="; ".join(f"{row['name']} {row['written']}" for row in rows),
    )


def _rows(
    found: Mapping[str, Any], most: int, document: Document, width: float
) -> list[dict[str, Any]]:
    parts = [part for part in found["parts"] if part["value"]]
    parts.sort(key=lambda part: -abs(part["value"]))
    drawn, rest = parts[:most], parts[most:]
    share = question_of(found).is_probability
    at = float(found["unchanged"]["p"])
    rows = [_end("unchanged", UNCHANGED, at, share)]
    for part in drawn:
        titles = [called(f"{part['kind']}s", part["name"], document), plain_name(part["name"])]
        name = capital(first_fitting(titles, width))
        shown = part.get("distinguishable", True)
        rows.append(_part(part["name"], name, (at, part["value"]), shown, share))
        at += part["value"]
    if rest:
        value = sum(part["value"] for part in rest)
        rows.append(_part("the rest", f"{len(rest)} smaller parts", (at, value), True, share))
    return [*rows, _end("end", END, float(found["p"]["p"]), share)]


def _part(
    key: str, name: str, step: tuple[float, float], shown: bool, share: bool
) -> dict[str, Any]:
    """One bar, from where it begins by so much."""
    at, value = step
    written = f"{100 * value:+.1f}" if share else significant(value, 3, signed=True)
    return {
        "key": f"part {key}",
        "name": name,
        "from": at,
        "to": at + value,
        "value": value,
        "written": written.replace("-", "−"),
        "direction": "up" if value > 0 else "down",
        "shown": shown,
    }


def _end(key: str, name: str, p: float, share: bool) -> dict[str, Any]:
    return {
        "key": key,
        "name": capital(name),
        "from": 0.0,
        "to": p,
        "value": p,
        "written": percent(p, 0.002) if share else significant(p, 3).replace("-", "−"),
        "direction": "end",
        "shown": True,
    }


CHART = Chart(
    result="Explanation",
    shows="what each part adds to the probability, from what it were if nothing changed",
    draw=waterfall,
)
