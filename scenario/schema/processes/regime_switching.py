"""`regime_switching`: a random walk whose drift and volatility switch (Hamilton 1989)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from scenario.expr import nodes as n
from scenario.expr.arithmetic import Tree, call, minus, number, over, plus, times, when
from scenario.expr.scalar import exp
from scenario.schema.motion import NOT_NEGATIVE, ZERO, Motion, Moved, Say, Step, with_noise
from scenario.schema.quantity import Quantity


class RegimeSwitching(Motion):
    """A random walk with the drift and the volatility of one of two regimes, which is hidden.

    Which regime it is, is a Markov chain (Hamilton 1989, "A New Approach to the Economic Analysis
    of Nonstationary Time Series and the Business Cycle", Econometrica 57): in continuous time, seen
    at the ends of steps. The regime at the beginning of a step holds for the step.
    """

    calm_drift: Quantity = ZERO
    """Expected change per year in a calm."""
    calm_volatility: Quantity
    """Spread of the change in a calm, per square root of a year."""
    crisis_drift: Quantity = ZERO
    """Expected change per year in a crisis."""
    crisis_volatility: Quantity
    """Spread of the change in a crisis, per square root of a year."""
    crisis_rate: Quantity
    """Crises expected per year of calm."""
    recovery_rate: Quantity
    """The rate per year at which a crisis ends: 1 / its mean length in years."""
    crisis_at_start: Quantity = ZERO
    """How likely it is that it starts in a crisis."""

    rank = 55
    summary = "Wanders by the drift and volatility of a hidden regime: calm or crisis."
    example = (
        "{regime_switching: {calm_volatility: 0.1, crisis_drift: -0.5, crisis_volatility: 0.6,"
        " crisis_rate: 0.5, recovery_rate: 2}}"
    )
    least = {
        "calm_volatility": NOT_NEGATIVE,
        "crisis_volatility": NOT_NEGATIVE,
        "crisis_rate": NOT_NEGATIVE,
        "recovery_rate": NOT_NEGATIVE,
        "crisis_at_start": NOT_NEGATIVE,
    }
    most = {"crisis_at_start": 1.0}
    hidden = {"crisis": 0.0}
    numbers = {"switch": "uniform"}
    initial = ("crisis_at_start",)
    noise = ("calm_volatility", "crisis_volatility")
    called = {
        "calm_drift": "the drift of {} in a calm",
        "calm_volatility": "the volatility of {} in a calm",
        "crisis_drift": "the drift of {} in a crisis",
        "crisis_volatility": "the volatility of {} in a crisis",
        "crisis_rate": "the rate at which {} falls into a crisis",
        "recovery_rate": "the rate at which a crisis of {} ends",
    }

    @classmethod
    def begin(cls, **own: Tree) -> Mapping[str, Tree]:
        there = _below(own["switch"], own["crisis_at_start"])
        return {"crisis": when(there, number(1), number(0))}

    @classmethod
    def plain_begin(cls, **own: float) -> Mapping[str, float]:
        return {"crisis": float(own["switch"] < own["crisis_at_start"])}

    @staticmethod
    def step(x: Tree, shock: Tree, dt: float, **own: Tree) -> Step:
        crisis = _below(number(0), own["crisis"])
        drift = when(crisis, own["crisis_drift"], own["calm_drift"])
        volatility = when(crisis, own["crisis_volatility"], own["calm_volatility"])
        mean, spread = plus(x, times(drift, number(dt))), times(volatility, number(math.sqrt(dt)))
        walked = with_noise(mean, spread, shock)
        onset, end = (call("max", own[key], number(0)) for key in ("crisis_rate", "recovery_rate"))
        both = plus(onset, end)
        moving = over(minus(number(1), call("exp", n.Negative(times(both, number(dt))))), both)
        switches = _below(own["switch"], times(when(crisis, end, onset), moving))
        ever = n.Logic("and", (_below(number(0), both), switches))
        then = when(ever, minus(number(1), own["crisis"]), own["crisis"])
        return Step(walked.tree, walked.shocked, {"crisis": then})

    @staticmethod
    def plain_step(x: float, z: float, dt: float, **own: float) -> Moved:
        crisis = own["crisis"]
        regime, leaving = ("crisis", "recovery_rate") if crisis else ("calm", "crisis_rate")
        mean = x + own[f"{regime}_drift"] * dt
        end = mean + own[f"{regime}_volatility"] * math.sqrt(dt) * z
        total = max(own["crisis_rate"], 0.0) + max(own["recovery_rate"], 0.0)
        chance = max(own[leaving], 0.0) / total * (1 - exp(-total * dt)) if total > 0 else 0.0
        return Moved(mean, end, {"crisis": 1 - crisis if own["switch"] < chance else crisis})

    @staticmethod
    def sentence(own: Any, say: Say) -> str:
        calm, crisis = (
            f"a {regime} (drift {say(drift)} per year, volatility {say(volatility)} per root of a"
            f" year; it ends at a rate of {say(rate)} per year)"
            for regime, drift, volatility, rate in (
                ("calm", own.calm_drift, own.calm_volatility, own.crisis_rate),
                ("crisis", own.crisis_drift, own.crisis_volatility, own.recovery_rate),
            )
        )
        walk = f"Wanders as in {calm} or as in {crisis}."
        if own.crisis_at_start == 0:
            return walk
        return f"{walk} It starts in a crisis with probability {say(own.crisis_at_start)}."


def _below(left: Tree, right: Tree) -> Tree:
    return n.Comparison((left, right), ("<",))
