"""Numbers that answer a question, in its own unit: percent of a probability, a mean as it is.

It writes them; what they are of, and whether they can be told from nothing, is not known here.
"""

from __future__ import annotations

from math import floor, log10

from scenario import intervals
from scenario.forecast.borne import digits, firm
from scenario.forecast.estimate import Estimate
from scenario.forecast.verbal_probability import margin, percent, points
from scenario.forecast.wording import significant

ROUNDED = 1e-7
"""Share of an answer below which an error is one of rounding."""


def figure(value: float, se: float, *, share: bool) -> str:
    """An answer as a sentence tells it: 17 %, or 3.142.

    Args:
        value: The answer; from 0 to 1 where it is a probability.
        se: What the digits of a probability go by.
        share: Whether it is one.
    """
    return percent(value, se) if share else _signs(significant(value, 4))


def bare(cell: Estimate, *, share: bool) -> str:
    """An answer as a table tells it, which says in its head that it is in percent."""
    if share:
        return digits(cell, 0.001).removesuffix(" %")
    return _signs(significant(cell.p, 4))


def with_margin(cell: Estimate, *, share: bool) -> tuple[str, str]:
    """An answer and its margin, for a table; a bound that the interval bears needs none."""
    text = bare(cell, share=share)
    none = cell.se <= ROUNDED * abs(cell.p) or (share and text[0] in "<>" and not firm(cell))
    return text, "" if none else half(cell.se, share=share)


def half(se: float, *, share: bool) -> str:
    """Half of a 95 % interval: in points, or as it is."""
    if share:
        return margin(se).removeprefix("± ")
    return significant(intervals.half_width(se), 2)


def difference(apart: float, se: float, *, share: bool) -> str:
    """A difference with its sign and error: +3.4 ± 0.2 points, or +0.23 ± 0.01.

    Args:
        apart: The difference.
        se: Its standard error.
        share: Whether it is one of probabilities.
    """
    if share:
        return f"{points(apart)} {margin(se)}"
    decimals = 1 - floor(log10(abs(apart))) if apart else 3
    reach = intervals.half_width(se)
    rounded = round(reach, decimals)
    known = significant(rounded, 6) if rounded else f"<{significant(10.0**-decimals, 1)}"
    return _signs(f"{significant(apart, 2, signed=True)} ± {known if reach else 0}")


def signed(apart: float, *, share: bool) -> str:
    """A difference with its sign alone: +3.4 points, or +0.231."""
    return points(apart) if share else _signs(significant(apart, 3, signed=True))


def _signs(text: str) -> str:
    return text.replace("-", "−")
