"""The standard normal distribution for arrays, in the arithmetic of the kernel.

It knows nothing of what is normal; the same bits come out wherever a kernel runs.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenario.kernel import maths
from scenario.kernel.eager import applied

Array = NDArray[np.float64]


def quantile(u: Array) -> Array:
    """The normal scores of probabilities between 0 and 1 (at the very ends, beyond 38)."""
    return applied(maths.normal_quantile, u)


def share_below(x: Array) -> Array:
    """The probability that a standard normal lies below x."""
    return applied(maths.normal_share, x)
