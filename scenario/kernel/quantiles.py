"""Quantile functions of the distributions of judgements, in kernel operations.

Where shares and parameters come from is not known here. Parameters are values, the same in all
lanes; what is tabulated stands in memory at an address.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from scenario.kernel import beta
from scenario.kernel.ir import Kernel, Value
from scenario.kernel.maths import absolute, exp, held, normal_quantile, polynomial

_ONE_BITS, _MANTISSA = 0x3FF0000000000000, (1 << 52) - 1


class Drawing(NamedTuple):
    """What a quantile function is given."""

    k: Kernel
    u: Value
    """Shares in (0, 1)."""
    numbers: Sequence[Value]
    """The parameters."""
    at: int = 0
    """The address of the table, where there is one."""


def normal(k: Kernel, u: Value, mean: Value, sd: Value) -> Value:
    """Of a normal distribution."""
    return mean + sd * normal_quantile(k, u)


def lognormal(k: Kernel, u: Value, median: Value, sigma: Value) -> Value:
    """Of what has a normal logarithm."""
    return median * exp(k, sigma * normal_quantile(k, u))


def uniform(u: Value, low: Value, high: Value) -> Value:
    """Of what is equally likely everywhere between two ends."""
    return low + u * (high - low)


def triangular(k: Kernel, u: Value, low: Value, mode: Value, high: Value) -> Value:
    """Of a density that rises and falls in straight lines."""
    width, left, right = high - low, mode - low, high - mode
    along = u * width
    rising = low + k.op("sqrt", "f64", along * left)
    falling = high - k.op("sqrt", "f64", (1.0 - u) * width * right)
    return k.select(along < left, rising, falling)


def choice(k: Kernel, u: Value, values: Sequence[Value], edges: Sequence[Value]) -> Value:
    """Of a few values: the first whose edge, the share up to and with it, is not below `u`."""
    found = values[0]
    for edge, value in zip(edges[:-1], values[1:], strict=True):
        found = k.select(edge < u, value, found)
    return found


def piecewise(
    k: Kernel, u: Value, scores: Sequence[Value], values: Sequence[Value], slopes: Sequence[Value]
) -> Value:
    """Of straight lines in the normal score: through points, of so many slopes less one."""
    z = normal_quantile(k, u)
    x, y, slope = scores[0], values[0], slopes[0]
    for start in zip(scores[1:-1], values[1:-1], slopes[1:], strict=True):
        passed = start[0] < z
        x, y, slope = (k.select(passed, b, a) for a, b in zip((x, y, slope), start, strict=True))
    return y + (z - x) * slope


def tabulated(k: Kernel, u: Value, score: Value, per_width: Value, odds: Value, at: int) -> Value:
    """Of a beta, from the numbers and the table of `beta.Tabulated`, which stands at an address."""
    z = held(k, normal_quantile(k, u), -beta.FARTHEST, beta.FARTHEST)
    along = (z - score) * per_width
    bits = k.cast("i64", absolute(k, along) + 1.0)
    cell = (bits - _ONE_BITS) >> (52 - beta.CELL_BITS)
    upper = (k.cast("i64", along) >> 63) ^ 1
    where = cell * beta.CELL + upper * beta.SIDE
    part = k.cast("f64", ((bits << beta.CELL_BITS) & _MANTISSA) | _ONE_BITS) - 1.0
    d = polynomial(part, [k.gather(where, at + 8 * term) for term in range(beta.TERMS)])
    return 1.0 / (odds * exp(k, d * -1.0) + 1.0)


def cut(u: Value, below: Value, above: Value) -> Value:
    """A share of what lies between two shares, as a share of all."""
    return below + u * (above - below)
