"""How a driver moves in one step by its process: the formulas of the specification.

It knows nothing of models, effects or random numbers: `z` is a standard normal, `dt` in years.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

from scenario.expr.scalar import divide, exp, sqrt


class Moved(NamedTuple):
    """Where a step leads without the shock, and where with it."""

    mean: float
    end: float


def random_walk(x: float, dt: float, z: float, drift: float, volatility: float) -> Moved:
    """A walk without a home."""
    mean = x + drift * dt
    return Moved(mean, mean + volatility * math.sqrt(dt) * z)


def mean_reverting(x: float, dt: float, z: float, level: float, **rest: float) -> Moved:
    """An exact Ornstein-Uhlenbeck step."""
    speed = rest["speed"] if "speed" in rest else divide(math.log(2), rest["half_life"])
    kept = exp(-speed * dt)
    lost = 1 - kept * kept
    mean = level + (x - level) * kept
    if "spread" in rest:
        return Moved(mean, mean + rest["spread"] * sqrt(lost) * z)
    if "volatility" not in rest:
        return Moved(mean, mean)
    span = divide(lost, 2 * speed) if speed else dt
    return Moved(mean, mean + rest["volatility"] * sqrt(span) * z)


def growth(x: float, dt: float, z: float, rate: float, volatility: float) -> Moved:
    """An exact geometric Brownian step; without its shock the mean."""
    drift = (rate - volatility * volatility / 2) * dt
    return Moved(x * exp(rate * dt), x * exp(drift + volatility * math.sqrt(dt) * z))


def logistic(
    x: float, dt: float, z: float, capacity: float, rate: float, volatility: float
) -> Moved:
    """An exact step of logistic growth, times lognormal noise of mean 1."""
    mean = divide(capacity * x, x + (capacity - x) * exp(-rate * dt))
    drift = -volatility * volatility / 2 * dt
    return Moved(mean, mean * exp(drift + volatility * math.sqrt(dt) * z))


MOVES: dict[str, Callable[..., Moved]] = {
    "random_walk": random_walk,
    "mean_reverting": mean_reverting,
    "growth": growth,
    "logistic": logistic,
}
"""The processes that move by themselves."""
