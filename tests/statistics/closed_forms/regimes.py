"""Drivers with a hidden regime: how often it is a crisis, and what the walk adds up to."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from scipy import stats

from tests.statistics.lab import Lab, Share
from tests.statistics.ledger import Subject, claim
from tests.statistics.pieces import driver, months, within

REGIMES = Subject(
    "Drivers: regime switching",
    "The regime is a Markov chain of two states in continuous time, with the rates a into the"
    " crisis and b out of it; R = a + b, and p = a / R is the long-run share of crises. In each of"
    " n steps x moves by the drift and the volatility of the regime in which the step begins; the"
    " indicator of a crisis is correlated by λ = e^(−R dt) from step to step.",
    "Hamilton, Econometrica 57 (1989); Karlin and Taylor, A First Course in Stochastic Processes"
    " (1975), chapter 4; Priestley, Spectral Analysis and Time Series (1981), chapter 5",
)
ONSET, RECOVERY = 0.8, 2.0
LONG_RUN = ONSET / (ONSET + RECOVERY)
CALM, CRISIS = (0.3, 0.2), (-0.6, 0.7)
"""Drift and volatility."""
CLOCK = {"calm_volatility": 0, "crisis_drift": 1, "crisis_volatility": 0}
"""With these x counts the years in crises."""


def switching(start: float = 0.0, step: int = 1, **own: Any) -> dict[str, Any]:
    """A driver that starts at 0, in a crisis with some probability."""
    rates = {"crisis_rate": ONSET, "recovery_rate": RECOVERY, "crisis_at_start": start}
    fields = {
        "calm_drift": CALM[0],
        "calm_volatility": CALM[1],
        "crisis_drift": CRISIS[0],
        "crisis_volatility": CRISIS[1],
    }
    model = driver({"regime_switching": {**fields, **rates, **own}}, 0)
    return {**model, "step": f"{step} months"}


def in_crisis(years: float, start: float) -> float:
    """The probability of a crisis after so long."""
    return LONG_RUN + (start - LONG_RUN) * math.exp(-(ONSET + RECOVERY) * years)


@claim(REGIMES, "P(crisis at t) = p + (p₀ − p) e^(−Rt), whatever the step")
def the_regime_is_a_chain_in_continuous_time(lab: Lab) -> None:
    for start in (0.0, 0.5, 1.0):
        for step, month in ((1, 1), (1, 12), (3, 12), (12, 24)):
            (x,) = lab.paths(switching(start, step, calm_drift=0, **CLOCK), month + step, "x")
            found = Share(int((x[-1] - x[-2] > 0).sum()), x.shape[1])
            case = f"p₀ = {start:g}, t = {months(month)}, step {months(step)}"
            lab.share(case, found, in_crisis(month / 12, start))


@claim(REGIMES, "P(no crisis in steps 1 to n) = (1 − p)(1 − p (1 − λ))ⁿ⁻¹ from the long run")
def calms_last_until_a_switch(lab: Lab) -> None:
    stays = 1 - LONG_RUN * within(ONSET + RECOVERY, 1 / 12)
    for month in (1, 6, 24):
        (x,) = lab.paths(switching(LONG_RUN, calm_drift=0, **CLOCK), month, "x")
        found = Share(int((x[-1] == 0).sum()), x.shape[1])
        lab.share(f"n = {month}", found, (1 - LONG_RUN) * stays ** (month - 1))


@claim(REGIMES, "E(share of time) = p; Var = p(1 − p)(n(1 + λ)/(1 − λ) − 2λ(1 − λⁿ)/(1 − λ)²)/n²")
def the_share_of_time_in_crises(lab: Lab) -> None:
    for step, month in ((1, 12), (1, 60), (6, 60)):
        model, years = switching(LONG_RUN, step, calm_drift=0, **CLOCK), month / 12
        sd = math.sqrt(_counted(month // step, step / 12)) * step / 12
        case = f"t = {months(month)}, step {months(step)}"
        lab.estimate(f"{case}, mean", lab.run(model, month).mean("x"), LONG_RUN * years)
        lab.estimate(f"{case}, sd", lab.run(model, month).sd("x"), sd)


@claim(REGIMES, "E(x) = Σ E(m) dt; Var(x) = Σ E(s²) dt + (m₁ − m₀)² dt² Var(steps in crises)")
def a_walk_with_regimes_has_their_mean_and_variance(lab: Lab) -> None:
    for month in (1, 12, 48):
        years, model = month / 12, switching(LONG_RUN)
        mean = (CALM[0] + LONG_RUN * (CRISIS[0] - CALM[0])) * years
        noise = (CALM[1] ** 2 + LONG_RUN * (CRISIS[1] ** 2 - CALM[1] ** 2)) * years
        drifts = (CRISIS[0] - CALM[0]) ** 2 * _counted(month, 1 / 12) / 144
        case = f"from the long run, t = {months(month)}"
        lab.estimate(f"{case}, mean", lab.run(model, month).mean("x"), mean)
        lab.estimate(f"{case}, sd", lab.run(model, month).sd("x"), math.sqrt(noise + drifts))
    for start in (0.0, 1.0):
        crises = sum(in_crisis(k / 12, start) for k in range(24))
        mean = CALM[0] * 2 + (CRISIS[0] - CALM[0]) * crises / 12
        case = f"p₀ = {start:g}, t = 2 years, mean"
        lab.estimate(case, lab.run(switching(start), 24).mean("x"), mean)


@claim(REGIMES, "a month's move is a mixture of two normals, with weights 1 − p and p")
def a_move_is_a_mixture_of_two_normals(lab: Lab) -> None:
    (x,) = lab.paths(switching(LONG_RUN), 12, "x")
    laws = [stats.norm(m / 12, s / math.sqrt(12)) for m, s in (CALM, CRISIS)]
    edges = stats.norm(0, 0.12).ppf(np.linspace(0, 1, 21))
    below = (1 - LONG_RUN) * laws[0].cdf(edges) + LONG_RUN * laws[1].cdf(edges)
    counts = np.bincount(np.searchsorted(edges[1:-1], x[-1] - x[-2]), minlength=20)
    lab.cells("the 12th month", counts, list(np.diff(below)))


def _counted(steps: int, dt: float) -> float:
    """The variance of how many steps begin in a crisis, from the long run."""
    kept = math.exp(-(ONSET + RECOVERY) * dt)
    spread = steps * (1 + kept) / (1 - kept) - 2 * kept * (1 - kept**steps) / (1 - kept) ** 2
    return LONG_RUN * (1 - LONG_RUN) * spread
