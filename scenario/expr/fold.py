"""Work out the constant parts of an expression once, before any run.

It does not know the values of names, and leaves whatever depends on one as it is.
"""

from __future__ import annotations

import math

from scenario.errors import ExpressionError
from scenario.expr.nodes import (
    Conditional,
    Kind,
    Leaf,
    Logic,
    Node,
    Number,
    Past,
    Truth,
    children,
    transform,
)
from scenario.expr.operation import Operation
from scenario.expr.scalar import Value, scalar
from scenario.expr.table import operation, row


def fold(node: Node) -> Node:
    """The same expression with its constant parts worked out.

    Raises:
        ExpressionError: a constant part is not a finite number, even in a branch never taken.
    """
    if not hasattr(node, "folded"):
        object.__setattr__(node, "folded", transform(node, _folded))
    return node.folded


def _folded(node: Node) -> Node:
    match node:
        case Conditional(yes, Truth(value), no):
            return yes if value else no
        case Conditional() | Past():  # what always holds has not always lasted
            return node
    found = operation(node)
    if found and _is_constant(found, node):
        return _literal(node, scalar(node, _no_lookup))
    return _shortened(node) if isinstance(node, Logic) else node


def _is_constant(found: Operation, node: Node) -> bool:
    """Whether a node stands on literals alone, and on those of the right kind."""
    below = {type(child) for child in children(node)}
    numbers, truths = below == {Number}, below == {Truth}
    return {Kind.NUMBER: numbers, Kind.TRUTH: truths, None: numbers or truths}[found.takes]


def _literal(node: Node, value: Value) -> Node:
    if isinstance(value, bool):
        return Truth(value, span=node.span)
    if not math.isfinite(value):
        start, end = node.span
        message = "this constant is not a finite number"
        raise ExpressionError(message, start, max(1, end - start), _reason(node, value))
    return Number(float(value), span=node.span)


def _reason(node: Node, value: float) -> str:
    operands = [child.value for child in children(node) if isinstance(child, Number)]
    return row(node).reason(*operands) or ("it is too large" if math.isinf(value) else "")


def _shortened(node: Logic) -> Node:
    """Leave out what cannot matter: `true and x` is `x`, `false and x` is `false`."""
    decisive = node.op == "or"
    if any(isinstance(part, Truth) and part.value is decisive for part in node.operands):
        return Truth(decisive, span=node.span)
    open_ = tuple(operand for operand in node.operands if not isinstance(operand, Truth))
    return open_[0] if len(open_) == 1 else Logic(node.op, open_, span=node.span)


def _no_lookup(leaf: Leaf) -> Value:
    raise LookupError(leaf)
