"""`gamma`: a positive amount."""

from __future__ import annotations

from collections.abc import Callable

from pydantic import model_validator

from scenario.kernel import gamma
from scenario.kernel.ir import Value
from scenario.kernel.maths import exp
from scenario.kernel.quantiles import Drawing, tabulated
from scenario.schema.base import refuse
from scenario.schema.number import Positive
from scenario.schema.shape import Array, Shape

NARROWEST, WIDEST = 1e-6, 10.0
"""Bounds of sd / mean: narrower, it is a number; wider, nearly all of it lies at 0."""


class Gamma(Shape):
    """A positive amount with this `mean` and `sd`."""

    mean: Positive
    """Its mean."""
    sd: Positive
    """Standard deviation; where it is the mean, the distribution is exponential."""

    rank = 25
    summary = "Positive, its upper tail shorter than a lognormal's: `{gamma: {mean: 3, sd: 1.5}}`."
    example = {"mean": 3, "sd": 1.5}

    @model_validator(mode="after")
    def _possible(self) -> Gamma:
        told = f"a gamma with sd {self.sd:g} around {self.mean:g} is too"
        if self.sd < NARROWEST * self.mean:
            hint = f"write the number itself: {self.mean:g}"
            raise refuse(f"{told} narrow to draw from", hint, at="sd")
        if self.sd > WIDEST * self.mean:
            hint = f"the sd must be at most {WIDEST * self.mean:g}, ten times the mean"
            raise refuse(f"{told} wide to draw from", hint, at="sd")
        return self

    def _shape(self) -> float:
        return (self.mean / self.sd) ** 2

    def numbers(self) -> tuple[float, ...]:
        told = gamma.tabulated(self._shape())
        return told.score, told.per_width, self.mean

    def table(self) -> bytes:
        return gamma.tabulated(self._shape()).memory

    def drawn(self, of: Drawing) -> Value:
        score, per_width, mean = of.numbers
        return mean * exp(of.k, tabulated(of.k, of.u, score, per_width, of.at))

    def cdf(self, x: Array) -> Array:
        return gamma.share_below(self._shape(), x / self.mean)

    def like(self, values: Array) -> Shape | None:
        return Gamma(mean=float(values.mean()), sd=float(values.std()))

    def words(self, amount: Callable[[float], str]) -> str:
        mean, sd = amount(self.mean), amount(self.sd)
        return f"about {mean}, give or take {sd} (gamma, standard deviation)"
