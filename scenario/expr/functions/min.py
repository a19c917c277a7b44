"""The smallest of several values, and what it shares with the largest."""

from __future__ import annotations

import math
from collections.abc import Callable

from scenario.expr.operation import Bounds, Function, Operands
from scenario.kernel.ir import Value


def minimum(*values: float) -> float:
    """The smallest; nan if any is nan."""
    return math.nan if any(map(math.isnan, values)) else min(values)


def least(*parts: Bounds) -> Bounds:
    """Bounds of the smallest."""
    return min(part[0] for part in parts), min(part[1] for part in parts)


def extreme(at: Operands, op: str, found: Value, *others: tuple[int, Value]) -> Value:
    """The least or the greatest operand, in kernel operations; not a number if any is none.

    Args:
        at: What is known of the operands.
        op: `min` or `max`.
        found: The first operand, which may be worked out already.
        *others: The place of each further operand, and its value.
    """
    for place, value in others:
        found = at.kernel.op(op, "f64", found, value)
        if at.risky(place):
            found = at.kernel.select(value.equals(value), found, value)
    return found


def ranked(of_two: str, of_many: str) -> Callable[..., str]:
    """Words such as `the smaller of a and b`."""

    def words(*texts: str) -> str:
        rank = of_two if len(texts) == 2 else of_many
        return f"the {rank} of {', '.join(texts[:-1])} and {texts[-1]}"

    return words


FUNCTION = Function(
    usage="min(a, b, ...)",
    meaning="the smallest",
    words=ranked("smaller", "smallest"),
    scalar=minimum,
    lanes=lambda at, first, *others: extreme(at, "min", first, *enumerate(others, 1)),
    bounds=least,
    positive=all,
    instead={"minimum": "write min(a, b)"},
)
