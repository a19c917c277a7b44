"""What is known of the sign of a tree before anything runs: only what is certain is claimed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scenario.engine import leaves
from scenario.engine.program import Program
from scenario.expr import nodes as n
from scenario.expr.table import operation


def positive(tree: n.Node, program: Program) -> bool:
    """Whether a tree is above zero in every run, or not a number."""

    def visit(node: n.Node, below: tuple[bool, ...]) -> bool:
        found = operation(node)
        if found:
            return found.positive(below)
        rule = _RULES.get(type(node))
        return rule is not None and rule(node, program)

    return n.gather(tree, visit)


def _row(node: Any, program: Program) -> bool:
    return bool(program.lows[node.row] > 0)


_RULES: dict[type, Callable[[Any, Program], bool]] = {
    n.Number: lambda node, _: node.value > 0,
    leaves.Literal: lambda node, program: program.numbers[node.slot].value > 0,
    leaves.Drawn: lambda node, program: program.draws[node.slot].ends[0] > 0,
    leaves.CalendarMonth: lambda _, __: True,
    leaves.Value: _row,
    leaves.Start: _row,
}
