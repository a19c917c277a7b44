"""Operations and functions of the expression language, written as kernel values.

What they are applied to is written by others; leaves are not known here.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any, Protocol

from scenario.engine.emit.signs import positive
from scenario.engine.formula import EXPONENTS
from scenario.engine.program import Program
from scenario.engine.soundness import risky
from scenario.expr import nodes as n
from scenario.kernel import maths
from scenario.kernel.ir import Kernel, Value

Result = Value | bool
"""A number or a mask; a truth known while the kernel is written stays one."""


class Writer(Protocol):
    """Whoever writes trees down: the kernel it writes, the program they belong to."""

    kernel: Kernel
    program: Program

    def number(self, tree: n.Node) -> Value:
        """A tree that gives a number."""


def _constant(trees: Writer, node: Any, below: list[Any]) -> Result:  # noqa: ARG001
    return trees.kernel.constant("f64", node.value)


def _truth(trees: Writer, node: Any, below: list[Any]) -> Result:  # noqa: ARG001
    return bool(node.value)


def _negative(trees: Writer, node: Any, below: list[Value]) -> Result:  # noqa: ARG001
    return below[0] * -1.0


def _not(trees: Writer, node: Any, below: list[Result]) -> Result:  # noqa: ARG001
    return (not below[0]) if isinstance(below[0], bool) else ~below[0]


def _binary(trees: Writer, node: Any, below: list[Value]) -> Result:
    a, b = below
    match node.op:
        case "+":
            return a + b
        case "-":
            return a - b
        case "*":
            return a * b
        case "/":
            return a / b
    return _power(trees, node, a, b)


def _power(trees: Writer, node: Any, a: Value, b: Value) -> Value:
    kernel, exponent = trees.kernel, node.right
    if isinstance(exponent, n.Number) and exponent.value in EXPONENTS:
        return _POWERS[exponent.value](kernel, a)
    if positive(node.left, trees.program):
        logarithm = trees.number(n.Call("log", (node.left,)))
        return maths.power_of_positive(kernel, logarithm, b)
    return maths.power(kernel, a, b)


_POWERS: dict[float, Callable[[Kernel, Value], Value]] = {
    1.0: lambda _, a: a,
    2.0: lambda _, a: a * a,
    3.0: lambda _, a: a * a * a,
    0.5: lambda kernel, a: kernel.op("sqrt", "f64", a),
    -1.0: lambda _, a: 1.0 / a,
}
"""Powers that are worked out without logarithms: one for each of `EXPONENTS`."""


def _comparison(trees: Writer, node: Any, below: list[Result]) -> Result:
    kernel, holds = trees.kernel, None
    for op, (left, right) in zip(node.ops, pairwise(below), strict=True):
        if isinstance(left, bool) or isinstance(right, bool) or left.type == "mask":
            link = _same(trees, op, left, right)
        else:
            link = kernel.compare(_COMPARED[op], left, right)
        holds = link if holds is None else holds & link
    return holds  # type: ignore[return-value]


def _same(trees: Writer, op: str, left: Result, right: Result) -> Value:
    """Two truths compared."""
    a, b = _mask(trees, left), _mask(trees, right)
    return a ^ b if op == "!=" else ~(a ^ b)


def _mask(trees: Writer, value: Result) -> Value:
    return trees.kernel.truth(value) if isinstance(value, bool) else value


def _logic(trees: Writer, node: Any, below: list[Result]) -> Result:  # noqa: ARG001
    strong = bool(node.op == "or")  # a truth that settles it
    if any(value is strong for value in below):
        return strong
    masks = [value for value in below if not isinstance(value, bool)]
    if not masks:
        return not strong
    holds = masks[0]
    for mask in masks[1:]:
        holds = holds | mask if strong else holds & mask
    return holds


def _conditional(trees: Writer, node: Any, below: list[Result]) -> Result:  # noqa: ARG001
    yes, condition, no = below
    if isinstance(condition, bool):
        return yes if condition else no
    if isinstance(yes, bool) or isinstance(no, bool) or yes.type == "mask":
        first, second = _mask(trees, yes), _mask(trees, no)
        return (condition & first) | (~condition & second)
    return trees.kernel.select(condition, yes, no)


def _call(trees: Writer, node: Any, below: list[Value]) -> Result:
    return _FUNCTIONS[node.function](trees, node.args, below)


def _extreme(trees: Writer, name: str, args: tuple[n.Node, ...], values: list[Value]) -> Value:
    """The least or the greatest; not a number where any is none."""
    found = values[0]
    for arg, value in zip(args[1:], values[1:], strict=True):
        found = trees.kernel.op(name, "f64", found, value)
        if risky(arg):
            found = trees.kernel.select(value.equals(value), found, value)
    return found


def _clip(trees: Writer, args: tuple[n.Node, ...], values: list[Value]) -> Value:
    raised = _extreme(trees, "max", args[:2], values[:2])
    return _extreme(trees, "min", (args[0], args[2]), [raised, values[2]])


EXP_FROM_ABOVE = "exp, from above"
"""A function of the engine's own: an upper bound of `exp`."""
_COMPARED = {"<": "lt", "<=": "le", ">": "gt", ">=": "ge", "==": "eq", "!=": "ne"}
_FUNCTIONS: dict[str, Callable[[Writer, Any, list[Value]], Value]] = {
    "exp": lambda trees, _, values: maths.exp_or_zero(trees.kernel, values[0]),
    EXP_FROM_ABOVE: lambda trees, _, values: maths.exp_from_above(trees.kernel, values[0]),
    "log": lambda trees, _, values: maths.log(trees.kernel, values[0]),
    "sqrt": lambda trees, _, values: trees.kernel.op("sqrt", "f64", values[0]),
    "abs": lambda trees, _, values: maths.absolute(trees.kernel, values[0]),
    "logistic": lambda trees, _, values: maths.logistic(trees.kernel, values[0]),
    "min": lambda trees, args, values: _extreme(trees, "min", args, values),
    "max": lambda trees, args, values: _extreme(trees, "max", args, values),
    "clip": _clip,
}
WRITERS: dict[type, Callable[[Writer, Any, Any], Result]] = {
    n.Number: _constant,
    n.Truth: _truth,
    n.Negative: _negative,
    n.Not: _not,
    n.Binary: _binary,
    n.Comparison: _comparison,
    n.Logic: _logic,
    n.Conditional: _conditional,
    n.Call: _call,
}
