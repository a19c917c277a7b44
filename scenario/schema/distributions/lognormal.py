"""`lognormal`: what has a normal logarithm."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from scenario.kernel.eager import applied
from scenario.kernel.ir import Value
from scenario.kernel.maths import exp, log, normal_quantile
from scenario.kernel.quantiles import Drawing
from scenario.schema.normal import share_below
from scenario.schema.number import Positive
from scenario.schema.shape import Array, Shape


class Lognormal(Shape):
    """Positive; its logarithm is normal around the logarithm of `median` with spread `sigma`."""

    median: Positive
    """Half of the draws lie below it."""
    sigma: Positive
    """Standard deviation of the natural logarithm: 0.5 spans about a factor of 5 (5th to 95th)."""

    rank = 20
    summary = "Positive, with a long upper tail: `{lognormal: {median: 3, sigma: 0.5}}`."
    example = {"median": 3, "sigma": 0.5}

    def numbers(self) -> tuple[float, ...]:
        return self.median, self.sigma

    def drawn(self, of: Drawing) -> Value:
        median, sigma = of.numbers
        return median * exp(of.k, sigma * normal_quantile(of.k, of.u))

    def cdf(self, x: Array) -> Array:
        logs = applied(log, np.maximum(x, 0.0) / self.median)
        return share_below(logs / self.sigma)

    def like(self, values: Array) -> Shape | None:
        logs = np.log(values)
        return Lognormal(median=float(np.exp(logs.mean())), sigma=float(logs.std()))

    def words(self, amount: Callable[[float], str]) -> str:
        return (
            f"around {amount(self.median)} (lognormal, its logarithm with standard deviation"
            f" {amount(self.sigma)})"
        )
