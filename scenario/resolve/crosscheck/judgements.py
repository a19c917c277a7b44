"""Judgements: what is left of a distribution after it is cut to what its place allows.

It knows shares of probability, not what the judged quantity does.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from scenario.errors import Problem
from scenario.resolve.crosscheck.expressions import complain
from scenario.resolve.crosscheck.world import Problems, World
from scenario.resolve.quantities import AXIS, Place
from scenario.schema import Distribution, Interval, Shape

LEAST_MASS = 1e-6
MOST_SHIFT = 0.01


def check_judgements(world: World) -> Problems:
    """Something must be left of every distribution inside its range."""
    for spot, shape in _judged(world):
        mass = _mass(shape, spot)
        if mass < LEAST_MASS:
            share = "none" if mass <= 0 else f"less than {LEAST_MASS:g}"
            message = f"{share} of this distribution lies in {_bounds(spot)}"
            hint = f"nothing else is possible for {spot.what}: change the distribution"
            hint += " or the range" if spot.declared else ""
            yield complain(world, spot, message, hint)


def cut_judgements(world: World) -> Problems:
    """Distributions of which the cut moves what the analyst stated by over a point.

    Only declared ranges and the axis cut; a rate, say, that is drawn negative counts as zero.
    """
    for spot, shape in _judged(world):
        cuts = spot.declared or spot.bounds == AXIS
        if cuts and _mass(shape, spot) >= LEAST_MASS:
            yield from _shifted(world, spot, shape)


def _judged(world: World) -> Iterator[tuple[Place, Shape]]:
    for spot in world.quantities:
        bounded = not all(math.isinf(end) for end in spot.bounds)
        if bounded and isinstance(spot.value, (Interval, Distribution)):
            yield spot, spot.value.shape


def _mass(shape: Shape, spot: Place) -> float:
    below, above = _ends(shape, spot)
    return above - below


def _ends(shape: Shape, spot: Place) -> tuple[float, float]:
    """The shares below the lower end and up to the upper end; the lower end itself is inside."""
    low, high = spot.bounds
    below, above = shape.cdf(np.array([np.nextafter(low, -math.inf), high], dtype=float))
    return float(below), float(above)


def _shifted(world: World, spot: Place, shape: Shape) -> Iterator[Problem]:
    below, above = _ends(shape, spot)
    shares = np.array(shape.stated())
    values = np.clip(shape.ppf(shares), *spot.bounds) if len(shares) else shares
    after = np.where(values >= spot.bounds[1], 1.0, (shape.cdf(values) - below) / (above - below))
    after = np.where(shape.ppf(shares) < spot.bounds[0], 0.0, after) if len(shares) else after
    shifts = np.abs(after - shares)
    if len(shifts) and shifts.max() > MOST_SHIFT:
        worst = int(shifts.argmax())
        message = (
            f"cut to {_bounds(spot)}, the {_ordinal(shares[worst])} percentile that was stated "
            f"becomes the {_ordinal(after[worst])}"
        )
        hint = "state percentiles that are possible there" + ", or widen the range" * spot.declared
        yield complain(world, spot, message, hint)


def _bounds(spot: Place) -> str:
    low, high = ("null" if math.isinf(end) else f"{end:g}" for end in spot.bounds)
    return f"[{low}, {high}]"


def _ordinal(share: float) -> str:
    percent = round(share * 100)
    last = percent % 10 if percent // 10 % 10 != 1 else 0
    return f"{percent}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(last, 'th') }"
