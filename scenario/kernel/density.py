"""Tables of quantiles that have no formula, and shares, from the logarithm of a density.

Which distribution it is of is not known here, nor what is drawn from it. All is computed by
operations rounded once, so that a table is the same on every machine.

Integration and table are in d, a coordinate on which the density is greatest at 0 and falls
smoothly on either side, at least as fast as an exponential function of d. The table gives d for a
normal score z by polynomials of the fifth degree through knots that lie ever denser towards the
score z0 of d = 0: where the density is broad, d turns there within a small width. A cell is found
in the bits of 1 + |z - z0| / width, without a logarithm.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scenario.kernel import maths
from scenario.kernel.eager import applied
from scenario.kernel.ir import Kernel, Value

Array = NDArray[np.float64]

FARTHEST = 20.0
"""Scores beyond (shares within 3e-89 of an end) are held at it."""
CELL_BITS = 4
"""Cells in each doubling, as a power of 2."""
DOUBLINGS = 17
TERMS = 6
"""Coefficients of a cell."""
CELL, SIDE = 8 * TERMS, 8 * TERMS * (DOUBLINGS << CELL_BITS)
"""Bytes of a cell, and of the cells below or above the greatest density; those below come first."""
_LEAST_WIDTH = 2.0**-12
_PANELS = 64  # of integration, on either side
_STEEPEST = 300.0  # logarithm of d by score; more is beyond all knots that are read
_DEPTH = -400.0  # logarithm of the density, relative to the greatest, where integration ends
# Nodes and weights of Gauss and Legendre on (-1, 1): Abramowitz and Stegun (1964), table 25.4.
_NODES = (
    (0.1834346424956498049394761, 0.3626837833783619829651504),
    (0.5255324099163289858177390, 0.3137066458778872873379622),
    (0.7966664774136267395915539, 0.2223810344533744705443560),
    (0.9602898564975362316835609, 0.1012285362903762591525314),
)
_RULE = tuple((sign * x, weight) for x, weight in _NODES for sign in (-1.0, 1.0))
NARROW = 1e8
"""The precision from which on the logarithm of a density is a series."""
_SERIES_END = 0.01  # farther out there is nothing then
_ROOT_TWO_PI = 2.5066282746310002


class Density:
    """A density over d that is greatest at 0."""

    @property
    def precision(self) -> float:
        """The curvature of the logarithm of the density where it is greatest, negated."""
        raise NotImplementedError

    def log_density(self, d: Array) -> tuple[Array, Array]:
        """The logarithm of the density at d, relative to the greatest, and its derivative."""
        raise NotImplementedError

    @cached_property
    def edges(self) -> Array:
        """The edges of the panels of integration: `float64[2 * _PANELS + 1]`, 0 in the middle."""
        scale = min(1.0, 6.0 / float(np.sqrt(self.precision)))
        left, right = applied(_asinh, self._ends() / scale)
        steps = np.arange(_PANELS + 1) / _PANELS
        grown = applied(maths.exp, np.concatenate([-left * steps[:0:-1], right * steps]))
        found: Array = scale * 0.5 * (grown - 1 / grown)
        return found

    def _ends(self) -> Array:
        """How far from 0 the density is negligible on the left and on the right."""
        powers = np.outer(2.0 ** np.arange(-22, 71), [1.0, 1.5]).ravel()
        logs, _ = self.log_density(np.concatenate([-powers, powers]))
        deep = (logs.reshape(2, -1) > _DEPTH).sum(axis=1)
        ends: Array = powers[np.minimum(deep, len(powers) - 1)]
        return ends

    @cached_property
    def masses(self) -> tuple[Array, Array]:
        """What lies below and above each edge, before it is divided by `total`."""
        panels = self._between(self.edges[:-1], self.edges[1:])
        below = np.concatenate([[0.0], np.cumsum(panels)])
        above = np.concatenate([np.cumsum(panels[::-1])[::-1], [0.0]])
        return below, above

    @cached_property
    def total(self) -> float:
        below, above = self.masses
        return float(below[_PANELS] + above[_PANELS])

    def _between(self, low: Array, high: Array) -> Array:
        """The integral of the density between pairs of points, before it is divided by `total`."""
        middle, half = 0.5 * (low + high), 0.5 * (high - low)
        points = np.array([middle + half * node for node, _ in _RULE])
        heights = applied(maths.exp, self.log_density(points)[0])
        found: Array = np.zeros_like(half)
        for height, (_, weight) in zip(heights, _RULE, strict=True):
            found += weight * half * height
        return found

    def shares(self, d: Array, lower: NDArray[np.bool_] | bool) -> Array:
        """The shares below each d, or those above it where it is not `lower`."""
        edges, (below, above) = self.edges, self.masses
        d = np.clip(d, edges[0], edges[-1])
        panel = np.clip(np.searchsorted(edges, d) - 1, 0, len(edges) - 2)
        start, end = np.where(lower, edges[panel], d), np.where(lower, d, edges[panel + 1])
        rest = np.where(lower, below[panel], above[panel + 1])
        return (rest + self._between(start, end)) / self.total

    @cached_property
    def scores(self) -> Array:
        """The normal scores of the shares below the edges."""
        below, above = self.masses
        lower = below < above
        found = applied(maths.normal_quantile, np.where(lower, below, above) / self.total)
        return np.where(lower, found, -found)

    @cached_property
    def mode_score(self) -> float:
        """The normal score of the share below d = 0."""
        return float(self.scores[_PANELS])

    @cached_property
    def width(self) -> float:
        """The unit of scores in the table: that of 1 in d at the greatest density, at most 1."""
        z = self.mode_score
        bell = float(applied(maths.exp, -0.5 * z * z)) / _ROOT_TWO_PI
        return min(1.0, max(_LEAST_WIDTH, 1 / (self.total * bell)))

    def tabulated(self) -> Tabulated:
        """The table, and how to find one's way in it."""
        return Tabulated(self.mode_score, 1 / self.width, self.table())

    def table(self) -> Array:
        """The coefficients of d in the part of a cell: `float64[side, cell, term]`."""
        z, steps = self.mode_score, self.width * _steps()
        ends = (np.searchsorted(steps, FARTHEST - sign * z) + 2 for sign in (-1, 1))
        lower, upper = (z + sign * steps[:end] for sign, end in zip((-1, 1), ends, strict=True))
        scores = np.concatenate([lower, upper])
        knots = self._rising(scores, self._found(scores))
        found = np.zeros((2, DOUBLINGS << CELL_BITS, TERMS))
        for side, part in enumerate((slice(len(lower)), slice(len(lower), None))):
            cells = _fitted(scores[part], *(values[part] for values in knots))
            found[side, : len(cells)] = cells
        return found

    def _found(self, scores: Array) -> Array:
        """Values of d by normal scores: interpolated between the edges, then improved."""
        edges, known = self.edges, self.scores
        panel = np.clip(np.searchsorted(known, scores) - 1, 0, len(edges) - 2)
        terms = _fitted(known, *self._rising(known, edges))[panel].T
        part = (scores - known[panel]) / (known[panel + 1] - known[panel])
        d = np.clip(_polynomial(part, terms), edges[panel], edges[panel + 1])
        return self._improved(scores, d)

    def _improved(self, scores: Array, d: Array) -> Array:
        """One step of Halley's towards the d that has a score."""
        lower = scores < 0
        aim = applied(maths.normal_share, -np.abs(scores))
        missing = np.where(lower, 1.0, -1.0) * (aim - self.shares(d, lower))
        logs, slope = self.log_density(d)
        step = missing * self.total * applied(maths.exp, -logs)
        found: Array = d + step - 0.5 * slope * step * step
        return found

    def _rising(self, scores: Array, d: Array) -> tuple[Array, Array, Array]:
        """With d, its first and second derivatives by the score."""
        logs, slope = self.log_density(d)
        logs = np.minimum(-0.5 * scores * scores - logs, _STEEPEST)
        first = applied(maths.exp, logs) * (self.total / _ROOT_TWO_PI)
        return d, first, -scores * first - first * first * slope


