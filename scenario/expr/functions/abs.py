"""The absolute value."""

from __future__ import annotations

from scenario.expr.operation import Bounds, Function, around
from scenario.kernel import maths


def _bounds(x: Bounds) -> Bounds:
    if x[0] <= 0 <= x[1]:
        return 0.0, max(-x[0], x[1])
    return around(abs(x[0]), abs(x[1]))


FUNCTION = Function(
    usage="abs(x)",
    meaning="the absolute value: `x` without its sign",
    words="the absolute value of {}".format,
    notation="<mrow><mo>|</mo>{}<mo>|</mo></mrow>".format,
    scalar=abs,
    lanes=lambda at, x: maths.absolute(at.kernel, x),
    bounds=_bounds,
)
