"""`logistic`: growth that a capacity ends (Verhulst 1838), with lognormal noise."""

from __future__ import annotations

import math
from typing import Any

from scenario.expr import nodes as n
from scenario.expr.arithmetic import Tree, call, minus, number, over, plus, times
from scenario.expr.scalar import divide, exp
from scenario.schema.motion import (
    ABOVE_ZERO,
    NOT_NEGATIVE,
    ZERO,
    Motion,
    Moved,
    Say,
    Step,
    with_noise,
)
from scenario.schema.quantity import Quantity


class Logistic(Motion):
    """Exact step of x' = rate * x * (1 - x / capacity), times lognormal noise of mean 1."""

    capacity: Quantity
    """The level at which growth ends."""
    rate: Quantity
    """Growth far below the capacity, per year."""
    volatility: Quantity = ZERO
    """Spread of the noise's logarithm, per square root of a year."""

    rank = 50
    summary = "Grows until a capacity is reached: capacity, rate and volatility."
    example = "{logistic: {capacity: 10, rate: 0.5}}"
    least = {"capacity": ABOVE_ZERO, "volatility": NOT_NEGATIVE}
    lowest_start = 0.0
    noise = ("volatility",)
    drawn_to = "capacity"
    called = {
        "capacity": "the capacity of {}",
        "rate": "the growth rate of {}",
        "volatility": "the volatility of {}",
    }

    @staticmethod
    def step(x: Tree, shock: Tree, dt: float, capacity: Tree, rate: Tree, volatility: Tree) -> Step:
        fading = call("exp", n.Negative(times(rate, number(dt))))
        mean = over(times(capacity, x), plus(x, times(minus(capacity, x), fading)))
        drift = times(times(volatility, volatility), number(-0.5 * dt))
        noise = with_noise(drift, times(volatility, number(math.sqrt(dt))), shock)
        if not noise.shocked:
            return Step(mean, shocked=False)
        return Step(times(mean, call("exp", noise.tree)), shocked=True)

    @staticmethod
    def plain_step(
        x: float, z: float, dt: float, capacity: float, rate: float, volatility: float
    ) -> Moved:
        mean = divide(capacity * x, x + (capacity - x) * exp(-rate * dt))
        drift = -volatility * volatility / 2 * dt
        return Moved(mean, mean * exp(drift + volatility * math.sqrt(dt) * z))

    @staticmethod
    def sentence(own: Any, say: Say) -> str:
        return (
            f"Grows at a rate of {say(own.rate)} per year until it nears a capacity of"
            f" {say(own.capacity)}; volatility {say(own.volatility)}."
        )
