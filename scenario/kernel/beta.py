"""The beta distribution in kernel arithmetic: shares below values, and a table of its quantiles.

What is drawn from it is not known here. Here d is the logit of the share x less that of
a / (a + b), where the density of d is greatest. It falls like exp(a d) on the left and exp(-b d)
on the right, smoothly for every a, b > 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np

from scenario.kernel import maths
from scenario.kernel.density import NARROW, Array, Density, cumulant_series
from scenario.kernel.eager import applied


@dataclass(frozen=True)
class Beta(Density):
    """A beta distribution with `a <= b`."""

    a: float
    b: float

    @cached_property
    def size(self) -> float:
        return self.a + self.b

    @cached_property
    def mean(self) -> float:
        return self.a / self.size

    @cached_property
    def precision(self) -> float:
        """The curvature of the logarithm of the density where it is greatest."""
        return self.a * (self.b / self.size)

    def log_density(self, d: Array) -> tuple[Array, Array]:
        """The logarithm of the density at d, relative to the greatest, and its derivative.

        Its error is about 1e-16 a |d|; where that would matter it is summed as a series.
        """
        held = np.minimum(d, 700.0)  # farther right it is a straight line
        grown = applied(maths.expm1, held)
        slope = -self.precision * (grown / (1 + self.mean * grown))
        if self.precision > NARROW:
            return self._series(d), slope
        moved = applied(maths.log1p, self.mean * grown) + (d - held)
        return self.a * d - self.size * moved, slope

    def _series(self, d: Array) -> Array:
        """The terms to the sixth: the cumulants of a yes with the probability `mean`."""
        p, q = self.mean, self.b / self.size
        v, skew = p * q, q - p
        terms = (
            0.5,
            skew / 6,
            (1 - 6 * v) / 24,
            skew * (1 - 12 * v) / 120,
            (1 - 30 * v + 120 * v * v) / 720,
        )
        return cumulant_series(d, self.precision, terms)


class Tabulated(NamedTuple):
    """What a kernel needs to know of a beta: three numbers and a table."""

    score: float
    """The normal score where the density is greatest."""
    per_width: float
    """Widths of the table in a unit of the score."""
    odds: float
    """b / a."""
    table: bytes
    """`density.SIDE` bytes for either side."""

    @property
    def numbers(self) -> tuple[float, float, float]:
        """The three numbers."""
        return self.score, self.per_width, self.odds


@lru_cache(maxsize=256)
def beta(a: float, b: float) -> Beta:
    """A distribution with `a <= b`, kept, for its integrals take a millisecond."""
    return Beta(a, b)


def share_below(a: float, b: float, x: Array) -> Array:
    """The cumulative distribution function of a beta, to 1e-10 besides the rounding of x itself.

    Args:
        a: The first parameter, positive.
        b: The second parameter, positive.
        x: Any values: `float64[...]`; those outside 0 to 1 count as the nearer end.

    Returns:
        The probabilities of values up to each x, in the shape of `x`.
    """
    x = np.clip(np.asarray(x, np.float64), 0.0, 1.0)
    near, far = (x, 1 - x) if a <= b else (1 - x, x)
    with np.errstate(divide="ignore", over="ignore"):
        odds = near / far * (max(a, b) / min(a, b))
    found = beta(min(a, b), max(a, b)).shares(applied(maths.log, odds), a <= b)
    return np.where(x == 0, 0.0, np.where(x == 1, 1.0, found))


@lru_cache(maxsize=256)
def tabulated(a: float, b: float) -> Tabulated:
    """The quantiles of a beta as a kernel reads them; of a > b, those of b, a mirrored."""
    found = beta(min(a, b), max(a, b)).tabulated()
    if a > b:
        found = found.mirrored
    return Tabulated(found.score, found.per_width, b / a, found.memory)
