"""`metalog`: a smooth curve through three percentiles (Keelin 2016)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any

import numpy as np
from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from scenario.errors import described, did_you_mean, shortened
from scenario.kernel.eager import applied
from scenario.kernel.ir import Kernel, Value
from scenario.kernel.maths import exp, held, log, logistic, with_sign_of
from scenario.kernel.quantiles import Drawing, between
from scenario.schema.base import refuse
from scenario.schema.number import looks_like_number, number
from scenario.schema.shape import Array, Shape, require_order
from scenario.schema.table import Pairs, key_of, pairs_of, rising

_HINT = "write the 50th percentile and two as far from it, for example {5: 1, 50: 2, 95: 4}"
_MOST = 1.6671130998
"""The density is above 0 while |a3| < this * a2: it is 2 / x, where x tanh(x) = 1."""
_FARTHEST = 746.0
"""Logits beyond, which no share has, are held at it."""
_HALVINGS = 64
_ENDS = ("low", "high")


class MetalogShape(Shape):
    """The three-term metalog through symmetric percentiles: unbounded, or with one or two ends.

    Keelin (2016), "The Metalog Distributions", Decision Analysis 13(4), 243-277. Without ends a
    value is `a1 + a2 * logit(u) + a3 * (u - 0.5) * logit(u)`; with ends, that is its logarithm
    above or below the one end, or its logit between the two.
    """

    pairs: Pairs
    low: float | None = None
    high: float | None = None

    rank = 90
    summary = (
        "A smooth curve through three percentiles, and between `low` and `high` where they are"
        " given: `{metalog: {5: 1, 50: 2, 95: 4}}`."
    )
    example = {"5": 1, "50": 2, "95": 4}

    @classmethod
    def written(cls) -> Any:
        return Metalog

    def plain(self) -> dict[str, Any]:
        return _as_mapping(self)

    def unbounded(self, x: Array) -> Array:
        """Values within the ends, on the scale that has none."""
        below = None if self.high is None else applied(log, np.maximum(self.high - x, 0.0))
        if self.low is None:
            return x if below is None else -below
        above = applied(log, np.maximum(x - self.low, 0.0))
        return above if below is None else above - below

    def bounded(self, y: Array) -> Array:
        """The way back from that scale."""
        sign = -1.0 if self.low is None and self.high is not None else 1.0
        return applied(lambda k, y, *ends: _within(k, y, ends, sign), sign * y, *self._ends())

    def _ends(self) -> tuple[float, ...]:
        return tuple(end for end in (self.low, self.high) if end is not None)

    def terms(self) -> tuple[float, float, float]:
        """The coefficients a1, a2 and a3."""
        percents, values = np.array(self.pairs).T
        low, middle, high = self.unbounded(values).tolist()
        share = float(percents[0]) / 100
        logit = float(applied(log, (1 - share) / share))
        bend = (high + low - 2 * middle) / ((1 - 2 * share) * logit)
        return middle, (high - low) / (2 * logit), bend

    def numbers(self) -> tuple[float, ...]:
        """The coefficients and the ends; of an upper end alone all coefficients are negated."""
        sign = -1.0 if self.low is None and self.high is not None else 1.0
        return *(sign * term for term in self.terms()), *self._ends()

    def drawn(self, of: Drawing) -> Value:
        k, (middle, scale, bend, *ends) = of.k, of.numbers
        logit = held(k, log(k, of.u) - log(k, 1.0 - of.u), -_FARTHEST, _FARTHEST)
        y = middle + logit * (scale + bend * (of.u - 0.5))
        return _within(k, y, ends, with_sign_of(k, k.constant("f64", 1.0), scale))

    def cdf(self, x: Array) -> Array:
        """By halving, on the scale of logits, where the slope is bounded."""
        middle, scale, bend = self.terms()
        y = self.unbounded(np.asarray(x, dtype=float))
        low, high = np.full_like(y, -_FARTHEST), np.full_like(y, _FARTHEST)
        for _ in range(_HALVINGS):
            logit = 0.5 * (low + high)
            found = middle + logit * (scale + bend * (applied(logistic, logit) - 0.5))
            low, high = np.where(found < y, logit, low), np.where(found < y, high, logit)
        return applied(logistic, high)

    def stated(self) -> tuple[float, ...]:
        return tuple(percent / 100 for percent, _ in self.pairs)

    def ends(self) -> tuple[float, ...]:
        return self._ends() if len(self._ends()) == 2 else ()

    def like(self, values: Array) -> Shape | None:
        """Through the same percentiles, between the same ends."""
        percents = [percent for percent, _ in self.pairs]
        found: dict[Any, Any] = dict(zip(percents, np.percentile(values, percents), strict=True))
        ends = {key: getattr(self, key) for key in _ENDS}
        return _read(found | {key: end for key, end in ends.items() if end is not None})

    def words(self, amount: Callable[[float], str]) -> str:
        from scenario.forecast.wording import listing

        stated = listing(
            f"{amount(one)} at the {key_of(percent)}th percentile" for percent, one in self.pairs
        )
        low, high = (None if end is None else amount(end) for end in (self.low, self.high))
        if low is not None and high is not None:
            return f"{stated} (metalog between {low} and {high})"
        end = f" above {low}" if low is not None else f" below {high}" if high is not None else ""
        return f"{stated} (metalog{end})"


def _within(k: Kernel, y: Value, ends: Sequence[Value], sign: Value | float) -> Value:
    """Values within the ends from those on the scale without; `sign` is -1 below an end."""
    if not ends:
        return y
    if len(ends) == 2:
        return between(logistic(k, y), *ends)
    return ends[0] + sign * exp(k, y)


def _read(written: object) -> MetalogShape:
    """The shape that was written, which has a density above 0 everywhere."""
    if not isinstance(written, dict):
        raise refuse(f"expected a mapping of numbers, found {described(written)}", _HINT)
    points = {key: value for key, value in written.items() if key not in _ENDS}
    for key in points:
        if isinstance(key, str) and not looks_like_number(key):
            hint = did_you_mean(key, _ENDS, "besides percentiles")
            raise refuse(f"unknown key {shortened(key)!r}", hint, at=key)
    pairs = rising(_three(pairs_of(points, _HINT)), "a metalog", _HINT)
    ends = {key: _end(written[key], key) for key in _ENDS if key in written}
    shape = MetalogShape.model_construct(pairs=pairs, low=ends.get("low"), high=ends.get("high"))
    _require_inside(shape)
    _require_feasible(shape)
    return shape


def _three(pairs: Pairs) -> Pairs:
    percents = sorted(percent for percent, _ in pairs)
    if len(percents) != 3:
        raise refuse(f"a metalog takes three percentiles, not {len(percents)}", _HINT)
    low, middle, high = percents
    if high > 1 and (middle != 50 or abs(low + high - 100) > 1e-9):
        said = ", ".join(key_of(percent) for percent in percents)
        raise refuse(f"the percentiles of a metalog lie evenly around the 50th, not {said}", _HINT)
    return pairs


def _end(value: object, key: str) -> float:
    try:
        return number(value)
    except ValueError as error:
        raise refuse(str(error), "write a plain number, or leave it out", below=key) from None


def _require_inside(shape: MetalogShape) -> None:
    """Refuse ends that do not hold all stated values."""
    (_, first), _, (_, last) = shape.pairs
    if shape.low is not None and shape.high is not None:
        require_order(shape.low, shape.high)
    if shape.low is not None and first <= shape.low:
        message = f"all values of this metalog lie above low ({shape.low:g}), not at {first:g}"
        raise refuse(message, at="low")
    if shape.high is not None and last >= shape.high:
        message = f"all values of this metalog lie below high ({shape.high:g}), not at {last:g}"
        raise refuse(message, at="high")


def _require_feasible(shape: MetalogShape) -> None:
    """Refuse what bends so much that the curve would fall somewhere."""
    _, scale, bend = shape.terms()
    if abs(bend) < _MOST * scale:
        return
    (low, first), (_, middle), (high, last) = shape.pairs
    y = shape.unbounded(np.array([first, last]))
    part = 0.5 * (1 - _MOST * (0.5 - low / 100))
    limits = shape.bounded(y[0] + (y[1] - y[0]) * np.array([part, 1 - part]))
    raise refuse(
        f"no metalog goes through {first:g} at {key_of(low)}, {middle:g} at 50 and {last:g} at"
        f" {key_of(high)}: its quantile function would fall",
        f"the value at 50 must lie between {limits[0]:.4g} and {limits[1]:.4g}; `quantiles`"
        " takes any",
        below="50",
    )


def _as_mapping(shape: MetalogShape) -> dict[str, float]:
    ends = {key: getattr(shape, key) for key in _ENDS}
    said = {key: end for key, end in ends.items() if end is not None}
    return {**{key_of(percent): value for percent, value in shape.pairs}, **said}


_NUMBER = {"type": ["number", "string"]}
_SCHEMA = {
    "type": "object",
    "properties": {
        "low": {**_NUMBER, "description": "The lowest value, where there is one."},
        "high": {**_NUMBER, "description": "The highest value, where there is one."},
    },
    "additionalProperties": _NUMBER,
}
Metalog = Annotated[
    Any, BeforeValidator(_read), PlainSerializer(_as_mapping), WithJsonSchema(_SCHEMA)
]
