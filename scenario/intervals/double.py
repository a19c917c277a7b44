"""Double sampling: what few runs say of the parts of a total, and many runs of the total alone."""

from __future__ import annotations

import numpy as np

from scenario.intervals.normal import Floats

ROUNDED = 1e-12
"""Share of a total below which its error may be nothing but rounding."""


def carried_over(
    parts: Floats, covariance: Floats, total: float, error: float
) -> tuple[Floats, Floats] | None:
    """Mean parts over the first runs, made parts of the total over all runs; and their errors.

    Regression estimator in double sampling (Cochran 1977, Sampling Techniques, section 12.6). As
    parts add up to their total, the slopes on it add up to one, and so the parts to the total of
    all runs. What a slope leaves of a part's variance is that of the first runs; the rest shrinks
    as the error of the total does.

    Args:
        parts: Mean parts, of the first runs.
        covariance: Of these means.
        total: Mean total, of all runs.
        error: Its standard error.

    Returns:
        None where the total is the same in all of the first runs, which then tell no slope.
    """
    with_total = covariance.sum(axis=1)
    variance = with_total.sum()
    if variance <= (ROUNDED * np.abs(parts).max()) ** 2:
        return None
    slopes = with_total / variance
    left = np.maximum(np.diag(covariance) - slopes * with_total, 0.0)
    errors = np.sqrt(left + (slopes * error) ** 2)
    return parts + slopes * (total - parts.sum()), errors
