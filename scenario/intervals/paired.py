"""Differences of two scenarios on the same runs: errors, intervals, and their judgement range."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scenario.intervals.gaps import range_of_gaps
from scenario.intervals.mixture import Curve
from scenario.intervals.normal import (
    JUDGED,
    Z_INTERVAL_95,
    Counts,
    Floats,
    half_width,
    reach_of_few,
    widened,
)
from scenario.intervals.replicates import variance_of_mean
from scenario.intervals.samples import quantiles

HALVINGS = 50
ROUNDED = 1e-9
"""Share of a difference below which its error may be nothing but rounding."""


@dataclass(frozen=True)
class Differences:
    """Estimated differences of probabilities, element by element."""

    difference: Floats
    se: Floats
    low: Floats
    high: Floats
    fewer: Floats
    """How many times fewer runs pairing takes for the same error (infinite where se is 0)."""

    def widened(self, rare: float) -> Differences:
        """Where this share of runs may be unlike all that were seen (see `unseen`)."""
        low, high = np.maximum(self.low - rare, -1.0), np.minimum(self.high + rare, 1.0)
        return replace(self, low=low, high=high)

    @property
    def shown(self) -> NDArray[np.bool_]:
        """Whether the runs show a difference at all: its interval leaves out zero."""
        return (self.low > 0) | (self.high < 0)


def differences(a: Counts, b: Counts, both: Counts, runs: int) -> Differences:
    """B minus A from hits in each and in both, on the same runs.

    With `n01` runs hit in B alone and `n10` in A alone, the difference is `(n01 - n10) / n` and
    its variance `(n01 + n10 - (n01 - n10)^2 / n) / n^2` (McNemar 1947). The interval holds the
    differences that a score test would not reject (Tango 1998, Statist. Med. 17:891-908); it has
    width even where no run differs: then the runs show no difference, and cannot show there is
    none.

    Args:
        a: Runs hit in A: `int[...]`.
        b: Runs hit in B, in the shape of `a`.
        both: Runs hit in both, in the shape of `a`.
        runs: How many runs there are.

    Returns:
        Differences between -1 and 1, element by element in the shape of `a`.
    """
    gained, lost = np.asarray(b - both, float), np.asarray(a - both, float)
    difference = (gained - lost) / runs
    se = error_of_paired(gained, lost, runs)
    low, high = _limits(gained, lost, runs, Z_INTERVAL_95)
    each = np.asarray(a, float) / runs, np.asarray(b, float) / runs
    apart = sum(p * (1 - p) / runs for p in each)
    fewer = np.where(gained + lost > 0, apart / se**2, np.inf)
    return Differences(difference, se, low, high, fewer)


def differences_carried(
    sums: Floats, squares: Floats, apart: Floats, runs: int, groups: int
) -> Differences:
    """B minus A from probabilities that each run carries in both scenarios.

    Args:
        sums: Sums over runs of the probability in A and in B: `[2, ...]`.
        squares: Squared sums of groups of runs over their runs, added up: `[2, ...]`.
        apart: The same of the difference.
        runs: How many runs.
        groups: Of how many independent groups (see `variance_of_mean`).
    """
    difference = (sums[1] - sums[0]) / runs
    se = np.sqrt(variance_of_mean(difference, apart / runs, groups))
    alike = se <= ROUNDED * np.abs(difference)
    se = np.where(alike, error_if_alike(runs), se)
    half = np.where(alike, half_width(se), reach_of_few(groups) * se)
    low, high = difference - half, difference + half
    alone = variance_of_mean(sums / runs, squares / runs, groups).sum(axis=0)
    fewer = np.where(alike, np.inf, alone / se**2)
    return Differences(difference, se, np.maximum(low, -1.0), np.minimum(high, 1.0), fewer)


def error_if_alike(runs: float) -> float:
    """Standard error of a difference that no run shows: after adding two that do, either way."""
    return float(np.sqrt(4 / (runs + 4) / runs))


def error_allowing(se: float, alike: float, rare: float) -> float:
    """Standard error of a difference, allowing for what runs do not show.

    Args:
        se: As the runs show it; zero where no run is seen to differ.
        alike: Then it is this at least (see `error_if_alike`).
        rare: The share of runs that may be unlike all seen (see `unseen`).
    """
    return float(widened(se, rare) if se else max(alike, widened(0.0, rare)))


def _limits(gained: Floats, lost: Floats, runs: int, z: float) -> tuple[Floats, Floats]:
    """The differences that lie at most `z` standard errors from what was found, either way.

    The upper one is the lower one of the scenarios in the other order, so both are halved together.
    """
    each, other = np.stack([gained, lost]), np.stack([lost, gained])
    least, most = np.full(each.shape, -1.0), (each - other) / runs
    with np.errstate(divide="ignore", invalid="ignore"):  # where nothing differs there is no score
        for _ in range(HALVINGS):
            middle = (least + most) / 2
            far = _score(middle, each, other, runs) > z
            least, most = np.where(far, middle, least), np.where(far, most, middle)
    return most[0], -most[1]


def _score(difference: Floats, gained: Floats, lost: Floats, runs: int) -> Floats:
    """How many standard errors what was found lies above a difference, were that the true one.

    The error rests on the share of runs hit in A alone that is likeliest given the difference, the
    larger root of `2 n q^2 + B q + C`. It is not a number where there is neither.
    """
    linear = (2 * runs - gained + lost) * difference - gained - lost
    last = -lost * difference * (1 - difference)
    alone = (np.sqrt(np.maximum(linear**2 - 8 * runs * last, 0.0)) - linear) / (4 * runs)
    variance = runs * (2 * alone + difference * (1 - difference))
    return (gained - lost - runs * difference) / np.sqrt(np.maximum(variance, 0.0))


def error_of_paired(gained: Floats, lost: Floats, runs: float) -> Floats:
    """Standard error of a difference of shares on the same runs (McNemar 1947).

    Where all runs say the same, it is that of two more runs which differ, either way.

    Args:
        gained: Runs hit in the second scenario alone: `float64[...]`.
        lost: Runs hit in the first alone, in the shape of `gained`.
        runs: How many runs there are.

    Returns:
        `float64` in the shape of `gained`, never 0.
    """
    spread = gained + lost - (gained - lost) ** 2 / runs
    found = np.sqrt(np.maximum(spread, 0.0)) / runs
    return np.asarray(np.where(found > 0, found, error_if_alike(runs)))  # others may differ


def paired_range(a: Counts, b: Counts, both: Counts, runs: int) -> Floats:
    """5th and 95th percentile, over draws of the judgements, of the difference given the draw.

    The draws are shared, so a judgement that acts alike in both scenarios does not widen it. The
    spread of differences is fitted to counts of paired runs (`gaps.range_of_gaps`), so that it is
    skewed, ends or falls into camps where they do.

    Args:
        a: `[step, draw, state]`, hits of the first scenario among the `runs` runs of each draw.
        b: Hits of the other one.
        both: Runs hit in both.
        runs: Runs of each draw.

    Returns:
        `[step, state, 2]`.
    """
    steps, draws, states = a.shape
    joint = np.asarray(both, np.int64)
    lost, gained = (
        np.moveaxis(np.asarray(hits, np.int64) - joint, 1, 2).reshape(-1, draws) for hits in (a, b)
    )
    return range_of_gaps(lost, gained, runs).reshape(steps, states, 2)


def mean_range(means: Floats, noise: Floats) -> Floats:
    """As `carried_range`, of amounts whose noise may be most of what sets the means apart.

    Where means that are all of one truth would be as far apart once in forty times (a chi-square
    law, taken as normal), nothing is shown: both ends are their mean.

    Args:
        means: `float64[step, draw, amount]`.
        noise: The variance of the noise of each mean.

    Returns:
        The low and the high end: `float64[step, amount, 2]`.
    """
    draws, centre = means.shape[1], means.mean(axis=1)
    chance = noise.mean(axis=1) * (1 + Z_INTERVAL_95 * np.sqrt(2 / max(1, draws - 1)))
    shown = (means.var(axis=1, ddof=1) > chance)[..., None]
    return np.where(shown, carried_range(means, noise), centre[..., None])


def carried_range(means: Floats, noise: Floats) -> Floats:
    """5th and 95th percentile, over draws of the judgements, from the mean of each draw.

    The means are differences, or probabilities, that runs carry, and no counts: they spread little
    about the truth given the draw, and their noise can be measured. Their percentiles are shrunk
    about their mean by `sqrt(1 - noise / variance)`, which leaves the variance that the truths
    have. It keeps the shape of the means, so it is right as far as the noise is a small part of
    their variance or alike in shape; without noise the percentiles are those of the means.

    Args:
        means: `float64[step, draw, state]`.
        noise: The variance of the noise of each mean, or `float64[step, state]` for its average
            over draws.

    Returns:
        The low and the high end: `float64[step, state, 2]`.
    """
    centre, kept = _shrinking(means, noise)
    ends = quantiles(means, JUDGED, axis=1)
    return np.asarray(np.moveaxis(centre + kept * (ends - centre), 0, -1))


def carried_curve(means: Floats, noise: Floats) -> Curve:
    """The distribution whose percentiles `carried_range` tells.

    Args:
        means: Of one state at one step: `float64[draw]`.
        noise: The variance of the noise of each.
    """
    centre, kept = _shrinking(means[None, :, None], noise[None, :, None])
    return Curve.of_samples(centre[0, 0] + kept[0, 0] * (means - centre[0, 0]))


def _shrinking(means: Floats, noise: Floats) -> tuple[Floats, Floats]:
    """The mean over draws, and how far each draw keeps from it without noise: `[step, state]`."""
    average = noise.mean(axis=1) if noise.ndim == means.ndim else noise
    centre, variance = means.mean(axis=1), means.var(axis=1, ddof=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        kept = np.sqrt(np.clip(1 - average / variance, 0.0, 1.0))
    return centre, np.where(variance > 0, kept, 0.0)
