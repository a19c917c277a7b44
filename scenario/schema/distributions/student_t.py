"""`student_t`: like a normal distribution, with long tails on either side."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from pydantic import model_validator

from scenario.kernel import beta, student_t
from scenario.kernel.ir import Value
from scenario.kernel.maths import absolute, expm1, with_sign_of
from scenario.kernel.quantiles import Drawing, tabulated
from scenario.schema.base import refuse
from scenario.schema.number import NumberField, Positive
from scenario.schema.shape import Array, Shape

FEWEST, MOST = 0.1, 1e12
"""Degrees of freedom: with fewer, draws pass all bounds; with more it is a normal distribution."""


class StudentT(Shape):
    """Student's t distribution around `median`, stretched by `scale`."""

    median: NumberField
    """Its middle; also its mean, where that exists (above 1 degree of freedom)."""
    scale: Positive
    """Its spread; above 2 degrees of freedom f, its sd is scale * sqrt(f / (f - 2))."""
    degrees_of_freedom: Positive
    """The fewer, the longer its tails: at 1 a Cauchy distribution, above 30 nearly a normal one."""

    rank = 15
    summary = (
        "Symmetric, with long tails: `{student_t: {median: 3, scale: 0.5, degrees_of_freedom: 4}}`."
    )
    example = {"median": 3, "scale": 0.5, "degrees_of_freedom": 4}

    @model_validator(mode="after")
    def _possible(self) -> StudentT:
        freedom = self.degrees_of_freedom
        if not FEWEST <= freedom <= MOST:
            long = freedom < FEWEST
            raise refuse(
                f"a t distribution with {freedom:g} degrees of freedom cannot be drawn from",
                f"write {FEWEST:g} or more" if long else "write a `normal`",
                at="degrees_of_freedom",
            )
        return self

    def numbers(self) -> tuple[float, ...]:
        half = self.degrees_of_freedom / 2
        score, per_width, _ = beta.tabulated(half, half).numbers
        return score, per_width, self.median, self.scale * float(np.sqrt(self.degrees_of_freedom))

    def table(self) -> bytes:
        half = self.degrees_of_freedom / 2
        return beta.tabulated(half, half).table

    def drawn(self, of: Drawing) -> Value:
        """The middle, and a stretched hyperbolic sine of half the logit of a beta."""
        k, (score, per_width, median, stretch) = of.k, of.numbers
        half = tabulated(k, of.u, score, per_width, of.at) * 0.5
        grown = expm1(k, k.least(absolute(k, half), 700.0))
        sine = with_sign_of(k, (grown + grown / (grown + 1.0)) * 0.5, half)
        return median + stretch * sine

    def cdf(self, x: Array) -> Array:
        return student_t.share_below(self.degrees_of_freedom, (x - self.median) / self.scale)

    def like(self, values: Array) -> Shape | None:
        """Of as many degrees of freedom, through the quartiles."""
        low, median, high = np.quantile(values, [0.25, 0.5, 0.75]).tolist()
        own = np.diff(self.ppf(np.array([0.25, 0.75])))[0] / self.scale
        freedom = self.degrees_of_freedom
        return StudentT(median=median, scale=(high - low) / own, degrees_of_freedom=freedom)

    def words(self, amount: Callable[[float], str]) -> str:
        median, scale, freedom = map(amount, (self.median, self.scale, self.degrees_of_freedom))
        return f"about {median}, scale {scale} (Student's t, {freedom} degrees of freedom)"
