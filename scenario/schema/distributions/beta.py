"""`beta`: a share between 0 and 1."""

from __future__ import annotations

import math
from collections.abc import Callable

from pydantic import model_validator

from scenario.schema.base import refuse
from scenario.schema.beta_shaped import BetaShaped
from scenario.schema.number import NumberField, Positive
from scenario.schema.shape import Array, Shape

NARROWEST = 1e-6
"""A beta with a smaller share of the largest possible sd is a number, and cannot be computed."""
_WIDEST = 1e-9  # least sum of a and b: with less, hardly anything lies between 0 and 1


class Beta(BetaShaped):
    """A share between 0 and 1 with this `mean` and `sd`."""

    mean: NumberField
    """Its mean, above 0 and below 1."""
    sd: Positive
    """Standard deviation, below the square root of mean * (1 - mean)."""

    rank = 30
    summary = "A share: `{beta: {mean: 0.4, sd: 0.1}}`."
    example = {"mean": 0.4, "sd": 0.1}

    @model_validator(mode="after")
    def _possible(self) -> Beta:
        if not 0 < self.mean < 1:
            message = f"the mean of a beta lies between 0 and 1, not at {self.mean:g}"
            raise refuse(message, "write a share, such as 0.4 or 40%", at="mean")
        limit = math.sqrt(self.mean * (1 - self.mean))
        if self.sd >= limit:
            raise refuse(
                f"no beta with mean {self.mean:g} has sd {self.sd:g}",
                f"the sd must be below {limit:.3g}",
                at="sd",
            )
        if self.sd < NARROWEST * limit:
            message = f"a beta with sd {self.sd:g} around {self.mean:g} is too narrow to draw from"
            raise refuse(message, f"write the number itself: {self.mean:g}", at="sd")
        return self

    def _ab(self) -> tuple[float, float]:
        size = max(self.mean * (1 - self.mean) / self.sd**2 - 1, _WIDEST)
        return self.mean * size, (1 - self.mean) * size

    def like(self, values: Array) -> Shape | None:
        return Beta(mean=float(values.mean()), sd=float(values.std()))

    def words(self, amount: Callable[[float], str]) -> str:
        mean, sd = amount(self.mean), amount(self.sd)
        return f"about {mean}, give or take {sd} (beta, standard deviation)"
