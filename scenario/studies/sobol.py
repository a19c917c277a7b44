"""Sobol indices of a quantity that is itself estimated from noisy paths, with intervals.

It is arithmetic on arrays: what the rows and points stand for is not known here.

A row of the design has its own paths, shared by all its points (A, A with one input from B, and
B). Every product of means below is taken over pairs of *different* paths, so that the noise of
the paths drops out on average however few they are: an unbiased correction, a U-statistic
(Hoeffding 1948). First-order indices by Saltelli et al. (2010, Comput. Phys. Commun.
181:259-270, table 2 b), total ones by Jansen (1999, Comput. Phys. Commun. 117:35-43); what is
known to be zero on average, such as the difference of the two first-order estimators of that
table, serves as control variates.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scenario import intervals
from scenario.intervals import Floats

RESAMPLES = 1_000


@dataclass(frozen=True)
class Shares:
    """Shares of the variance by input, with 95 % intervals: each `[input]`."""

    value: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True)
class Indices:
    """What a design says of the variance and of each input's shares of it."""

    mean: float
    variance: float
    variance_low: float
    variance_high: float
    noise: float
    """Share of the raw variance between points that was the noise of the paths."""
    first: Shares
    total: Shares
    additive: tuple[float, float, float]
    """Sum of the first-order indices before they were held to what is possible, and its ends."""


def sobol_indices(answers: Floats, seed: int = 0) -> Indices:
    """First-order and total indices, held to what is possible: 0 <= first <= total.

    Args:
        answers: `[row, point, path]`, the points in the order A, A with input i from B for every
            i, B. One path means that answers are exact.
        seed: Of the bootstrap over rows behind the intervals.
    """
    centre = float(answers[:, [0, -1]].mean())
    from_centre = answers - centre
    a, mixed, b = from_centre[:, :1], from_centre[:, 1:-1], from_centre[:, -1:]
    known = np.concatenate([product(a, b), product(a, a) - product(b, b)], axis=1)
    spread = _steady(product(a - b, a - b)[:, 0] / 2, known)
    first, total = product(b, mixed - a), product(mixed - a, mixed - a) / 2
    other_first = spread[:, None] - product(mixed - b, mixed - b) / 2
    zero = [other_first - first, product(mixed, mixed) - product(a, a)]
    zero += [np.broadcast_to(column[:, None], first.shape) for column in known.T]
    controls = np.stack(zero)
    weights = intervals.resampled(len(answers), seed, RESAMPLES)
    shares = [
        _shares(_steadied(part, spread, controls), spread, weights) for part in (first, total)
    ]
    together = _shares(_together(first, spread, controls), spread, weights)
    variance, raw = float(spread.mean()), _raw_variance(from_centre[:, [0, -1]])
    low, high = intervals.ends(weights @ spread)
    return Indices(
        mean=centre,
        variance=variance,
        variance_low=float(low),
        variance_high=float(high),
        noise=float(np.clip(1 - variance / raw, 0.0, 1.0)) if raw > 0 else 0.0,
        first=_between(shares[0], 0.0, np.maximum(shares[1].high, 0.0)),
        total=_between(shares[1], 0.0, np.inf),
        additive=(float(together.value[0]), float(together.low[0]), float(together.high[0])),
    )


def product(x: Floats, y: Floats) -> Floats:
    """Product of the means over the last axis, over pairs of different paths: `[row, point]`."""
    paths = x.shape[-1]
    means = x.mean(axis=-1) * y.mean(axis=-1)
    if paths == 1:
        return np.asarray(means)
    same = (x * y).mean(axis=-1)
    return np.asarray((paths * means - same) / (paths - 1))


def _steady(values: Floats, controls: Floats) -> Floats:
    """Values `[row]` less what controls `[row, control]` of mean zero explain of their spread."""
    slopes = np.linalg.lstsq(controls - controls.mean(axis=0), values - values.mean(), rcond=None)
    return np.asarray(values - controls @ slopes[0])


def _steadied(parts: Floats, spread: Floats, controls: Floats) -> Floats:
    """As `_steady`, for the parts of each input, aimed at their ratio to the variance.

    Args:
        parts: `[row, input]`.
        spread: `[row]`.
        controls: `[control, row, input]`, each zero on average.
    """
    found = parts.copy()
    ratio = _over(parts.mean(axis=0), float(spread.mean()))
    for i in range(parts.shape[1]):
        aim = parts[:, i] - ratio[i] * spread
        if aim.any():
            found[:, i] += _steady(aim, controls[:, :, i].T) - aim
    return found


def _together(first: Floats, spread: Floats, controls: Floats) -> Floats:
    """The parts of all inputs as one, steadied by what the controls come to together."""
    whole = np.array([controls[0].sum(axis=1), controls[1].sum(axis=1), *controls[2:, :, 0]])
    return _steadied(first.sum(axis=1, keepdims=True), spread, whole[:, :, None])


def _shares(parts: Floats, spread: Floats, weights: Floats) -> Shares:
    ratios = _over(weights @ parts, (weights @ spread)[:, None])
    low, high = intervals.ends(ratios)
    return Shares(_over(parts.mean(axis=0), float(spread.mean())), low, high)


def _between(shares: Shares, low: Floats | float, high: Floats | float) -> Shares:
    each = (shares.value, shares.low, shares.high)
    return Shares(*(np.clip(values, low, high) for values in each))


def _raw_variance(answers: Floats) -> float:
    return float(answers.mean(axis=2).var())


def _over(part: Floats, variance: Floats | float) -> Floats:
    """A share of the variance; none of nothing."""
    whole = np.broadcast_to(variance, part.shape)
    return np.asarray(np.divide(part, whole, out=np.zeros_like(part), where=whole > 0))
