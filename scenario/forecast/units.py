"""What a total is measured in: as its author says, or as what it adds up tells.

It knows nothing of how a total is worked out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scenario.expr import Kind, parse
from scenario.expr.check import kind

TIMES = "times"
"""The unit of what is counted."""


def total_unit(told: Mapping[str, Any]) -> str:
    """The unit of a total: as it says, else months of what holds, times of what happens.

    Args:
        told: The total as the resolved scenario has it.
    """
    if unit := told.get("unit"):
        return str(unit)
    if "count" in told:
        return TIMES
    of = told.get("of")
    holds = isinstance(of, bool) or (isinstance(of, str) and kind(parse(of)) is Kind.TRUTH)
    return "months" if holds else ""
