"""The square root."""

from __future__ import annotations

from scenario.expr.floats import sqrt
from scenario.expr.operation import UNBOUNDED, Function, rising

_RISING = rising(sqrt)
FUNCTION = Function(
    usage="sqrt(x)",
    meaning="the square root; of a negative number, not a number",
    words="the square root of {}".format,
    notation="<msqrt><mrow>{}</mrow></msqrt>".format,
    scalar=sqrt,
    lanes=lambda at, x: at.kernel.op("sqrt", "f64", x),
    bounds=lambda x: _RISING(x) if x[0] >= 0 else UNBOUNDED,
    risky=True,
    positive=all,
    reason=lambda _: "a negative number has no square root",
)
