"""Constants of intervals, and intervals of what is normal about the truth."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Counts = NDArray[np.integer[Any]]
Number = Any
"""A float, or an array of floats element by element."""

Z_INTERVAL_95 = 1.959963984540054
"""Standard errors on either side of an estimate that hold 95 % of a normal distribution."""
Z_PERCENTILE_95 = 1.6448536269514722
"""The 95th percentile of the standard normal, and so the 5th: the ends that analysts state."""
MANY = 200
"""Runs from which on an estimated error is as good as known: it makes less than 1 % then."""
STUDENT = (12.706204736, 4.302652730, 3.182446305, 2.776445105)
"""The ends with one to four degrees of freedom."""
ENDS_95 = (0.025, 0.975)
"""Shares of a sample that lie below the ends of a 95 % interval."""
JUDGED = (0.05, 0.95)
"""Shares of the draws of judgements that lie below the ends of a judgement range."""


def half_width(se: Number) -> Number:
    """Half of the 95 % interval of an estimate with a standard error."""
    return Z_INTERVAL_95 * se


def widened(se: Number, farther: Number) -> Number:
    """The standard error whose 95 % interval reaches so much farther to either side."""
    return se + farther / Z_INTERVAL_95


def reach_of_few(runs: int) -> float:
    """Standard errors that hold 95 % where their size is estimated from so many runs alone.

    Student's distribution ("Student" 1908, Biometrika 6:1-25), from five runs on by its expansion
    (Abramowitz and Stegun 1964, 26.7.5, within 0.003); none is known from a single run.
    """
    if not 1 < runs < MANY:
        return Z_INTERVAL_95
    if runs - 2 < len(STUDENT):
        return STUDENT[runs - 2]
    z, free = Z_INTERVAL_95, runs - 1
    first, second = (z**3 + z) / 4, (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return float(z + first / free + second / free**2 + third / free**3)


def around(value: Number, se: Number) -> tuple[Number, Number]:
    """The 95 % interval of an estimate that is normal about the truth."""
    half = half_width(se)
    return value - half, value + half


def share_around(share: float, se: float) -> tuple[float, float]:
    """The 95 % interval of a share, kept between 0 and 1."""
    low, high = around(share, se)
    return max(0.0, low), min(1.0, high)


def differs(value: float, se: float) -> bool:
    """Whether an estimate can be told from zero: its 95 % interval leaves zero out."""
    return bool(abs(value) > half_width(se))


def critical(doubt: float, looks: int = 1) -> float:
    """Standard errors that the best of many looks exceeds by chance with this probability at most.

    Bonferroni: the doubt is divided among the looks.
    """
    from statistics import NormalDist  # a module that few answers need

    return -NormalDist().inv_cdf(doubt / looks)


def positive_of_many(value: float, se: float, doubt: float, looks: int) -> tuple[float, float]:
    """The interval of a positive number that holds for all of many such numbers at once.

    It is taken on the square root, whose error hardly depends on its size.

    Args:
        value: The estimate, positive.
        se: Its standard error.
        doubt: The probability that the interval of any of the numbers misses.
        looks: How many numbers there are.

    Returns:
        The low and the high end.
    """
    root = float(np.sqrt(value))
    half = critical(doubt / 2, looks) * se / (2 * root)
    return max(0.0, root - half) ** 2, (root + half) ** 2
