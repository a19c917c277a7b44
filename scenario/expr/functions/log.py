"""The natural logarithm."""

from __future__ import annotations

import math

from scenario.expr.operation import UNBOUNDED, Function, rising
from scenario.kernel import maths


def log(x: float) -> float:
    """The natural logarithm; minus infinity at 0, nan below."""
    if x > 0:
        return math.log(x)
    return -math.inf if x == 0 else math.nan


_RISING = rising(log)
FUNCTION = Function(
    usage="log(x)",
    meaning="the natural logarithm; of a negative number, not a number",
    words="the natural logarithm of {}".format,
    scalar=log,
    lanes=lambda at, x: maths.log(at.kernel, x),
    bounds=lambda x: _RISING(x) if x[0] > 0 else UNBOUNDED,
    risky=True,
    reason=lambda _: "only a number above 0 has a logarithm",
    instead={
        "ln": "log(x) is the natural logarithm",
        "log10": "write log(x) / log(10)",
        "log2": "write log(x) / log(2)",
    },
)
