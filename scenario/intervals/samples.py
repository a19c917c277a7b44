"""Errors from resamples, from leaving parts of a sample out, and from double sampling."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from scenario.intervals.normal import ENDS_95, Floats

ROUNDED = 1e-12
"""Share of a total below which its error may be nothing but rounding."""


def resampled(rows: int, seed: int, times: int) -> Floats:
    """Bootstrap weights of rows (Efron 1979).

    Args:
        rows: How many rows there are.
        seed: The seed of the resamples.
        times: How many resamples to draw.

    Returns:
        `float64[resample, row]`: the share of each row in a resample; a resample adds up to 1.
    """
    counts = np.random.default_rng(seed).multinomial(rows, np.full(rows, 1 / rows), times)
    return np.asarray(counts / rows)


def quantiles(samples: Floats, shares: Sequence[float], axis: int) -> Floats:
    """Quantiles on straight lines between neighbours (type 7 of Hyndman and Fan 1996).

    They are those of `numpy.quantile`, bit for bit, which first loads all that NumPy knows of
    masked arrays; that takes longer than the quantiles of a study.

    Args:
        samples: At least one along the axis, all of them numbers.
        shares: From 0 to 1.
        axis: Which of the axes goes over the samples.

    Returns:
        `[share, ...]`, the axis left out.
    """
    places = np.asarray(shares) * (samples.shape[axis] - 1)
    below = np.floor(places).astype(np.intp)
    above = np.minimum(below + 1, samples.shape[axis] - 1)
    ordered = np.partition(np.moveaxis(samples, axis, 0), sorted({*below, *above}), axis=0)
    low, high = ordered[below], ordered[above]
    part = (places - below).reshape(-1, *[1] * (samples.ndim - 1))
    near_low, near_high = low + (high - low) * part, high - (high - low) * (1 - part)
    return np.asarray(np.where(part < 0.5, near_low, near_high))


def ends(samples: Floats) -> Floats:
    """The 95 % interval of what was computed from resamples (first axis): low and high."""
    return quantiles(samples, ENDS_95, axis=0)


def error_of_samples(samples: Floats) -> float:
    """Standard error of what was computed from resamples."""
    return float(samples.std())


def jackknife(estimate: Callable[[Sequence[int]], float], blocks: int) -> tuple[float, float]:
    """The estimate from all blocks and its error from leaving each out (Quenouille, Tukey)."""
    every = range(blocks)
    left_out = np.array([estimate([i for i in every if i != out]) for out in every])
    variance = (blocks - 1) / blocks * ((left_out - left_out.mean()) ** 2).sum()
    return estimate(every), float(np.sqrt(variance))


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
