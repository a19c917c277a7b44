"""How far other scenarios are from the first, month by month, on the same random numbers.

It draws what `compare` found.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt

from scenario.calendar import Month
from scenario.chains import meant
from scenario.forecast.wording import short_month
from scenario.plots.calendar_axis import MOST, month_axis
from scenario.plots.chart import WIDE, Chart
from scenario.plots.findings import most_different
from scenario.plots.shares import EXTENT, columns_in, heading, panel_width, panels
from scenario.plots.style import ACCENT, ACCENT_PALE, MUTED, framed, plotted
from scenario.plots.told import Result, plain, question_of, scenario_of, study_footer
from scenario.resolve.naming import Document, called


def differences(
    comparison: Result, state: str | None = None, *, width: int = WIDE, document: Document = None
) -> alt.VConcatChart:
    """The difference that each scenario makes to being in a state, with its 95 % interval.

    Args:
        comparison: What `compare` found.
        state: Which state; the one it was asked about otherwise.
        width: In pixels.
        document: The resolved scenario, whose titles are shown and sources named; as the result
            has it when None.
    """
    found = plain(comparison)
    document = scenario_of(comparison, document)
    state = _state(found) if state is None else meant(state, _states(found))
    ever = _is_ever(found)
    by_name = found["ever" if ever else "differences"]
    rows = {name: _rows(by_date, state) for name, by_date in by_name.items()}
    columns = min(columns_in(width), len(rows))
    inner = panel_width(width, columns)
    ends = [row[key] for each in rows.values() for row in each for key in ("low", "high")]
    scale = alt.Scale(domain=[min(ends, default=-1.0), max(ends, default=1.0)], nice=True)
    charts = [_panel(_called(found, name), each, inner, scale) for name, each in rows.items()]
    last = {name: each[-1] for name, each in rows.items()}
    told = {_called(found, name): row for name, row in last.items()}
    return framed(
        panels(charts, columns),
        width,
        title=f"Difference to the probability of “{called('states', state, document)}”",
        finding=most_different(told, called("states", state, document)),
        about=f"In points, against “{_base(found)}”, for"
        f" {'having been in the state by' if ever else 'being in the state at'} the end of each"
        " month; shaded: 95 % interval of runs that share their random numbers.",
        footer=study_footer(found, document),
        alt_text="; ".join(
            f"{_called(found, name)}: {100 * row['difference']:+.1f} points"
            f" ({100 * row['low']:+.1f} to {100 * row['high']:+.1f}) in {row['month']}"
            for name, row in last.items()
        ),
    )


def _state(found: Mapping[str, Any]) -> str:
    if "of" in found and question_of(found).kind in ("by", "at"):
        return question_of(found).subject
    return next(iter(_states(found)))


def _states(found: Mapping[str, Any]) -> list[str]:
    first = next(iter(found["differences"].values()))
    return list(map(str, next(iter(first.values()))))


def _is_ever(found: Mapping[str, Any]) -> bool:
    """Whether the question is of having reached the state, and the comparison tells that."""
    return "ever" in found and "of" in found and question_of(found).kind == "by"


def _rows(by_date: Mapping[str, Any], state: str) -> list[dict[str, Any]]:
    dates = sorted(by_date)
    stride = max(1, len(dates) // MOST)
    kept = [*dates[:-1:stride], dates[-1]]
    keys = ("difference", "low", "high")
    return [
        {
            "month": date,
            "month_number": Month.parse(date).index,
            **{key: by_date[date][state][key] for key in keys},
        }
        for date in kept
    ]


def _panel(title: str, rows: list[dict[str, Any]], inner: float, scale: alt.Scale) -> Any:
    dates = [Month(row["month_number"]) for row in rows]
    axis = alt.Axis(title=None, tickCount=5, labelExpr=_POINTS, minExtent=EXTENT)
    base = plotted(rows).encode(x=month_axis(dates, inner))
    zero = plotted([{"zero": 0}]).mark_rule(stroke=MUTED, strokeWidth=1)
    layers = [
        base.mark_area(color=ACCENT_PALE).encode(
            y=alt.Y("low:Q", scale=scale, axis=axis), y2="high:Q"
        ),
        zero.encode(y=alt.Y("zero:Q", scale=scale, axis=axis)),
        base.mark_line(color=ACCENT, strokeWidth=1.8).encode(
            y=alt.Y("difference:Q", scale=scale, axis=axis)
        ),
    ]
    last = rows[-1]
    below = f"{100 * last['difference']:+.1f} points in {short_month(dates[-1])}"
    above = heading(title, inner + 34, below=below.replace("-", "−"))
    return alt.layer(*layers).properties(width=inner, height=120, title=above)


_POINTS = (
    "(datum.value > 0 ? '+' : datum.value < 0 ? '−' : '') + format(abs(100 * datum.value), '~g')"
)


def _base(found: Mapping[str, Any]) -> str:
    return str((found.get("titles") or found["scenarios"])[0])


def _called(found: Mapping[str, Any], name: str) -> str:
    """The title of a scenario, where the comparison says it."""
    titled = zip(found["scenarios"], found.get("titles") or (), strict=False)
    return str(dict(titled).get(name) or name)


CHART = Chart(
    result="Comparison",
    shows="each scenario's difference from the first over time, with its 95 % interval",
    draw=differences,
)
