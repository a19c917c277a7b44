"""A value kept between two others."""

from __future__ import annotations

from scenario.expr.functions.max import greatest, maximum
from scenario.expr.functions.min import extreme, least, minimum
from scenario.expr.operation import Function, Operands
from scenario.kernel.ir import Value


def clip(x: float, low: float, high: float) -> float:
    """`x` kept between two ends, with plain floats; not a number if any of the three is none.

    Args:
        x: What is clipped.
        low: The lower end.
        high: The upper end, which wins where it is below `low`.
    """
    return minimum(maximum(x, low), high)


def _lanes(at: Operands, x: Value, low: Value, high: Value) -> Value:
    return extreme(at, "min", extreme(at, "max", x, (1, low)), (2, high))


FUNCTION = Function(
    usage="clip(x, low, high)",
    meaning="`x`, but not below `low` nor above `high`",
    words="{} kept between {} and {}".format,
    scalar=clip,
    lanes=_lanes,
    bounds=lambda x, low, high: least(greatest(x, low), high),
    positive=all,
    instead={"clamp": "write clip(x, low, high)"},
)
