"""The exponential."""

from __future__ import annotations

import math

from scenario.expr.operation import Function, rising
from scenario.kernel import maths


def exp(x: float) -> float:
    """The exponential, infinite where it is too large for a float."""
    try:
        return math.exp(x)
    except OverflowError:
        return math.inf


FUNCTION = Function(
    usage="exp(x)",
    meaning="the exponential",
    words="the exponential of {}".format,
    scalar=exp,
    lanes=lambda at, x: maths.exp_or_zero(at.kernel, x),
    bounds=rising(exp),
    risky=True,
    positive=lambda _: True,
)
