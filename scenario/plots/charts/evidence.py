"""What each fact did to the answer, in order of time.

It draws what `update` found.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt

from scenario.calendar import Month
from scenario.forecast.verbal_probability import percent
from scenario.forecast.wording import brief, count, short_month, significant
from scenario.plots.chart import WIDE, Chart
from scenario.plots.row_names import first_fitting, room_for, row_axis, row_height, row_names
from scenario.plots.shares import number_form, numbers_across, ticks_in
from scenario.plots.style import ACCENT, INK, RULE, framed, plotted, text
from scenario.plots.told import Result, asked, plain, question_of, scenario_of, study_footer
from scenario.resolve.naming import Document
from scenario.resolve.observed import observed_words


def evidence(result: Result, *, width: int = WIDE, document: Document = None) -> alt.VConcatChart:
    """The answer once each fact is known, with its sampling error, and what it was before.

    Args:
        result: What `update` found.
        width: In pixels.
        document: The resolved scenario, whose titles are shown and sources named; as the result
            has it when None.
    """
    found = plain(result)
    document = scenario_of(result, document)
    question = question_of({"of": found["watched"]["of"]})
    share = question.is_probability
    rows = _rows(found, document, share, width)
    keys, names = [row["key"] for row in rows], [row["name"] for row in rows]
    room = room_for(names, width)
    inner = width - room - 54
    ends = [row[key] for row in rows for key in ("low", "high")]
    low, high = min(ends), max(ends)
    apart = 0.06 * (high - low)
    form = "~%" if share else number_form(ends)
    scale = alt.Scale(domain=[low - apart, high + apart], nice=True)
    x = alt.X("p:Q", scale=scale, axis=numbers_across(form, ticks_in(inner)))
    base = plotted(rows).encode(y=row_axis(keys))
    error = alt.X("low:Q", scale=scale)
    moved = plotted(row for row in rows if row["before"] is not None).encode(y=row_axis(keys))
    layers: list[Any] = [
        *row_names(keys, names, room, faint=[not row["shown"] for row in rows]),
        base.mark_rule(stroke=RULE, strokeWidth=5).encode(x=error, x2="high:Q"),
        moved.mark_rule(stroke=INK).encode(x=alt.X("before:Q", scale=scale), x2="p:Q"),
        base.mark_circle(color=ACCENT, size=50, opacity=1).encode(x=x),
        base.mark_text(**text(color=INK, dx=6)).encode(x=alt.value(inner), text="written:N"),
    ]
    ended = _number(found["watched"]["after"], share)
    facts = count(len(found["evidence"]), "fact")
    return framed(
        alt.layer(*layers).properties(width=inner, height=row_height(names, room, 22) * len(rows)),
        width,
        title=f"{asked(question, document)}: {rows[0]['written']} before, {ended} with {facts}",
        about="The answer once each fact is known, from the top down; a line leads from the answer"
        " before. Grey: the sampling error (95 %); names in grey: facts whose step is within it.",
        footer=study_footer(found, document),
        alt_text="; ".join(f"{row['name']} {row['written']}" for row in rows),
    )


def _rows(
    found: Mapping[str, Any], document: Document, share: bool, width: float
) -> list[dict[str, Any]]:
    rows = [_row("before", "Before any fact", found["watched"]["before"], None, True, share)]
    for fact in found["evidence"]:
        step = fact["difference"]
        when = short_month(Month.parse(fact["date"]))
        what = observed_words(fact["what"], document)
        name = first_fitting([f"{when}: {one}" for one in _shorter(what)], width)
        shown = not step["low"] <= 0 <= step["high"]
        before = fact["before"]["p"]
        rows.append(_row(f"fact {fact['number']}", name, fact["after"], before, shown, share))
    return rows


def _shorter(what: str) -> list[str]:
    """What was seen, then with ever less of its title, so that its value is never cut off."""
    title, colon, value = what.rpartition(": ")
    if not colon:
        return [what]
    words = brief(title).split()
    cut = (f"{' '.join(words[:many])} …: {value}" for many in range(len(words) - 1, 0, -1))
    return [what, f"{brief(title)}: {value}", *cut]


def _row(
    key: str,
    name: str,
    answer: Mapping[str, Any],
    before: float | None,
    shown: bool,
    share: bool,
) -> dict[str, Any]:
    return {
        "key": key,
        "name": name,
        "p": answer["p"],
        "low": answer["low"],
        "high": answer["high"],
        "before": before,
        "shown": shown,
        "written": _number(answer, share),
    }


def _number(answer: Mapping[str, Any], share: bool) -> str:
    p = float(answer["p"])
    if share:
        return percent(min(max(p, 0.0), 1.0), answer["se"])
    return significant(p, 3).replace("-", "−")


CHART = Chart(
    result="Update",
    shows="the answer once each fact is known, and how far each has moved it",
    draw=evidence,
)
