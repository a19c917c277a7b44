"""The totals of a forecast in a table: mean, error, percentiles and judgement range.

How they were found is not known here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from scenario.expr import Kind, parse
from scenario.expr.check import kind
from scenario.forecast import Forecast
from scenario.forecast.titles import elements_in
from scenario.forecast.wording import brief, capital, count, long_month
from scenario.present.blocks import Block, Column, Inline, small, table, without_empty
from scenario.present.trace_words import decimals_of, number

NAMES = 30
"""Characters of the names that are left before other columns go."""
SMALLEST = 1e-3
"""Share of a mean below which its error shows no more digits of it."""


def totals(forecast: Forecast) -> Iterator[Block]:
    """The table, and on how many runs its percentiles rest; nothing without totals."""
    found: Mapping[str, Any] = forecast.extra.get("totals", {})
    if not found:
        return
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
    rows = [_row(forecast, name, one, told.get(name, {})) for name, one in found.items()]
    caption = f"Totals until the end of {long_month(forecast.until)}"
    yield without_empty(table(caption, columns, rows))
    fewest = min(one["percentile_runs"] for one in found.values())
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
        number(found["mean"], most),
        number(margin, most) if margin else "",
        median,
        f"{low} to {high}",
        " to ".join(judged) if len(set(judged)) > 1 else "",
        str(told.get("unit") or _unit(told)),
    ]


def _alike(values: Sequence[float], most: int) -> list[str]:
    """Values with as many decimals as their spread calls for, and so many at the most."""
    spread = max(values) - min(values)
    decimals = min(most, decimals_of(spread)) if spread else most
    return [number(value, decimals) for value in values]


def _unit(told: Mapping[str, Any]) -> str:
    """Months of what holds, times of what happens."""
    if "count" in told:
        return "times"
    of = told.get("of")
    holds = isinstance(of, bool) or (isinstance(of, str) and kind(parse(of)) is Kind.TRUTH)
    return "months" if holds else ""
