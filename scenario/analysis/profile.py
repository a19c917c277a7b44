"""Estimates and their intervals from a likelihood that is worked out on a grid.

An interval holds every value with which the likelihood is not too much less than at its largest,
the other parameters being what then makes it largest: their profile. Where that never falls so far,
the interval has no end there. What the parameters are is not known here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

COARSE, FINE = (400, 121), (400, 161)
"""Points along each of one, or two, parameters: over all that they can be, and nearer."""
ROUNDS = 3
"""How often the grid is laid nearer."""
MARGIN = 3.0
"""How far below the largest the likelihood falls at the edge of a nearer grid, in intervals."""


class Interval(NamedTuple):
    """An estimate, and between what it lies; an end that is infinite is not known."""

    estimate: float
    low: float
    high: float


class Grid(NamedTuple):
    """Where a likelihood has been worked out."""

    axes: tuple[Floats, ...]
    """Logarithms of the parameters."""
    heights: Floats
    """Logarithms of the likelihood, an axis for each parameter."""

    @property
    def points(self) -> Floats:
        """The parameters at each place: `[parameter, place]`, logarithms."""
        return np.array([part.ravel() for part in np.meshgrid(*self.axes, indexing="ij")])

    @property
    def weights(self) -> Floats:
        """What each place counts, if all logarithms of parameters are as likely beforehand."""
        found = np.exp(self.heights - self.heights.max()).ravel()
        return np.asarray(found / found.sum())


def searched(
    height: Callable[[Floats], Floats], ends: Sequence[tuple[float, float]], drop: float
) -> tuple[Grid, Grid]:
    """Grids over all that parameters can be, and near to where the likelihood is largest.

    Args:
        height: The logarithm of the likelihood at some places: `[parameter, place]`, logarithms of
            the parameters.
        ends: Between what the logarithm of each parameter lies.
        drop: How far the logarithm of the likelihood falls at the end of an interval.
    """
    kind = len(ends) - 1
    whole = _laid(height, ends, COARSE[kind])
    near, left = whole, list(ends)
    for _ in range(ROUNDS):
        left = [
            _around(axis, profile, MARGIN * drop)
            for axis, profile in zip(near.axes, profiles(near), strict=True)
        ]
        near = _laid(height, left, FINE[kind])
    return whole, near


def _laid(
    height: Callable[[Floats], Floats], ends: Sequence[tuple[float, float]], many: int
) -> Grid:
    axes = tuple(np.linspace(low, high, many) for low, high in ends)
    empty = Grid(axes, np.zeros(tuple(len(axis) for axis in axes)))
    return empty._replace(heights=height(empty.points).reshape(empty.heights.shape))


def profiles(grid: Grid) -> list[Floats]:
    """For each parameter the largest likelihood along its axis."""
    dimensions = range(grid.heights.ndim)
    return [
        grid.heights.max(axis=tuple(other for other in dimensions if other != own))
        for own in dimensions
    ]


def _around(axis: Floats, profile: Floats, drop: float) -> tuple[float, float]:
    """The stretch where the profile is not too far below its largest, and a step beyond."""
    there = np.flatnonzero(profile >= profile.max() - drop)
    first, last = max(there[0] - 1, 0), min(there[-1] + 1, len(axis) - 1)
    return float(axis[first]), float(axis[last])


def interval(axis: Floats, profile: Floats, drop: float) -> Interval:
    """The estimate of a parameter, and its interval.

    Args:
        axis: Its values, rising; the profile falls far enough within them, or nowhere.
        profile: The logarithm of the likelihood at each.
        drop: How far the logarithm falls at the ends of the interval.

    Returns:
        Where the profile is largest, and where it has fallen; infinite where it has not.
    """
    best = int(profile.argmax())
    level = profile[best] - drop
    below = np.flatnonzero(profile[:best] < level)
    above = np.flatnonzero(profile[best:] < level) + best
    low = _crossing(axis, profile, int(below[-1]), level) if len(below) else -np.inf
    high = _crossing(axis, profile, int(above[0]) - 1, level) if len(above) else np.inf
    ends = {0: low, len(axis) - 1: high}
    estimate = ends.get(best, float(axis[best]))  # at the edge of all that it can be
    return Interval(estimate, low, high)


def _crossing(x: Floats, y: Floats, at: int, level: float) -> float:
    """Where the line from one point to the next comes to a level."""
    return float(x[at] + (level - y[at]) / (y[at + 1] - y[at]) * (x[at + 1] - x[at]))
