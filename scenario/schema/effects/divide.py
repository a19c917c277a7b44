"""`divide`: a gate, which holds something back so many times."""

from __future__ import annotations

from scenario.expr.arithmetic import Tree, number, over
from scenario.expr.scalar import divide
from scenario.schema.action import Action, Size
from scenario.schema.base import Names
from scenario.schema.quantity import Quantity
from scenario.schema.stages import FACTORS


class Divide(Action):
    """Divide a value, field, target or rate: a gate that holds something back so many times."""

    divide: Names
    """What is divided."""
    by: Quantity
    """The divisor."""

    rank = 30
    summary = "divides it: a gate that holds something back so many times"
    targets_key, quantity_key = "divide", "by"
    usage = "{divide: TARGET, by: DIVISOR}"
    example = "{divide: freeze, by: 2}"
    size = Size.FACTOR
    if_zero = "to stop something altogether, write {multiply: ..., by: 0}"
    stage = FACTORS
    falling = True
    does = "divides {targets} by {size}"
    briefly = "divides"
    done = "divided by {}"
    acted = "÷ {}"

    @staticmethod
    def operand(size: Tree) -> Tree:
        return over(number(1), size)

    @staticmethod
    def plain_operand(size: float) -> float:
        return divide(1.0, size)
