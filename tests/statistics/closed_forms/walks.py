"""Random walks: free, held back at one end, watched for a first passage, and going together."""

from __future__ import annotations

import math

import numpy as np
from scipy import stats

from tests.statistics.lab import Lab, Share
from tests.statistics.ledger import Subject, claim
from tests.statistics.pieces import DT, driver, months, outcome

WALKS = Subject(
    "Drivers: random walks and correlated shocks",
    "A random walk adds independent normal steps. Put back to the end of a range it is a queue"
    " (Lindley), whose mean Spitzer's identity gives; the chance never to have passed its start"
    " is the same for every symmetric walk (Sparre Andersen).",
    "Feller, An Introduction to Probability Theory and Its Applications II (1971), chapters 12 and"
    " 18; Spitzer, Transactions of the American Mathematical Society 82 (1956)",
)
FREE = driver({"random_walk": {"drift": 0.5, "volatility": 0.3}})
PAIRS = {("x", "y"): 0.6, ("y", "z"): -0.5, ("x", "z"): 0.1}


@claim(WALKS, "x ~ Normal(x₀ + m T, s √T), whatever the step")
def a_random_walk_drifts_and_spreads(lab: Lab) -> None:
    for step, month in ((1, 1), (1, 24), (3, 24), (12, 60)):
        model, years = {**FREE, "step": f"{step} months"}, month / 12
        law = stats.norm(1 + 0.5 * years, 0.3 * math.sqrt(years))
        case = f"m = 0.5, s = 0.3, t = {months(month)}, step {months(step)}"
        lab.estimate(f"{case}, mean", lab.run(model, month).mean("x"), law.mean())
        lab.estimate(f"{case}, sd", lab.run(model, month).sd("x"), law.std())
        (x,) = lab.paths(model, month, "x")
        lab.law(f"{case}, shape", x[-1], law)


@claim(WALKS, "the 5th to 95th percentile of that normal, as a forecast reports them")
def percentiles_are_reported_as_they_are(lab: Lab) -> None:
    law = stats.norm(2, 0.3 * math.sqrt(2))
    for share in (0.05, 0.25, 0.5, 0.75, 0.95):
        lab.quantile(f"percentile {100 * share:.0f} at 2 years", lab.run(FREE, 24), "x", share, law)


@claim(WALKS, "corr = 0 between months; corr(x(s), x(t)) = √(s / t)")
def its_steps_know_nothing_of_each_other(lab: Lab) -> None:
    for early, late in ((1, 2), (11, 12)):
        (x,) = lab.paths(FREE, late, "x")
        case = f"moves of months {early} and {late}"
        lab.correlation(case, x[early] - x[early - 1], x[late] - x[late - 1], 0)
    (x,) = lab.paths(FREE, 12, "x")
    lab.correlation("values of months 3 and 12", x[3], x[12], 0.5)


@claim(WALKS, "E(x at n) = Σₖ E(max(Sₖ, 0)) / k, Sₖ the free walk (Spitzer)")
def a_walk_held_back_at_zero_has_the_mean_of_a_queue(lab: Lab) -> None:
    for drift, month in ((0, 1), (0, 12), (0, 48), (-0.5, 12), (-0.5, 48), (0.3, 12)):
        process = {"random_walk": {"drift": drift, "volatility": 0.4}}
        model = driver(process, 0, range=[0, None])
        expected = sum(
            _above(drift * k * DT, 0.4 * math.sqrt(k * DT)) / k for k in range(1, month + 1)
        )
        case = f"m = {drift:g}, s = 0.4, from 0, t = {months(month)}"
        lab.estimate(case, lab.run(model, month).mean("x"), expected)


@claim(WALKS, "P(x at n is at the end) = (2n choose n) / 4ⁿ without drift (Sparre Andersen)")
def a_walk_held_back_stands_at_the_end_of_its_range(lab: Lab) -> None:
    model = driver({"random_walk": {"volatility": 0.4}}, 0, range=[0, None])
    for month in (1, 12, 48):
        (x,) = lab.paths(model, month, "x")
        found = Share(int((x[-1] == 0).sum()), x.shape[1])
        lab.share(f"t = {months(month)}", found, _never_above(month))


