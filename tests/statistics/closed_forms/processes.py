"""Drivers that return, grow or saturate; what their exact steps add up to."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
from scipy import integrate, stats

from tests.statistics.lab import Lab
from tests.statistics.ledger import Subject, claim
from tests.statistics.pieces import DT, driver, months, outcome

PROCESSES = Subject(
    "Drivers: mean reversion, growth, saturation",
    "Each process makes the exact step of a stochastic differential equation, so its law at a date"
    " is known and does not depend on the step. T is the time in years.",
    "Karlin and Taylor, A Second Course in Stochastic Processes (1981), chapter 15; Uhlenbeck and"
    " Ornstein, Physical Review 36 (1930); Gardiner, Handbook of Stochastic Methods (2004)",
)
HALF, SPREAD = 1.5, 0.3
SPEED = math.log(2) / HALF
VOLATILITY = SPREAD * math.sqrt(2 * SPEED)
REVERTING = {
    "half_life, spread": {"half_life": "1.5 years", "spread": SPREAD},
    "half_life, volatility": {"half_life": HALF, "volatility": VOLATILITY},
    "speed, volatility": {"speed": SPEED, "volatility": VOLATILITY},
    "speed, spread": {"speed": SPEED, "spread": SPREAD},
}
GROWTH = driver({"growth": {"rate": 0.2, "volatility": 0.4}}, 2)
NOISY = {"capacity": 4, "rate": 1.5, "volatility": 0.5}


def reverting(fields: dict, step: int = 1) -> dict:
    """A driver that goes from 1 to a level of 2."""
    return {**driver({"mean_reverting": {"level": 2, **fields}}), "step": f"{step} months"}


def ornstein_uhlenbeck(years: float) -> stats.rv_frozen:
    """The law of that driver: half of the way is left after each half-life."""
    left = 0.5 ** (years / HALF)
    return stats.norm(2 - left, SPREAD * math.sqrt(1 - left**2))


@claim(PROCESSES, "x ~ Normal(L + (x₀ − L) e^(−kT), S √(1 − e^(−2kT))), half-life ln 2 / k")
def a_mean_reverting_driver_is_an_ornstein_uhlenbeck_process(lab: Lab) -> None:
    for (spelled, fields), month in product(REVERTING.items(), (6, 24)):
        law, case = ornstein_uhlenbeck(month / 12), f"{spelled}, t = {months(month)}"
        model = reverting(fields)
        lab.estimate(f"{case}, mean", lab.run(model, month).mean("x"), law.mean())
        lab.estimate(f"{case}, sd", lab.run(model, month).sd("x"), law.std())


@claim(PROCESSES, "the same law at 2 years, whatever the step")
def the_step_does_not_change_mean_reversion(lab: Lab) -> None:
    law = ornstein_uhlenbeck(2)
    for step in (1, 3, 6, 12):
        model = reverting(REVERTING["half_life, spread"], step)
        case = f"step {months(step)}"
        if step > 1:
            lab.estimate(f"{case}, mean", lab.run(model, 24).mean("x"), law.mean())
            lab.estimate(f"{case}, sd", lab.run(model, 24).sd("x"), law.std())
        (x,) = lab.paths(model, 24, "x")
        lab.law(f"{case}, shape", x[-1], law)


@claim(PROCESSES, "corr(x(s), x(t)) = e^(−k(t−s)) sd(s) / sd(t); the spread lasts for ever")
def mean_reversion_forgets_at_its_half_life(lab: Lab) -> None:
    fields = REVERTING["half_life, spread"]
    (x,) = lab.paths(reverting(fields), 24, "x")
    early, late = ornstein_uhlenbeck(0.5), ornstein_uhlenbeck(2)
    expected = 0.5 ** (1.5 / HALF) * early.std() / late.std()
    lab.correlation("months 6 and 24", x[6], x[24], expected)
    start = {"normal": {"mean": 2, "sd": SPREAD}}
    model = driver({"mean_reverting": {"level": 2, **fields}}, start)
    for month in (1, 36):
        case = f"started in its long-run law, sd at {months(month)}"
        lab.estimate(case, lab.run(model, month).sd("x"), SPREAD)


@claim(PROCESSES, "E(x) = x₀ e^(rT), sd(x) = E(x) √(e^(σ²T) − 1)")
def growth_grows_at_its_rate_on_average(lab: Lab) -> None:
    for step, month in ((1, 1), (1, 24), (1, 60), (3, 24), (12, 60)):
        model = {**GROWTH, "step": f"{step} months"}
        years, case = month / 12, f"r = 0.2, σ = 0.4, t = {months(month)}, step {months(step)}"
        mean = 2 * math.exp(0.2 * years)
        lab.estimate(f"{case}, mean", lab.run(model, month).mean("x"), mean)
        if years > 2:  # so skewed by then that 20,000 runs are too few for a normal score of the sd
            continue
        sd = mean * math.sqrt(math.expm1(0.16 * years))
        excess = float(stats.lognorm(0.4 * math.sqrt(years)).stats("k"))
        lab.estimate(f"{case}, sd", lab.run(model, month).sd("x", excess), sd)


@claim(PROCESSES, "ln x ~ Normal(ln x₀ + (r − σ²/2) T, σ √T); percentiles as reported")
def growth_is_lognormal(lab: Lab) -> None:
    for month in (1, 24):
        years = month / 12
        log = stats.norm(math.log(2) + (0.2 - 0.08) * years, 0.4 * math.sqrt(years))
        (x,) = lab.paths(GROWTH, month, "x")
        lab.law(f"t = {months(month)}, shape of ln x", np.log(x[-1]), log)
    law = stats.lognorm(0.4 * math.sqrt(5), scale=2 * math.exp(0.12 * 5))
    for share in (0.05, 0.25, 0.5, 0.75, 0.95):
        case = f"reported percentile {100 * share:.0f} at 5 years"
        lab.quantile(case, lab.run(GROWTH, 60), "x", share, law)


@claim(PROCESSES, "x = K / (1 + (K / x₀ − 1) e^(−rT)); no chance in it")
def logistic_growth_follows_its_curve(lab: Lab) -> None:
    for start, step, month in product((0.1, 7.0), (1, 12), (12, 36)):
        model = {
            **driver({"logistic": {"capacity": 4, "rate": 1.5}}, start),
            "step": f"{step} months",
        }
        curve = 4 / (1 + (4 / start - 1) * math.exp(-1.5 * month / 12))
        case = f"K = 4, r = 1.5, from {start:g}, t = {months(month)}, step {months(step)}"
        lab.exact(case, lab.run(model, month, runs=10).mean("x").value, curve)


@claim(PROCESSES, "E(1/x') = e^(σ²dt) (1/K + (E(1/x) − 1/K) e^(−r dt)), step by step from 1/x₀")
def noisy_logistic_growth_in_its_reciprocal(lab: Lab) -> None:
    for month in (1, 12, 36):
        expected = 1.0
        for _ in range(month):
            expected = math.exp(0.25 * DT) * (0.25 + (expected - 0.25) * math.exp(-1.5 * DT))
        (x,) = lab.paths(driver({"logistic": NOISY}), month, "x")
        lab.mean(f"K = 4, r = 1.5, σ = 0.5, t = {months(month)}", 1 / x[-1], expected)


@claim(PROCESSES, "x' = m(x) exp(σ √dt z − σ² dt/2): the noise leaves the mean of a step alone")
def noise_does_not_move_the_mean_of_a_logistic_step(lab: Lab) -> None:
    model = driver({"logistic": NOISY})
    lab.estimate("mean after a month", lab.run(model, 1).mean("x"), _grown(1.0))
    noise = stats.lognorm(0.5 * math.sqrt(DT), scale=math.exp(-0.125 * DT))
    second = integrate.quad(lambda u: _grown(_grown(1.0) * noise.ppf(u)), 0, 1, limit=200)[0]
    lab.estimate("mean after two, by quadrature", lab.run(model, 2).mean("x"), second)
    (x,) = lab.paths(model, 2, "x")
    law = stats.norm(-0.125 * DT, 0.5 * math.sqrt(DT))
    lab.law("shape of the second step's noise", np.log(x[2] / _grown(x[1])), law)


@claim(PROCESSES, "P(left in 2 steps) = 1 − e^(−r dt) E(e^(−r dt exp(x₁))), by quadrature")
def a_rate_follows_its_driver(lab: Lab) -> None:
    model = {
        **driver({"random_walk": {"volatility": 3}}, 0),
        **outcome(a_b={"rate": "1.5 * exp(x)"}),
    }
    law = stats.norm(0, 3 * math.sqrt(DT))
    stay = integrate.quad(lambda x: law.pdf(x) * math.exp(-1.5 * DT * math.exp(x)), -9, 9)[0]
    expected = 1 - math.exp(-1.5 * DT) * stay
    lab.share("r = 1.5 exp(x), x a random walk", lab.run(model, 2).at("b"), expected)


@claim(PROCESSES, "values by hand; no chance in them")
def paths_and_derived_drivers_are_exact(lab: Lab) -> None:
    points = {"2022-12": 1, "2023-06": 4, "2023-12": 2}
    for interpolate, month, expected in (
        (None, 5, 1),
        (None, 6, 4),
        ("linear", 3, 2.5),
        ("linear", 9, 3),
    ):
        more = {"interpolate": interpolate} if interpolate else {}
        model = driver({"path": points, **more}, None)
        model["drivers"]["y"] = {"process": {"derived": "x ** 2 + 1"}}
        found = lab.run(model, month, runs=10)
        case = f"{'straight lines' if interpolate else 'steps'}, month {month}"
        lab.exact(case, found.mean("x").value, expected)
        lab.exact(f"{case}, derived x² + 1", found.mean("y").value, expected**2 + 1)


def _grown(x: float) -> float:
    """A logistic month without noise."""
    grown = math.exp(1.5 * DT)
    return 4 * x * grown / (4 + x * (grown - 1))
