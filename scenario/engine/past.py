"""Functions of the past over addresses: what is remembered, and how the present joins it.

How it is remembered is the business of what emits kernels.
"""

from __future__ import annotations

from collections.abc import Callable

from scenario.engine import leaves
from scenario.engine.formula import Formula
from scenario.engine.nan_guards import endless
from scenario.engine.program import PastPlan
from scenario.expr import nodes as n
from scenario.expr.arithmetic import call, number, over, plus

Tree = n.Node
_JOINED: dict[str, Callable[[Tree, Tree, int], Tree]] = {
    "ago": lambda _, before, __: before,
    "highest": lambda now, before, _: call("max", now, before),
    "lowest": lambda now, before, _: call("min", now, before),
    "mean": lambda now, before, steps: over(plus(now, before), number(steps)),
    "lasted": lambda now, before, steps: n.Logic(
        "and", (now, n.Comparison((before, number(steps)), (">=",)))
    ),
}
"""What a function comes to, of the present value, of what was before and of its steps."""


class Pasts:
    """Collects what the formulas of one model remember."""

    def __init__(self, months_per_step: int) -> None:
        self._months_per_step = months_per_step
        self._known: dict[tuple[str, Tree, int], int] = {}
        self.plans: list[PastPlan] = []

    def read(self, node: n.Past, operand: Formula) -> Tree:
        """A function of the past as a tree over addresses.

        Args:
            node: The function, its operand over addresses.
            operand: Its operand as a formula of its own.
        """
        steps = node.duration.steps(self._months_per_step)
        kept = {"ago": steps, "lasted": 0}.get(node.function, steps - 1)
        if not kept and node.function != "lasted":
            return node.operand
        key = node.function, operand.tree, kept
        if key not in self._known:
            self._known[key] = len(self.plans)
            self.plans.append(PastPlan(node.function, operand, kept))
        before = leaves.Earlier(self._known[key], endless(operand.tree))
        return _JOINED[node.function](node.operand, before, steps)
