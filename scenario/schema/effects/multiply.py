"""`multiply`: so many times as much."""

from __future__ import annotations

from scenario.schema.action import Action, Size
from scenario.schema.base import Names
from scenario.schema.quantity import Quantity
from scenario.schema.stages import FACTORS


class Multiply(Action):
    """Multiply a value, field, target or rate."""

    multiply: Names
    """What is multiplied."""
    by: Quantity
    """The factor."""

    rank = 20
    summary = "multiplies it"
    targets_key, quantity_key = "multiply", "by"
    usage = "{multiply: TARGET, by: FACTOR}"
    example = "{multiply: freeze, by: 2}"
    size = Size.FACTOR
    stage = FACTORS
    does = "multiplies {targets} by {size}"
    briefly = "multiplies"
    done = "multiplied by {}"
    acted = "× {}"
