"""Totals: what adds up along a run, discounted or not."""

from __future__ import annotations

import math

from tests.statistics.lab import Estimated, Found, Lab
from tests.statistics.ledger import Subject, claim
from tests.statistics.pieces import DT, driver, months, outcome, within

TOTALS = Subject(
    "Totals",
    "An integral over a run, as a sum over its steps: its mean is the sum of the means, whatever"
    " depends on what; of a random walk its variance is that of an integrated walk.",
    "Ross, Introduction to Probability Models (2014), chapter 2 on sums of random variables",
)

DENSITY = 0.103136
"""Of the standard normal law at its 5th percentile."""


def found_total(found: Found, name: str) -> Estimated:
    total = found.forecast.total(name)
    return Estimated(total.p, total.se, found.forecast.runs)


@claim(TOTALS, "E(months) = Σₖ (1 − exp(−r k dt))")
def months_in_a_state_are_a_sum_of_probabilities(lab: Lab) -> None:
    model = outcome(a_b={"rate": 0.7}) | {"totals": {"y": {"of": "outcome.b"}}}
    for month in (6, 36):
        expected = sum(within(0.7, k * DT) for k in range(1, month + 1))
        case = f"r = 0.7, t = {months(month)}"
        lab.estimate(case, found_total(lab.run(model, month), "y"), expected)


@claim(TOTALS, "E = Σₖ c (1 + d)^(−k dt) P(b at k) dt, k from 0 or 1, or half of both")
def costs_of_a_state_are_discounted_to_when_they_are_read(lab: Lab) -> None:
    for timing, first, last in (("start", 0, 59), ("end", 1, 60)):
        cost = {"of": "12 if outcome.b else 0", "discount": 0.05, "timing": timing}
        model = outcome(a_b={"rate": 0.7}) | {"totals": {"y": cost}}
        steps = range(first, last + 1)
        expected = sum(within(0.7, k * DT) * 1.05 ** (-k * DT) for k in steps)
        lab.estimate(f"at the {timing}, d = 5 %", found_total(lab.run(model, 60), "y"), expected)


@claim(TOTALS, "E(times) = r T")
def an_event_that_comes_again_is_counted(lab: Lab) -> None:
    for rate in (0.3, 2.0):
        model = {
            "events": {"e": {"rate": rate, "once": False}},
            "totals": {"y": {"count": "e"}},
        }
        expected = 24 * within(rate, DT)
        lab.estimate(f"r = {rate}, 2 years", found_total(lab.run(model, 24), "y"), expected)


@claim(TOTALS, "mean = Σₖ (x₀ + m k dt) dt, s.d. = s √(Σⱼₖ min(j, k)) dt^1.5")
def a_random_walk_adds_up_to_an_integrated_walk(lab: Lab) -> None:
    model = driver({"random_walk": {"drift": 0.5, "volatility": 0.3}})
    model["totals"] = {"y": {"of": "x"}}
    expected = sum(1 + 0.5 * k * DT for k in range(1, 25)) * DT
    lab.estimate("mean at 2 years", found_total(lab.run(model, 24), "y"), expected)
    spread = 0.3 * math.sqrt(sum(min(j, k) for j in range(1, 25) for k in range(1, 25))) * DT**1.5
    found = lab.run(model, 24)
    low, high = (found.forecast.extra["totals"]["y"][key] for key in ("q05", "q95"))
    error = spread * math.sqrt((2 * 0.05 * 0.95 - 2 * 0.05**2) / 32_768) / DENSITY
    width = Estimated(high - low, error, found.forecast.runs)
    lab.estimate("5th to 95th percentile", width, 2 * 1.6449 * spread)
