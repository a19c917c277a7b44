"""What is known of the sign of a tree before anything runs: only what is certain is claimed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scenario.engine import leaves
from scenario.engine.program import Program
from scenario.expr import nodes as n

Below = tuple[bool, ...]
CLOSED = ("min", "max", "clip", "sqrt")
"""Functions of positive numbers that give one."""


def positive(tree: n.Node, program: Program) -> bool:
    """Whether a tree is above zero in every run, or not a number."""

    def visit(node: n.Node, below: Below) -> bool:
        rule = _RULES.get(type(node))
        return rule is not None and rule(node, below, program)

    return n.gather(tree, visit)


def _binary(node: Any, below: Below, _: Program) -> bool:
    if node.op == "**":
        return below[0]
    return bool(node.op != "-" and all(below))


def _call(node: Any, below: Below, _: Program) -> bool:
    return bool(node.function == "exp" or (node.function in CLOSED and all(below)))


def _row(node: Any, _: Below, program: Program) -> bool:
    return bool(program.lows[node.row] > 0)


_RULES: dict[type, Callable[[Any, Below, Program], bool]] = {
    n.Number: lambda node, _, __: node.value > 0,
    n.Binary: _binary,
    n.Call: _call,
    n.Conditional: lambda _, below, __: below[0] and below[2],
    leaves.Literal: lambda node, _, program: program.numbers[node.slot].value > 0,
    leaves.Drawn: lambda node, _, program: program.draws[node.slot].ends[0] > 0,
    leaves.Value: _row,
    leaves.Start: _row,
}
