"""Errors and intervals of shares of runs, and of probabilities that runs carry."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenario.intervals.normal import (
    Z_INTERVAL_95,
    Z_PERCENTILE_95,
    Counts,
    Floats,
    Number,
    half_width,
    reach_of_few,
)
from scenario.intervals.replicates import Grouped

FEW = (0.05129329438755058, 0.35536151074520195, 0.8176914469204306)
"""Means at which a Poisson count reaches 1, 2 and 3 one time in twenty: chi2(0.05; 2k) / 2."""
RARE = 8
"""In so few runs what happens is rare: their spread does not show what it does."""
SHOWN_SKEW = 2.0
"""How many times more skewed a mean is than its runs show, where it has a long tail."""
ROUNDED = 1e-13
"""Share of a mean's square below which a variance may be nothing but rounding."""


def shares(
    hits: NDArray[np.integer] | Floats, runs: float, *, given: NDArray[np.bool_] | None = None
) -> tuple[Floats, Floats, Floats, Floats]:
    """Share, standard error and 95 % interval for counts of hits in runs.

    The interval is Wilson's (1927), which never has zero width, with the low ends for one to three
    hits, and the high ends for one to three misses, of Brown, Cai and DasGupta (2001, Statistical
    Science 16:101-133), without which rare events are covered less than they should. The standard
    error is that of the share after adding two hits and two misses (Agresti and Coull 1998), so
    that none seen in N runs is not taken for impossible.

    Args:
        hits: How many runs are hit: `[...]`, each from 0 to `runs`.
        runs: How many runs there are.
        given: Where a share is no estimate, so that its error is 0; in the shape of `hits`.

    Returns:
        Four arrays in the shape of `hits`: share, standard error, low and high end, from 0 to 1.
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
    if given is not None:
        se[given], low[given], high[given] = 0.0, p[given], p[given]
    return p, se, low, high


def unseen(hits: NDArray[np.integer] | Floats, runs: int) -> Floats:
    """How much larger than in these runs the share may be of those in which something rare happens.

    The upper end of the 95 % interval of a Poisson mean (Wilson and Hilferty 1931, Proc. Natl.
    Acad. Sci. 17:684-688), less the hits. Other runs may be unlike all that were seen, whatever
    these say of their own spread.

    Args:
        hits: `[step, thing]`, runs in which each of some things has happened; those in no more than
            `RARE` runs at the last step are rare, and are taken together.
        runs: How many runs.

    Returns:
        `[step]`, zero where nothing is rare.
    """
    rare = hits[:, hits[-1] <= RARE]
    if not rare.shape[1]:
        return np.zeros(len(hits))
    together = rare.sum(axis=1, dtype=float)
    mean = together + 1.0
    upper = mean * _cube(1 - 1 / (9 * mean) + Z_INTERVAL_95 / (3 * np.sqrt(mean)))
    return np.asarray(np.minimum((upper - together) / runs, 1.0))


def _cube(x: Floats) -> Floats:
    """By products, which are rounded alike everywhere; powers are not."""
    return x * x * x


def probabilities(
    carried: Grouped,
    *,
    certain: bool = False,
    given: NDArray[np.bool_] | None = None,
    rare: Floats | float = 0.0,
) -> tuple[Floats, Floats, Floats, Floats]:
    """Mean, standard error and 95 % interval of a probability that each run carries.

    The interval is Wilson's, as wide as Student's distribution makes it where groups of runs are
    few, for as many runs as would have the same standard error if each could only say yes or no
    (the effective sample size of Kish 1965, "Survey Sampling", 8.2). Towards a long tail, which
    few runs can miss, it reaches farther (see `_towards_the_tail`). Where no run is seen to differ
    from another, both are those of `shares`, for others might; but where none can (`certain`), the
    probability is exact.

    Args:
        carried: The probability, element by element.
        certain: Whether no run can differ from another.
        given: What is no estimate: its error is zero.
        rare: Share of runs that may be unlike all that were seen (see `unseen`).
    """
    p = np.minimum(carried.mean, 1.0)
    if certain:
        return p, np.zeros(p.shape), p, p
    _, se, low, high = shares(carried.sums, carried.runs)
    most = p * (1 - p)
    varies = (carried.squares / carried.runs - p**2 > ROUNDED * p**2) & (most > 0)
    variance = np.where(varies, carried.variance, 1.0)
    reach = reach_of_few(carried.groups)
    ends = _wilson(p, np.where(varies, most, 1.0) / variance, reach)
    se = np.where(varies, np.sqrt(variance), se)
    far = _towards_the_tail(np.where(varies, carried.third, 0.0), np.sqrt(variance), reach)
    ends = np.minimum(ends[0], p - far[0]), np.maximum(ends[1], p + far[1])
    low, high = np.where(varies, ends[0], low), np.where(varies, ends[1], high)
    low, high = np.maximum(low - rare * p, 0.0), np.minimum(high + rare * (1 - p), 1.0)
    if given is not None:
        se[given], low[given], high[given] = 0.0, p[given], p[given]
    return p, se, low, high


def _towards_the_tail(third: Floats, se: Floats, reach: float) -> tuple[Floats, Floats]:
    """How far an interval reaches to either side of a mean with this third central moment.

    On the side of the longer tail the modified t of Johnson (1978, J. Amer. Statist. Assoc.
    73:536-544) adds `third / (6 variance) (1 + 2 reach^2)`. It is added twice, up to half of the
    interval in all, for a sample of a long tail shows about half of its skew: how often that holds
    is counted on the page of proof. The other side is left as it is.
    """
    skewed = SHOWN_SKEW * third / (6 * se**2) * (1 + 2 * (reach * reach))
    half = reach * se
    return half + np.clip(-skewed, 0.0, half), half + np.clip(skewed, 0.0, half)


def _wilson(p: Floats, runs: Number, reach: float | None = None) -> tuple[Floats, Floats]:
    """Wilson's interval (1927) of a share of so many runs, so many standard errors either way."""
    reach = Z_INTERVAL_95 if reach is None else reach
    square = reach * reach
    centre = (p + square / (2 * runs)) / (1 + square / runs)
    spread = np.sqrt(p * (1 - p) / runs + square / (4 * runs**2))
    half = reach / (1 + square / runs) * spread
    return np.maximum(centre - half, 0.0), np.minimum(centre + half, 1.0)


def hidden_range(hits: Counts, runs: int) -> Floats:
    """How far a judgement range may reach to either side where counts show none.

    The variance of the shares of draws, less what chance makes of it, has a standard error of that
    part by chance times `sqrt(2 / (draws - 1))`. Where it does not exceed this beyond doubt, the
    probabilities of the draws may vary by as much as it leaves open, and the counts look the same.

    Args:
        hits: `int[..., draw]`, hits among the `runs` runs of each draw.
        runs: Runs of each draw.

    Returns:
        `float64[...]`; 0 where the counts show a spread, or where they are all alike.
    """
    p = hits / runs
    by_chance = (p * (1 - p)).mean(axis=-1) / (runs - 1)
    spread = p.var(axis=-1, ddof=1) - by_chance
    unsure = half_width(by_chance * np.sqrt(2 / (p.shape[-1] - 1)))
    farthest = Z_PERCENTILE_95 * np.sqrt(np.maximum(spread, 0.0) + unsure)
    return np.asarray(np.where((spread <= unsure) & (by_chance > 0), farthest, 0.0))
