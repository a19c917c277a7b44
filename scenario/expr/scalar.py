"""Work one expression out for one run with plain floats, by the rules of IEEE 754.

It does not know where values come from, and it never raises over arithmetic: what is not
defined is nan, what is too large is infinite. What each operation gives stands in the table.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeAlias

from scenario.expr.comparisons import chained
from scenario.expr.floats import divide, power, sqrt
from scenario.expr.functions.exp import exp
from scenario.expr.nodes import Comparison, Leaf, Node, Number, Past, Truth, gather
from scenario.expr.operation import Scalar as Value
from scenario.expr.table import row

__all__ = ["Value", "chained", "divide", "exp", "power", "prepared", "scalar", "sqrt"]

Thunk: TypeAlias = Callable[[], Value]
Comparing: TypeAlias = Callable[[Sequence[Value], Sequence[str]], bool]
Recalling: TypeAlias = Callable[[Past, Thunk], Value]


def scalar(node: Node, lookup: Callable[[Leaf], Value]) -> Value:
    """The value of an expression in one run; branches and operands only as far as needed.

    Args:
        node: A tree that passed `check`.
        lookup: Gives the value of a name, a question or the time.
    """
    return prepared(node, lookup)()


def prepared(
    node: Node,
    lookup: Callable[[Leaf], Value],
    compare: Comparing | None = None,
    recall: Recalling | None = None,
) -> Thunk:
    """A function that works an expression out in one run, to be called again and again.

    Args:
        node: A tree that passed `check`.
        lookup: Gives the present value of a name, a question or the time.
        compare: What becomes of the operands and operators of a comparison; `chained` if None.
        recall: Gives what a function of the past comes to, of its node and its operand's present
            value; if None, the past is as the present.
    """
    holds = chained if compare is None else compare

    def thunk(present: Node, below: tuple[Thunk, ...]) -> Thunk:
        if isinstance(present, Leaf):
            return partial(lookup, present)
        if isinstance(present, Comparison):
            return partial(_compared, holds, present.ops, below)
        if recall is not None and isinstance(present, Past):
            return partial(recall, present, *below)
        return _thunk(present, below)

    return gather(node, thunk)


def _thunk(node: Node, below: tuple[Thunk, ...]) -> Thunk:
    if isinstance(node, (Number, Truth)):
        return lambda: node.value
    found = row(node)
    if found.lazy:
        return partial(found.scalar, *below)
    return partial(_applied, found.scalar, below)


def _applied(function: Callable[..., Value], below: tuple[Thunk, ...]) -> Value:
    return function(*[thunk() for thunk in below])


def _compared(holds: Comparing, ops: tuple[str, ...], below: tuple[Thunk, ...]) -> bool:
    return holds([thunk() for thunk in below], ops)
