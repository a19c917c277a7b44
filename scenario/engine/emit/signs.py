"""What is known of the sign of a tree before anything runs: only what is certain is claimed."""

from __future__ import annotations

from scenario.engine import leaves
from scenario.engine.program import Program
from scenario.expr import nodes as n


def positive(tree: n.Node, program: Program) -> bool:
    """Whether a tree is above zero in every run, or not a number."""
    return n.gather(tree, lambda node, below: _positive(node, below, program))


def _positive(node: n.Node, below: tuple[bool, ...], program: Program) -> bool:
    match node:
        case n.Number(value=value):
            return value > 0
        case leaves.Literal(slot=slot):
            return program.numbers[slot].value > 0
        case leaves.Drawn(slot=slot):
            return program.draws[slot].least > 0
        case leaves.Value(row=row) | leaves.Start(row=row):
            return bool(program.lows[row] > 0)
        case n.Binary(op="+" | "*" | "/"):
            return all(below)
        case n.Binary(op="**"):
            return below[0]
        case n.Conditional():
            return below[0] and below[2]
        case n.Call(function="exp"):
            return True
        case n.Call(function="min" | "max" | "clip" | "sqrt"):
            return all(below)
    return False
