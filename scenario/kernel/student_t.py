"""The t distribution in kernel arithmetic: shares below values.

What is drawn from it is not known here. Where B is a beta with a = b = n / 2 and d its logit,
sqrt(n) * sinh(d / 2) has a t distribution with n degrees of freedom (Johnson, Kotz and
Balakrishnan 1995, Continuous Univariate Distributions 2, chapter 28).
"""

from __future__ import annotations

import numpy as np

from scenario.kernel import beta, maths
from scenario.kernel.density import Array
from scenario.kernel.eager import applied
from scenario.kernel.ir import Kernel, Value

_FARTHEST = 1e150  # has a square


def share_below(freedom: float, x: Array) -> Array:
    """The cumulative distribution function of a t distribution, to 1e-10.

    Args:
        freedom: Degrees of freedom, positive.
        x: Any values: `float64[...]`.

    Returns:
        The probabilities of values up to each x, in the shape of `x`.
    """
    x = np.asarray(x, np.float64)
    size = np.minimum(np.abs(x) / np.sqrt(freedom), _FARTHEST)
    beyond = beta.beta(freedom / 2, freedom / 2).shares(-2 * applied(_asinh, size), True)
    beyond = np.where(np.isinf(x), 0.0, beyond)
    return np.where(x > 0, 1 - beyond, beyond)


def _asinh(k: Kernel, x: Value) -> Value:
    """The inverse hyperbolic sine of what is not negative, also near 0."""
    square = x * x
    return maths.log1p(k, x + square / (k.op("sqrt", "f64", square + 1.0) + 1.0))
