"""Rare events: one in a hundred thousand and rarer, counted among millions of runs."""

from __future__ import annotations

from scipy import stats

from tests.statistics.lab import Lab
from tests.statistics.ledger import Subject, claim
from tests.statistics.pieces import DT, driver, events, outcome, within

RARE = Subject(
    "Rare events",
    "Small probabilities need numbers that are as rare as they are small. So few hits are expected"
    " that the binomial law itself, not its normal curve, gives the score.",
    "Johnson, Kemp and Kotz, Univariate Discrete Distributions (2005), chapter 3",
)
YEARLY = {"step": "1 year"}


@claim(RARE, "P = 1 − exp(−r t)")
def rare_moves_and_events_are_as_rare_as_they_should_be(lab: Lab) -> None:
    found = lab.run({**outcome(a_b={"rate": 1e-5}), **YEARLY}, 12, runs=4_000_000)
    lab.share(
        "a way of the outcome, r = 1 in 100,000 years, 1 year", found.at("b"), within(1e-5, 1)
    )
    found = lab.run({**outcome(a_b={"rate": 1e-6}), **YEARLY}, 12, runs=8_000_000)
    lab.share(
        "a way of the outcome, r = 1 in a million years, 1 year", found.at("b"), within(1e-6, 1)
    )
    found = lab.run(outcome(a_b={"rate": 2e-5}), 6, runs=2_000_000)
    lab.share("r = 1 in 50,000 years, 6 monthly steps", found.at("b"), within(2e-5, 0.5))
    found = lab.run({**events(e={"rate": 1e-5}), **YEARLY}, 12, runs=4_000_000)
    lab.share("an event, r = 1 in 100,000 years, 1 year", found.happened("e"), within(1e-5, 1))
    dated = events(e={"date": "2023-01", "probability": 5e-6})
    found = lab.run(dated, 1, runs=4_000_000)
    lab.share("a date with p = 1 in 200,000", found.happened("e"), 5e-6)


@claim(RARE, "P = product of the chances of two steps in a row")
def a_rare_sequence_is_the_product_of_its_steps(lab: Lab) -> None:
    model = outcome(a_b={"rate": 0.05}, b_c={"rate": 0.03})
    expected = within(0.05, DT) * within(0.03, DT)
    lab.share(
        "rates 0.05, then 0.03, in 2 months", lab.run(model, 2, runs=3_000_000).at("c"), expected
    )


@claim(RARE, "P(race won by the slow one) = rᵢ / R · (1 − exp(−R t))")
def the_slow_rate_wins_a_race_as_rarely_as_it_should(lab: Lab) -> None:
    found = lab.run(outcome(a_b={"rate": 24}, a_c={"rate": 3e-4}), 1, runs=3_000_000)
    expected = 3e-4 / 24.0003 * within(24.0003, DT)
    lab.share("rates 24 and 0.0003, 1 month", found.at("c"), expected)


@claim(RARE, "P(z > 4.2) of a standard normal z, by way of a driver that opens a way")
def the_tail_of_a_driver_reaches_far_enough(lab: Lab) -> None:
    for limit in (4.2, -4.2):
        sign = ">" if limit > 0 else "<"
        model = {
            **driver({"random_walk": {"volatility": 1}}, 0),
            **outcome(a_b={"rate": f"1e9 if x {sign} {limit} else 0"}),
            **YEARLY,
        }
        found = lab.run(model, 24, runs=2_000_000)
        lab.share(f"x {sign} {limit} after a year", found.at("b"), float(stats.norm.sf(4.2)))
