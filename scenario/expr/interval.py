"""Bound an expression over many runs at once: from bounds of what it reads to bounds of its value.

It never looks at a run. The bounds may be wider than need be, never narrower: where an operation
might give no number, or cannot be bounded, they are infinite (Moore 1966, "Interval analysis").
"""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise
from typing import Any, TypeAlias, TypeVar

from scenario.expr import scalar as s
from scenario.expr.nodes import (
    Binary,
    Call,
    Comparison,
    Conditional,
    Leaf,
    Logic,
    Negative,
    Node,
    Not,
    Number,
    Truth,
    gather,
)

__all__ = ["UNBOUNDED", "UNDECIDED", "Bounds", "bounds_of", "compile_bounds"]

W = TypeVar("W")
Bounds: TypeAlias = tuple[float, float]
"""Least and greatest value; of a truth, whether it always holds and whether it ever may."""
Reader: TypeAlias = Callable[[W], Bounds]
UNBOUNDED: Bounds = (-math.inf, math.inf)
"""Of a value that may be anything, or not a number."""
UNDECIDED: Bounds = (False, True)

_SLACK = 1e-12
"""Widens what functions give: array and scalar code may round them in different ways."""


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
    if isinstance(node, Conditional):
        return lambda view: _chosen(*[part(view) for part in below])
    rule = _rule(node)
    if isinstance(node, (Not, Logic, Comparison)):
        return lambda view: rule(*[part(view) for part in below])

    def bounded(view: W) -> Bounds:
        parts = [part(view) for part in below]
        return UNBOUNDED if UNBOUNDED in parts else rule(*parts)

    return bounded


def _rule(node: Node) -> Callable[..., Bounds]:
    """How the bounds of a node follow from those of its parts."""
    match node:
        case Negative():
            return lambda x: (-x[1], -x[0])
        case Not():
            return lambda x: (not x[1], not x[0])
        case Binary(op=op):
            return _ARITHMETIC[op]
        case Comparison(ops=ops):
            return lambda *parts: _chain(parts, ops)
        case Logic(op=op):
            join = all if op == "and" else any
            return lambda *parts: (join(p[0] for p in parts), join(p[1] for p in parts))
        case Call(function=function):
            return _FUNCTIONS[function]
    raise TypeError(f"no bounds are known of {node}")


def _around(*corners: float) -> Bounds:
    """What holds all corners; anything where one of them is no number."""
    if math.isnan(sum(corners)):  # also of corners infinite both ways
        return UNBOUNDED
    return min(corners), max(corners)


def _widened(low: float, high: float) -> Bounds:
    """A little more room on both sides; infinite ends stay where they are."""
    return (
        low - _SLACK * abs(low) if math.isfinite(low) else low,
        high + _SLACK * abs(high) if math.isfinite(high) else high,
    )


def _plus(x: Bounds, y: Bounds) -> Bounds:
    return _around(x[0] + y[0], x[1] + y[1])


def _minus(x: Bounds, y: Bounds) -> Bounds:
    return _around(x[0] - y[1], x[1] - y[0])


def _times(x: Bounds, y: Bounds) -> Bounds:
    return _around(*(a * b for a in x for b in y))


def _over(x: Bounds, y: Bounds) -> Bounds:
    if y[0] <= 0 <= y[1]:
        return UNBOUNDED
    return _around(*(a / b for a in x for b in y))


def _power(x: Bounds, y: Bounds) -> Bounds:
    if y == (2.0, 2.0) and math.inf not in (-x[0], x[1]):
        squares = (x[0] * x[0], x[1] * x[1])
        return _widened(0.0 if x[0] <= 0 <= x[1] else min(squares), max(squares))
    if x[0] <= 0:
        return UNBOUNDED
    return _widened(*_around(*(s.power(a, b) for a in x for b in y)))


def _chain(parts: tuple[Bounds, ...], ops: tuple[str, ...]) -> Bounds:
    links = [_COMPARED[op](*pair) for op, pair in zip(ops, pairwise(parts), strict=True)]
    return all(link[0] for link in links), all(link[1] for link in links)


def _less(x: Bounds, y: Bounds) -> Bounds:
    return x[1] < y[0], x[0] < y[1] or _open(x, y)


def _at_most(x: Bounds, y: Bounds) -> Bounds:
    return x[1] <= y[0] and not _open(x, y), x[0] <= y[1]


def _equal(x: Bounds, y: Bounds) -> Bounds:
    same = x[0] == x[1] == y[0] == y[1] and not _open(x, y)
    return same, x[0] <= y[1] and y[0] <= x[1]


def _open(x: Bounds, y: Bounds) -> bool:
    """Whether either might be no number, of which every comparison is false."""
    return UNBOUNDED in (x, y)


def _different(x: Bounds, y: Bounds) -> Bounds:
    always, ever = _equal(x, y)
    return not ever, not always


_COMPARED: dict[str, Callable[[Bounds, Bounds], Bounds]] = {
    "<": _less,
    "<=": _at_most,
    ">": lambda x, y: _less(y, x),
    ">=": lambda x, y: _at_most(y, x),
    "==": _equal,
    "!=": _different,
}


def _chosen(yes: Bounds, condition: Bounds, no: Bounds) -> Bounds:
    if condition[0]:
        return yes
    return _around(*yes, *no) if condition[1] else no


def _rising(function: Callable[[float], float]) -> Callable[[Bounds], Bounds]:
    return lambda x: _widened(*_around(function(x[0]), function(x[1])))


def _abs(x: Bounds) -> Bounds:
    if x[0] <= 0 <= x[1]:
        return 0.0, max(-x[0], x[1])
    return _around(abs(x[0]), abs(x[1]))


def _least(*parts: Bounds) -> Bounds:
    return min(part[0] for part in parts), min(part[1] for part in parts)


def _greatest(*parts: Bounds) -> Bounds:
    return max(part[0] for part in parts), max(part[1] for part in parts)


_LOG, _ROOT = _rising(s.log), _rising(s.sqrt)
_ARITHMETIC: dict[str, Callable[[Bounds, Bounds], Bounds]] = {
    "+": _plus,
    "-": _minus,
    "*": _times,
    "/": _over,
    "**": _power,
}
_FUNCTIONS: dict[str, Callable[..., Bounds]] = {
    "min": _least,
    "max": _greatest,
    "abs": _abs,
    "exp": _rising(s.exp),
    "log": lambda x: _LOG(x) if x[0] > 0 else UNBOUNDED,
    "sqrt": lambda x: _ROOT(x) if x[0] >= 0 else UNBOUNDED,
    "logistic": _rising(s.logistic),
    "clip": lambda x, low, high: _least(_greatest(x, low), high),
}


def bounds_of(value: Any) -> Bounds:
    """Bounds of a number, a truth or an array of either: least and greatest, or all and any.

    `UNBOUNDED` where any of the numbers is none.
    """
    if not getattr(value, "ndim", 0):
        return UNBOUNDED if math.isnan(value) else (value, value)
    low, high = value.min().item(), value.max().item()
    return UNBOUNDED if math.isnan(low) else (low, high)
