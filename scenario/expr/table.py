"""The table of the language: which row belongs to a node, for all that read expressions.

Literals and names have no row: a literal is its value, and what a name stands for is for each
reader to look up. So it is with the questions about a run's history, `happened(event)`,
`months_since(event)` and `change(driver)`: they take names and not values, and are leaves. What
takes a value and looks back on it, as `mean(x, 12 months)`, has a row: what it reads is below it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scenario.expr.comparisons import LINKS, chain
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
    Past,
)
from scenario.expr.operation import Level, Operation
from scenario.expr.operators import ARITHMETIC, CONDITIONAL, LOGIC, NEGATIVE, NOT, POWERS
from scenario.expr.past import past_row

LEVELS: dict[str, Level] = {
    "if": CONDITIONAL.level,
    **{sign: row.level for sign, row in (LOGIC | ARITHMETIC).items()},
    **dict.fromkeys(LINKS, Level.COMPARISON),
}
"""How tightly each operator binds that stands between two operands."""


def _binary(node: Binary) -> Operation:
    if node.op == "**" and isinstance(node.right, Number) and node.right.value in POWERS:
        return POWERS[node.right.value]
    return ARITHMETIC[node.op]


_ROWS: dict[type, Callable[[Any], Operation | None]] = {
    Negative: lambda _: NEGATIVE,
    Not: lambda _: NOT,
    Binary: _binary,
    Comparison: lambda node: chain(node.ops),
    Logic: lambda node: LOGIC[node.op],
    Conditional: lambda _: CONDITIONAL,
    Call: lambda node: FUNCTIONS.get(node.function),
    Past: lambda node: past_row(node.function, node.duration),
}


def operation(node: Node) -> Operation | None:
    """The row of a node; None for literals and leaves, and functions of a reader's own."""
    find = _ROWS.get(type(node))
    return find(node) if find else None


def row(node: Node) -> Operation:
    """The row of a node that has one.

    Raises:
        TypeError: It has none: it is a leaf, a number or a truth.
    """
    found = operation(node)
    if found is None:
        raise TypeError(f"{node} is no operation of the language")
    return found


def level(node: Node) -> Level:
    """How tightly the outermost operation of a node binds."""
    if isinstance(node, Number) and str(node.value).startswith("-"):
        return Level.UNARY
    if isinstance(node, Leaf | Number):
        return Level.SYMBOL
    found = operation(node)
    return found.level if found else Level.ATOM
