"""Arithmetic in plain floats by the rules of IEEE 754, where Python raises instead.

It knows no expressions.
"""

from __future__ import annotations

import math


def divide(a: float, b: float) -> float:
    """`a / b`, infinite over zero and nan for 0 / 0."""
    if b:
        return a / b
    if not a or math.isnan(a):
        return math.nan
    return math.copysign(math.inf, a) * math.copysign(1.0, b)


def power(a: float, b: float) -> float:
    """`a ** b`; nan for a fractional power of a negative number."""
    try:
        return math.pow(a, b)
    except (ValueError, OverflowError):
        pass
    if a < 0 and not float(b).is_integer():
        return math.nan
    return math.copysign(math.inf, a) if b % 2 == 1 else math.inf


def sqrt(x: float) -> float:
    """The square root, nan below 0."""
    return math.nan if x < 0 else math.sqrt(x)
