"""A node of every operation of the language, and its row read in each way.

What the readings have to do with each other is said in the laws.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from scenario.expr.comparisons import LINKS
from scenario.expr.functions import FUNCTIONS
from scenario.expr.interval import Bounds, compile_bounds
from scenario.expr.nodes import (
    Binary,
    Call,
    Comparison,
    Conditional,
    InState,
    Kind,
    Leaf,
    Logic,
    Name,
    Negative,
    Node,
    Not,
    Number,
    children,
)
from scenario.expr.operation import Function
from scenario.expr.operators import ARITHMETIC, LOGIC, POWERS
from scenario.expr.scalar import scalar
from scenario.expr.table import row
from scenario.kernel import maths
from scenario.kernel.eager import Eager
from scenario.kernel.ir import Value

A, B, C = map(Name, "abc")
P, Q, R = map(InState, "pqr")


def calls(function: Function) -> dict[str, Node]:
    """The function with as few arguments as it takes, and with two more if it takes them."""
    counts = {function.fewest, function.most or function.fewest + 2}
    names = [[Name(f"x{i}") for i in range(n)] for n in sorted(counts)]
    return {f"{function.name} of {len(args)}": Call(function.name, tuple(args)) for args in names}


NODES: dict[str, Node] = {
    **{op: Binary(op, A, B) for op in ARITHMETIC},
    **{f"** {exponent:g}": Binary("**", A, Number(exponent)) for exponent in POWERS},
    "minus": Negative(A),
    **{op: Comparison((A, B), (op,)) for op in LINKS},
    "chain": Comparison((A, B, C), ("<", "<=")),
    "truths": Comparison((P, Q), ("!=",)),
    **{op: Logic(op, (P, Q, R)) for op in LOGIC},
    "not": Not(P),
    "if": Conditional(A, P, B),
    "if of truths": Conditional(P, Q, R),
    **{name: node for function in FUNCTIONS.values() for name, node in calls(function).items()},
}
"""One of each, two of what may have more operands."""


def is_truth(leaf: Node) -> bool:
    return isinstance(leaf, Leaf) and leaf.kind is Kind.TRUTH


def in_floats(node: Node, values: Sequence[Any]) -> Any:
    """Its value by the reference; a literal is its own."""
    known = dict(zip(children(node), values, strict=True))
    return scalar(node, known.__getitem__)


def in_bounds(node: Node, parts: Sequence[Bounds]) -> Bounds:
    known = dict(zip(children(node), parts, strict=True))
    return compile_bounds(node, lambda leaf: lambda _: known[leaf])(None)


class Asked:
    """Operands of whom all is told as it is, and risks are never left out."""

    def __init__(self, kernel: Eager, values: Sequence[Any], operands: Sequence[Value | bool]):
        self.kernel, self._values, self._operands = kernel, values, operands

    def risky(self, place: int) -> bool:
        return True

    def positive(self, place: int) -> bool:
        """Of a finite one: endless to the power of 0 is no number in lanes, which marks the run."""
        return bool(0 < self._values[place] < math.inf)

    def logarithm(self, place: int) -> Value:
        return maths.log(self.kernel, self._operands[place])


def in_lanes(node: Node, values: Sequence[Any], known: bool = False) -> Any:
    """Its value in a lane; truths are masks, unless they are to be known beforehand."""
    kernel = Eager()
    operands: list[Any] = []
    for value in values:
        is_mask = isinstance(value, bool)
        plain = is_mask and known
        operands.append(value if plain else kernel.wrap(value, "mask" if is_mask else "f64"))
    found = row(node).lanes(Asked(kernel, values, operands), *operands)
    if isinstance(found, bool):
        return found
    return found.array.item() if hasattr(found, "array") else kernel_constant(found)


def kernel_constant(value: Value) -> Any:
    """What a constant that was never carried out is."""
    return bool(value.static) if value.type == "mask" else float(value.static[0])


def same_bits(one: Any, other: Any) -> bool:
    """All that is not a number counts as one."""
    if math.isnan(one) or math.isnan(other):
        return math.isnan(one) and math.isnan(other)
    return bool(np.float64(one).tobytes() == np.float64(other).tobytes())
