"""`triangular`: a density that rises and falls in straight lines."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from pydantic import model_validator

from scenario.kernel.ir import Value
from scenario.kernel.quantiles import Drawing
from scenario.schema.number import NumberField
from scenario.schema.shape import Array, Shape, require_between, require_order


class Triangular(Shape):
    """Between `low` and `high`, likeliest at `mode`, falling off in straight lines."""

    low: NumberField
    """The lowest value."""
    mode: NumberField
    """The likeliest value."""
    high: NumberField
    """The highest value."""

    rank = 50
    summary = "Two ends and a likeliest value: `{triangular: {low: 1, mode: 2, high: 6}}`."
    example = {"low": 1, "mode": 2, "high": 6}

    @model_validator(mode="after")
    def _ordered(self) -> Triangular:
        require_order(self.low, self.high)
        require_between(self.low, self.mode, self.high)
        return self

    def numbers(self) -> tuple[float, ...]:
        return self.low, self.mode, self.high

    def drawn(self, of: Drawing) -> Value:
        low, mode, high = of.numbers
        width, left, right = high - low, mode - low, high - mode
        along = of.u * width
        rising = low + of.k.op("sqrt", "f64", along * left)
        falling = high - of.k.op("sqrt", "f64", (1.0 - of.u) * width * right)
        return of.k.select(along < left, rising, falling)

    def cdf(self, x: Array) -> Array:
        width, left, right = self.high - self.low, self.mode - self.low, self.high - self.mode
        x = np.clip(x, self.low, self.high)
        with np.errstate(divide="ignore", invalid="ignore"):
            rising = (x - self.low) ** 2 / (width * left)
            falling = 1 - (self.high - x) ** 2 / (width * right)
        return np.where(x < self.mode, rising, np.where(x >= self.high, 1.0, falling))

    def ends(self) -> tuple[float, ...]:
        return self.low, self.high

    def words(self, amount: Callable[[float], str]) -> str:
        low, mode, high = map(amount, (self.low, self.mode, self.high))
        return f"{low} to {high}, likeliest {mode} (triangular)"
