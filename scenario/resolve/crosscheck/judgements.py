"""Judgements: what is left of a distribution after it is cut to what its place allows.

It knows shares of probability, not what the judged quantity does.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from scenario.errors import Problem
from scenario.resolve.crosscheck.expressions import complain
from scenario.resolve.crosscheck.world import Problems, World
from scenario.resolve.quantities import AXIS, WAITING_TIME, Place
from scenario.schema import Distribution, Interval, Shape
from scenario.schema.shape import shares_at

LEAST_MASS = 1e-6
MOST_SHIFT = 0.01


def check_judgements(world: World) -> Problems:
    """Something must be left of every distribution in its range; of a waiting time, nearly all."""
    for spot, shape in _judged(world):
        mass = _mass(shape, spot)
        if mass < LEAST_MASS:
            share = "none" if mass <= 0 else f"less than {LEAST_MASS:g}"
            message = f"{share} of this distribution lies in {_bounds(spot)}"
            hint = f"nothing else is possible for {spot.what}: change the distribution"
            hint += " or the range" if spot.declared else ""
            yield complain(world, spot, message, hint)
        elif spot.what == WAITING_TIME and 1 - mass > MOST_SHIFT and _ends_above(shape, spot):
            below = f"{100 * (1 - mass):.0f} %"
            message = f"{spot.what} cannot be negative, as {below} of this distribution is"
            hint = "write an interval with positive ends, such as 1 to 3, a lognormal or a gamma"
            yield complain(world, spot, message, hint)


def cut_judgements(world: World) -> Problems:
    """Distributions of which the cut moves what the analyst stated by over a point.

    Only declared ranges and the axis cut; a rate, say, that is drawn negative counts as zero. What
    is cut off moves no percentile by more than its own share of what is left.
    """
    for spot, shape in _judged(world):
        mass = _mass(shape, spot)
        cuts = spot.declared or spot.bounds == AXIS
        if cuts and mass >= LEAST_MASS and 1 - mass > MOST_SHIFT * mass:
            yield from _shifted(world, spot, shape)


def _judged(world: World) -> Iterator[tuple[Place, Shape]]:
    for spot in world.quantities:
        bounded = not all(math.isinf(end) for end in spot.bounds)
        if bounded and isinstance(spot.value, (Interval, Distribution)):
            yield spot, spot.value.shape


def _ends_above(shape: Shape, spot: Place) -> bool:
    """Whether no end of it is stated that is too low, which is said of the end itself."""
    value = spot.value
    ends = (value.low, value.high) if isinstance(value, Interval) else shape.ends()
    return all(end >= spot.bounds[0] for end in ends)


def _mass(shape: Shape, spot: Place) -> float:
    below, above = shares_at(shape, *spot.bounds)
    return above - below


def _shifted(world: World, spot: Place, shape: Shape) -> Iterator[Problem]:
    before, after = _moved(shape, *spot.bounds)
    if abs(after - before) > MOST_SHIFT:
        message = (
            f"cut to {_bounds(spot)}, the {_ordinal(before)} percentile that was stated "
            f"becomes the {_ordinal(after)}"
        )
        hint = "state percentiles that are possible there" + ", or widen the range" * spot.declared
        yield complain(world, spot, message, hint)


@lru_cache(maxsize=4096)
def _moved(shape: Shape, low: float, high: float) -> tuple[float, float]:
    """The stated percentile that a cut moves most, as a share before and after it."""
    below, above = shares_at(shape, low, high)
    shares = np.array(shape.stated())
    if not len(shares):
        return 0.0, 0.0
    whole = shape.ppf(shares)
    values = np.clip(whole, low, high)
    after = np.where(values >= high, 1.0, (shape.cdf(values) - below) / (above - below))
    after = np.where(whole < low, 0.0, after)
    worst = int(np.abs(after - shares).argmax())
    return float(shares[worst]), float(after[worst])


def _bounds(spot: Place) -> str:
    low, high = ("null" if math.isinf(end) else f"{end:g}" for end in spot.bounds)
    return f"[{low}, {high}]"


def _ordinal(share: float) -> str:
    percent = round(share * 100)
    last = percent % 10 if percent // 10 % 10 != 1 else 0
    return f"{percent}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(last, 'th') }"
