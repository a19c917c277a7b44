"""What one thing says of another: mutual information, likelihood ratios, value of information.

It knows counts and columns of numbers; what they stand for is the business of its callers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenario import intervals
from scenario.intervals import Weights

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
BINS = 20
"""Bins of a judgement; a straight line loses a four-hundredth of its variance in them."""
RESAMPLES = 400


def mutual_information(seen: Any, both: Any, runs: float, hits: float) -> Floats:
    """Bits that knowing whether a thing is seen says of being hit, element by element.

    Runs may be counted, or weigh from 0 to 1.

    Args:
        seen: In how many runs it is seen: a number or `[...]`.
        both: In how many runs it is seen that are hits, in the shape of `seen`.
        runs: All runs.
        hits: All hits.

    Returns:
        `float64` in the shape of `seen`, from 0 to 1.
    """
    cells = _cells(seen, both, runs, hits)
    bits: Floats = (cells * _logs(cells)).sum(axis=0)
    return bits


def information_of(seen: Weights, unseen: Weights) -> tuple[float, float]:
    """Mutual information in bits, and its standard error; hits are the part, runs the whole.

    The error is by the delta method, the spread over runs of the logarithm of the ratio.
    """
    runs, hits = seen.whole + unseen.whole, seen.part + unseen.part
    cells = _cells(seen.whole, seen.part, runs, hits)
    bits, logs = float((cells * _logs(cells)).sum()), _logs(cells)
    factors = [(hit - miss, miss - bits) for hit, miss in logs.reshape(2, 2)]
    return bits, intervals.error_of_weighted((seen, unseen), factors) / runs


def _cells(seen: Any, both: Any, runs: float, hits: float) -> Floats:
    """Shares of the four cells: seen or not, hit or not."""
    seen, both = np.asarray(seen, np.float64), np.asarray(both, np.float64)
    return np.array([both, seen - both, hits - both, runs - seen - hits + both]) / runs


def _logs(cells: Floats) -> Floats:
    """Binary logarithm of each cell's share over what independence would make it; 0 if empty."""
    a, b, c, d = cells
    apart = np.array([(a + b) * (a + c), (a + b) * (b + d), (c + d) * (a + c), (c + d) * (b + d)])
    ratio = np.divide(cells, apart, out=np.ones_like(cells), where=(cells > 0) & (apart > 0))
    logs: Floats = np.log2(ratio)
    return logs


def greatest_by_chance(
    seen: NDArray[np.bool_], hits: Floats, runs: Floats, tries: int, random: np.random.Generator
) -> Floats:
    """The most that any of many things seems to say of hits that are dealt out to runs anew.

    Each run is dealt what another one weighs and how much of that is a hit.

    The permutation distribution of the maximum (Westfall and Young 1993) allows for the number of
    looks and for how alike they are.

    Args:
        seen: Whether each thing is seen: `bool[thing, run]`.
        hits: `float64[run]`, from 0 to what the run weighs.
        runs: `float64[run]`, what each run weighs, from 0 to 1.
        tries: How often to deal.
        random: Deals.

    Returns:
        Bits: `float64[try]`.
    """
    dealt = np.array([random.permutation(len(hits)) for _ in range(tries)])
    flags = seen.astype(np.float64)
    bits = mutual_information(flags @ runs[dealt].T, flags @ hits[dealt].T, runs.sum(), hits.sum())
    greatest: Floats = bits.max(axis=0, initial=0.0)
    return greatest


@dataclass(frozen=True)
class Worth:
    """The expected value of knowing one judgement, under the Brier score, with its error."""

    value: float
    se: float
    above_chance: float
    """Standard errors of chance (had it said nothing) by which the raw value exceeds it."""


def worth_of(judgement: Floats, hits: Floats, random: np.random.Generator) -> Worth:
    """By how much knowing a judgement would improve the expected Brier score of a forecast.

    That is the expected value of partial perfect information for a probability under the quadratic
    score: `E[E[Y|X]^2] - p^2`, the variance of the probability given the judgement. It is computed
    from one sample of runs by smoothing hits over the judgement (Strong, Oakley and Brennan 2014,
    Medical Decision Making 34:311-326), here in bins of equal numbers, less what bins would show
    by chance alone.

    Args:
        judgement: `[run]`.
        hits: `[run]`, the chance of a hit, which is 0 or 1 where outcomes are drawn.
        random: Draws the shares of other samples.
    """
    bins, p = _binned(judgement, hits), hits.mean()
    count, each = bins.whole, intervals.effective_runs(bins)
    alike = count * (intervals.effective_runs(Weights.of(hits)) / len(hits))
    noise = np.maximum(bins.part_part / count - bins.p**2, 0.0)
    value = float(_between(count, bins.p, noise))
    again = _resampled(count, bins.p, each, random)
    idle = _resampled(count, p, alike, random)
    spread = float(idle.std()) or 1.0
    return Worth(value, intervals.error_of_samples(again), (value - float(idle.mean())) / spread)


def _resampled(count: Floats, p: Any, size: Floats, random: np.random.Generator) -> Floats:
    """Variances between bins whose shares are drawn anew, of `size` runs that say yes or no."""
    whole = np.rint(size).astype(np.int64)
    drawn = random.binomial(whole, p, (RESAMPLES, len(count))) / whole
    return _between(count, drawn, drawn * (1 - drawn) * count / whole)


def _binned(judgement: Floats, hits: Floats) -> Weights:
    """Runs and hits in each bin."""
    cuts = np.unique(judgement)[:-1]
    if len(cuts) >= BINS:
        cuts = np.unique(np.quantile(judgement, np.linspace(0, 1, BINS + 1)[1:-1]))
    code = np.searchsorted(cuts, judgement)
    count = np.bincount(code, minlength=len(cuts) + 1).astype(np.float64)
    good = np.bincount(code, hits, minlength=len(cuts) + 1)[count > 0]
    squares = np.bincount(code, hits * hits, minlength=len(cuts) + 1)[count > 0]
    count = count[count > 0]
    return Weights(count, good, count, squares, good, count)


def _between(count: Floats, p: Floats, noise: Floats) -> Floats:
    """Variance between bins less the part that is noise within them; last axis: bins.

    Args:
        count: Runs of each bin.
        p: Their share of hits.
        noise: The variance of a hit within the bin.
    """
    runs = count.sum()
    mean = (count * p).sum(axis=-1, keepdims=True) / runs
    between = (count * (p - mean) ** 2).sum(axis=-1) / runs
    within = (count * noise).sum(axis=-1) / max(1, runs - len(count))
    found: Floats = between - within * (len(count) - 1) / runs
    return found
