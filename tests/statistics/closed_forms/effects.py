"""Effects of rules and events: gates, pushes over months, changes for a while or for good."""

from __future__ import annotations

import math

import numpy as np

from tests.statistics.lab import Lab
from tests.statistics.ledger import Subject, claim
from tests.statistics.pieces import DT, driver, events, happens_in, months, outcome, within

EFFECTS = Subject(
    "Effects, rules and gates",
    "A rule changes rates while it holds, an event pushes values or changes rates from the next"
    " step on. What follows is an average over the step k in which the event happens, whose"
    " probability is q (1 − q)ᵏ⁻¹ with q = 1 − exp(−r dt).",
    "Feller, An Introduction to Probability Theory and Its Applications I (1968), chapters 9, 15",
)
STILL = {"random_walk": {"drift": 0}}


@claim(EFFECTS, "P(left) = 1 − exp(−Σ r(t) dt), r divided by 4 in the first 6 months")
def a_gate_divides_a_rate_while_it_holds(lab: Lab) -> None:
    gate = {"when": "x > 0.5", "effects": [{"divide": ["a_b", "e"], "by": 4}]}
    model = {
        **driver({"path": {"2022-12": 1, "2023-06": 0}}, None),
        **outcome(a_b={"rate": 1.5}),
        **events(e={"rate": 1.5}),
        "rules": {"gate": gate},
    }
    for month, total in ((6, 0.5 / 4), (12, 0.5 / 4 + 0.5)):
        case = f"r = 1.5, t = {months(month)}"
        lab.share(
            f"a way of the outcome, {case}", lab.run(model, month).at("b"), within(1.5, total)
        )
        lab.share(f"an event, {case}", lab.run(model, month).happened("e"), within(1.5, total))


@claim(EFFECTS, "r = (0.2 + 3) · 0.25: additions first, then factors")
def no_addition_slips_past_a_gate(lab: Lab) -> None:
    rules = {
        "gate": {"when": "true", "effects": [{"multiply": "a_b", "by": 0.25}]},
        "push": {"when": "true", "effects": [{"add": 3, "to": "a_b"}]},
    }
    found = lab.run({**outcome(a_b={"rate": 0.2}), "rules": rules}, 12)
    lab.share("t = 1 year", found.at("b"), within(0.8, 1))


@claim(EFFECTS, "r times 5 in the steps that end in the span, else r")
def a_rule_keeps_to_its_span(lab: Lab) -> None:
    effects = [{"multiply": "a_b", "by": 5}]
    rule = {"when": "true", "between": ["2023-04", "2023-06"], "effects": effects}
    found = lab.run({**outcome(a_b={"rate": 0.6}), "rules": {"r": rule}}, 12)
    lab.share("r = 0.6, three months of twelve", found.at("b"), within(0.6, (9 + 3 * 5) / 12))


@claim(EFFECTS, "x = 3 dt · (months spent in b), whose law follows from the step of entry")
def a_rule_adds_so_much_per_year_while_it_holds(lab: Lab) -> None:
    rule = {"when": "outcome.b", "effects": [{"add": 3, "to": "x"}]}
    model = {**driver("constant", 0), **outcome(a_b={"rate": 1.5}), "rules": {"r": rule}}
    for month in (6, 24):
        entry = list(happens_in(1.5, month))
        mean = sum(chance * 3 * DT * (month - k) for k, chance in entry)
        square = sum(chance * (3 * DT * (month - k)) ** 2 for k, chance in entry)
        case = f"into b at 1.5, t = {months(month)}"
        lab.estimate(f"{case}, mean", lab.run(model, month).mean("x"), mean)
        sd = math.sqrt(square - mean**2)
        lab.estimate(f"{case}, sd", lab.run(model, month).sd("x"), sd)


@claim(EFFECTS, "P(left by n) = 1 − Σₖ P(k) exp(−s dt (k + 4 (n − k))), k = n if it never happens")
def an_event_changes_a_rate_for_good(lab: Lab) -> None:
    effects = [{"multiply": "a_b", "by": 4}]
    model = {**outcome(a_b={"rate": 0.5}), **events(e={"rate": 1, "effects": effects})}
    for month in (6, 24):
        left = sum(
            chance * within(0.5, DT * (k + 4 * (month - k))) for k, chance in happens_in(1, month)
        )
        left += math.exp(-month * DT) * within(0.5, month * DT)
        lab.share(f"e at 1, s = 0.5, t = {months(month)}", lab.run(model, month).at("b"), left)


@claim(EFFECTS, "P(left) = p (1 − exp(−R)) + (1 − p)(1 − exp(−r t)), R added up step by step")
def an_event_sets_a_rate(lab: Lab) -> None:
    event = {"date": "2023-06", "probability": 0.5, "effects": [{"set": "a_b", "to": 3}]}
    found = lab.run({**outcome(a_b={"rate": 0.3}), **events(e=event)}, 12)
    expected = 0.5 * within(1, 0.3 / 2 + 3 / 2) + 0.5 * within(0.3, 1)
    lab.share("0.3 to 3 in month 6 with p = 0.5, t = 1 year", found.at("b"), expected)


@claim(EFFECTS, "a Markov chain over the months left of the window; renewed, never stacked")
def a_change_for_a_while_is_a_switch_that_goes_on_and_off(lab: Lab) -> None:
    effects = [{"multiply": "a_b", "by": 5, "for": "3 months"}]
    event = {"rate": 1, "once": False, "effects": effects}
    model = {**outcome(a_b={"rate": 0.5}), **events(e=event)}
    for month in (2, 6, 24):
        case = f"e at 1 a year makes 0.5 into 2.5 for 3 months, t = {months(month)}"
        lab.share(case, lab.run(model, month).at("b"), 1 - _stays(0.5, 5, 1, month))


