"""How much better than each base rate a model has fared with many cases.

It draws what `backtest_cases` found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import altair as alt

from scenario.forecast.wording import count
from scenario.plots.chart import WIDE, Chart
from scenario.plots.row_names import first_fitting, room_for, row_axis, row_height, row_names
from scenario.plots.shares import numbers_across, ticks_in
from scenario.plots.style import ACCENT, ACCENT_SOFT, INK, SECOND, framed, plotted
from scenario.plots.told import Result, plain

SCORES = {"log_skill": "log score", "brier_skill": "Brier score"}
FLOOR = -1.0
"""What is worse is drawn at the left end."""


def case_skill(result: Result, *, width: int = WIDE) -> alt.VConcatChart:
    """The skill against each base rate by both scores, with and without weights.

    Args:
        result: What `backtest_cases` found.
        width: In pixels.
    """
    found = plain(result)
    rows = list(_rows(found, width))
    keys, names = [row["key"] for row in rows], [row["name"] for row in rows]
    room = room_for(names, width)
    inner = width - room - 14
    ends = [row[key] for row in rows for key in ("low", "high", "alike")]
    domain = [min(ends, default=0.0), max(*ends, 0.05) if ends else 1.0]
    scale = alt.Scale(domain=domain, clamp=True, nice=True)
    axis = numbers_across("~%", ticks_in(inner))
    base = plotted(rows).encode(y=row_axis(keys))

    def x(field: str) -> alt.X:
        return alt.X(f"{field}:Q", scale=scale, axis=axis)

    zero = plotted([{"zero": 0.0}]).mark_rule(stroke=INK, strokeWidth=1)
    diamond = base.mark_point(
        size=36, shape="diamond", fill="#ffffff", stroke=SECOND, strokeWidth=1.6, opacity=1
    )
    dot = base.mark_point(size=58, fill=ACCENT, stroke="#ffffff", strokeWidth=0.8, opacity=1)
    layers: list[Any] = [
        *row_names(keys, names, room, faint=[not row["shown"] for row in rows]),
        zero.encode(x=x("zero")),
        base.mark_rule(strokeWidth=3, stroke=ACCENT_SOFT).encode(x=x("low"), x2="high:Q"),
        diamond.encode(x=x("alike")),
        dot.encode(x=x("value")),
    ]
    return framed(
        alt.layer(*layers).properties(
            width=inner, height=row_height(names, room, 24) * max(len(rows), 1)
        ),
        width,
        title=f"How much better than each base rate: {found['scenario']}",
        finding=_finding(rows),
        about="Skill: one minus the score over that of the base rate; right of the line the model"
        " is better. Dot: cases counted by weight, with 95 % of a bootstrap over groups; diamond:"
        " each case alike. Grey names: no difference can be told.",
        footer=_footer(found),
        alt_text="; ".join(
            f"{row['name']}: {row['value']:+.1%} ({row['low']:+.1%} to {row['high']:+.1%})"
            for row in rows
        ),
    )


def _finding(rows: Sequence[Mapping[str, Any]]) -> str:
    """In how many comparisons it is better or worse for sure."""
    if not rows:
        return ""
    better, worse = sum(row["low"] > 0 for row in rows), sum(row["high"] < 0 for row in rows)
    if not better and not worse:
        return "No difference to any base rate can be told"
    told = f"Better than the base rate for sure in {better} of {len(rows)} comparisons"
    return f"{told}, worse in {worse}" if worse else told


def _rows(found: Mapping[str, Any], width: float) -> Iterator[dict[str, Any]]:
    pairs = zip(found["weighted"]["against"], found["unweighted"]["against"], strict=True)
    for one, alike in pairs:
        for key, title in SCORES.items():
            skill, other = one[key], alike[key]["value"]
            if skill["value"] is None or other is None:
                continue
            value = max(FLOOR, skill["value"])
            ends = [value if skill[end] is None else skill[end] for end in ("low", "high")]
            low, high = (max(FLOOR, end) for end in ends)
            yield {
                "key": f"{one['title']} {key}",
                "name": first_fitting([f"{one['title']}, {title}"], width),
                "value": value,
                "low": low,
                "high": high,
                "alike": max(FLOOR, other),
                "shown": low > 0 or high < 0,
            }


def _footer(found: Mapping[str, Any]) -> tuple[str, ...]:
    cases, groups = count(found["count"], "case"), count(len(found["groups"]), "group")
    return (f"{found['cases']}: {cases} of {groups}; cases of one group hang together.",)


CHART = Chart(
    result="CaseScores",
    shows="how much better the model is than each base rate, with intervals",
    draw=case_skill,
    rank=10,
    applies=lambda found: bool(found.weighted.others),
)
