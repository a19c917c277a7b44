"""`growth`: geometric Brownian motion."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from scenario.expr.arithmetic import Tree, call, minus, number, times
from scenario.expr.scalar import exp
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


class Growth(Motion):
    """Exact geometric Brownian step; the mean grows as exp(rate * t)."""

    rate: Quantity = ZERO
    """Growth of the mean, per year, as a continuous rate."""
    volatility: Quantity = ZERO
    """Spread of the logarithm, per square root of a year."""

    rank = 40
    summary = "Grows or shrinks in proportion to itself: rate and volatility."
    bare = True
    example = "{growth: {rate: 0.1, volatility: 0.2}}"
    least = {"volatility": NOT_NEGATIVE}
    noise = ("volatility",)
    fitted_on = "logarithm"
    steady = "rate"
    fitted = {"volatility": "size"}
    called = {"rate": "the growth rate of {}", "volatility": "the volatility of {}"}

    @staticmethod
    def step(x: Tree, shock: Tree, dt: float, rate: Tree, volatility: Tree) -> Step:
        drift = times(minus(rate, times(number(0.5), times(volatility, volatility))), number(dt))
        log_step = with_noise(drift, times(volatility, number(math.sqrt(dt))), shock)
        return Step(times(x, call("exp", log_step.tree)), log_step.shocked)

    @staticmethod
    def plain_step(x: float, z: float, dt: float, rate: float, volatility: float) -> Moved:
        drift = (rate - volatility * volatility / 2) * dt
        return Moved(x * exp(rate * dt), x * exp(drift + volatility * math.sqrt(dt) * z))

    @staticmethod
    def linear_step(dt: float, **own: Floats) -> LinearStep:
        variance = own["volatility"] ** 2 * dt
        one = np.ones_like(variance)
        return LinearStep(one, dt * one, -variance / 2, variance)

    @staticmethod
    def sentence(own: Any, say: Say) -> str:
        rate, spread = say(own.rate), say(own.volatility)
        return f"Grows in proportion to itself, at a rate of {rate} per year; volatility {spread}."
