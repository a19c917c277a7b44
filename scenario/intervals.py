"""Every standard error and every interval of the package, and the constants they rest on.

It is arithmetic on counts, means and samples; what they were counted for is not known here. All
intervals are of 95 %, but for the spread of judgements, which goes from a 5th to a 95th percentile.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
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
ENDS_95 = (0.025, 0.975)
"""Shares of a sample that lie below the ends of a 95 % interval."""
JUDGED = (0.05, 0.95)
"""Shares of the draws of judgements that lie below the ends of a judgement range."""
FEW = (0.05129329438755058, 0.35536151074520195, 0.8176914469204306)
"""Means at which a Poisson count reaches 1, 2 and 3 one time in twenty: chi2(0.05; 2k) / 2."""
HALVINGS = 50
ROUNDED = 1e-13
"""Share of a mean's square below which a variance may be nothing but rounding."""


# ------------------------------------------------------------------------------------- normal


def half_width(se: Number) -> Number:
    """Half of the 95 % interval of an estimate with a standard error."""
    return Z_INTERVAL_95 * se


def around(value: Number, se: Number) -> tuple[Number, Number]:
    """The 95 % interval of an estimate that is normal about the truth."""
    half = half_width(se)
    return value - half, value + half


def share_around(share: float, se: float) -> tuple[float, float]:
    """The same for a share, kept between 0 and 1."""
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
    """The interval of a positive number that holds, with this doubt, for all of many looks.

    It is taken on the square root, whose error hardly depends on its size.
    """
    root = float(np.sqrt(value))
    half = critical(doubt / 2, looks) * se / (2 * root)
    return max(0.0, root - half) ** 2, (root + half) ** 2


# ------------------------------------------------------------------------------------- shares


def shares(
    hits: NDArray[np.integer] | Floats, runs: int, *, sure_start: bool = False
) -> tuple[Floats, Floats, Floats, Floats]:
    """Share, standard error and 95 % interval for counts of hits in runs (element by element).

    With `sure_start` the first step is given, not estimated: its error is zero.

    The interval is Wilson's (1927), which never has zero width, with the low ends for one to three
    hits, and the high ends for one to three misses, of Brown, Cai and DasGupta (2001, Statistical
    Science 16:101-133), without which rare events are covered less than they should. The standard
    error is that of the share after adding two hits and two misses (Agresti and Coull 1998), so
    that none seen in N runs is not taken for impossible.
    """
    hits = np.asarray(hits, dtype=np.float64)
    p = hits / runs
    shifted = (hits + 2) / (runs + 4)
    se = np.sqrt(shifted * (1 - shifted) / (runs + 4))
    low, high = _wilson(p, runs)
    low, high = np.where(hits == 0, 0.0, low), np.where(hits == runs, 1.0, high)
    for few, mean in enumerate(FEW if runs > 50 else FEW[:2], start=1):
        low = np.where(hits == few, np.minimum(low, mean / runs), low)
        high = np.where(runs - hits == few, np.maximum(high, 1 - mean / runs), high)
    if sure_start:
        se[0], low[0], high[0] = 0.0, p[0], p[0]
    return p, se, low, high


def probabilities(
    sums: Floats, squares: Floats, runs: int, *, certain: bool = False, sure_start: bool = False
) -> tuple[Floats, Floats, Floats, Floats]:
    """Mean, standard error and 95 % interval of a probability that each run carries.

    The interval is Wilson's for as many runs as would have the same standard error if each could
    only say yes or no (the effective sample size of Kish 1965, "Survey Sampling", 8.2). Where no
    run is seen to differ from another, both are those of `shares`, for others might; but where
    none can (`certain`), the probability is exact.

    Args:
        sums: Sums over runs of the probability, element by element.
        squares: Sums of its squares.
        runs: How many runs.
        certain: Whether no run can differ from another.
        sure_start: Whether the first step is given.
    """
    p = np.minimum(sums / runs, 1.0)
    if certain:
        return p, np.zeros(p.shape), p, p
    _, se, low, high = shares(sums, runs)
    spread, most = squares / runs - p**2, p * (1 - p)
    varies = (spread > ROUNDED * p**2) & (most > 0)
    variance = np.where(varies, spread, 1.0) / max(1, runs - 1)
    ends = _wilson(p, np.where(varies, most, 1.0) / variance)
    se = np.where(varies, np.sqrt(variance), se)
    low, high = np.where(varies, ends[0], low), np.where(varies, ends[1], high)
    if sure_start:
        se[0], low[0], high[0] = 0.0, p[0], p[0]
    return p, se, low, high


def _wilson(p: Floats, runs: Number) -> tuple[Floats, Floats]:
    """Wilson's interval (1927) of a share of so many runs."""
    square = Z_INTERVAL_95**2
    centre = (p + square / (2 * runs)) / (1 + square / runs)
    spread = np.sqrt(p * (1 - p) / runs + square / (4 * runs**2))
    half = Z_INTERVAL_95 / (1 + square / runs) * spread
    return np.maximum(centre - half, 0.0), np.minimum(centre + half, 1.0)


