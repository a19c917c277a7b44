"""Weights of runs, kept as logarithms: what they are worth, and means by them.

What runs weigh for, and what becomes of them, is not known here.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def effective(weights: Floats) -> float:
    """What weights are worth: the number of equal ones that would tell as much (Kong 1992).

    Args:
        weights: Their logarithms.
    """
    most = weights.max()
    if not np.isfinite(most):
        return 0.0
    shares = np.exp(weights - most)
    return float(shares.sum() ** 2 / (shares**2).sum())


def mean_of_logs(weights: Floats, logs: Floats) -> float:
    """The logarithm of a mean.

    Args:
        weights: Logarithms of the weights.
        logs: Logarithms of what is averaged.
    """
    shares = np.exp(weights - weights.max())
    most = float(logs.max())
    if not np.isfinite(most):
        return -np.inf
    mean = (shares * np.exp(logs - most)).sum() / shares.sum()
    return most + float(np.log(mean))
