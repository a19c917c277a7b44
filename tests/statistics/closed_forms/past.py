"""The past: means over a window, conditions that last, stocks that read themselves, months."""

from __future__ import annotations

import math

import numpy as np
from scipy import stats

from tests.statistics.lab import Lab
from tests.statistics.ledger import Subject, claim
from tests.statistics.pieces import driver, months, opened, outcome, within

PAST = Subject(
    "The past",
    "The mean of a random walk over its last n values is normal; a condition that has lasted is a"
    " waiting time; a derived driver that reads what it was is a sum, or an interest account.",
    "Feller, An Introduction to Probability Theory and Its Applications I (1968), chapter 13",
)
WALK = {"random_walk": {"drift": 0.5, "volatility": 0.3}}


def looking_back(expression: str, process: object = WALK, start: object = 1) -> dict[str, object]:
    """A driver x, and y that looks back on it."""
    model = driver(process, start)
    model["drivers"]["y"] = {"process": {"derived": expression}}
    return model


@claim(PAST, "y ~ Normal(x₀ + m·mean(tᵢ), s·√(Σᵢⱼ min(tᵢ, tⱼ))/n), tᵢ the last n step ends")
def a_mean_over_a_window_is_smoother_than_what_it_is_of(lab: Lab) -> None:
    for window, step, month in ((6, 1, 24), (12, 1, 8), (12, 3, 24), (2, 3, 12)):
        many = -(-window // step)
        ends = np.maximum(month - step * np.arange(many), 0) / 12
        spread = 0.3 * math.sqrt(np.minimum.outer(ends, ends).sum()) / many
        law = stats.norm(1 + 0.5 * ends.mean(), spread)
        model = {**looking_back(f"mean(x, {window} months)"), "step": f"{step} months"}
        case = f"m = 0.5, s = 0.3, window {months(window)}, t = {months(month)}, step {step}"
        lab.estimate(f"{case}, mean", lab.run(model, month).mean("y"), law.mean())
        lab.estimate(f"{case}, sd", lab.run(model, month).sd("y"), law.std())


@claim(PAST, "y(t) = x(t − D), and x₀ before: its law is that of x so much earlier")
def what_was_has_the_law_of_then(lab: Lab) -> None:
    model = looking_back("ago(x, 9 months)")
    for month in (10, 24):
        law = stats.norm(1 + 0.5 * (month - 9) / 12, 0.3 * math.sqrt((month - 9) / 12))
        case = f"9 months before t = {months(month)}"
        lab.estimate(f"{case}, mean", lab.run(model, month).mean("y"), law.mean())
        lab.estimate(f"{case}, sd", lab.run(model, month).sd("y"), law.std())
    lab.exact("before the start", lab.run(model, 9).mean("y").value, 1)


@claim(PAST, "max = x(t), min = x(t − (n − 1) dt) of a line that rises")
def the_highest_of_a_line_is_its_end_and_the_lowest_its_beginning(lab: Lab) -> None:
    line = {"random_walk": {"drift": 12}}
    for function, expected in (("highest(x, 5 months)", 21), ("lowest(x, 5 months)", 17)):
        lab.exact(function, lab.run(looking_back(function, line), 20, 64).mean("y").value, expected)


@claim(PAST, "P(c at n) = Σₖ P(enters b in step k) · (1 − exp(−r (n − k − 3) dt))")
def a_state_that_has_lasted_opens_a_way(lab: Lab) -> None:
    model = outcome(a_b={"rate": 1.5}, b_c={"rate": "4 if lasted(outcome.b, 3 months) else 0"})
    for month in (6, 18):
        case = f"into b at 1.5; where it has lasted 3 months r = 4; t = {months(month)}"
        lab.share(case, lab.run(model, month).at("c"), opened(1.5, 3, 4, month))


@claim(PAST, "S(n) = S₀ (1 + r)ⁿ; T(n) = n x")
def a_driver_that_reads_what_it_was_is_an_account(lab: Lab) -> None:
    model = driver("constant", 2)
    account, stock = "ago(y, 1 month) * 1.01", "ago(z, 1 month) + x"
    model["drivers"] |= {
        "y": {"start": 100, "process": {"derived": account}},
        "z": {"start": 0, "process": {"derived": stock}},
    }
    found = lab.run(model, 30, 64)
    lab.exact("100 at 1 % a month, 30 months", found.mean("y").value, 100 * 1.01**30)
    lab.exact("2 a month, 30 months", found.mean("z").value, 60)


@claim(PAST, "P(b by t) = 1 − exp(−r · months that begin as December, January or February end)")
def a_season_opens_and_closes(lab: Lab) -> None:
    model = outcome(a_b={"rate": "2 if month() == 12 or month() <= 2 else 0"})
    for month, open_ in ((1, 1), (9, 3), (13, 4), (24, 6)):
        case = f"r = 2 from the ends of December, January and February; t = {months(month)}"
        lab.share(case, lab.run(model, month).at("b"), within(2, open_ / 12))
