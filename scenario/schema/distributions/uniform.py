"""`uniform`: everything between two ends alike."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from pydantic import model_validator

from scenario.kernel.ir import Value
from scenario.kernel.quantiles import Drawing, between
from scenario.schema.number import NumberField
from scenario.schema.shape import Array, Shape, require_order


class Uniform(Shape):
    """Every value between `low` and `high` equally likely."""

    low: NumberField
    """The lowest value."""
    high: NumberField
    """The highest value."""

    rank = 40
    summary = "Nothing but two ends: `{uniform: {low: 0, high: 1}}`."
    example = {"low": 0, "high": 1}

    @model_validator(mode="after")
    def _ordered(self) -> Uniform:
        require_order(self.low, self.high)
        return self

    def numbers(self) -> tuple[float, ...]:
        return self.low, self.high

    def drawn(self, of: Drawing) -> Value:
        return between(of.u, *of.numbers)

    def cdf(self, x: Array) -> Array:
        return np.clip((x - self.low) / (self.high - self.low), 0.0, 1.0)

    def ends(self) -> tuple[float, ...]:
        return self.low, self.high

    def words(self, amount: Callable[[float], str]) -> str:
        return f"anywhere from {amount(self.low)} to {amount(self.high)} alike"
