"""How tightly each operator binds, which is Python's order: one table for reading and printing.

It knows nothing of texts; it ranks nodes and operators.
"""

from __future__ import annotations

import enum

from scenario.expr.nodes import (
    Binary,
    Comparison,
    Conditional,
    Logic,
    Negative,
    Node,
    Not,
    Number,
)


class Level(enum.IntEnum):
    """From the loosest to the tightest."""

    CONDITIONAL = 1
    OR = 2
    AND = 3
    NOT = 4
    COMPARISON = 5
    SUM = 6
    PRODUCT = 7
    UNARY = 8
    POWER = 9
    ATOM = 10


OPERATORS: dict[str, Level] = {
    "if": Level.CONDITIONAL,
    "or": Level.OR,
    "and": Level.AND,
    **dict.fromkeys(("<", "<=", ">", ">=", "==", "!="), Level.COMPARISON),
    **dict.fromkeys(("+", "-"), Level.SUM),
    **dict.fromkeys(("*", "/"), Level.PRODUCT),
    "**": Level.POWER,
}
"""The level of every operator that stands between two operands."""

_NODES: dict[type, Level] = {
    Conditional: Level.CONDITIONAL,
    Not: Level.NOT,
    Comparison: Level.COMPARISON,
    Negative: Level.UNARY,
}


def level(node: Node) -> Level:
    """How tightly the outermost operator of a node binds."""
    match node:
        case Binary(op) | Logic(op):
            return OPERATORS[op]
        case Number(value) if str(value).startswith("-"):
            return Level.UNARY
    return _NODES.get(type(node), Level.ATOM)
