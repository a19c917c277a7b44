"""What one thing says of another: mutual information, likelihood ratios, value of information.

It knows counts and columns of numbers; what they stand for is the business of its callers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenario import intervals

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
BINS = 20
"""Bins of a judgement; a straight line loses a four-hundredth of its variance in them."""
RESAMPLES = 400


def number(flags: Flags) -> int:
    """How many are true."""
    return int(np.count_nonzero(flags))


def mutual_information(seen: Any, both: Any, runs: int, hits: int) -> Floats:
    """Bits that knowing whether a thing is seen says of being hit, element by element.

    Args:
        seen: In how many runs it is seen.
        both: In how many runs it is seen that are hits.
        runs: All runs.
        hits: All hits.
    """
    cells = _cells(seen, both, runs, hits)
    told: Floats = (cells * _logs(cells)).sum(axis=0)
    return told


def information_error(seen: Any, both: Any, runs: int, hits: int) -> Floats:
    """Standard error of that, by the delta method: the spread of the log ratio over runs."""
    cells = _cells(seen, both, runs, hits)
    return intervals.error_of_weighted(cells, _logs(cells), runs)


def _cells(seen: Any, both: Any, runs: int, hits: int) -> Floats:
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
    seen: NDArray[np.bool_], hits: Flags, tries: int, random: np.random.Generator
) -> Floats:
    """The most that any of many things seems to say of hits dealt out anew: `[try]`.

    The permutation distribution of the maximum (Westfall and Young 1993) allows for the number of
    looks and for how alike they are.

    Args:
        seen: `[thing, run]`.
        hits: `[run]`.
        tries: How often to deal.
        random: Deals.
    """
    dealt = np.array([random.permutation(hits) for _ in range(tries)], np.float32)
    both = seen.astype(np.float32) @ dealt.T
    count = np.count_nonzero(seen, axis=1)[:, None]
    told = mutual_information(np.broadcast_to(count, both.shape), both, len(hits), number(hits))
    greatest: Floats = told.max(axis=0, initial=0.0)
    return greatest


@dataclass(frozen=True)
class Worth:
    """The expected value of knowing one judgement, under the Brier score, with its error."""

    value: float
    se: float
    above_chance: float
    """Standard errors of chance (had it said nothing) by which the raw value exceeds it."""


def worth_of(judgement: Floats, hits: Flags, random: np.random.Generator) -> Worth:
    """By how much knowing a judgement would improve the expected Brier score of a forecast.

    That is the expected value of partial perfect information for a probability under the quadratic
    score: `E[E[Y|X]^2] - p^2`, the variance of the probability given the judgement. It is computed
    from one sample of runs by smoothing hits over the judgement (Strong, Oakley and Brennan 2014,
    Medical Decision Making 34:311-326), here in bins of equal numbers, less what bins would show
    by chance alone.
    """
    count, good = _binned(judgement, hits)
    value = float(_between(count, good))
    again = random.binomial(count, good / count, (RESAMPLES, len(count)))
    p = hits.mean()
    idle = _between(count, random.binomial(count, p, (RESAMPLES, len(count))))
    spread = float(idle.std()) or 1.0
    return Worth(
        value,
        intervals.error_of_samples(_between(count, again)),
        (value - float(idle.mean())) / spread,
    )


def _binned(judgement: Floats, hits: Flags) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Runs and hits in each bin."""
    cuts = np.unique(judgement)[:-1]
    if len(cuts) >= BINS:
        cuts = np.unique(np.quantile(judgement, np.linspace(0, 1, BINS + 1)[1:-1]))
    code = np.searchsorted(cuts, judgement)
    count = np.bincount(code, minlength=len(cuts) + 1)
    good = np.bincount(code[hits], minlength=len(cuts) + 1)
    return count[count > 0], good[count > 0]


def _between(count: NDArray[np.int64], good: NDArray[np.int64]) -> Floats:
    """Variance between bins less the part that is noise within them; last axis: bins."""
    runs = count.sum()
    p = good / count
    mean = good.sum(axis=-1, keepdims=True) / runs
    between = (count * (p - mean) ** 2).sum(axis=-1) / runs
    within = (count * p * (1 - p)).sum(axis=-1) / max(1, runs - len(count))
    found: Floats = between - within * (len(count) - 1) / runs
    return found
