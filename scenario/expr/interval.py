"""Bound an expression over many runs at once: from bounds of what it reads to bounds of its value.

It never looks at a run. The bounds may be wider than need be, never narrower: where an operation
might give no number, or cannot be bounded, they are infinite (Moore 1966, "Interval analysis").
How they follow from those of the operands stands in the table of operations.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, TypeAlias, TypeVar

from scenario.expr.nodes import (
    Alignment,
    CalendarMonth,
    Happened,
    InState,
    Kind,
    Leaf,
    MonthsSince,
    Node,
    Number,
    Time,
    Truth,
    gather,
)
from scenario.expr.operation import UNBOUNDED, Bounds
from scenario.expr.table import row

__all__ = ["UNBOUNDED", "UNDECIDED", "Bounds", "bounds_of", "compile_bounds", "known_bounds"]

W = TypeVar("W")
Reader: TypeAlias = Callable[[W], Bounds]
UNDECIDED: Bounds = (False, True)


def compile_bounds(node: Node, leaf: Callable[[Leaf], Reader[W]]) -> Reader[W]:
    """A function from a view of the runs to bounds of an expression in all of them.

    Args:
        node: A tree that passed `check`.
        leaf: Gives, for each name, question or time in the tree, the function that reads its
            bounds from a view.
    """
    return gather(node, lambda present, below: _reader(leaf, present, below))


def _reader(
    leaf: Callable[[Leaf], Reader[W]], node: Node, below: tuple[Reader[W], ...]
) -> Reader[W]:
    if isinstance(node, Leaf):
        return leaf(node)
    if isinstance(node, (Number, Truth)):
        known = (node.value, node.value)
        return lambda _: known
    found = row(node)
    rule = found.bounds
    if found.gives is not Kind.NUMBER:
        return lambda view: rule(*[part(view) for part in below])

    def bounded(view: W) -> Bounds:
        parts = [part(view) for part in below]
        return UNBOUNDED if UNBOUNDED in parts else rule(*parts)

    return bounded


def known_bounds(leaf: Leaf) -> Bounds:
    """Between what a value lies whatever a model says; infinite ends where that is open.

    Args:
        leaf: A name, a question or the time.
    """
    match leaf:
        case Alignment():
            return -1.0, 1.0
        case MonthsSince() | Time():
            return 0.0, math.inf
        case CalendarMonth():
            return 1.0, 12.0
        case InState() | Happened():
            return UNDECIDED
    return UNBOUNDED


def bounds_of(value: Any) -> Bounds:
    """Bounds of a number, a truth or an array of either: least and greatest, or all and any.

    `UNBOUNDED` where any of the numbers is none.
    """
    if not getattr(value, "ndim", 0):
        return UNBOUNDED if math.isnan(value) else (value, value)
    low, high = value.min().item(), value.max().item()
    return UNBOUNDED if math.isnan(low) else (low, high)
