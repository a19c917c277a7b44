"""The driver that a fitted process becomes: plain data, as a model file has it.

How it was fitted is not known here.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from scenario.forecast.wording import count
from scenario.schema.motion import Motion
from scenario.studies.fitting import Parameter
from scenario.studies.series import Series

DIGITS = 3
"""Significant digits of an end of an interval."""


def driver(
    series: Series,
    motion: type[Motion],
    parameters: Iterable[Parameter],
    start: Parameter,
    fact: str = "",
) -> dict[str, Any] | None:
    """A driver with a fitted process.

    Args:
        series: What it was fitted to.
        motion: The process.
        parameters: Its fields.
        start: The value at the last date.
        fact: The fact that it cites; empty where there is none.

    Returns:
        The driver; None where a field has no end that a model can have.
    """
    listed = list(parameters)
    if not all(one.is_writable for one in listed):
        return None
    fields = {one.name: written(one) for one in listed}
    gives = ["start", *fields]
    found: dict[str, Any] = {"start": written(start), "process": {motion.key(): fields}}
    found["because"] = because(series)
    return found | ({"cites": [{"fact": fact, "gives": gives}]} if fact else {"assumed": True})


def because(series: Series) -> str:
    """On what a fit rests.

    Args:
        series: What was fitted to.
    """
    rows = series.rows
    return (
        f"Fitted to {count(len(rows), 'value')} from {rows[0].date} to {rows[-1].date}"
        f" ({Path(series.file).name}, SHA-256 {series.sha256}); each interval nine times in ten."
    )


def written(one: Parameter) -> float | str | dict[str, Any]:
    """A field as a model has it: a number, an interval, or anything from nought up to an end.

    Args:
        one: The field, which has an upper end.
    """
    high = _rounded(one.high)
    if not one.known_below:
        return {"uniform": {"low": 0.0, "high": high}}
    low = _rounded(one.low)
    if not low < high:
        return _rounded(one.estimate)
    ends = (f"{end!r}".removesuffix(".0") for end in (low, high))
    return " to ".join(ends)


def _rounded(value: float) -> float:
    if value == 0:
        return 0.0
    return round(value, DIGITS - 1 - math.floor(math.log10(abs(value))))
