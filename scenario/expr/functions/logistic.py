"""The logistic function."""

from __future__ import annotations

import math

from scenario.expr.operation import Function, rising
from scenario.kernel import maths

_LARGEST_EXPONENT = 709.0


def logistic(x: float) -> float:
    """`1 / (1 + exp(-x))`, without overflow and precise in both tails."""
    return 1.0 / (1.0 + math.exp(min(-x, _LARGEST_EXPONENT)))


FUNCTION = Function(
    usage="logistic(x)",
    meaning="`1 / (1 + exp(-x))`",
    words="the logistic function of {}".format,
    scalar=logistic,
    lanes=lambda at, x: maths.logistic(at.kernel, x),
    bounds=rising(logistic),
    instead=dict.fromkeys(("sigmoid", "expit"), "write logistic(x)"),
)
