"""How likely measurements at any times are, where what is measured moves linearly with noise.

The filter of Kalman (1960), exact, for many sets of parameters side by side. What returns to a
level has done so forever; of where anything else began the first measurement alone tells. One
parameter in which steps are linear is left open, and what the measurements say of it is found
beside the rest. What it is that moves is not known here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Linear(Protocol):
    """A step: `kept * x + pull * steady + added`, and noise of this variance."""

    @property
    def kept(self) -> Floats: ...
    @property
    def pull(self) -> Floats: ...
    @property
    def added(self) -> Floats: ...
    @property
    def variance(self) -> Floats: ...


class Followed(NamedTuple):
    """What measurements say, for each set of parameters: `float64[set]`."""

    log_likelihood: Floats
    """Where the open parameter is what makes it largest."""
    information: Floats
    """Of the open parameter: one over the variance that it is known by."""
    steady: Floats
    """What makes the likelihood largest."""
    value: Floats
    """Where the last measurement leaves what moves, if the open parameter is nought."""
    per_steady: Floats
    """How much that changes with it."""
    variance: Floats
    """How far it may be from there."""


def followed(
    years: Floats,
    values: Floats,
    errors: Floats,
    step: Callable[[float], Linear],
    *,
    settled: bool,
) -> Followed:
    """What measurements say.

    Args:
        years: When each was made, rising.
        values: What was measured.
        errors: Its standard error, which may be nought.
        step: A step of so many years, for each set of parameters.
        settled: Whether a step of endless time says where the first value comes from.
    """
    shape = np.shape(step(1.0).kept)
    squares, cross, information, logs = (np.zeros(shape) for _ in range(4))
    mean, per, variance = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    gaps = [np.inf, *np.diff(years).tolist()]
    rows = list(zip(gaps, values.tolist(), errors.tolist(), strict=True))
    if not settled:
        _, value, error = rows.pop(0)
        mean, variance = mean + value, variance + error**2
    for time, value, error in rows:
        moved = step(time)
        mean = moved.kept * mean + moved.added
        per = moved.kept * per + moved.pull
        variance = moved.kept**2 * variance + moved.variance
        total = variance + error**2
        off = value - mean
        squares += off**2 / total
        cross += per * off / total
        information += per**2 / total
        logs += np.log(2 * np.pi * total)
        gain = variance / total
        mean, per = mean + gain * off, per - gain * per
        variance = variance * (error**2 / total)
    steady = cross / information
    likelihood = -(logs + squares - cross * steady) / 2
    return Followed(likelihood, information, steady, mean, per, variance)
