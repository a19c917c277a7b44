"""`pert`: a beta distribution between two ends, given its likeliest value."""

from __future__ import annotations

from collections.abc import Callable

from pydantic import model_validator

from scenario.kernel import beta, quantiles
from scenario.kernel.ir import Value
from scenario.kernel.quantiles import Drawing
from scenario.schema.number import NumberField
from scenario.schema.shape import Array, Shape, require_between, require_order


class Pert(Shape):
    """A smooth shape between `low` and `high`, likeliest at `mode` (weight 4)."""

    low: NumberField
    """The lowest value."""
    mode: NumberField
    """The likeliest value; the mean is (low + 4 * mode + high) / 6."""
    high: NumberField
    """The highest value."""

    rank = 60
    summary = (
        "The same, smooth and closer to the likeliest value: `{pert: {low: 1, mode: 2, high: 6}}`."
    )
    example = {"low": 1, "mode": 2, "high": 6}

    @model_validator(mode="after")
    def _ordered(self) -> Pert:
        require_order(self.low, self.high)
        require_between(self.low, self.mode, self.high)
        return self

    def _ab(self) -> tuple[float, float]:
        width = self.high - self.low
        return 1 + 4 * (self.mode - self.low) / width, 1 + 4 * (self.high - self.mode) / width

    def numbers(self) -> tuple[float, ...]:
        return *beta.tabulated(*self._ab()).numbers, self.low, self.high

    def table(self) -> bytes:
        return beta.tabulated(*self._ab()).table

    def drawn(self, of: Drawing) -> Value:
        *_, low, high = of.numbers
        return quantiles.between(quantiles.beta(of), low, high)

    def cdf(self, x: Array) -> Array:
        return beta.share_below(*self._ab(), (x - self.low) / (self.high - self.low))

    def ends(self) -> tuple[float, ...]:
        return self.low, self.high

    def words(self, amount: Callable[[float], str]) -> str:
        low, mode, high = map(amount, (self.low, self.mode, self.high))
        return f"{low} to {high}, likeliest {mode} (PERT)"
