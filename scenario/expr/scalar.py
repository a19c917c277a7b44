"""Work one expression out for one run with plain floats, by the rules of IEEE 754.

It does not know where values come from, and it never raises over arithmetic: what is not
defined is nan, what is too large is infinite.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Sequence
from functools import partial, reduce
from itertools import pairwise
from typing import Any, TypeAlias

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

Value: TypeAlias = float | bool
Thunk: TypeAlias = Callable[[], Value]
Comparing: TypeAlias = Callable[[Sequence[Value], Sequence[str]], bool]


def scalar(node: Node, lookup: Callable[[Leaf], Value]) -> Value:
    """The value of an expression in one run; branches and operands only as far as needed.

    Args:
        node: A tree that passed `check`.
        lookup: Gives the value of a name, a question or the time.
    """
    return prepared(node, lookup)()


def prepared(
    node: Node, lookup: Callable[[Leaf], Value], compare: Comparing | None = None
) -> Thunk:
    """The same to be worked out again and again.

    Args:
        node: A tree that passed `check`.
        lookup: Gives the present value of a name, a question or the time.
        compare: What becomes of the operands and operators of a comparison; `chained` if None.
    """
    holds = chained if compare is None else compare

    def thunk(present: Node, below: tuple[Thunk, ...]) -> Thunk:
        if isinstance(present, Comparison):
            return partial(_compared, holds, present.ops, below)
        return _thunk(lookup, present, below)

    return gather(node, thunk)


def chained(values: Sequence[Value], ops: Sequence[str]) -> bool:
    """Whether a comparison of several operands holds from link to link."""
    links = zip(ops, pairwise(values), strict=True)
    return reduce(lambda holds, link: holds and _COMPARE[link[0]](*link[1]), links, True)


def divide(a: float, b: float) -> float:
    """`a / b`, infinite over zero and nan for 0 / 0."""
    if b:
        return a / b
    if not a or math.isnan(a):
        return math.nan
    return math.copysign(math.inf, a) * math.copysign(1.0, b)


def power(a: float, b: float) -> float:
    """`a ** b`; nan for a fractional power of a negative number."""
    try:
        return math.pow(a, b)
    except (ValueError, OverflowError):
        pass
    if a < 0 and not float(b).is_integer():
        return math.nan
    return math.copysign(math.inf, a) if b % 2 == 1 else math.inf


def exp(x: float) -> float:
    """The exponential, infinite where it is too large for a float."""
    try:
        return math.exp(x)
    except OverflowError:
        return math.inf


def log(x: float) -> float:
    """The natural logarithm; minus infinity at 0, nan below."""
    if x > 0:
        return math.log(x)
    return -math.inf if x == 0 else math.nan


def sqrt(x: float) -> float:
    """The square root, nan below 0."""
    return math.nan if x < 0 else math.sqrt(x)


def logistic(x: float) -> float:
    """`1 / (1 + exp(-x))`, without overflow and precise in both tails."""
    return 1.0 / (1.0 + math.exp(min(-x, _LARGEST_EXPONENT)))


def minimum(*values: float) -> float:
    """The smallest; nan if any is nan."""
    return math.nan if any(map(math.isnan, values)) else min(values)


def maximum(*values: float) -> float:
    """The largest; nan if any is nan."""
    return math.nan if any(map(math.isnan, values)) else max(values)


def clip(x: float, low: float, high: float) -> float:
    """`x` kept between `low` and `high`; `high` where the two are the wrong way round."""
    return minimum(maximum(x, low), high)


_LARGEST_EXPONENT = 709.0

_ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": divide,
    "**": power,
}
_FUNCTIONS: dict[str, Callable[..., float]] = {
    "min": minimum,
    "max": maximum,
    "abs": abs,
    "exp": exp,
    "log": log,
    "sqrt": sqrt,
    "logistic": logistic,
    "clip": clip,
}
_COMPARE: dict[str, Callable[[Value, Value], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


def _thunk(lookup: Callable[[Leaf], Value], node: Node, below: tuple[Thunk, ...]) -> Thunk:
    return partial(lookup, node) if isinstance(node, Leaf) else _THUNKS[type(node)](node, below)


def _binary(node: Binary, below: tuple[Thunk, ...]) -> Thunk:
    if node.op == "**" and node.right == Number(0.5):
        return partial(_applied, sqrt, below[:1])  # nan for -inf, where power gives infinity
    return partial(_applied, _ARITHMETIC[node.op], below)


def _logic(node: Logic, below: tuple[Thunk, ...]) -> Thunk:
    decide = all if node.op == "and" else any
    return lambda: decide(thunk() for thunk in below)


def _conditional(_: Conditional, below: tuple[Thunk, ...]) -> Thunk:
    yes, condition, no = below
    return lambda: yes() if condition() else no()


def _applied(function: Callable[..., float], below: tuple[Thunk, ...]) -> float:
    return function(*[thunk() for thunk in below])


def _compared(holds: Comparing, ops: tuple[str, ...], below: tuple[Thunk, ...]) -> bool:
    return holds([thunk() for thunk in below], ops)


_THUNKS: dict[type, Callable[[Any, tuple[Thunk, ...]], Thunk]] = {
    Number: lambda node, _: lambda: node.value,
    Truth: lambda node, _: lambda: node.value,
    Negative: lambda _, below: lambda: -below[0](),
    Not: lambda _, below: lambda: not below[0](),
    Binary: _binary,
    Logic: _logic,
    Conditional: _conditional,
    Call: lambda node, below: partial(_applied, _FUNCTIONS[node.function], below),
}
