"""What a probability is made of: from what it were if nothing changed to what it is, by parts.

It draws what `explain` found.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt

from scenario.calendar import Month
from scenario.forecast.verbal_probability import percent
from scenario.forecast.wording import capital, plain_name, short_month
from scenario.plots.chart import WIDE, Chart
from scenario.plots.row_names import first_fitting, room_for, row_axis, row_height, row_names
from scenario.plots.shares import numbers_across, ticks_in
from scenario.plots.style import ACCENT, INK, RULE, SECOND_SOFT, framed, plotted, text
from scenario.plots.told import Result, plain, scenario_of, study_footer
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
    rows = _rows(found, most, document, width)
    keys, names = [row["key"] for row in rows], [row["name"] for row in rows]
    room = room_for(names, width)
    inner = width - room - 54
    ends = [row[key] for row in rows for key in ("from", "to")]
    low, high = min([0.0, *ends]), max(ends)
    axis = numbers_across("~%", ticks_in(inner))
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
    by = short_month(Month.parse(str(found["by"])))
    state = called("states", found["state"], document)
    return framed(
        alt.layer(*layers).properties(width=inner, height=row_height(names, room, 22) * len(rows)),
        width,
        title=f"What the probability of “{state}” by {by} is made of",
        about="From what it would be if nothing changed to what it is. Dark: adds; light: takes"
        " away; numbers in points. Grey names: these runs cannot tell them from zero.",
        footer=study_footer(found, document),
        alt_text="; ".join(f"{row['name']} {row['written']}" for row in rows),
    )


def _rows(
    found: Mapping[str, Any], most: int, document: Document, width: float
) -> list[dict[str, Any]]:
    parts = [part for part in found["parts"] if part["value"]]
    parts.sort(key=lambda part: -abs(part["value"]))
    drawn, rest = parts[:most], parts[most:]
    at = float(found["unchanged"]["p"])
    rows = [_end("unchanged", UNCHANGED, at)]
    for part in drawn:
        titles = [called(f"{part['kind']}s", part["name"], document), plain_name(part["name"])]
        name = capital(first_fitting(titles, width))
        rows.append(_part(part["name"], name, at, part["value"], part.get("distinguishable", True)))
        at += part["value"]
    if rest:
        value = sum(part["value"] for part in rest)
        rows.append(_part("the rest", f"{len(rest)} smaller parts", at, value, True))
    return [*rows, _end("end", END, float(found["p"]["p"]))]


def _part(key: str, name: str, at: float, value: float, shown: bool) -> dict[str, Any]:
    points = f"{100 * value:+.1f}".replace("-", "−")
    return {
        "key": f"part {key}",
        "name": name,
        "from": at,
        "to": at + value,
        "value": value,
        "written": points,
        "direction": "up" if value > 0 else "down",
        "shown": shown,
    }


def _end(key: str, name: str, p: float) -> dict[str, Any]:
    return {
        "key": key,
        "name": capital(name),
        "from": 0.0,
        "to": p,
        "value": p,
        "written": percent(p, 0.002),
        "direction": "end",
        "shown": True,
    }


CHART = Chart(
    result="Explanation",
    shows="what each part adds to the probability, from what it were if nothing changed",
    draw=waterfall,
)
