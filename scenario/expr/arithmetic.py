"""Trees of the expression language put together by the program, as an analyst would write them.

It knows neither names nor addresses and computes nothing but constants.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from scenario.errors import ExpressionError
from scenario.expr import nodes as n
from scenario.expr.fold import fold

Tree = n.Node


def folded(tree: Tree) -> Tree:
    """The tree with its constants worked out; as it is where one of them is not finite.

    What the analyst wrote was checked with its place; here constants of a process have met. Left
    as they are, they stop the run, which then names the place, if they matter.
    """
    try:
        return fold(tree)
    except ExpressionError:
        return tree


def number(value: float) -> n.Number:
    """A literal."""
    return n.Number(float(value))


def plus(left: Tree, right: Tree) -> Tree:
    """Left + right, without adding a literal zero."""
    if right == number(0):
        return left
    return right if left == number(0) else n.Binary("+", left, right)


def minus(left: Tree, right: Tree) -> Tree:
    """Left - right."""
    return n.Binary("-", left, right)


def times(left: Tree, right: Tree) -> Tree:
    """Left * right, without multiplying by a literal one."""
    if right == number(1):
        return left
    return right if left == number(1) else n.Binary("*", left, right)


def balanced(join: Callable[[Tree, Tree], Tree], trees: Sequence[Tree]) -> Tree:
    """Join many trees pairwise, so that the result is broad rather than deep."""
    if len(trees) == 1:
        return trees[0]
    middle = len(trees) // 2
    return join(balanced(join, trees[:middle]), balanced(join, trees[middle:]))


def over(left: Tree, right: Tree) -> Tree:
    """Left / right."""
    return n.Binary("/", left, right)


def call(function: str, *args: Tree) -> Tree:
    """A function of the expression language."""
    return n.Call(function, args)


def when(condition: Tree, yes: Tree, no: Tree) -> Tree:
    """One of two values, folded where the condition is known.

    Args:
        condition: A truth.
        yes: The value where it holds.
        no: The value where it does not.
    """
    return n.Conditional(yes, condition, no)
