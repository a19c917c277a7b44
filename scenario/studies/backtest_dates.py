"""As of which dates forecasts are made, and how far ahead, as asked for or where nobody says.

It reads what was asked for; what is known as of a date is not known here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from scenario.calendar import Duration, Month, MonthLike, month_of
from scenario.errors import InputError, Mark, Problem
from scenario.resolve import Resolved

HORIZONS = ("6 months", "12 months")
"""How far ahead is asked where nobody says."""
EVERY = 3
"""Months between dates where nobody says."""
MOST = 1000
"""Dates."""


def dates_of(
    dates: Iterable[MonthLike], every: str | None, resolved: Resolved, last: Month
) -> list[Month]:
    """The dates as of which forecasts are made, in order.

    Args:
        dates: Those that were asked for.
        every: In place of them, how long from one to the next.
        resolved: The scenario, from whose start on they are taken.
        last: The last month of which evidence says anything.

    Raises:
        InputError: Both are said; or one of them is no month, none of the scenario's steps, or
            without time.
    """
    chosen = sorted({_month(date) for date in dates})
    if chosen and every is not None:
        hint = "name the dates, or say how far they are apart"
        raise InputError(Problem("dates and every say the same thing twice", hint=hint))
    for date in chosen:
        _check(date, resolved)
    if not chosen:
        apart = _apart(every, resolved)
        first, end = resolved.start.index, max(last.index, resolved.start.index + 1)
        chosen = [Month(index) for index in range(first, end, apart)]
    if len(chosen) > MOST:
        hint = "take them farther apart, such as --every '3 months'"
        raise InputError(Problem(f"{len(chosen):,} dates are more than {MOST:,}", hint=hint))
    return chosen


def horizons_of(horizons: Sequence[str], resolved: Resolved) -> list[int]:
    """How many months ahead is asked, in order.

    Args:
        horizons: Each as a duration.
        resolved: The scenario.

    Raises:
        InputError: One of them is no duration of whole steps.
    """
    found = sorted({_months(one, resolved, "horizons") for one in horizons or HORIZONS})
    if resolved.start + found[0] > resolved.until:
        hint = f"it runs from {resolved.start} to {resolved.until}: ask less far ahead"
        raise InputError(Problem("the scenario ends before anything is due", hint=hint))
    return found


def _check(date: Month, resolved: Resolved) -> None:
    step, rest = divmod(date - resolved.start, resolved.months_per_step)
    if rest or not 0 <= step < resolved.steps:
        hint = f"it runs from {resolved.start} to {resolved.until}"
        if rest:
            hint += f", in steps of {Duration(resolved.months_per_step / 12)}"
        message = f"no step of the scenario begins at the end of {date}"
        raise InputError(Problem(message, _typed("dates", date), hint=hint))


def _month(date: MonthLike) -> Month:
    try:
        return month_of(date)
    except InputError as error:
        (problem,) = error.problems
        raise InputError(replace(problem, mark=_typed("dates", date))) from None


def _typed(name: str, value: object) -> Mark:
    """The place of what was asked for, by the name of the argument."""
    text = str(value)
    return Mark(name, 0, 1, text, len(text))


def _apart(every: str | None, resolved: Resolved) -> int:
    if every is not None:
        return _months(every, resolved, "every")
    step = resolved.months_per_step
    return -(-EVERY // step) * step


def _months(text: str, resolved: Resolved, name: str) -> int:
    """How many months a time is that was asked for under some name."""
    try:
        months = Duration.parse(text).months
    except ValueError as error:
        raise InputError(Problem(str(error), _typed(name, text))) from None
    step = resolved.months_per_step
    if months <= 0 or months % step:
        message = f"expected a time of whole steps, found {text}"
        hint = f"a step is {Duration(step / 12)}"
        raise InputError(Problem(message, _typed(name, text), hint=hint))
    return int(months)