def unseen(runs: int) -> float:
    """The most that a share can be (95 %) where none was seen in so many runs: rule of three."""
    return 3 / runs


def ratio_ends(a: int, hits: int, b: int, misses: int) -> tuple[float, float]:
    """The 95 % interval of a likelihood ratio `(a / hits) / (b / misses)`.

    On its logarithm (Simel, Samsa and Matchar 1991, J. Clin. Epidemiol. 44:763-770).

    Args:
        a: Of the hits, how many were seen.
        hits: All of them.
        b: Of the misses, how many were seen.
        misses: All of them.
    """
    if not (a and b):
        return (0.0, float("inf")) if not a else (1.0, float("inf"))
    ratio = a / hits / (b / misses)
    half = half_width(float(np.sqrt(max(1 / a - 1 / hits + 1 / b - 1 / misses, 0.0))))
    factor = float(np.exp(half))
    return ratio / factor, ratio * factor


# -------------------------------------------------------------------- standard errors of means


def error_of_mean(sd: float, runs: int) -> float:
    """Standard error of the mean of so many runs with this standard deviation."""
    return float(sd / np.sqrt(runs))


def error_from_squares(mean: float, square: float, runs: int) -> float:
    """The same from the mean of the values and that of their squares."""
    return float(np.sqrt(max(square - mean**2, 0.0) / max(1, runs - 1)))


def error_of_weighted(weights: Floats, values: Floats, runs: int) -> Floats:
    """Standard error of a mean of values that come in these shares of the runs; first axis: values.

    Where the values are derivatives of a function of the shares, it is that of the function (delta
    method).
    """
    mean = (weights * values).sum(axis=0)
    spread = (weights * values**2).sum(axis=0) - mean**2
    error: Floats = np.sqrt(np.maximum(spread, 0) / runs)
    return error


def error_of_sum(covariance: Floats, weights: Floats | None = None) -> float:
    """Standard error of a (weighted) sum of estimates with this covariance."""
    variance = covariance.sum() if weights is None else weights @ covariance @ weights
    return float(np.sqrt(max(variance, 0.0)))


def error_of_gap(covariance: Floats, first: int, second: int) -> float:
    """Standard error of one estimate minus another of the same runs."""
    variance = covariance[first, first] + covariance[second, second] - 2 * covariance[first, second]
    return float(np.sqrt(max(variance, 0.0)))


def error_between(a: Floats, b: Floats) -> float | None:
    """Standard error of the difference of the means of two groups of runs; None for single runs."""
    if min(len(a), len(b)) < 2:
        return None
    return float(np.sqrt(sum(group.var(ddof=1) / len(group) for group in (a, b))))


def error_of_pairs(differences: Floats, runs: int, *, of_truths: bool) -> float:
    """Standard error of a mean difference over `runs`, of which these are some.

    Between truths it is that after adding two runs that differ in each direction, so that none
    seen to differ is not taken for impossible.
    """
    spread = float(differences.var())
    if of_truths:
        spread = max(spread, 4 / (len(differences) + 4))
    return float(np.sqrt(spread / runs))


# ----------------------------------------------------------------------------------- samples


def resampled(rows: int, seed: int, times: int) -> Floats:
    """Bootstrap weights `[resample, row]`, each line adding up to one (Efron 1979)."""
    counts = np.random.default_rng(seed).multinomial(rows, np.full(rows, 1 / rows), times)
    return np.asarray(counts / rows)


def ends(samples: Floats) -> Floats:
    """The 95 % interval of what was computed from resamples (first axis): low and high."""
    return np.asarray(np.quantile(samples, ENDS_95, axis=0))


def error_of_samples(samples: Floats) -> float:
    """Standard error of what was computed from resamples."""
    return float(samples.std())


def jackknife(estimate: Callable[[Sequence[int]], float], blocks: int) -> tuple[float, float]:
    """The estimate from all blocks and its error from leaving each out (Quenouille, Tukey)."""
    every = range(blocks)
    left_out = np.array([estimate([i for i in every if i != out]) for out in every])
    variance = (blocks - 1) / blocks * ((left_out - left_out.mean()) ** 2).sum()
    return estimate(every), float(np.sqrt(variance))


# ------------------------------------------------------------------------------- two samples


def reach(doubt: float, looks: int) -> float:
    """Standard errors that none of many gaps exceeds by chance, with this doubt at most.

    Nothing is taken for normal: counts (Hoeffding 1963, J. Amer. Statist. Assoc. 58:13-30) and
    self-normalised sums (Efron 1969, ibid. 64:1278-1302) go beyond `z` on either side with a chance
    of `2 exp(-z^2 / 2)` at most, however few they are or far their tails.
    """
    return float(np.sqrt(2 * np.log(2 * looks / doubt)))


