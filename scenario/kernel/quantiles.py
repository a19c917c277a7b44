"""What the quantile functions of judgements are given, and what several share.

Where shares and parameters come from is not known here. Parameters are values, the same in all
lanes; what is tabulated stands in memory at an address.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from scenario.kernel import density
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


def between(u: Value, low: Value, high: Value) -> Value:
    """The quantile function of a uniform distribution: a share of the way between two ends.

    Args:
        u: The shares, in (0, 1): `f64` lanes.
        low: The lower end.
        high: The upper end.
    """
    return low + u * (high - low)


def tabulated(k: Kernel, u: Value, score: Value, per_width: Value, at: int) -> Value:
    """The coordinate d of a density below which a share lies, by interpolation in its table.

    Args:
        k: The kernel.
        u: The shares, in (0, 1): `f64` lanes.
        score: The first number of `density.Tabulated`, the same in all lanes.
        per_width: Its second number.
        at: The address of its table.
    """
    z = held(k, normal_quantile(k, u), -density.FARTHEST, density.FARTHEST)
    along = (z - score) * per_width
    bits = k.cast("i64", absolute(k, along) + 1.0)
    cell = (bits - _ONE_BITS) >> (52 - density.CELL_BITS)
    upper = (k.cast("i64", along) >> 63) ^ 1
    where = cell * density.CELL + upper * density.SIDE
    part = k.cast("f64", ((bits << density.CELL_BITS) & _MANTISSA) | _ONE_BITS) - 1.0
    return polynomial(part, [k.gather(where, at + 8 * term) for term in range(density.TERMS)])


def beta(of: Drawing) -> Value:
    """The quantile function of a beta distribution, between 0 and 1.

    The first three parameters are the numbers of `beta.Tabulated`, whose table is read.
    """
    score, per_width, odds, *_ = of.numbers
    d = tabulated(of.k, of.u, score, per_width, of.at)
    return 1.0 / (odds * exp(of.k, d * -1.0) + 1.0)


def cut(u: Value, below: Value, above: Value) -> Value:
    """The share of a whole distribution that is a given share of its part between two bounds.

    Quantiles of it are those of the distribution truncated to the bounds.

    Args:
        u: The shares of the part, in (0, 1): `f64` lanes.
        below: The share of the distribution below the lower bound.
        above: Its share below the upper bound.
    """
    return below + u * (above - below)
