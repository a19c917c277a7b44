"""Operations and functions of the expression language, written as kernel values.

How each is written stands in the table of the language; here is what it may ask about its
operands. Leaves are not known here.
"""

from __future__ import annotations

from typing import Any, Protocol

from scenario.engine.emit.signs import positive
from scenario.engine.nan_guards import risky
from scenario.engine.program import Program
from scenario.expr import nodes as n
from scenario.expr.operation import Lanes as Result
from scenario.expr.table import row
from scenario.kernel import maths
from scenario.kernel.ir import Kernel, Value

__all__ = ["EXP_FROM_ABOVE", "Result", "written"]

EXP_FROM_ABOVE = "exp, from above"
"""A function of the engine's own: an upper bound of `exp`."""


class Writer(Protocol):
    """Whoever writes trees down: the kernel it writes, the program they belong to."""

    kernel: Kernel
    program: Program

    def number(self, tree: n.Node) -> Value:
        """A tree that gives a number."""


class _Operands:
    """What an operation may ask about its operands."""

    def __init__(self, trees: Writer, node: n.Node) -> None:
        self.kernel, self._trees, self._nodes = trees.kernel, trees, n.children(node)

    def risky(self, place: int) -> bool:
        return risky(self._nodes[place])

    def positive(self, place: int) -> bool:
        return positive(self._nodes[place], self._trees.program)

    def logarithm(self, place: int) -> Value:
        return self._trees.number(n.Call("log", (self._nodes[place],)))


def written(trees: Writer, node: n.Node, below: list[Any]) -> Result:
    """A node that is no leaf, written from what was written for its operands.

    Args:
        trees: The writer, which has the kernel.
        node: The node.
        below: What its operands have become.
    """
    if isinstance(node, n.Truth):
        return node.value
    if isinstance(node, n.Number):
        return trees.kernel.constant("f64", node.value)
    if isinstance(node, n.Call) and node.function == EXP_FROM_ABOVE:
        return maths.exp_from_above(trees.kernel, below[0])
    return row(node).lanes(_Operands(trees, node), *below)
