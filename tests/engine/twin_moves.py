"""How one driver moves in one step, in plain floats: the formulas of the contract's processes.

It knows nothing of models, effects or random numbers: `z` is a standard normal, `dt` in years.
"""

from __future__ import annotations

import math
from collections.abc import Callable


def clipped(x: float, limits: tuple[float | None, float | None] | None) -> float:
    low, high = limits or (None, None)
    x = x if low is None else max(x, low)
    return x if high is None else min(x, high)


def random_walk(x: float, dt: float, z: float, drift: float, volatility: float) -> float:
    return x + drift * dt + volatility * math.sqrt(dt) * z


def mean_reverting(x: float, dt: float, z: float, level: float, **rest: float) -> float:
    speed = rest["speed"] if "speed" in rest else math.log(2) / rest["half_life"]
    kept = math.exp(-speed * dt)
    spread = rest.get("spread", rest.get("volatility", 0.0) / math.sqrt(2 * speed))
    return level + (x - level) * kept + spread * math.sqrt(1 - kept**2) * z


def growth(x: float, dt: float, z: float, rate: float, volatility: float) -> float:
    return x * math.exp((rate - volatility**2 / 2) * dt + volatility * math.sqrt(dt) * z)


def logistic(
    x: float, dt: float, z: float, capacity: float, rate: float, volatility: float
) -> float:
    grown = x * math.exp(rate * dt)
    noise = math.exp(volatility * math.sqrt(dt) * z - volatility**2 * dt / 2)
    return capacity * grown / (capacity - x + grown) * noise


MOVES: dict[str, Callable[..., float]] = {
    "random_walk": random_walk,
    "mean_reverting": mean_reverting,
    "growth": growth,
    "logistic": logistic,
}
