"""The largest of several values."""

from __future__ import annotations

import math

from scenario.expr.functions.min import extreme, ranked
from scenario.expr.operation import Bounds, Function


def maximum(*values: float) -> float:
    """The largest; nan if any is nan."""
    return math.nan if any(map(math.isnan, values)) else max(values)


def greatest(*parts: Bounds) -> Bounds:
    """Bounds of the largest."""
    return max(part[0] for part in parts), max(part[1] for part in parts)


FUNCTION = Function(
    usage="max(a, b, ...)",
    meaning="the largest",
    words=ranked("larger", "largest"),
    scalar=maximum,
    lanes=lambda at, first, *others: extreme(at, "max", first, *enumerate(others, 1)),
    bounds=greatest,
    positive=all,
    instead={"maximum": "write max(a, b)"},
)
