"""What is known once something else is: Bayes' rule and conditional expectations."""

from __future__ import annotations

import math

import numpy as np
from scipy import stats

from tests.statistics.closed_forms.mixtures import RATES, over
from tests.statistics.lab import Lab, Share
from tests.statistics.ledger import Subject, claim
from tests.statistics.pieces import DT, driver, events, happens_in, months, outcome, within

CONDITIONAL = Subject(
    "Conditional expectation",
    "Among the runs in which something was seen, whole paths answer any other question; the share"
    " or mean among them is what Bayes' rule says.",
    "Feller, An Introduction to Probability Theory and Its Applications I (1968), chapter 5; Tong,"
    " The Multivariate Normal Distribution (1990)",
)


@claim(CONDITIONAL, "P(e | left) = P(e and left) / P(left)")
def what_led_to_it_follows_from_bayes_rule(lab: Lab) -> None:
    effects = [{"multiply": "a_b", "by": 4}]
    model = {**outcome(a_b={"rate": 0.5}), **events(e={"rate": 1, "effects": effects})}
    for month in (6, 24):
        after = sum(p * (within(0.5, DT * (k + 4 * (month - k)))) for k, p in happens_in(1, month))
        # e counts as seen if it came by the month, before or after the move
        left = after + math.exp(-month * DT) * within(0.5, month * DT)
        found = lab.kept(model, month)
        gone = np.concatenate([one.forecast.paths.inside(1)[-1] for one in found])
        seen = np.concatenate([np.isfinite(one.forecast.paths.happened[0]) for one in found])
        both = Share(int((gone & seen).sum()), int(gone.sum()))
        lab.share(f"e at 1 makes 0.5 into 2, t = {months(month)}", both, after / left)


@claim(CONDITIONAL, "P(r = 4 | still there) = w e^(−4t) / Σ w e^(−r t)")
def those_who_stayed_had_the_lower_rate(lab: Lab) -> None:
    rate = {"value": {"choice": {0.5: 1, 4: 1}}}
    model = {"parameters": {"p": rate}, **driver("constant", "p"), **outcome(a_b={"rate": "p"})}
    for month in (3, 9):
        x, stayed = _stayed(lab, model, month)
        years = month / 12
        expected = math.exp(-4 * years) / (math.exp(-4 * years) + math.exp(-0.5 * years))
        found = Share(int((x[stayed] == 4).sum()), int(stayed.sum()))
        lab.share(f"r = 0.5 or 4, t = {months(month)}", found, expected)


@claim(CONDITIONAL, "E(r | still there) = E(r e^(−r t)) / E(e^(−r t)), by quadrature")
def an_uncertain_rate_is_learnt_from_what_did_not_happen(lab: Lab) -> None:
    written, law = RATES["lognormal, 0.05 to 2"]
    model = {
        "parameters": {"p": {"value": written}},
        **driver("constant", "p"),
        **outcome(a_b={"rate": "p"}),
    }
    for month in (6, 36):
        x, stayed = _stayed(lab, model, month)
        years = month / 12
        above = over(law, lambda r, t=years: r * math.exp(-r * t))
        expected = above / over(law, lambda r, t=years: math.exp(-r * t))
        lab.mean(f"r = 0.05 to 2, t = {months(month)}", x[stayed], expected)


@claim(CONDITIONAL, "E(y | x > c) = ρ sd(y) φ(c/sd(x)) / (1 − Φ(c/sd(x))): the inverse Mills ratio")
def a_correlated_driver_is_high_where_the_other_is(lab: Lab) -> None:
    walk = {"start": 0, "process": {"random_walk": {"volatility": 1}}}
    correlations = [{"between": ["x", "y"], "value": 0.6}]
    model = {"drivers": {"x": walk, "y": walk}, "correlations": correlations}
    for limit in (0.0, 1.0):
        x, y = lab.paths(model, 12, "x", "y")
        expected = 0.6 * stats.norm.pdf(limit) / stats.norm.sf(limit)
        case = f"two walks, ρ = 0.6, x above {limit:g} at 1 year"
        lab.mean(case, y[-1][x[-1] > limit], expected)


@claim(CONDITIONAL, "E(x(t) | x(s) > c) = m(t) + κ (E(x(s) | x(s) > c) − m(s)), κ = e^(−k(t−s))")
def what_is_high_today_is_a_little_high_tomorrow(lab: Lab) -> None:
    fields = {"level": 0, "half_life": 1, "spread": 0.3}
    model = driver({"mean_reverting": fields}, 0)
    (x,) = lab.paths(model, 18, "x")
    sd = 0.3 * math.sqrt(1 - 0.5)  # half a half-life, twice over: e^(−2k · 6 months) = 1/2
    high = sd * stats.norm.pdf(0.5) / stats.norm.sf(0.5)
    case = "half-life 1 year, half an sd up at 6 months, mean at 18"
    lab.mean(case, x[18][x[6] > 0.5 * sd], 0.5 * high)


@claim(CONDITIONAL, "P(e before f) = Σₖ P(e in step k) (1 − q)ᵏ, q the chance of f in a step")
def which_comes_first_is_a_race(lab: Lab) -> None:
    model = events(e={"rate": 1}, f={"rate": 2})
    expected = sum(chance * math.exp(-2 * k * DT) for k, chance in happens_in(1, 60))
    found = lab.kept(model, 60)
    times = np.concatenate([one.forecast.paths.happened for one in found], axis=1)
    first = Share(int((times[0] < times[1]).sum()), times.shape[1])
    lab.share("rates 1 and 2, 5 years", first, expected)


def _stayed(lab: Lab, model: dict, month: int) -> tuple[np.ndarray, np.ndarray]:
    """The driver, and whether the run is still where it began."""
    found = lab.kept(model, month)
    x = np.concatenate([one.path("x")[-1] for one in found])
    return x, np.concatenate([one.forecast.paths.inside(0)[-1] for one in found])
