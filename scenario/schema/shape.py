"""What a distribution can do: quantiles, written once for host and kernel, and shares.

Nothing here draws, and how a distribution is written is not known, but for tables of numbers.
Quantiles are in kernel operations: what a kernel draws is what `ppf` gives, to the bit.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from scenario.kernel import quantiles
from scenario.kernel.eager import applied
from scenario.kernel.ir import Kernel, Value
from scenario.kernel.quantiles import Drawing
from scenario.schema.base import Frozen
from scenario.schema.normal import quantile, share_below
from scenario.schema.table import Choice, Quantiles

Array = NDArray[np.float64]


class Shape(Frozen):
    """One family of distributions: quantiles, cumulative probabilities and stated percentiles."""

    def numbers(self) -> tuple[float, ...]:
        """What its quantile function depends on, besides the share."""
        raise NotImplementedError

    def table(self) -> bytes:
        """What that function reads from memory."""
        return b""

    def drawn(self, of: Drawing) -> Value:
        """The values below which shares lie, in kernel operations.

        It depends on what `numbers` gives by their count only; `table` stands at `of.at`.
        """
        raise NotImplementedError

    def ppf(self, u: Array) -> Array:
        """The values below which the shares `u` (in (0, 1)) lie."""

        def found(k: Kernel, u: Value, *numbers: Value) -> Value:
            return self.drawn(Drawing(k, u, numbers))

        values = applied(found, u, *self.numbers(), memory=self.table())
        return np.broadcast_to(values, np.shape(u)).copy()

    def cdf(self, x: Array) -> Array:
        """The shares that lie at or below the values `x`."""
        raise NotImplementedError

    def stated(self) -> tuple[float, ...]:
        """The percentiles (as shares) an analyst has in mind when writing it."""
        return (0.05, 0.5, 0.95)


@lru_cache(maxsize=4096)
def shares_at(shape: Shape, low: float, high: float) -> tuple[float, float]:
    """The share of a distribution below a range, and that up to its end; both ends belong to it."""
    if math.isinf(low) and math.isinf(high):
        return 0.0, 1.0
    below, above = shape.cdf(np.array([np.nextafter(low, -math.inf), high], dtype=float))
    return float(below), float(above)


class ChoiceShape(Shape):
    """One of a few values, each with its weight."""

    pairs: Choice

    def _edges(self) -> tuple[Array, Array]:
        """The values, and the share up to and with each."""
        values, weights = np.array(self.pairs).T
        sums = np.cumsum(weights)
        return values, sums / sums[-1]

    def numbers(self) -> tuple[float, ...]:
        return tuple(np.concatenate(self._edges()).tolist())

    def drawn(self, of: Drawing) -> Value:
        count = len(of.numbers) // 2
        return quantiles.choice(of.k, of.u, of.numbers[:count], of.numbers[count:])

    def cdf(self, x: Array) -> Array:
        values, edges = self._edges()
        shares = np.concatenate([[0.0], edges])
        return np.asarray(shares[np.searchsorted(values, x, side="right")])

    def stated(self) -> tuple[float, ...]:
        return ()


class QuantileShape(Shape):
    """Stated percentiles joined by straight lines in the normal score, ends prolonged."""

    pairs: Quantiles

    def _knots(self) -> tuple[Array, Array]:
        percents, values = np.array(self.pairs).T
        return quantile(percents / 100), values

    def numbers(self) -> tuple[float, ...]:
        scores, values = self._knots()
        slopes = np.diff(values) / np.diff(scores)
        return tuple(np.concatenate([scores, values, slopes]).tolist())

    def drawn(self, of: Drawing) -> Value:
        count = (len(of.numbers) + 1) // 3
        parts = (of.numbers[at : at + count] for at in (0, count, 2 * count))
        return quantiles.piecewise(of.k, of.u, *parts)

    def cdf(self, x: Array) -> Array:
        scores, values = self._knots()
        return share_below(_line(values, scores, np.asarray(x, dtype=float)))

    def stated(self) -> tuple[float, ...]:
        return tuple(percent / 100 for percent, _ in self.pairs)


def _line(xs: Array, ys: Array, x: Array) -> Array:
    """Straight lines through the points (xs, ys), the first and last prolonged."""
    slopes = np.diff(ys) / np.diff(xs)
    segment = np.clip(np.searchsorted(xs, x) - 1, 0, len(slopes) - 1)
    with np.errstate(invalid="ignore"):
        return np.asarray(ys[segment] + (x - xs[segment]) * slopes[segment])
