"""The distributions an analyst can write for a judgement, each knowing its quantile function.

Nothing here draws: a distribution maps probabilities to values (inverse CDF) and back.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import (
    SerializerFunctionWrapHandler,
    model_serializer,
    model_validator,
)

from scenario.errors import did_you_mean
from scenario.kernel import beta, maths, quantiles
from scenario.kernel.eager import applied
from scenario.kernel.ir import Value
from scenario.kernel.quantiles import Drawing
from scenario.schema.base import Frozen, refuse
from scenario.schema.normal import share_below
from scenario.schema.number import NumberField, Positive
from scenario.schema.shape import ChoiceShape, QuantileShape, Shape
from scenario.schema.table import Choice, Quantiles

Array = NDArray[np.float64]


class Normal(Shape):
    """Symmetric around `mean`, two thirds within one `sd`."""

    mean: NumberField
    """Its middle: mean, median and likeliest value."""
    sd: Positive
    """Standard deviation."""

    def numbers(self) -> tuple[float, ...]:
        return self.mean, self.sd

    def drawn(self, of: Drawing) -> Value:
        return quantiles.normal(of.k, of.u, *of.numbers)

    def cdf(self, x: Array) -> Array:
        return share_below((x - self.mean) / self.sd)


class Lognormal(Shape):
    """Positive; its logarithm is normal around the logarithm of `median` with spread `sigma`."""

    median: Positive
    """Half of the draws lie below it."""
    sigma: Positive
    """Standard deviation of the natural logarithm: 0.5 spans about a factor of 5 (5th to 95th)."""

    def numbers(self) -> tuple[float, ...]:
        return self.median, self.sigma

    def drawn(self, of: Drawing) -> Value:
        return quantiles.lognormal(of.k, of.u, *of.numbers)

    def cdf(self, x: Array) -> Array:
        logs = applied(maths.log, np.maximum(x, 0.0) / self.median)
        return share_below(logs / self.sigma)


def _beta_numbers(a: float, b: float) -> tuple[float, ...]:
    table = beta.tabulated(a, b)
    return table.score, table.per_width, table.odds


NARROWEST = 1e-6
"""A beta with a smaller share of the largest possible sd is a number, and cannot be computed."""
_WIDEST = 1e-9  # least sum of a and b: with less, hardly anything lies between 0 and 1


class Beta(Shape):
    """A share between 0 and 1 with this `mean` and `sd`."""

    mean: NumberField
    """Its mean, above 0 and below 1."""
    sd: Positive
    """Standard deviation, below the square root of mean * (1 - mean)."""

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

    def numbers(self) -> tuple[float, ...]:
        return _beta_numbers(*self._ab())

    def table(self) -> bytes:
        return beta.tabulated(*self._ab()).table

    def drawn(self, of: Drawing) -> Value:
        score, per_width, odds = of.numbers
        return quantiles.tabulated(of.k, of.u, score, per_width, odds, of.at)

    def cdf(self, x: Array) -> Array:
        return beta.share_below(*self._ab(), x)


class Uniform(Shape):
    """Every value between `low` and `high` equally likely."""

    low: NumberField
    """The lowest value."""
    high: NumberField
    """The highest value."""

    @model_validator(mode="after")
    def _ordered(self) -> Uniform:
        _require_order(low=self.low, high=self.high)
        return self

    def numbers(self) -> tuple[float, ...]:
        return self.low, self.high

    def drawn(self, of: Drawing) -> Value:
        return quantiles.uniform(of.u, *of.numbers)

    def cdf(self, x: Array) -> Array:
        return np.clip((x - self.low) / (self.high - self.low), 0.0, 1.0)


class Triangular(Shape):
    """Between `low` and `high`, likeliest at `mode`, falling off in straight lines."""

    low: NumberField
    """The lowest value."""
    mode: NumberField
    """The likeliest value."""
    high: NumberField
    """The highest value."""

    @model_validator(mode="after")
    def _ordered(self) -> Triangular:
        _require_order(low=self.low, high=self.high)
        _require_between(self.low, self.mode, self.high)
        return self

    def numbers(self) -> tuple[float, ...]:
        return self.low, self.mode, self.high

    def drawn(self, of: Drawing) -> Value:
        return quantiles.triangular(of.k, of.u, *of.numbers)

    def cdf(self, x: Array) -> Array:
        width, left, right = self.high - self.low, self.mode - self.low, self.high - self.mode
        x = np.clip(x, self.low, self.high)
        with np.errstate(divide="ignore", invalid="ignore"):
            rising = (x - self.low) ** 2 / (width * left)
            falling = 1 - (self.high - x) ** 2 / (width * right)
        return np.where(x < self.mode, rising, np.where(x >= self.high, 1.0, falling))


class Pert(Shape):
    """A smooth shape between `low` and `high`, likeliest at `mode` (weight 4)."""

    low: NumberField
    """The lowest value."""
    mode: NumberField
    """The likeliest value; the mean is (low + 4 * mode + high) / 6."""
    high: NumberField
    """The highest value."""

    @model_validator(mode="after")
    def _ordered(self) -> Pert:
        _require_order(low=self.low, high=self.high)
        _require_between(self.low, self.mode, self.high)
        return self

    def _ab(self) -> tuple[float, float]:
        width = self.high - self.low
        return 1 + 4 * (self.mode - self.low) / width, 1 + 4 * (self.high - self.mode) / width

    def numbers(self) -> tuple[float, ...]:
        return *_beta_numbers(*self._ab()), self.low, self.high

    def table(self) -> bytes:
        return beta.tabulated(*self._ab()).table

    def drawn(self, of: Drawing) -> Value:
        score, per_width, odds, low, high = of.numbers
        share = quantiles.tabulated(of.k, of.u, score, per_width, odds, of.at)
        return quantiles.uniform(share, low, high)

    def cdf(self, x: Array) -> Array:
        return beta.share_below(*self._ab(), (x - self.low) / (self.high - self.low))


def _require_order(low: float, high: float) -> None:
    if not low < high:
        swapped = f"write low: {high:g}, high: {low:g}"
        hint = swapped if low > high else "of a single value write the number alone"
        raise refuse(f"low ({low:g}) must be below high ({high:g})", hint, at="low")


def _require_between(low: float, mode: float, high: float) -> None:
    if not low <= mode <= high:
        message = f"the mode ({mode:g}) must lie between low ({low:g}) and high ({high:g})"
        raise refuse(message, at="mode")


_EXAMPLE = "write {normal: {mean: 0.4, sd: 0.1}}"


def _meant(value: Mapping[str, object], families: Iterable[str]) -> str:
    """How to say what was said without the name of a family."""
    if set(value) == {"mean", "sd"}:
        return "write {normal: {mean: ..., sd: ...}}, or beta for a share"
    if set(value) == {"low", "high"}:
        return "write {uniform: {low: ..., high: ...}}"
    return did_you_mean("", families)


class Distribution(Frozen):
    """A judgement written as a named shape; exactly one of these keys."""

    normal: Normal | None = None
    """Symmetric: `{normal: {mean: 3, sd: 0.5}}`."""
    lognormal: Lognormal | None = None
    """Positive, with a long upper tail: `{lognormal: {median: 3, sigma: 0.5}}`."""
    beta: Beta | None = None
    """A share: `{beta: {mean: 0.4, sd: 0.1}}`."""
    uniform: Uniform | None = None
    """Nothing but two ends: `{uniform: {low: 0, high: 1}}`."""
    triangular: Triangular | None = None
    """Two ends and a likeliest value: `{triangular: {low: 1, mode: 2, high: 6}}`."""
    pert: Pert | None = None
    """The same, smooth and closer to the likeliest value: `{pert: {low: 1, mode: 2, high: 6}}`."""
    choice: Choice | None = None
    """One of a few values by weight: `{choice: {0: 1, 2: 3}}` is 2 three times in four."""
    quantiles: Quantiles | None = None
    """Percentiles as elicited, three or more: `{quantiles: {5: 1, 50: 2, 95: 6}}`."""

    @model_validator(mode="before")
    @classmethod
    def _exactly_one(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        if len(value) != 1:
            raise refuse("a distribution has exactly one key", _meant(value, cls.model_fields))
        [(key, said)] = value.items()
        if said is None:
            raise refuse("this distribution says nothing", _EXAMPLE, at=str(key))
        return value

    @model_serializer(mode="wrap")
    def _write(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {key: value for key, value in handler(self).items() if value is not None}

    @property
    def shape(self) -> Shape:
        """The one shape that was written."""
        if self.choice is not None:
            return ChoiceShape.model_construct(pairs=self.choice)
        if self.quantiles is not None:
            return QuantileShape.model_construct(pairs=self.quantiles)
        shapes = (self.normal, self.lognormal, self.beta, self.uniform, self.triangular, self.pert)
        return next(shape for shape in shapes if shape is not None)
