"""Waiting times: notices that run out, rates that count from a day, months since a state."""

from __future__ import annotations

import math

from tests.statistics.lab import Lab
from tests.statistics.ledger import Subject, claim
from tests.statistics.pieces import DT, months, opened, outcome, within

WAITING = Subject(
    "Waiting times",
    "`after: 6 months` alone moves a run when its state has lasted so long; beside a rate it says"
    " from when the rate counts. What can happen before the time is up is a race of rates.",
    "Cox, Renewal Theory (1962), chapters 1, 2 and 7",
)


@claim(WAITING, "P(confirmed) = exp(−r · 6 months); P(withdrawn by t) = 1 − exp(−r t)")
def a_notice_runs_out_unless_it_is_withdrawn(lab: Lab) -> None:
    model = outcome("b", b_c={"after": "6 months"}, b_a={"rate": 0.9})
    for month in (6, 12):
        case = f"withdrawn at 0.9 a year, confirmed by {months(month)}"
        lab.share(case, lab.run(model, month).at("c"), math.exp(-0.9 / 2))
    lab.share("withdrawn by 3 months", lab.run(model, 3).at("a"), within(0.9, 0.25))
    lab.exact("confirmed by 5 months", lab.run(model, 5).at("c").hits, 0)


@claim(WAITING, "P(left by n) = F(n dt), F the distribution of an uncertain wait")
def an_uncertain_wait_is_over_at_the_end_of_its_step(lab: Lab) -> None:
    model = outcome("b", b_c={"after": {"uniform": {"low": 0.25, "high": 1.25}}})
    for month in (5, 12):
        case = f"3 to 15 months, evenly, t = {months(month)}"
        lab.share(case, lab.run(model, month).at("c"), (month - 3) / 12)
    yearly = {**outcome("b", b_c={"after": "6 to 18 months"}), "step": "6 months"}
    lab.share("6 to 18 months, steps of 6", lab.run(yearly, 6).at("c"), 0.05)
    lab.share("by 18 months", lab.run(yearly, 18).at("c"), 0.95)
    model = outcome(a_b={"rate": 2, "after": {"uniform": {"low": 0, "high": 1}}})
    expected = sum(within(2, k * DT) for k in range(12)) / 12
    lab.share("rate 2 after 0 to 1 year, t = 1 year", lab.run(model, 12).at("b"), expected)


@claim(WAITING, "P(in force by t) = 1 − exp(−r (t − 6 months))")
def a_notice_runs_from_the_day_it_is_given(lab: Lab) -> None:
    model = outcome(a_b={"rate": 1}, b_c={"after": "6 months"})
    for step, month in ((1, 7), (1, 12), (1, 18), (3, 12), (6, 18)):
        found = lab.run({**model, "step": f"{step} months"}, month)
        case = f"r = 1, t = {months(month)}, step {months(step)}"
        lab.share(case, found.at("c"), within(1, (month - 6) / 12))


@claim(WAITING, "P(left by t) = 1 − exp(−r (t − 3 months))")
def a_rate_with_a_wait_counts_from_then(lab: Lab) -> None:
    model = outcome(a_b={"rate": 1.2, "after": "3 months"})
    for month in (4, 12):
        case = f"r = 1.2 after 3 months, t = {months(month)}"
        lab.share(case, lab.run(model, month).at("b"), within(1.2, (month - 3) / 12))
    lab.exact("left by 3 months", lab.run(model, 3).at("b").hits, 0)


@claim(WAITING, "P(to c by t) = exp(−s w) · r / (r + s) · (1 − exp(−(r + s)(t − w)))")
def a_rate_that_waits_w_races_with_one_that_does_not(lab: Lab) -> None:
    model = outcome(a_c={"rate": 2, "after": "3 months"}, a_b={"rate": 1})
    for month in (6, 24):
        expected = math.exp(-0.25) * 2 / 3 * within(3, (month - 3) / 12)
        case = f"r = 2 after w = 3 months, s = 1, t = {months(month)}"
        lab.share(case, lab.run(model, month).at("c"), expected)


@claim(WAITING, "P(c at n) = Σₖ P(enters b in step k) · (1 − exp(−r (n − k − 3) dt))")
def months_since_a_state_was_entered_can_open_a_way(lab: Lab) -> None:
    way = "4 if months_since(outcome.b) >= 3 else 0"
    model = outcome(a_b={"rate": 1.5}, b_c={"rate": way})
    for month in (6, 18):
        case = f"into b at 1.5; from its third month on r = 4; t = {months(month)}"
        lab.share(case, lab.run(model, month).at("c"), opened(1.5, 3, 4, month))


@claim(WAITING, "P(b at n) = e(n) + e(n−1) + e(n−2), e(n) = P(a at n−1) · p: renewal equation")
def a_state_that_lasts_three_months_comes_and_goes(lab: Lab) -> None:
    p, entries, there = within(2, DT), [0.0], [0.0]
    for _ in range(36):
        entries.append((1 - there[-1]) * p)
        there.append(sum(entries[-3:]))
    model = outcome(a_b={"rate": 2}, b_a={"after": "3 months"})
    for month in (3, 8, 36):
        case = f"into b at 2 a year, back after 3 months, t = {months(month)}"
        lab.share(case, lab.run(model, month).at("b"), there[month])
