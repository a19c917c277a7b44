"""`set`: a new value, in place of the old one."""

from __future__ import annotations

from scenario.schema.action import Action, Size
from scenario.schema.base import Names
from scenario.schema.quantity import Quantity
from scenario.schema.stages import LATEST


class Set(Action):
    """Set a value, field, target or rate."""

    set: Names
    """What is set."""
    to: Quantity
    """The new value."""

    rank = 40
    summary = "gives it a new value"
    targets_key, quantity_key = "set", "to"
    usage = "{set: TARGET, to: VALUE}"
    example = "{set: freeze, to: 0.1}"
    size = Size.VALUE
    by_rules = False
    stage = LATEST
    does = "sets {targets} to {size}"
    briefly = "sets"
    done = "set to {}"
    acted = "set to {}"
