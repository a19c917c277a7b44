"""What was forecast as of each date, against what came true.

It draws what `backtest` found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from scenario.calendar import Month
from scenario.chains import chains_in
from scenario.forecast.titles import chain_title
from scenario.forecast.wording import capital, count
from scenario.plots.calendar_axis import month_axis
from scenario.plots.chart import WIDE, Chart
from scenario.plots.shares import columns_in, heading, panel_width, panels, share_axis
from scenario.plots.style import ACCENT, INK, RULE, SECOND, framed, plotted
from scenario.plots.told import Result, plain, scenario_of, study_footer
from scenario.resolve.naming import Document, called

MOST = 6
"""Panels."""
LINES = {
    "model": (ACCENT, [1, 0], 2.0),
    "no_evidence": (RULE, [1, 0], 1.5),
    "base_rate": (SECOND, [4, 3], 1.5),
}
"""Colour, dashes and width of the line of each source that is drawn."""
NOTHING = " No question was resolved that has a probability."


def backtest(result: Result, *, width: int = WIDE) -> alt.VConcatChart:
    """A panel for each of the most telling questions: how likely it was said to be, and the truth.

    Args:
        result: What `backtest` found.
        width: In pixels.
    """
    found, document = plain(result), scenario_of(result)
    horizon, asked = _asked(found)
    columns = min(columns_in(width), max(len(asked), 1))
    inner = panel_width(width, columns)
    dates = sorted({row["date"] for rows in asked for row in rows} or found["dates"])
    months = [Month.parse(date) for date in dates]
    shown = [_panel(rows, inner, months, document) for rows in asked] or [_empty(inner, months)]
    told = (
        f"{_title(rows[0], document)}: "
        + ", ".join(f"{row['date']} {100 * _forecast(row, 'model'):.0f} %" for row in rows)
        for rows in asked
    )
    ahead = f" {count(horizon, 'month')} ahead" if horizon else ""
    return framed(
        panels(shown, columns),
        width,
        title=f"What was forecast{ahead} as of each date, and what came true",
        about="Dark line: the model with what was known by then. Grey: the model without evidence."
        " Broken: base rates. Points: what came true by the month when the forecast was due, 100 %"
        f" if it did. Of a state, how likely the one that came true was said to be."
        f"{'' if asked else NOTHING}",
        footer=(
            *study_footer(found, document),
            "One course of events is about one independent outcome.",
        ),
        alt_text="; ".join(told),
    )


def _asked(found: Mapping[str, Any]) -> tuple[int, list[list[Mapping[str, Any]]]]:
    """The horizon of which most was resolved, in months, and its questions, row by row.

    Those that came true at some date stand first; of states the one that came true counts.
    """
    rows = [row for row in found["rows"] if row["kind"] != "value"]
    many = Counter(row["horizon"] for row in rows)
    horizon = max(many, key=lambda months: (many[months], months), default=0)
    about: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in rows:
        if row["horizon"] == horizon:
            about.setdefault((row["kind"], row["of"]), []).append(row)
    ranked = sorted(about.values(), key=lambda some: -sum(row["came_true"] is True for row in some))
    return horizon, ranked[:MOST]


def _panel(
    rows: Sequence[Mapping[str, Any]], inner: float, months: Sequence[Month], document: Document
) -> Any:
    y = _share()
    layers: list[Any] = []
    for source, (colour, dash, wide) in LINES.items():
        some = [
            {"month_number": Month.parse(row["date"]).index, "p": _forecast(row, source)}
            for row in rows
            if row["forecasts"].get(source) is not None
        ]
        if some:
            base = plotted(some).encode(x=month_axis(months, inner), y=y)
            layers.append(base.mark_line(stroke=colour, strokeDash=dash, strokeWidth=wide))
            if len(some) == 1:
                layers.append(base.mark_tick(color=colour, thickness=wide, width=14))
    seen = [
        {"month_number": Month.parse(row["date"]).index, "p": float(_came_true(row))}
        for row in rows
    ]
    points = plotted(seen).encode(x=month_axis(months, inner), y=y)
    layers.insert(0, points.mark_point(size=34, fill=INK, stroke="#ffffff", opacity=1))
    height = 100 if inner > 150 else 84
    above = heading(_title(rows[0], document), inner + 34)
    return alt.layer(*layers).properties(width=inner, height=height, title=above)


def _empty(inner: float, months: Sequence[Month]) -> Any:
    none = plotted([]).encode(x=month_axis(months, inner), y=_share())
    return none.mark_point().properties(width=inner, height=100)


def _share() -> alt.Y:
    return share_axis("p:Q", values=[0, 0.5, 1])


def _forecast(row: Mapping[str, Any], source: str) -> float:
    """How likely a source said it was; of states, the one that came true."""
    said = row["forecasts"][source]
    return float(said[row["came_true"]] if isinstance(said, Mapping) else said)


def _came_true(row: Mapping[str, Any]) -> bool:
    return bool(row["came_true"])


def _title(row: Mapping[str, Any], document: Document) -> str:
    if row["kind"] == "state":
        chain = str(row["of"])
        chains = chains_in((document or {}).get("model", {}))
        return capital(chain_title(chains, chain))
    kind = "states" if row["kind"] == "reached" else "events"
    return capital(called(kind, str(row["of"]), document))


CHART = Chart(
    result="Backtest",
    shows="what was forecast as of each date, and what came true",
    draw=backtest,
)
