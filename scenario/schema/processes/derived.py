"""`derived`: an expression, computed last in each step."""

from __future__ import annotations

from typing import Any

from scenario.schema.motion import Motion, Say
from scenario.schema.quantity import Expression, ExpressionField


class Derived(Motion):
    """Computed last in each step from all the new values."""

    rank = 70
    summary = "Computed last in each step from all the new values."
    example = "{derived: outreach + support}"
    given_by = "expression"
    instead = "act on the drivers it is computed from"

    @classmethod
    def written(cls) -> Any:
        return ExpressionField

    @staticmethod
    def computed(own: Expression) -> Expression:
        return own

    @staticmethod
    def sentence(own: Any, say: Say) -> str:
        return f"Computed in every step as {say(own)}."