@claim(WALKS, "P(x above its start by n) = 1 − (2n choose n) / 4ⁿ: first passage of a free walk")
def first_passage_of_a_walk_past_its_start(lab: Lab) -> None:
    model = {
        **driver({"random_walk": {"volatility": 1}}, 0),
        **outcome(a_b={"rate": "1e9 if x > 0 else 0"}),  # read as the step begins: a step later
    }
    for month in (1, 12, 48):
        found = lab.run(model, month + 1).by("b")
        lab.share(f"seen by {months(month)}", found, 1 - _never_above(month))


@claim(WALKS, "corr(moves) as written, in every step; other steps and drivers know nothing of it")
def correlated_drivers_share_their_shocks(lab: Lab) -> None:
    walk = {"random_walk": {"volatility": 1}}
    drivers = {name: {"start": 0, "process": walk} for name in ("u", "x", "y", "z")}
    correlations = [{"between": list(pair), "value": value} for pair, value in PAIRS.items()]
    model = {"drivers": drivers, "correlations": correlations}
    for step in (1, 2):
        for (a, b), value in PAIRS.items():
            one, other = lab.paths(model, step, a, b)
            lab.correlation(f"{a} and {b}, month {step}", *_moves(step, one, other), value)
    u, x = lab.paths(model, 2, "u", "x")
    lab.correlation("x and a driver outside, month 1", *_moves(1, u, x), 0)
    x, y = lab.paths(model, 2, "x", "y")
    lab.correlation("x in month 1, y in month 2", x[1], y[2] - y[1], 0)


@claim(WALKS, "cov(x, y) at n = ρ s₁ s₂ Σⱼ (κ₁ κ₂)ʲ, κ what a step keeps, s its noise")
def correlated_drivers_vary_together_at_a_date(lab: Lab) -> None:
    halves, spreads = {"x": 0.5, "y": 2.0}, {"x": 0.3, "y": 0.2}
    drivers = {
        name: {
            "start": 0,
            "process": {"mean_reverting": {"level": 0, "half_life": half, "spread": spreads[name]}},
        }
        for name, half in halves.items()
    }
    drivers["product"] = {"process": {"derived": "x * y"}}
    model = {"drivers": drivers, "correlations": [{"between": ["x", "y"], "value": 0.7}]}
    kept = {name: 0.5 ** (DT / half) for name, half in halves.items()}
    noise = {name: spreads[name] * math.sqrt(1 - kept[name] ** 2) for name in halves}
    for month in (1, 12, 60):
        factor = kept["x"] * kept["y"]
        expected = 0.7 * noise["x"] * noise["y"] * (1 - factor**month) / (1 - factor)
        found = lab.run(model, month).mean("product")
        lab.estimate(f"two speeds, ρ = 0.7, t = {months(month)}", found, expected)


@claim(WALKS, "sd(x − y) = s √(2 (1 − ρ) T)")
def correlated_walks_stay_together(lab: Lab) -> None:
    walk = {"start": 0, "process": {"random_walk": {"volatility": 0.5}}}
    gap = {"process": {"derived": "x - y"}}
    for value in (0.9, -0.4):
        correlations = [{"between": ["x", "y"], "value": value}]
        model = {"drivers": {"x": walk, "y": walk, "gap": gap}, "correlations": correlations}
        expected = 0.5 * math.sqrt(2 * (1 - value) * 2)
        lab.estimate(f"ρ = {value:g}, t = 2 years", lab.run(model, 24).sd("gap"), expected)


def _moves(step: int, *paths: np.ndarray) -> list[np.ndarray]:
    return [path[step] - path[step - 1] for path in paths]


def _above(mean: float, sd: float) -> float:
    """The mean of the positive part of a normal."""
    return mean * stats.norm.cdf(mean / sd) + sd * stats.norm.pdf(mean / sd)


def _never_above(steps: int) -> float:
    """The chance that a symmetric walk has not been above its start: (2n choose n) / 4^n."""
    return math.comb(2 * steps, steps) / 4**steps
