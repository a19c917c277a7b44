"""Work out the constant parts of an expression once, before any run.

It does not know the values of names, and leaves whatever depends on one as it is.
"""

from __future__ import annotations

import math

from scenario.errors import ExpressionError
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
    Truth,
    children,
    transform,
)
from scenario.expr.scalar import Value, scalar


def fold(node: Node) -> Node:
    """The same expression with its constant parts worked out.

    Raises:
        ExpressionError: a constant part is not a finite number, even in a branch never taken.
    """
    if not hasattr(node, "folded"):
        object.__setattr__(node, "folded", transform(node, _folded))
    return node.folded


def _folded(node: Node) -> Node:
    if _is_constant(node):
        return _literal(node, scalar(node, _no_lookup))
    match node:
        case Conditional(yes, Truth(value), no):
            return yes if value else no
        case Logic(op, operands):
            return _shortened(node, op, operands)
    return node


def _is_constant(node: Node) -> bool:
    """Whether a node stands on literals alone, and on those of the right kind."""
    below = children(node)
    match node:
        case Negative() | Binary() | Call():
            return all(isinstance(child, Number) for child in below)
        case Not() | Logic():
            return all(isinstance(child, Truth) for child in below)
        case Comparison():
            return {type(child) for child in below} in ({Number}, {Truth})
    return False


def _literal(node: Node, value: Value) -> Node:
    if isinstance(value, bool):
        return Truth(value, span=node.span)
    if not math.isfinite(value):
        start, end = node.span
        message = "this constant is not a finite number"
        raise ExpressionError(message, start, max(1, end - start), _reason(node, value))
    return Number(float(value), span=node.span)


def _reason(node: Node, value: float) -> str:
    match node:
        case Binary("/", _, Number(0)) | Binary("**", Number(0), _):
            return "it divides by zero"
        case Call("log"):
            return "only a number above 0 has a logarithm"
        case Call("sqrt"):
            return "a negative number has no square root"
        case Binary("**") if math.isnan(value):
            return "a negative number has no fractional power"
    return "it is too large" if math.isinf(value) else ""


def _shortened(node: Logic, op: str, operands: tuple[Node, ...]) -> Node:
    """Leave out what cannot matter: `true and x` is `x`, `false and x` is `false`."""
    decisive = op == "or"
    if any(isinstance(operand, Truth) and operand.value is decisive for operand in operands):
        return Truth(decisive, span=node.span)
    open_ = tuple(operand for operand in operands if not isinstance(operand, Truth))
    return open_[0] if len(open_) == 1 else Logic(op, open_, span=node.span)


def _no_lookup(leaf: Leaf) -> Value:
    raise LookupError(leaf)
