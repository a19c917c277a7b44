"""The gamma distribution in kernel arithmetic: shares below values, and a table of its quantiles.

What is drawn from it is not known here. Here d is the logarithm of a value relative to the mean,
where the density of d is greatest. It falls like exp(a d) on the left and much faster on the
right. It is the limit of that of a beta with b beyond all bounds.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from scenario.kernel import maths
from scenario.kernel.density import NARROW, Array, Density, Tabulated, cumulant_series
from scenario.kernel.eager import applied

_HIGHEST = 300.0  # the density is 0 long before
_TERMS = (0.5, 1 / 6, 1 / 24, 1 / 120, 1 / 720)


@dataclass(frozen=True)
class Gamma(Density):
    """A gamma distribution by its shape parameter."""

    a: float

    @property
    def precision(self) -> float:
        return self.a

    def log_density(self, d: Array) -> tuple[Array, Array]:
        d = np.minimum(d, _HIGHEST)
        grown = applied(maths.expm1, d)
        slope = -self.a * grown
        if self.a > NARROW:
            return cumulant_series(d, self.a, _TERMS), slope
        return self.a * (d - grown), slope


@lru_cache(maxsize=256)
def gamma(a: float) -> Gamma:
    """A distribution that is kept, for its integrals take a millisecond."""
    return Gamma(a)


def share_below(a: float, x: Array) -> Array:
    """The cumulative distribution function of a gamma, to 1e-10 besides the rounding of x itself.

    Args:
        a: The shape parameter, positive.
        x: Values relative to the mean: `float64[...]`; those below 0 count as 0.

    Returns:
        The probabilities of values up to each x, in the shape of `x`.
    """
    x = np.maximum(np.asarray(x, np.float64), 0.0)
    found = gamma(a).shares(applied(maths.log, x), True)
    return np.where(x == 0, 0.0, np.where(np.isposinf(x), 1.0, found))


@lru_cache(maxsize=256)
def tabulated(a: float) -> Tabulated:
    """The quantiles of a gamma as a kernel reads them."""
    return gamma(a).tabulated()
