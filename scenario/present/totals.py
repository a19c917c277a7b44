"""Totals in tables: of a forecast mean, error and percentiles, of one run what it came to.

How they were found is not known here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from scenario.forecast import Forecast
from scenario.forecast.titles import elements_in
from scenario.forecast.units import TIMES, total_unit
from scenario.forecast.wording import brief, capital, count, long_month, short_month
from scenario.present.blocks import (
    Block,
    Column,
    Inline,
    Table,
    small,
    table,
    without_empty,
)
from scenario.present.trace_words import decimals_of, number
from scenario.resolve.naming import called
from scenario.studies.trace import Trace

NAMES = 30
"""Characters of the names that are left before other columns go."""
SMALLEST = 1e-2
"""Share of a mean below which its error shows no more digits of it: at most four are shown."""
WHOLE = 1e-9
"""How near to a whole number one is that sums have left a little off."""


def totals(forecast: Forecast) -> Iterator[Block]:
    """The table, and on how many runs its percentiles rest; nothing without totals."""
    if forecast.extra.get("totals"):
        yield totals_table(forecast)
        yield from of_runs(forecast)


def totals_table(forecast: Forecast, names: Iterable[str] | None = None) -> Table:
    """A row for each total: what it comes to at the end.

    Args:
        forecast: The forecast.
        names: Which totals; all if None.
    """
    found: Mapping[str, Any] = forecast.extra["totals"]
    told = elements_in(forecast.document, "totals")
    columns = [
        Column("", right=False, folds=NAMES),
        Column("mean"),
        Column("±"),
        Column("median", may_go=2),
        Column("5 to 95 %\nof the runs", may_go=4),
        Column("judgement\nrange", may_go=3),
        Column("", right=False, may_go=1),
    ]
    rows = [
        _row(forecast, name, found[name], told.get(name, {}))
        for name in (found if names is None else names)
    ]
    caption = f"Totals until the end of {long_month(forecast.until)}"
    return without_empty(table(caption, columns, rows))


def of_runs(forecast: Forecast) -> Iterator[Block]:
    """On how many runs the percentiles of the totals rest, where not on all."""
    found = forecast.extra.get("totals", {}).values()
    fewest = min((one["percentile_runs"] for one in found), default=forecast.runs)
    if fewest < forecast.runs:
        yield small(
            f"Median and 5 to 95 % are of the first {count(fewest, 'run')}, which draw the outcome;"
            " means are of all runs."
        )


def _row(
    forecast: Forecast, name: str, found: Mapping[str, Any], told: Mapping[str, Any]
) -> list[Inline]:
    margin = (found["high"] - found["low"]) / 2
    most = decimals_of(max(margin, SMALLEST * abs(found["mean"])))
    low, median, high = _alike([found[key] for key in ("q05", "q50", "q95")], most)
    judged = [] if found["judgement"] is None else _alike(found["judgement"], most)
    return [
        capital(brief(forecast.labels.title_of("totals", name))),
        number(found["mean"], most) if margin else _short(found["mean"], most),
        number(margin, most) if margin else "",
        median,
        f"{low} to {high}",
        " to ".join(judged) if len(set(judged)) > 1 else "",
        total_unit(told),
    ]


def _alike(values: Sequence[float], most: int) -> list[str]:
    """Values with as many decimals as their spread calls for, and so many at the most."""
    spread = max(values) - min(values)
    if not spread:
        return [_short(value, most) for value in values]
    return [number(value, min(most, decimals_of(spread))) for value in values]


def _short(value: float, decimals: int) -> str:
    """A value with so many decimals; without any where it is whole."""
    return number(value, 0 if abs(value - round(value)) < WHOLE else decimals)


def came_to(trace: Trace) -> Iterator[Block]:
    """What the totals of one run have come to by the last month that is shown."""
    last = trace.path.steps[min(trace.last, len(trace.path.steps) - 1)]
    told = elements_in(trace.resolved.document(), "totals")
    rows: list[list[Inline]] = [
        [_title(trace, name), number(value), total_unit(told[name])]
        for name, value in last.totals.items()
    ]
    if rows:
        caption = f"Totals of this run until the end of {long_month(trace.month(last.number))}"
        columns = [Column("", right=False, folds=NAMES), Column(""), Column("", right=False)]
        yield table(caption, columns, rows)


def month_by_month(trace: Trace, name: str) -> Block:
    """What each step of a run has added to a total, and what it has come to.

    Args:
        trace: The run.
        name: The total.
    """
    steps = trace.path.steps
    values = [step.totals[name] for step in steps]
    decimals = decimals_of(SMALLEST * max(map(abs, values)))
    rows: list[list[Inline]] = [
        [
            short_month(trace.month(step.number)),
            _short(values[step.number] - values[step.number - 1], decimals),
            _short(values[step.number], decimals),
        ]
        for step in trace.steps
        if step.number
    ]
    unit = total_unit(elements_in(trace.resolved.document(), "totals")[name])
    caption = "" if unit in ("", TIMES) else f"In {unit}"
    return table(caption, [Column("", right=False), Column("added"), Column("so far")], rows)


def _title(trace: Trace, name: str) -> str:
    return capital(brief(called("totals", name, trace.resolved.document())))