class Tabulated(NamedTuple):
    """What a kernel needs to know of a density."""

    score: float
    """The normal score where the density is greatest."""
    per_width: float
    """Widths of the table in a unit of the score."""
    table: Array
    """`float64[side, cell, term]`: `SIDE` bytes for either side."""

    @property
    def memory(self) -> bytes:
        """The table as a kernel reads it."""
        return self.table.astype("<f8").tobytes()

    @property
    def mirrored(self) -> Tabulated:
        """The table of -d."""
        return Tabulated(-self.score, self.per_width, -self.table[::-1])


def cumulant_series(d: Array, precision: float, terms: Sequence[float]) -> Array:
    """The logarithm of a narrow density: -precision * d**2 times a polynomial.

    Args:
        d: Where.
        precision: Its curvature at 0, negated.
        terms: The coefficients of the polynomial.
    """
    d = np.clip(d, -_SERIES_END, _SERIES_END)
    return -precision * d * d * _polynomial(d, terms)


def _polynomial(x: Array, terms: Sequence[float] | Array) -> Array:
    found = np.full_like(x, terms[-1])
    for term in terms[-2::-1]:
        found = found * x + term
    return found


def _steps() -> Array:
    """The knots of one side, in widths from the score of the greatest density."""
    parts = 1 + np.arange(1 << CELL_BITS) / (1 << CELL_BITS)
    return np.append(np.outer(2.0 ** np.arange(DOUBLINGS), parts).ravel(), 2.0**DOUBLINGS) - 1


def _fitted(x: Array, y: Array, first: Array, second: Array) -> Array:
    """Polynomials between knots with their values and two derivatives: `float64[cell, term]`."""
    width = np.diff(x)
    start, end = (
        (y[part], first[part] * width, second[part] * (width * width) * 0.5)
        for part in (slice(None, -1), slice(1, None))
    )
    a = end[0] - start[0] - start[1] - start[2]
    b = end[1] - start[1] - 2 * start[2]
    c = end[2] - start[2]
    return np.stack(
        [*start, 10 * a - 4 * b + c, -15 * a + 7 * b - 2 * c, 6 * a - 3 * b + c], axis=1
    )


def _asinh(k: Kernel, x: Value) -> Value:
    return maths.log(k, x + k.op("sqrt", "f64", x * x + 1.0))
