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
from scenario.schema.base import Frozen, refuse
from scenario.schema.normal import quantile, share_below
from scenario.schema.number import NumberField, Positive
from scenario.schema.table import Choice, Quantiles

Array = NDArray[np.float64]


class Shape(Frozen):
    """One family of distributions: quantiles, cumulative probabilities and stated percentiles."""

    def ppf(self, u: Array) -> Array:
        """The values below which the shares `u` (in (0, 1)) lie."""
        raise NotImplementedError

    def cdf(self, x: Array) -> Array:
        """The shares that lie at or below the values `x`."""
        raise NotImplementedError

    def stated(self) -> tuple[float, ...]:
        """The percentiles (as shares) an analyst has in mind when writing it."""
        return (0.05, 0.5, 0.95)


class Normal(Shape):
    """Symmetric around `mean`, two thirds within one `sd`."""

    mean: NumberField
    """Its middle: mean, median and likeliest value."""
    sd: Positive
    """Standard deviation."""

    def ppf(self, u: Array) -> Array:
        return self.mean + self.sd * quantile(u)

    def cdf(self, x: Array) -> Array:
        return share_below((x - self.mean) / self.sd)


class Lognormal(Shape):
    """Positive; its logarithm is normal around the logarithm of `median` with spread `sigma`."""

    median: Positive
    """Half of the draws lie below it."""
    sigma: Positive
    """Standard deviation of the natural logarithm: 0.5 spans about a factor of 5 (5th to 95th)."""

    def ppf(self, u: Array) -> Array:
        return self.median * np.exp(self.sigma * quantile(u))

    def cdf(self, x: Array) -> Array:
        with np.errstate(divide="ignore"):
            logs = np.log(np.maximum(x, 0.0) / self.median)
        return share_below(logs / self.sigma)


def _beta_ppf(a: float, b: float, u: Array) -> Array:
    from scipy.special import betaincinv

    return np.asarray(betaincinv(a, b, u))


def _beta_cdf(a: float, b: float, x: Array) -> Array:
    from scipy.special import betainc

    return np.asarray(betainc(a, b, np.clip(x, 0.0, 1.0)))


NARROWEST = 1e-6
"""A beta with a smaller share of the largest possible sd is a number, and cannot be computed."""


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
        size = self.mean * (1 - self.mean) / self.sd**2 - 1
        return self.mean * size, (1 - self.mean) * size

    def ppf(self, u: Array) -> Array:
        return _beta_ppf(*self._ab(), u)

    def cdf(self, x: Array) -> Array:
        return _beta_cdf(*self._ab(), x)


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

    def ppf(self, u: Array) -> Array:
        return self.low + u * (self.high - self.low)

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

    def ppf(self, u: Array) -> Array:
        width, left, right = self.high - self.low, self.mode - self.low, self.high - self.mode
        rising = self.low + np.sqrt(u * width * left)
        falling = self.high - np.sqrt((1 - u) * width * right)
        return np.where(u * width < left, rising, falling)

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

    def ppf(self, u: Array) -> Array:
        return self.low + (self.high - self.low) * _beta_ppf(*self._ab(), u)

    def cdf(self, x: Array) -> Array:
        return _beta_cdf(*self._ab(), (x - self.low) / (self.high - self.low))


def _require_order(low: float, high: float) -> None:
    if not low < high:
        swapped = f"write low: {high:g}, high: {low:g}"
        hint = swapped if low > high else "of a single value write the number alone"
        raise refuse(f"low ({low:g}) must be below high ({high:g})", hint, at="low")


def _require_between(low: float, mode: float, high: float) -> None:
    if not low <= mode <= high:
        message = f"the mode ({mode:g}) must lie between low ({low:g}) and high ({high:g})"
        raise refuse(message, at="mode")


class ChoiceShape(Shape):
    """One of a few values, each with its weight."""

    pairs: Choice

    def ppf(self, u: Array) -> Array:
        values, weights = np.array(self.pairs).T
        edges = np.cumsum(weights) / weights.sum()
        index = np.minimum(np.searchsorted(edges, u, side="left"), len(values) - 1)
        return np.asarray(values[index])

    def cdf(self, x: Array) -> Array:
        values, weights = np.array(self.pairs).T
        shares = np.concatenate([[0.0], np.cumsum(weights) / weights.sum()])
        return np.asarray(shares[np.searchsorted(values, x, side="right")])

    def stated(self) -> tuple[float, ...]:
        return ()


class QuantileShape(Shape):
    """Stated percentiles joined by straight lines in the normal score, ends prolonged."""

    pairs: Quantiles

    def _knots(self) -> tuple[Array, Array]:
        percents, values = np.array(self.pairs).T
        return quantile(percents / 100), values

    def ppf(self, u: Array) -> Array:
        return _line(*self._knots(), quantile(u))

    def cdf(self, x: Array) -> Array:
        scores, values = self._knots()
        return share_below(_line(values, scores, np.asarray(x, dtype=float)))

    def stated(self) -> tuple[float, ...]:
        return tuple(percent / 100 for percent, _ in self.pairs)


def _line(xs: Array, ys: Array, x: Array) -> Array:
    """Straight lines through the points (xs, ys), the first and last prolonged."""
    slopes = np.diff(ys) / np.diff(xs)
    segment = np.clip(np.searchsorted(xs, x) - 1, 0, len(slopes) - 1)
    with np.errstate(invalid="ignore"):
        return np.asarray(ys[segment] + (x - xs[segment]) * slopes[segment])


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
