"""`add`: an amount on top."""

from __future__ import annotations

from scenario.schema.action import Action, Size
from scenario.schema.base import Names
from scenario.schema.quantity import Quantity
from scenario.schema.stages import ADDITIONS


class Add(Action):
    """Add a quantity to a value, field, target or rate."""

    add: Quantity
    """How much; from a rule on a value, how much per year."""
    to: Names
    """What it is added to."""

    rank = 10
    summary = "adds to it"
    targets_key, quantity_key = "to", "add"
    usage = "{add: HOW MUCH, to: TARGET}"
    example = "{add: 0.1, to: exit_support}"
    size = Size.AMOUNT
    a_year = True
    stage = ADDITIONS
    does = "adds {size} to {targets}"
    briefly = "adds to"
    acted = "{}"
