"""The beta distribution in kernel arithmetic: shares below values, and a table of its quantiles.

What is drawn from it is not known here. All is computed by operations rounded once, so that a
table is the same on every machine.

Integration and table are in d, the logit of the share x less that of a / (a + b), where the
density of d is greatest. It falls like exp(a d) on the left and exp(-b d) on the right, smoothly
for every a, b > 0. The table gives d for a normal score z by polynomials of the fifth degree
through knots that lie ever denser towards the score of d = 0: where a and b are small, d turns there
within a width like theirs. A cell is found in the bits of 1 + |z - z0| / width, without a logarithm.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

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
"""Bytes of a cell, and of the cells on one side of the greatest density; the lower side is first."""
_LEAST_WIDTH = 2.0**-12
_PANELS = 64  # of integration, on either side
_DEPTH = -400.0  # logarithm of the density, relative to the greatest, where integration ends
_NARROW = 1e8  # precision at which the density is a series
# Nodes and weights of Gauss and Legendre on (-1, 1): Abramowitz and Stegun (1964), table 25.4.
_NODES = (
    (0.1834346424956498049394761, 0.3626837833783619829651504),
    (0.5255324099163289858177390, 0.3137066458778872873379622),
    (0.7966664774136267395915539, 0.2223810344533744705443560),
    (0.9602898564975362316835609, 0.1012285362903762591525314),
)
_RULE = tuple((sign * x, weight) for x, weight in _NODES for sign in (-1.0, 1.0))
_ROOT_TWO_PI = 2.5066282746310002


@dataclass(frozen=True)
class Beta:
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

    def log_density(self, d: Array) -> Array:
        """The logarithm of the density at d, relative to the greatest.

        Its error is about 1e-16 a |d|; where that would matter it is summed as a series, for it is
        the generating function of the cumulants of a yes with probability `mean`.
        """
        if self.precision > _NARROW:
            return self._series(d)
        held = np.minimum(d, 700.0)
        grown = applied(maths.expm1, held)
        return self.a * d - self.size * (applied(maths.log1p, self.mean * grown) + (d - held))

    def _series(self, d: Array) -> Array:
        p = self.mean
        q = self.b / self.size
        v, skew = p * q, q - p
        sixth = (1 - 30 * v + 120 * v * v) / 720
        inner = 0.5 + d * (
            skew / 6 + d * ((1 - 6 * v) / 24 + d * (skew * (1 - 12 * v) / 120 + d * sixth))
        )
        return -self.precision * d * d * inner

    def slope(self, d: Array) -> Array:
        """The derivative of `log_density`."""
        grown = applied(maths.expm1, np.minimum(d, 700.0))
        return -self.precision * grown / (1 + self.mean * grown)

    @cached_property
    def edges(self) -> Array:
        """The edges of the panels of integration: `float64[2 * _PANELS + 1]`, 0 in the middle."""
        scale = min(1.0, 6 / np.sqrt(self.precision))
        steps = np.arange(_PANELS + 1) / _PANELS
        left, right = (float(applied(_asinh, end / scale)) * steps for end in self._ends())
        grown = applied(maths.exp, np.concatenate([-left[:0:-1], right]))
        return scale * 0.5 * (grown - 1 / grown)

    def _ends(self) -> tuple[float, float]:
        """How far from 0 the density is negligible on the left and on the right."""
        powers = np.repeat(2.0 ** np.arange(-22, 71), 2) * np.tile([1.0, 1.5], 93)
        both = self.log_density(np.concatenate([-powers, powers])).reshape(2, -1)
        left, right = (both > _DEPTH).sum(axis=1)
        return float(powers[left]), float(powers[right])

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
        heights = applied(maths.exp, self.log_density(points))
        found = np.zeros_like(half)
        for height, (_, weight) in zip(heights, _RULE, strict=True):
            found += weight * height
        return found * half

    def shares(self, d: Array) -> tuple[Array, Array]:
        """The shares below and above each d, each as exact as it is small."""
        edges, (below, above) = self.edges, self.masses
        d = np.clip(d, edges[0], edges[-1])
        panel = np.clip(np.searchsorted(edges, d) - 1, 0, len(edges) - 2)
        lower = below[panel] + self._between(edges[panel], d)
        upper = above[panel + 1] + self._between(d, edges[panel + 1])
        return lower / self.total, upper / self.total

    @cached_property
    def mode_score(self) -> float:
        """The normal score of the share below d = 0."""
        return float(self.scores[_PANELS])

    @cached_property
    def scores(self) -> Array:
        """The normal scores of the shares below the edges."""
        below, above = self.masses
        lower = below < above
        found = applied(maths.normal_quantile, np.where(lower, below, above) / self.total)
        return np.where(lower, found, -found)

    @cached_property
    def width(self) -> float:
        """The unit of scores in the table: that of 1 in d at the greatest density, at most 1."""
        height = float(_bell(np.asarray(self.mode_score))) * self.total
        return min(1.0, max(_LEAST_WIDTH, 1 / height))

    def table(self) -> Array:
        """The coefficients of d in the part of a cell: `float64[side, cell, term]`."""
        found = np.zeros((2, DOUBLINGS << CELL_BITS, TERMS))
        steps = _steps()
        for side, sign in enumerate((-1.0, 1.0)):
            reach = (FARTHEST - sign * self.mode_score) / self.width
            knots = steps[: np.searchsorted(steps, reach) + 2]
            scores = self.mode_score + sign * self.width * knots
            cells = _fitted(scores, *self._rising(scores, self._found(scores)))
            found[side, : len(cells)] = cells
        return found

    def _found(self, scores: Array) -> Array:
        """Values of d by normal scores: interpolated between the edges, then improved."""
        edges, known = self.edges, self.scores
        panel = np.clip(np.searchsorted(known, scores) - 1, 0, len(edges) - 2)
        terms = _fitted(known, *self._rising(known, edges))[panel]
        part = (scores - known[panel]) / (known[panel + 1] - known[panel])
        d = terms[:, -1]
        for power in range(TERMS - 2, -1, -1):
            d = d * part + terms[:, power]
        d = np.clip(d, edges[panel], edges[panel + 1])
        return self._improved(scores, self._improved(scores, d))

    def _improved(self, scores: Array, d: Array) -> Array:
        """One step of Halley's towards the d that has a score."""
        lower, upper = self.shares(d)
        beyond = applied(maths.normal_share, -np.abs(scores))
        missing = np.where(scores < 0, beyond - lower, upper - beyond)
        step = missing * self.total * applied(maths.exp, -self.log_density(d))
        return d + step - 0.5 * self.slope(d) * step * step

    def _rising(self, scores: Array, d: Array) -> tuple[Array, Array, Array]:
        """With d, its first and second derivatives by the score."""
        first = _bell(scores) * self.total * applied(maths.exp, -self.log_density(d))
        return d, first, -scores * first - first * first * self.slope(d)


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