def counts_apart(a: Number, b: Number, runs: int, beyond: float) -> Number:
    """How far hits in two independent samples of so many runs may be apart (`beyond`: as `reach`).

    Those in one are drawn from all without replacement (Serfling 1974, Ann. Statist. 2:39-48).
    """
    fewer = np.maximum(np.minimum(a + b, 2 * runs - a - b), 0)
    return beyond * np.sqrt(fewer * (1 - np.maximum(fewer - 1, 0) / (2 * runs)))


def means_apart(sd: Number, other_sd: Number, runs: int, beyond: float) -> Number:
    """How far means of two independent samples of so many runs may be apart (`beyond`: as `reach`).

    The mean square of the differences of their runs is that of both spreads and of the gap itself.
    """
    free = runs - beyond**2
    return beyond * np.hypot(sd, other_sd) / np.sqrt(free) if free > 0 else np.inf + 0 * sd


# ------------------------------------------------------------------------------------- paired


@dataclass(frozen=True)
class Differences:
    """Estimated differences of probabilities, element by element."""

    difference: Floats
    se: Floats
    low: Floats
    high: Floats
    fewer: Floats
    """How many times fewer runs pairing takes for the same error (infinite where se is 0)."""

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
    """
    gained, lost = np.asarray(b - both, float), np.asarray(a - both, float)
    difference = (gained - lost) / runs
    se = error_of_paired(gained, lost, runs)
    low = _limit(gained, lost, runs, Z_INTERVAL_95)
    high = -_limit(lost, gained, runs, Z_INTERVAL_95)
    each = np.asarray(a, float) / runs, np.asarray(b, float) / runs
    apart = sum(p * (1 - p) / runs for p in each)
    with np.errstate(divide="ignore", invalid="ignore"):
        fewer = np.where(se > 0, apart / se**2, np.inf)
    return Differences(difference, se, low, high, fewer)


def _limit(gained: Floats, lost: Floats, runs: int, z: float) -> Floats:
    """The least difference that lies at most `z` standard errors below what was found."""
    least, most = np.full(gained.shape, -1.0), (gained - lost) / runs
    for _ in range(HALVINGS):
        middle = (least + most) / 2
        far = _score(middle, gained, lost, runs) > z
        least, most = np.where(far, middle, least), np.where(far, most, middle)
    return most


def _score(difference: Floats, gained: Floats, lost: Floats, runs: int) -> Floats:
    """How many standard errors what was found lies above a difference, were that the true one.

    The error rests on the share of runs hit in A alone that is likeliest given the difference, the
    larger root of `2 n q^2 + B q + C`.
    """
    linear = (2 * runs - gained + lost) * difference - gained - lost
    last = -lost * difference * (1 - difference)
    alone = (np.sqrt(np.maximum(linear**2 - 8 * runs * last, 0.0)) - linear) / (4 * runs)
    variance = runs * (2 * alone + difference * (1 - difference))
    with np.errstate(divide="ignore", invalid="ignore"):
        found = (gained - lost - runs * difference) / np.sqrt(np.maximum(variance, 0.0))
    return np.where(np.isnan(found), 0.0, found)


def error_of_paired(gained: Floats, lost: Floats, runs: float) -> Floats:
    """Standard error of a difference from the runs hit in one alone, and in the other alone."""
    spread = gained + lost - (gained - lost) ** 2 / runs
    return np.asarray(np.sqrt(np.maximum(spread, 0.0)) / runs)


def paired_range(a: Counts, b: Counts, both: Counts, runs: int) -> Floats:
    """5th and 95th percentile, over draws of the judgements, of the difference given the draw.

    The draws are shared, so a judgement that acts alike in both scenarios does not widen it. The
    differences of single draws are shrunk by the noise of so few paired runs, and the ends moved
    apart by the sampling error of their mean, so that a small difference has no narrower range
    than the runs can tell.

    Args:
        a: `[step, draw, state]`, hits of the first scenario among the `runs` runs of each draw.
        b: Hits of the other one.
        both: Runs hit in both.
        runs: Runs of each draw.

    Returns:
        `[step, state, 2]`.
    """
    first, second, joint = (x.astype(np.float64) / runs for x in (a, b, both))
    apart = second - first
    noise = (second + first - 2 * joint - apart**2).mean(axis=1) / (runs - 1)
    mean, variance = apart.mean(axis=1), apart.var(axis=1, ddof=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        kept = np.sqrt(np.clip(1 - noise / variance, 0.0, 1.0))
    kept = np.where(variance > 0, kept, 0.0)
    points = np.quantile(apart, JUDGED, axis=1)
    unsure = half_width(np.sqrt(variance / apart.shape[1])) * np.array([-1.0, 1.0])[:, None, None]
    return np.moveaxis(np.clip(mean + kept * (points - mean) + unsure, -1.0, 1.0), 0, -1)
