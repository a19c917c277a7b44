"""`random_walk`: Brownian motion with drift."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from scenario.expr.arithmetic import Tree, number, plus, times
from scenario.schema.motion import (
    NOT_NEGATIVE,
    ZERO,
    Floats,
    LinearStep,
    Motion,
    Moved,
    Say,
    Step,
    with_noise,
)
from scenario.schema.quantity import Quantity


class RandomWalk(Motion):
    """x moves by drift * dt + volatility * sqrt(dt) * N(0, 1)."""

    drift: Quantity = ZERO
    """Expected change per year."""
    volatility: Quantity = ZERO
    """Spread of the change, per square root of a year."""

    rank = 20
    summary = "Wanders without a home: drift and volatility."
    bare = True
    example = "{random_walk: {drift: 0.1, volatility: 0.2}}"
    least = {"volatility": NOT_NEGATIVE}
    noise = ("volatility",)
    fitted_on = "value"
    steady = "drift"
    fitted = {"volatility": "size"}
    called = {"drift": "the drift of {}", "volatility": "the volatility of {}"}

    @staticmethod
    def step(x: Tree, shock: Tree, dt: float, drift: Tree, volatility: Tree) -> Step:
        mean = plus(x, times(drift, number(dt)))
        return with_noise(mean, times(volatility, number(math.sqrt(dt))), shock)

    @staticmethod
    def plain_step(x: float, z: float, dt: float, drift: float, volatility: float) -> Moved:
        mean = x + drift * dt
        return Moved(mean, mean + volatility * math.sqrt(dt) * z)

    @staticmethod
    def linear_step(dt: float, **own: Floats) -> LinearStep:
        variance = own["volatility"] ** 2 * dt
        one, none = np.ones_like(variance), np.zeros_like(variance)
        return LinearStep(one, dt * one, none, variance)

    @staticmethod
    def sentence(own: Any, say: Say) -> str:
        drift = "without drift" if own.drift == 0 else f"with a drift of {say(own.drift)} per year"
        return f"Wanders {drift} and a volatility of {say(own.volatility)} per root of a year."
