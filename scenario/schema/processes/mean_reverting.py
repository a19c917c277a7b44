"""`mean_reverting`: an Ornstein-Uhlenbeck process (Uhlenbeck and Ornstein 1930)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from pydantic import model_validator

from scenario.expr import nodes as n
from scenario.expr.arithmetic import Tree, call, minus, number, over, plus, times, when
from scenario.expr.scalar import divide, exp, sqrt
from scenario.schema.base import refuse
from scenario.schema.motion import (
    ABOVE_ZERO,
    NOT_NEGATIVE,
    Floats,
    LinearStep,
    Motion,
    Moved,
    Say,
    Step,
    with_noise,
)
from scenario.schema.quantity import HalfLife, Quantity

LN2 = 0.6931471805599453


class MeanReverting(Motion):
    """Exact Ornstein-Uhlenbeck step towards `level`; say either half_life or speed."""

    level: Quantity
    """Where it returns to."""
    half_life: HalfLife | None = None
    """Time in which half the distance to the level is closed."""
    speed: Quantity | None = None
    """The same as a rate per year: ln 2 / half_life."""
    volatility: Quantity | None = None
    """Spread of the shocks, per square root of a year."""
    spread: Quantity | None = None
    """Long-run standard deviation, instead of volatility."""

    rank = 30
    summary = "Returns to a level: half_life or speed, volatility or spread."
    example = "{mean_reverting: {level: 0.4, half_life: 2 years, spread: 0.1}}"
    alternatives = (("half_life", "speed"), ("volatility", "spread"))
    least = {
        "half_life": ABOVE_ZERO,
        "speed": NOT_NEGATIVE,
        "volatility": NOT_NEGATIVE,
        "spread": NOT_NEGATIVE,
    }
    noise = ("volatility", "spread")
    drawn_to = "level"
    cut = ("level",)
    fitted_on = "value"
    steady = "level"
    fitted = {"half_life": "time", "spread": "size"}
    called = {
        "level": "the level that {} returns to",
        "speed": "the speed at which {} returns",
        "half_life": "the half-life of {}",
        "volatility": "the volatility of {}",
        "spread": "the long-run spread of {}",
    }

    @model_validator(mode="after")
    def _one_of_each(self) -> MeanReverting:
        if (self.half_life is None) == (self.speed is None):
            hint = "write half_life: 1.5 years, or speed: 0.46 (per year)"
            raise refuse(
                "mean_reverting needs exactly one of half_life and speed", hint, at="speed"
            )
        if self.volatility is not None and self.spread is not None:
            hint = "keep one: spread is the long-run standard deviation"
            raise refuse("mean_reverting takes volatility or spread, not both", hint, at="spread")
        return self

    @staticmethod
    def step(x: Tree, shock: Tree, dt: float, level: Tree, **rest: Tree) -> Step:
        pace = rest["speed"] if "speed" in rest else over(number(LN2), rest["half_life"])
        kept = call("exp", n.Negative(times(pace, number(dt))))
        lost = minus(number(1), times(kept, kept))
        mean = plus(level, times(minus(x, level), kept))
        if "spread" in rest:
            return with_noise(mean, times(rest["spread"], call("sqrt", lost)), shock)
        if "volatility" not in rest:
            return Step(mean, shocked=False)
        if pace == number(0):
            per_step: Tree = number(dt)
        else:
            still = n.Comparison((pace, number(0)), ("==",))
            per_step = when(still, number(dt), over(lost, times(number(2), pace)))
        return with_noise(mean, times(rest["volatility"], call("sqrt", per_step)), shock)

    @staticmethod
    def plain_step(x: float, z: float, dt: float, level: float, **rest: float) -> Moved:
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

    @staticmethod
    def linear_step(dt: float, **own: Floats) -> LinearStep:
        pace = LN2 * dt / own["half_life"]
        kept, lost = np.exp(-pace), -np.expm1(-2 * pace)
        return LinearStep(kept, -np.expm1(-pace), np.zeros_like(kept), own["spread"] ** 2 * lost)

    @staticmethod
    def sentence(own: Any, say: Say) -> str:
        text = f"Returns to a level of {say(own.level)}"
        if own.half_life is not None:
            text += f", half of the way in {_years(say(own.half_life))}"
        else:
            text += f", at a speed of {say(own.speed)} per year"
        if own.spread is not None:
            return f"{text}; its long-run spread is {say(own.spread)}."
        if own.volatility is not None:
            return f"{text}; its volatility is {say(own.volatility)} per root of a year."
        return f"{text}; without shocks."


def _years(text: str) -> str:
    if text == "1":
        return "1 year"
    head, mark, tail = text.partition(" (")
    return f"{head} years{mark}{tail}"