def _bell(z: Array) -> Array:
    """The density of the standard normal."""
    return applied(maths.exp, -0.5 * z * z) / _ROOT_TWO_PI


def _asinh(k: Kernel, x: Value) -> Value:
    return maths.log(k, x + k.op("sqrt", "f64", x * x + 1.0))


@dataclass(frozen=True)
class Tabulated:
    """What a kernel needs to know of a beta: three numbers and a table."""

    score: float
    """The normal score where the density is greatest."""
    per_width: float
    """Widths of the table in a unit of the score."""
    odds: float
    """b / a."""
    table: bytes
    """`SIDE` bytes for either side."""


@lru_cache(maxsize=256)
def beta(a: float, b: float) -> Beta:
    """A distribution with `a <= b`, kept, for its integrals take a millisecond."""
    return Beta(a, b)


def share_below(a: float, b: float, x: Array) -> Array:
    """The share of a beta below each x, within 1e-11 (and what x itself is rounded by)."""
    x = np.clip(np.asarray(x, np.float64), 0.0, 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        odds = x / (1 - x)
    if a > b:
        with np.errstate(divide="ignore"):
            return _share_at(b, a, 1 / odds)[1]
    return _share_at(a, b, odds)[0]


def _share_at(a: float, b: float, odds: Array) -> tuple[Array, Array]:
    lower, upper = beta(a, b).shares(applied(maths.log, odds * (b / a)))
    ends = odds == 0, np.isinf(odds)
    return (
        np.where(ends[0], 0.0, np.where(ends[1], 1.0, lower)),
        np.where(ends[1], 0.0, np.where(ends[0], 1.0, upper)),
    )


@lru_cache(maxsize=256)
def tabulated(a: float, b: float) -> Tabulated:
    """The quantiles of a beta as a kernel reads them; of a > b, those of b, a mirrored."""
    of = beta(min(a, b), max(a, b))
    table, score = of.table(), of.mode_score
    if a > b:
        table, score = -table[::-1], -score
    return Tabulated(score, 1 / of.width, b / a, table.astype("<f8").tobytes())