@claim(EFFECTS, "E(x) = 2.4 dt Σₖ (1 − (1 − q)^min(3, k − 1)): the window is open or it is not")
def a_repeated_event_renews_a_change_and_does_not_stack_it(lab: Lab) -> None:
    effects = [{"add": 2.4, "to": "x.drift", "for": "3 months"}]
    model = {**driver(STILL, 0), **events(e={"rate": 3, "once": False, "effects": effects})}
    for month in (2, 4, 12):
        is_open = [within(3, DT * min(3, k - 1)) for k in range(1, month + 1)]
        found = lab.run(model, month).mean("x")
        lab.estimate(f"e at 3 a year, t = {months(month)}", found, 2.4 * DT * sum(is_open))


@claim(EFFECTS, "x = Σ over happenings of 0.1 · min(6, months since): a sum of independent parts")
def pushes_of_a_repeated_event_add_up(lab: Lab) -> None:
    effect = {"add": 0.6, "to": "x", "over": "6 months"}
    model = {**driver("constant", 0), **events(e={"rate": 3, "once": False, "effects": [effect]})}
    q = within(3, DT)
    for month in (1, 4, 12):
        parts = np.array([0.1 * min(6, month - k) for k in range(month)])
        case = f"e at 3 a year, t = {months(month)}"
        lab.estimate(f"{case}, mean", lab.run(model, month).mean("x"), q * parts.sum())
        sd = math.sqrt(q * (1 - q) * (parts**2).sum())
        lab.estimate(f"{case}, sd", lab.run(model, month).sd("x"), sd)


@claim(EFFECTS, "E(x at n) = Σₖ P(k) · x(n − k), x as the push has it after so many months")
def a_push_over_months_at_an_uncertain_date(lab: Lab) -> None:
    pushes = {
        "set 5 to 1 over 4 months": (5, {"set": "x", "to": 1}, lambda done: 5 - 4 * done),
        "multiply 2 by 3 over 4 months": (2, {"multiply": "x", "by": 3}, lambda done: 2 * 3**done),
        "add 2 to 1 over 4 months": (1, {"add": 2, "to": "x"}, lambda done: 1 + 2 * done),
    }
    for case, (start, push, value) in pushes.items():
        event = {"rate": 2, "effects": [{**push, "over": "4 months"}]}
        model = {**driver("constant", start), **events(e=event)}
        for month in (3, 9):
            expected = start * math.exp(-2 * month * DT)
            for k, chance in happens_in(2, month):
                expected += chance * value(min(4, month - k + 1) / 4)
            lab.estimate(f"{case}, t = {months(month)}", lab.run(model, month).mean("x"), expected)


@claim(EFFECTS, "E(x at n) = P(e by n − 2): the push comes two months later")
def an_effect_comes_after_its_delay(lab: Lab) -> None:
    effects = [{"add": 1, "to": "x", "after": "2 months"}]
    model = {**driver("constant", 0), **events(e={"rate": 2, "effects": effects})}
    for month in (3, 12):
        found = lab.run(model, month).mean("x")
        lab.estimate(f"e at 2, t = {months(month)}", found, within(2, (month - 2) * DT))


@claim(EFFECTS, "values by hand, month by month; no chance in them")
def effects_of_dated_events_are_exact(lab: Lab) -> None:
    cases = {
        "2 times 3 over 5 months, after 3 of them": (2, {"multiply": "x", "by": 3}, 4, 2 * 3**0.6),
        "2 times 3 over 5 months, after all": (2, {"multiply": "x", "by": 3}, 9, 6.0),
        "5 set to 1 over 5 months, after 2 of them": (5, {"set": "x", "to": 1}, 3, 3.4),
        "5 set to 1 over 5 months, after all": (5, {"set": "x", "to": 1}, 8, 1.0),
    }
    for case, (start, push, month, expected) in cases.items():
        effects = [{**push, "over": "5 months"}]
        model = {**driver("constant", start), **events(e={"date": "2023-02", "effects": effects})}
        lab.exact(case, lab.run(model, month, runs=10).mean("x").value, expected)
    change = {"set": "x.drift", "to": 12, "after": "2 months", "for": "2 months"}
    model = {**driver(STILL, 0), **events(e={"date": "2023-02", "effects": [change]})}
    for month, expected in ((4, 0), (5, 1), (8, 2)):
        case = f"drift set to 12 in month 2, after 2 months, for 2 months: x in month {month}"
        lab.exact(case, lab.run(model, month, runs=10).mean("x").value, expected)
    rule = {"when": "t < 1", "effects": [{"add": 3, "to": "x"}]}
    found = lab.run({**driver("constant"), "rules": {"r": rule}}, 24, runs=10)
    lab.exact("3 a year added to 1 while t < 1, after 2 years", found.mean("x").value, 4)


def _stays(rate: float, factor: float, often: float, steps: int) -> float:
    """The chance to stay so many steps: the weight that a chain over window lengths keeps."""
    q, weight = within(often, DT), np.array([1.0, 0, 0, 0])  # by months left of the window
    for _ in range(steps):
        factors = np.array([1, factor, factor, factor])
        kept = weight * np.exp(-rate * DT * factors)
        weight = (1 - q) * np.array([kept[0] + kept[1], kept[2], kept[3], 0.0])
        weight[3] += q * kept.sum()
    return float(weight.sum())
