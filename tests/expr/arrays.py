"""A second reading of expressions, by NumPy's own functions, that the others are held to.

It turns an expression into a function of arrays, one call for each operation, and does not know
where the arrays come from: the caller supplies the leaves. What NumPy has not, it takes from the
table of functions.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import Any, TypeAlias, TypeVar

import numpy as np

from scenario.expr.functions import FUNCTIONS
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

W = TypeVar("W")
Array: TypeAlias = Any  # float, bool, or ndarray of float64 or bool that broadcasts
Reader: TypeAlias = Callable[[W], Array]
Pair: TypeAlias = Callable[[Array, Array], Array]


def compile_array(node: Node, leaf: Callable[[Leaf], Reader[W]]) -> Reader[W]:
    """A function from a view of the runs to the value of an expression in each.

    NumPy's rules hold: both branches of a conditional are worked out unless its condition is one
    truth for all runs, `and` and `or` never stop early, and the caller's `np.errstate` decides
    what undefined arithmetic does. Powers with a literal 2, 0.5 or -1 are a square, a square
    root and a reciprocal: the same up to rounding.

    Args:
        node: A tree that passed `check`; fold it first.
        leaf: Gives, for each name, question or time in the tree, the function that reads it
            from a view as a float, a truth or an array of either.

    Returns:
        A function whose result is a scalar where all it reads are scalars, else an array.
    """
    return gather(node, lambda present, below: _reader(leaf, present, below))


def logistic(x: Array) -> Array:
    """`1 / (1 + exp(-x))`, without overflow and precise in both tails."""
    return 1.0 / (1.0 + np.exp(np.minimum(-x, 709.0)))


def _chosen(condition: Array, yes: Array, no: Array) -> Array:
    chosen: Array = np.where(condition, yes, no)
    return chosen[()]  # a scalar where np.where makes an array of no dimensions


def clip(x: Array, low: Array, high: Array) -> Array:
    """`x` kept between `low` and `high`; `high` where the two are the wrong way round."""
    return np.minimum(np.maximum(x, low), high)


_ARITHMETIC: dict[str, Pair] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": np.divide,
    "**": np.power,
}
_POWERS: dict[float, Callable[[Array], Array]] = {
    2.0: np.square,
    0.5: np.sqrt,
    -1.0: partial(np.divide, 1.0),
}
_COMPARE: dict[str, Pair] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
_JOINED: dict[str, Pair] = {
    "min": np.minimum,
    "max": np.maximum,
    "and": np.logical_and,
    "or": np.logical_or,
}
_UNARY: dict[str, Callable[[Array], Array]] = {
    "abs": np.abs,
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
    "logistic": logistic,
}


def _reader(
    leaf: Callable[[Leaf], Reader[W]], node: Node, below: tuple[Reader[W], ...]
) -> Reader[W]:
    return leaf(node) if isinstance(node, Leaf) else _READERS[type(node)](node, below)


def _constant(value: float | bool) -> Reader[W]:
    return lambda _: value


def _unary(function: Callable[[Array], Array], operand: Reader[W]) -> Reader[W]:
    return lambda view: function(operand(view))


def _binary(node: Binary, below: tuple[Reader[W], ...]) -> Reader[W]:
    exponent = node.right
    if node.op == "**" and isinstance(exponent, Number) and exponent.value in _POWERS:
        return _unary(_POWERS[exponent.value], below[0])
    return _pair(_ARITHMETIC[node.op], (node.left, exponent), below)


def _call(node: Call, below: tuple[Reader[W], ...]) -> Reader[W]:
    if node.function == "clip":
        return _clip(below)
    if node.function in _JOINED:
        return _joined(_JOINED[node.function], node.args, below)
    if node.function in _UNARY:
        return _unary(_UNARY[node.function], below[0])
    function = np.vectorize(FUNCTIONS[node.function].scalar, otypes=[float])
    return lambda view: function(*[part(view) for part in below])[()]


def _pair(function: Pair, nodes: tuple[Node, ...], below: tuple[Reader[W], ...]) -> Reader[W]:
    """Two operands, of which a literal one is bound at once."""
    left, right = below
    match nodes:
        case (Number(value), _):
            return lambda view: function(value, right(view))
        case (_, Number(value)):
            return lambda view: function(left(view), value)
    return lambda view: function(left(view), right(view))


def _joined(function: Pair, nodes: tuple[Node, ...], below: tuple[Reader[W], ...]) -> Reader[W]:
    """Two or more operands joined from the left."""
    if len(below) == 2:
        return _pair(function, nodes, below)
    first, *others = below

    def from_the_left(view: W) -> Array:
        result = first(view)
        for other in others:
            result = function(result, other(view))
        return result

    return from_the_left


def _comparison(node: Comparison, below: tuple[Reader[W], ...]) -> Reader[W]:
    compare = [_COMPARE[op] for op in node.ops]
    if len(compare) == 1:
        return _pair(compare[0], node.operands, below)

    def chained(view: W) -> Array:
        values = [operand(view) for operand in below]
        links = [test(*pair) for test, pair in zip(compare, pairwise(values), strict=True)]
        result = links[0]
        for link in links[1:]:
            result = np.logical_and(result, link)
        return result

    return chained


def _choice(below: tuple[Reader[W], ...]) -> Reader[W]:
    yes, condition, no = below

    def chosen(view: W) -> Array:
        truth = condition(view)
        if isinstance(truth, (bool, np.bool_)):  # the same for all runs: one branch is enough
            return yes(view) if truth else no(view)
        return _chosen(truth, yes(view), no(view))

    return chosen


def _clip(below: tuple[Reader[W], ...]) -> Reader[W]:
    x, low, high = below
    return lambda view: clip(x(view), low(view), high(view))


_READERS: dict[type, Callable[[Any, tuple[Reader[Any], ...]], Reader[Any]]] = {
    Number: lambda node, _: _constant(float(node.value)),
    Truth: lambda node, _: _constant(node.value),
    Negative: lambda _, below: _unary(operator.neg, below[0]),
    Not: lambda _, below: _unary(np.logical_not, below[0]),
    Binary: _binary,
    Comparison: _comparison,
    Logic: lambda node, below: _joined(_JOINED[node.op], node.operands, below),
    Conditional: lambda _, below: _choice(below),
    Call: _call,
}
