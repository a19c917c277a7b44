"""The outcome's clocks: constant and changing rates, competing ways, chains of states."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
from scipy import linalg

from tests.statistics.lab import Estimated, Floats, Lab
from tests.statistics.ledger import Subject, claim
from tests.statistics.pieces import DT, chain, months, outcome, within

OUTCOME = Subject(
    "Outcome clocks and competing risks",
    "A rate of r a year leaves a state like a radioactive atom decays; several rates race, and"
    " each wins in proportion to its size. A run moves at most once in a step, so a chain of"
    " states is a Markov chain with one matrix P a step. dt is the length of a step in years.",
    "Cox and Miller, The Theory of Stochastic Processes (1965), chapters 3 and 4; Kalbfleisch and"
    " Prentice, The Statistical Analysis of Failure Time Data (2002), chapter 8",
)
RING = {"ab": 1.2, "bc": 0.8, "ba": 0.5, "ca": 2.0}
RING_MODEL = outcome(**{f"{way[0]}_{way[1]}": {"rate": rate} for way, rate in RING.items()})


@claim(OUTCOME, "P(left by t) = 1 − exp(−r t)")
def a_constant_rate_leaves_exponentially(lab: Lab) -> None:
    for rate, month in product((0.01, 0.4, 5.0), (1, 6, 24)):
        found = lab.run(outcome(a_b={"rate": rate}), month)
        case = f"r = {rate:g} a year, t = {months(month)}"
        lab.share(case, found.at("b"), within(rate, month / 12))


@claim(OUTCOME, "P(left by t) = 1 − exp(−r t), whatever the step")
def monthly_quarterly_and_yearly_steps_give_one_answer(lab: Lab) -> None:
    for step in (1, 3, 6, 12):
        found = lab.run({**outcome(a_b={"rate": 0.7}), "step": f"{step} months"}, 24)
        lab.share(f"r = 0.7, t = 2 years, step {months(step)}", found.at("b"), within(0.7, 2))


@claim(OUTCOME, "chance: p within D → P(left by D) = p; divided by k: 1 − (1 − p)^(1 / k)")
def a_chance_within_a_time_is_that_of_leaving_by_then(lab: Lab) -> None:
    way = {"chance": "40% within 18 months"}
    lab.share("p = 0.4, D = 18 months", lab.run(outcome(a_b=way), 18).at("b"), 0.4)
    gate = {"rules": {"g": {"when": "true", "effects": [{"divide": "a_b", "by": 3}]}}}
    found = lab.run({**outcome(a_b=way), **gate}, 18)
    lab.share("the same, its rate divided by 3", found.at("b"), 1 - 0.6 ** (1 / 3))
    found = lab.run(outcome(a_b={**way, "after": "6 months"}), 24)
    lab.share("the same, counted after 6 months", found.at("b"), 0.4)


@claim(OUTCOME, "P(left for i by t) = rᵢ / R · (1 − exp(−R t)), with R the sum of the rates")
def competing_rates_win_in_proportion(lab: Lab) -> None:
    for month, (state, part) in product((1, 12, 48), {"b": 0.8, "c": 0.2}.items()):
        found = lab.run(outcome(a_b={"rate": 2}, a_c={"rate": 0.5}), month)
        case = f"rates 2 and 0.5, to {state}, t = {months(month)}"
        lab.share(case, found.at(state), part * within(2.5, month / 12))


@claim(OUTCOME, "The same, with rates that hardly leave a run where it is for a month")
def very_high_rates_win_in_proportion_too(lab: Lab) -> None:
    for rate in (30, 60):
        found = lab.run(outcome(a_b={"rate": rate}), 1)
        lab.share(f"r = {rate}, t = 1 month", found.at("b"), within(rate, DT))
    found = lab.run(outcome(a_b={"rate": 300}, a_c={"rate": 100}), 1)
    lab.share("rates 300 and 100, to b, t = 1 month", found.at("b"), 0.75 * within(400, DT))


@claim(OUTCOME, "P(b at n) = π (1 − (1 − p − q)ⁿ), π = p / (p + q); p, q the chances of a step")
def two_states_there_and_back(lab: Lab) -> None:
    p, q = within(1.5, DT), within(0.8, DT)
    for month in (2, 12, 36, 120):
        found = lab.run(outcome(a_b={"rate": 1.5}, b_a={"rate": 0.8}), month)
        expected = p / (p + q) * (1 - (1 - p - q) ** month)
        lab.share(f"rates 1.5 and 0.8, t = {months(month)}", found.at("b"), expected)


@claim(OUTCOME, "P(state at n) = row a of Pⁿ; each row of P is a race of rates")
def three_states_follow_the_power_of_their_matrix(lab: Lab) -> None:
    for state, month in (("b", 3), ("c", 12), ("a", 60)):
        found = lab.run(RING_MODEL, month)
        expected = np.linalg.matrix_power(chain(RING), month)[0, "abc".index(state)]
        lab.share(f"{state} after {months(month)} of monthly steps", found.at(state), expected)


@claim(OUTCOME, "P(state at t) = row a of exp(Q t) where no state can be left again")
def a_tree_of_states_follows_the_matrix_exponential(lab: Lab) -> None:
    rates = np.array([[-1.7, 1.2, 0.5], [0, 0, 0], [0, 0, 0]])
    for state, step in product("bc", (1, 12)):
        model = {**outcome(a_b={"rate": 1.2}, a_c={"rate": 0.5}), "step": f"{step} months"}
        expected = linalg.expm(rates * 2)[0, "abc".index(state)]
        case = f"{state} after 2 years, step {months(step)}"
        lab.share(case, lab.run(model, 24).at(state), expected)


@claim(OUTCOME, "P(c at n) = row a of Pⁿ; one way is said once for both states that it leaves")
def one_way_out_of_several_states_races_in_each(lab: Lab) -> None:
    rates = {"ab": 1.5, "ba": 0.8, "ac": 0.6, "bc": 0.6}
    model = outcome(a_b={"rate": 1.5}, b_a={"rate": 0.8})
    model["outcome"]["transitions"]["out"] = {"from": ["a", "b"], "to": "c", "rate": 0.6}
    for month in (4, 24):
        expected = np.linalg.matrix_power(chain(rates), month)[0, 2]
        case = f"from a or b at 0.6, t = {months(month)}"
        lab.share(case, lab.run(model, month).at("c"), expected)


@claim(
    OUTCOME, "P(state at n) = s Pⁿ, s the shares of an uncertain start; after: counts from since"
)
def an_uncertain_start_is_a_mixture_of_starts(lab: Lab) -> None:
    model = outcome(**{f"{way[0]}_{way[1]}": {"rate": rate} for way, rate in RING.items()})
    model["outcome"]["start"] = {"a": 0.5, "b": 0.2, "c": 0.3}
    for state, month in (("a", 1), ("b", 6), ("c", 24)):
        power = np.linalg.matrix_power(chain(RING), month)
        expected = float(np.array([0.5, 0.2, 0.3]) @ power[:, "abc".index(state)])
        lab.share(f"{state} at {months(month)}", lab.run(model, month).at(state), expected)
    model = outcome(a_b={"after": "6 months"}, a_c={"rate": 1.5})
    model["outcome"] |= {"start": {"a": 0.6, "b": 0.4}, "since": {"a": "2022-09"}}
    expected = 0.4 + 0.6 * math.exp(-1.5 / 4)
    lab.share("a left 6 months after since, 3 months on", lab.run(model, 3).at("b"), expected)


@claim(OUTCOME, "P(state at n) = row a of ((1 − p) P + p M)ⁿ, M the move to where an event leads")
def an_event_moves_the_outcome_along_its_ways(lab: Lab) -> None:
    p, move = within(0.9, DT), np.array([[0, 0, 1.0], [0, 0, 1.0], [0, 0, 1.0]])
    rates = {"ab": 1.2, "ba": 0.5, "ac": 0.1, "bc": 0.1, "ca": 2.0}
    model = outcome(**{f"{way[0]}_{way[1]}": {"rate": rate} for way, rate in rates.items()})
    model["events"] = {"e": {"rate": 0.9, "once": False, "moves": "c"}}
    still = np.where(np.eye(3)[2][:, None] > 0, chain(rates), move)  # none leads from c to c
    mixed = (1 - p) * chain(rates) + p * still
    for state, month in (("c", 3), ("b", 12), ("c", 36)):
        expected = np.linalg.matrix_power(mixed, month)[0, "abc".index(state)]
        lab.share(f"{state} at {months(month)}", lab.run(model, month).at(state), expected)
    dated = {"date": ["2023-03", "2023-09"], "probability": 0.4, "moves": "c"}
    model["events"] = {"e": dated}
    dates = [
        0.6 * chain(rates) + 0.4 * still if n in (3, 9) else chain(rates) for n in range(1, 13)
    ]
    expected = np.linalg.multi_dot(dates)[0, 2]
    lab.share("p = 0.4 on two dates, c at 1 year", lab.run(model, 12).at("c"), expected)


@claim(OUTCOME, "P(b ever reached by t) = 1 − exp(−r t), however fast b is left again")
def ever_reached_is_not_the_same_as_being_there(lab: Lab) -> None:
    p, q = within(1.5, DT), within(6, DT)
    model = outcome(a_b={"rate": 1.5}, b_a={"rate": 6})
    lab.share("rates 1.5 and 6, ever in b by 2 years", lab.run(model, 24).by("b"), within(1.5, 2))
    there = p / (p + q) * (1 - (1 - p - q) ** 24)
    lab.share("in b at 2 years (the chain above)", lab.run(model, 24).at("b"), there)


@claim(OUTCOME, "P(c ever reached by n) = entry (a, c) of Pⁿ with c made absorbing")
def ever_reached_in_a_ring_of_three_states(lab: Lab) -> None:
    for month in (6, 12, 36):
        lab.share(f"by {months(month)}", lab.run(RING_MODEL, month).by("c"), _reached()[month])


@claim(OUTCOME, "Month at which P(ever reached) passes 5 % and 50 %, on straight lines between")
def first_reached_percentiles_are_those_of_first_passage(lab: Lab) -> None:
    curve = _reached()
    for share, name in ((0.05, "q05"), (0.50, "q50")):
        found = lab.run(RING_MODEL, 48).forecast
        seen = found.reached[:, 2] / found.runs
        expected = _crossing(curve, share)
        step = math.ceil(expected)
        slope = curve[step] - curve[step - 1]
        error = math.sqrt(share * (1 - share) / found.runs) / slope
        case = f"{100 * share:.0f} % of runs have reached c, in months"
        lab.estimate(case, Estimated(_crossing(seen, share), error, found.runs), expected)
        month = found.first_reached("c")[name]
        assert month == found.start + math.ceil(_crossing(seen, share))


@claim(OUTCOME, "E(months in b) = sum over n of P(b at n)")
def time_spent_in_a_state_adds_up(lab: Lab) -> None:
    found = lab.kept(RING_MODEL, 24)
    spent = np.concatenate([one.forecast.paths.inside(1)[1:].sum(axis=0) for one in found])
    expected = sum(np.linalg.matrix_power(chain(RING), n)[0, 1] for n in range(1, 25))
    lab.mean("months in b, of 24", spent, expected)


@claim(OUTCOME, "P(left by n) = 1 − exp(−Σ r(t) dt), each r(t) as the step begins")
def a_rate_that_changes_with_time_is_added_up_step_by_step(lab: Lab) -> None:
    found = lab.run(outcome(a_b={"rate": "t"}), 24)
    total = sum(k * DT for k in range(24)) * DT
    lab.share("r = t, by 2 years", found.at("b"), within(1, total))
    found = lab.run(outcome(a_b={"rate": "0.2 * exp(0.8 * t)"}), 36)
    total = sum(0.2 * math.exp(0.8 * k * DT) for k in range(36)) * DT
    lab.share("r = 0.2 exp(0.8 t), by 3 years", found.at("b"), within(1, total))
    found = lab.run(outcome(a_b={"rate": "t - 1"}), 24)
    total = sum(max(0.0, k * DT - 1) for k in range(24)) * DT
    lab.share("r = t − 1, below zero counted as zero, by 2 years", found.at("b"), within(1, total))


def _reached() -> Floats:
    """P(c ever reached) by step, to 48."""
    step = chain({way: rate for way, rate in RING.items() if way[0] != "c"})
    return np.array([np.linalg.matrix_power(step, n)[0, 2] for n in range(49)])


def _crossing(curve: Floats, share: float) -> float:
    """Where a rising curve passes a share, linear within a step."""
    step = int(np.argmax(curve >= share))
    return step - (curve[step] - share) / (curve[step] - curve[step - 1])
