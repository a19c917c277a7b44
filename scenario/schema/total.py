"""A total: what adds up along a run, and is read by nothing in the model.

It checks the shape of a total alone; whether names resolve is checked later, in `resolve`.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import model_validator

from scenario.schema.base import Identifier, Reasoned, Text, refuse
from scenario.schema.number import NumberField
from scenario.schema.quantity import ExpressionField

Timing = Literal["start", "end", "half"]


class Total(Reasoned):
    """Months in which something holds, an amount per year added up, or occurrences counted."""

    unit: Text | None = None
    """What it is measured in."""
    of: ExpressionField | None = None
    """A condition, whose months are counted, or an amount per year, which is added up."""
    count: Identifier | None = None
    """In place of it, an event, whose occurrences are counted."""
    discount: NumberField | None = None
    """Rate per year at which what comes later counts less: 3% divides by 1.03 a year."""
    timing: Timing | None = None
    """When `of` is read: at a step's `start`, at its `end` (the default), or `half` at each."""

    @model_validator(mode="before")
    @classmethod
    def _timed(cls, value: Any) -> Any:
        if isinstance(value, dict) and value.get("of") is not None and not value.get("timing"):
            return {**value, "timing": "end"}
        return value

    @model_validator(mode="after")
    def _complete(self) -> Total:
        if (self.of is None) == (self.count is None):
            hint = "write of: outcome.frozen, of: 0.2 * trade (per year) or count: EVENT"
            raise refuse("a total has exactly one of of and count", hint, at="of")
        if self.discount is not None and self.discount <= -1:
            message = f"a discount is above -100 %, not {self.discount:g}"
            raise refuse(message, "write 3% or 0.03", at="discount")
        for key in ("discount", "timing"):
            if self.count is not None and getattr(self, key) is not None:
                message = f"{key} stands beside of only: occurrences are counted when they come"
                raise refuse(message, f"leave {key} out", at=key)
        return self
