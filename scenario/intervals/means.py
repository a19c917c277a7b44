"""Standard errors of means and of sums of estimates, and how far two samples may be apart."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenario.intervals.normal import Floats, Number
from scenario.intervals.replicates import variance_of_mean


def error_of_mean(sd: float, runs: int) -> float:
    """Standard error of the mean of so many runs with this standard deviation."""
    return float(sd / np.sqrt(runs))


def error_from_squares(mean: float, square: float, groups: int) -> float:
    """Standard error of a mean over runs, from the squares of independent groups of them.

    Args:
        mean: Over all runs.
        square: The squared sum of each group over its number of runs, added up and divided by the
            number of all runs (see `variance_of_mean`).
        groups: How many groups there are.
    """
    return float(np.sqrt(variance_of_mean(mean, square, groups)))


def error_of_clusters(values: Floats, clusters: NDArray[np.intp]) -> float:
    """Standard error of a mean over values of which those of one cluster hang together.

    That of a ratio of two sums over clusters, of values and of their number, by linearisation
    (Cochran 1977, "Sampling Techniques", 9A.2; Liang and Zeger 1986, Biometrika 73:13-22). How the
    values of one cluster hang together does not matter.

    Args:
        values: `float64[value]`.
        clusters: The number of the cluster of each, from 0, none left out; two at least.
    """
    sums = np.bincount(clusters, values - values.mean())
    count = len(sums)
    return float(np.sqrt(count / (count - 1) * (sums**2).sum()) / len(values))


def error_of_sum(covariance: Floats, weights: Floats | None = None) -> float:
    """Standard error of a (weighted) sum of estimates with this covariance."""
    variance = covariance.sum() if weights is None else weights @ covariance @ weights
    return float(np.sqrt(max(variance, 0.0)))


def error_of_gap(covariance: Floats, first: int, second: int) -> float:
    """Standard error of one estimate minus another of the same runs.

    Args:
        covariance: Of all estimates: `float64[estimate, estimate]`.
        first: The number of one estimate.
        second: The number of the other.
    """
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

    Args:
        differences: The difference in each of the runs that were kept: `float64[run]`.
        runs: How many runs the mean is over.
        of_truths: Whether these are differences of truths, each 1, 0 or -1.
    """
    spread = float(differences.var())
    if of_truths:
        spread = max(spread, 4 / (len(differences) + 4))
    return float(np.sqrt(spread / runs))


def reach(doubt: float, looks: int) -> float:
    """Standard errors that none of many gaps exceeds by chance, with this doubt at most.

    Nothing is taken for normal: counts (Hoeffding 1963, J. Amer. Statist. Assoc. 58:13-30) and
    self-normalised sums (Efron 1969, ibid. 64:1278-1302) go beyond `z` on either side with a chance
    of `2 exp(-z^2 / 2)` at most, however few they are or far their tails.
    """
    return float(np.sqrt(2 * np.log(2 * looks / doubt)))


def counts_apart(a: Number, b: Number, runs: int, beyond: float) -> Number:
    """How far hits in two independent samples may be apart, were both of the same probability.

    Those in one are drawn from all without replacement (Serfling 1974, Ann. Statist. 2:39-48).

    Args:
        a: Hits in the first sample.
        b: Hits in the second, in the shape of `a`.
        runs: Runs of each sample.
        beyond: Standard errors that may not be exceeded, as `reach` gives them.

    Returns:
        A number of hits, in the shape of `a`.
    """
    fewer = np.maximum(np.minimum(a + b, 2 * runs - a - b), 0)
    return beyond * np.sqrt(fewer * (1 - np.maximum(fewer - 1, 0) / (2 * runs)))


def means_apart(sd: Number, other_sd: Number, runs: int, beyond: float) -> Number:
    """How far means of two independent samples may be apart, were both of the same distribution.

    The mean square of the differences of their runs is that of both spreads and of the gap itself.

    Args:
        sd: Standard deviation of the first sample.
        other_sd: Standard deviation of the second, in the shape of `sd`.
        runs: Runs of each sample.
        beyond: Standard errors that may not be exceeded, as `reach` gives them.

    Returns:
        A distance, in the shape of `sd`; infinite where there are too few runs to tell.
    """
    free = runs - beyond**2
    return beyond * np.hypot(sd, other_sd) / np.sqrt(free) if free > 0 else np.inf + 0 * sd
