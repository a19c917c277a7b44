"""`normal`: the normal distribution."""

from __future__ import annotations

from collections.abc import Callable

from scenario.kernel.ir import Value
from scenario.kernel.maths import normal_quantile
from scenario.kernel.quantiles import Drawing
from scenario.schema.normal import share_below
from scenario.schema.number import NumberField, Positive
from scenario.schema.shape import Array, Shape


class Normal(Shape):
    """Symmetric around `mean`, two thirds within one `sd`."""

    mean: NumberField
    """Its middle: mean, median and likeliest value."""
    sd: Positive
    """Standard deviation."""

    rank = 10
    summary = "Symmetric: `{normal: {mean: 3, sd: 0.5}}`."
    example = {"mean": 3, "sd": 0.5}

    def numbers(self) -> tuple[float, ...]:
        return self.mean, self.sd

    def drawn(self, of: Drawing) -> Value:
        mean, sd = of.numbers
        return mean + sd * normal_quantile(of.k, of.u)

    def cdf(self, x: Array) -> Array:
        return share_below((x - self.mean) / self.sd)

    def like(self, values: Array) -> Shape | None:
        return Normal(mean=float(values.mean()), sd=float(values.std()))

    def words(self, amount: Callable[[float], str]) -> str:
        mean, sd = amount(self.mean), amount(self.sd)
        return f"about {mean}, give or take {sd} (normal, standard deviation)"
