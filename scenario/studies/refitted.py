"""A judgement written anew, so that it is distributed as draws of it are.

It keeps the form it had where that holds the draws; where they came from is not known here.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from scenario.engine.judgement import Draw
from scenario.schema import Distribution, Interval, Shape
from scenario.schema.distributions.metalog import MetalogShape
from scenario.schema.distributions.quantiles import QuantileShape
from scenario.schema.normal import quantile

Floats = NDArray[np.float64]

LOOKED_AT = (0.05, 0.25, 0.5, 0.75, 0.95)
"""The shares at which a distribution is held against draws."""
NEAR = 0.015
"""How far it may be from them, as a share, in any case."""
STATED = (1.0, 5.0, 25.0, 50.0, 75.0, 95.0, 99.0)
"""The percentiles that are written where no shape holds the draws."""
FARTHEST = 8.3
"""A normal score that no draw passes."""
DIGITS = 4
"""Significant digits of a parameter."""


class Written(NamedTuple):
    """A judgement as a file has it, and its distribution."""

    plain: Any
    shape: Shape


def refitted(draw: Draw, interval: bool, values: Floats, error: float) -> Written | None:
    """A judgement as draws of it have it.

    Args:
        draw: The judgement as it was.
        interval: Whether it was written as `2 to 15`.
        values: The draws, `float64[draw]`, each counting alike.
        error: How far a share of these draws may be off, by chance.

    Returns:
        The first of these that holds the draws: an interval or a distribution as before; a metalog,
        where there are two ends; percentiles, joined by straight lines. None where none does.
    """
    for found in _candidates(draw, interval, values):
        if _misfit(replace(draw, shape=found.shape), values) <= max(NEAR, error):
            return found
    return None


def _candidates(draw: Draw, interval: bool, values: Floats) -> Iterator[Written]:
    """What may hold the draws, in order of preference."""
    low, middle, high = np.quantile(values, [0.05, 0.5, 0.95]).tolist()
    if interval and low < high:
        low, high = _rounded(low, high - low), _rounded(high, high - low)
        found = _interval(low, high)
        if found is not None and found.shape.key() == draw.shape.key():
            yield found
    if (same := _like(draw.shape, values)) is not None:
        yield same
    ends = _ends(draw)
    if len(ends) == 2:
        points = {"5": low, "50": middle, "95": high}
        told = {key: _rounded(value, high - low) for key, value in points.items()}
        between = _written(MetalogShape.key(), {**told, "low": ends[0], "high": ends[1]})
        if between is not None:
            yield between
    if (percentiles := _percentiles(draw, values)) is not None:
        yield percentiles


def _interval(low: float, high: float) -> Written | None:
    if not low < high or low == 0 or high == 0:
        return None
    found = Interval(low=low, high=high)
    return Written(found.model_dump(mode="json"), found.shape)


def _like(shape: Shape, values: Floats) -> Written | None:
    """The one of the same kind that is nearest to draws, if there is one."""
    try:
        found = shape.like(values)
    except ValueError:  # there is none with these parameters
        return None
    if found is None:
        return None
    return _written(shape.key(), {at: _significant(x) for at, x in found.plain().items()})


def _written(key: str, plain: dict[str, Any]) -> Written | None:
    """What is written under a key, read again: its numbers are those of the file."""
    try:
        return Written({key: plain}, Distribution.model_validate({key: plain}).shape)
    except ValueError:  # there is no such curve
        return None


def _percentiles(draw: Draw, values: Floats) -> Written | None:
    """Percentiles joined by straight lines, whose ends stay where draws can be."""
    points = np.percentile(values, STATED)
    scores = quantile(np.array(STATED) / 100)
    low, high = draw.ends
    beyond = (FARTHEST - scores[-2]) / (scores[-1] - scores[-2])
    points[-1] = min(points[-1], points[-2] + (high - points[-2]) / beyond)
    points[0] = max(points[0], points[1] - (points[1] - low) / beyond)
    width = points[-2] - points[1]
    stated = zip(STATED, points.tolist(), strict=True)
    told = {f"{at:g}": _rounded(value, float(width)) for at, value in stated}
    return _written(QuantileShape.key(), told)


def _misfit(draw: Draw, values: Floats) -> float:
    """How far shares of the distribution, cut to its range, are from those of draws at most."""
    below, above = draw.cut
    if not below < above:
        return math.inf
    discrete = len(np.unique(values)) < len(LOOKED_AT) * 4
    points = np.unique(values) if discrete else np.quantile(values, LOOKED_AT)
    own = np.searchsorted(np.sort(values), points, side="right") / len(values)
    found = (draw.shape.cdf(points) - below) / (above - below)
    return float(np.abs(found - own).max())


def _ends(draw: Draw) -> tuple[float, ...]:
    """The lowest and the highest value that it can be, where both are said."""
    own = draw.shape.ends() or (-math.inf, math.inf)
    ends = max(own[0], draw.low), min(own[1], draw.high)
    return ends if all(map(math.isfinite, ends)) else ()


def _rounded(value: float, width: float) -> float:
    """A value to about a hundredth of the width of its distribution."""
    return round(value, 2 - math.floor(math.log10(width))) if width > 0 else value


def _significant(value: float) -> float:
    if value == 0 or not math.isfinite(value):
        return value
    return round(value, DIGITS - 1 - math.floor(math.log10(abs(value))))
