"""Events: at a rate or on dates, once or again, under conditions, one after another."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
from scipy import stats

from tests.statistics.lab import Lab, Share
from tests.statistics.ledger import Subject, claim
from tests.statistics.pieces import DT, driver, events, happens_in, months, outcome, within

EVENTS = Subject(
    "Events",
    "An event with rate r happens in a step with probability 1 − exp(−r dt), so a repeated one is"
    " a row of coins and its count is binomial (close to Poisson where steps are short). One with"
    " dates happens on them, with `probability` only so often.",
    "Feller, An Introduction to Probability Theory and Its Applications I (1968), chapters 6, 13",
)


@claim(EVENTS, "P(happened by t) = 1 − exp(−r t), once or repeated")
def an_event_happens_at_its_rate(lab: Lab) -> None:
    for once, month in product((True, False), (1, 12, 24)):
        found = lab.run(events(e={"rate": 0.6, "once": once}), month)
        case = f"r = 0.6, {'once' if once else 'repeated'}, t = {months(month)}"
        lab.share(case, found.happened("e"), within(0.6, month / 12))
    found = lab.run({**events(e={"rate": 30}), "step": "1 month"}, 1)
    lab.share("r = 30, t = 1 month", found.happened("e"), within(30, DT))
    found = lab.run({**events(e={"rate": 0.6}), "step": "1 year"}, 24)
    lab.share("r = 0.6, t = 2 years, yearly steps", found.happened("e"), within(0.6, 2))


@claim(EVENTS, "chance: p within D → P(happened by D) = p, P(happened by t) = 1 − (1 − p)^(t / D)")
def a_chance_within_a_time_comes_true_within_it(lab: Lab) -> None:
    for said, p, years in (("30% within 2 years", 0.3, 2), ("2% a month", 0.02, DT)):
        for month in (12, 24):
            found = lab.run(events(e={"chance": said}), month)
            expected = 1 - (1 - p) ** (month / 12 / years)
            lab.share(f"{said}, t = {months(month)}", found.happened("e"), expected)
    found = lab.run({**events(e={"chance": "60% within 2 years"}), "step": "1 year"}, 24)
    lab.share("60% within 2 years, yearly steps", found.happened("e"), 0.6)
    shared = {"parameters": {"r": {"value": {"chance": "40% a year"}}}, **events(e={"rate": "r"})}
    lab.share("40% a year, by a parameter", lab.run(shared, 12).happened("e"), 0.4)


@claim(EVENTS, "count in n steps ~ Binomial(n, 1 − exp(−r dt))")
def a_repeated_event_is_counted_binomially(lab: Lab) -> None:
    effect = [{"add": 1, "to": "x"}]
    for rate, month in ((0.6, 24), (3, 12)):
        model = {
            **driver("constant", 0),
            **events(e={"rate": rate, "once": False, "effects": effect}),
        }
        law = stats.binom(month, within(rate, DT))
        found, case = lab.run(model, month), f"r = {rate}, {months(month)}"
        runs = found.forecast.runs
        lab.share(
            f"{case}, share of steps", Share(found.count("e"), month * runs), law.mean() / month
        )
        lab.estimate(f"{case}, mean count", lab.run(model, month).mean("x"), law.mean())
        lab.estimate(f"{case}, sd of the count", lab.run(model, month).sd("x"), law.std())
        (x,) = lab.paths(model, month, "x")
        top = int(law.isf(0.02))
        counts = np.bincount(np.minimum(x[-1], top).astype(int), minlength=top + 1)
        chances = [*law.pmf(range(top)), law.sf(top - 1)]
        lab.cells(f"{case}, counts 0 to {top} or more", counts, chances)


@claim(EVENTS, "P(happened) = 1 − exp(−r · time in which the condition holds)")
def an_event_waits_for_its_condition(lab: Lab) -> None:
    path = driver({"path": {"2022-12": 0, "2023-06": 1}}, None)
    cases = {
        "when: x > 0.5 (a path that is 1 from month 6)": ({"when": "x > 0.5"}, 0.5),
        "when: t >= 0.5": ({"when": "t >= 0.5"}, 0.5),
        "between: April and June": ({"between": ["2023-04", "2023-06"]}, 0.25),
    }
    for case, (condition, years) in cases.items():
        found = lab.run({**path, **events(e={"rate": 2, **condition})}, 12)
        lab.share(f"r = 2, 1 year, {case}", found.happened("e"), within(2, years))


@claim(EVENTS, "P = p on one date; 1 − (1 − p)ᵏ on k dates; k p times on average")
def a_date_may_have_a_probability(lab: Lab) -> None:
    dates = ["2023-04", "2023-08", "2023-11"]
    event: dict[str, Any] = {"date": dates, "probability": 0.3}
    found = lab.run(events(e={**event, "date": "2023-04"}), 4)
    lab.share("p = 0.3 on one date", found.happened("e"), 0.3)
    for once in (True, False):
        found = lab.run(events(e={**event, "once": once}), 12)
        case = f"p = 0.3 on three dates, {'the first that comes true' if once else 'each'}"
        lab.share(case, found.happened("e"), 1 - 0.7**3)
    found = lab.run(events(e={**event, "once": False}), 12)
    lab.share("share of the dates", Share(found.count("e"), 3 * found.forecast.runs), 0.3)
    for month in (12, 24):
        found = lab.run(events(e={"every": "3 months from 2022-11", "probability": 0.3}), month)
        case = f"p = 0.3 every 3 months, t = {months(month)}"
        lab.share(case, Share(found.count("e"), month // 3 * found.forecast.runs), 0.3)
    dated = {"date": ["2023-07", "2023-12"], "probability": "0.2 + 0.4 * t", "once": False}
    expected = 1 - (1 - 0.2 - 0.4 * 6 / 12) * (1 - 0.2 - 0.4 * 11 / 12)
    case = "p = 0.2 + 0.4 t in months 7 and 12, t as the step begins"
    lab.share(case, lab.run(events(e=dated), 12).happened("e"), expected)


@claim(EVENTS, "P(f by n) = Σₖ P(e in step k) · (1 − exp(−s · time open after k))")
def one_event_opens_the_way_for_another(lab: Lab) -> None:
    conditions = {
        "happened(e)": lambda since: since,
        "months_since(e) < 3": lambda since: min(3, since),
        "happened(e) and months_since(e) >= 6": lambda since: max(0, since - 6),
    }
    for (condition, steps_open), month in product(conditions.items(), (9, 24)):
        model = events(e={"rate": 1}, f={"rate": 3, "when": condition})
        first = happens_in(1, month)
        expected = sum(chance * within(3, steps_open(month - k) * DT) for k, chance in first)
        case = f"e at 1, f at 3 when {condition}, t = {months(month)}"
        lab.share(case, lab.run(model, month).happened("f"), expected)


@claim(EVENTS, "the same sum, with the step in which b is entered")
def an_event_waits_for_a_state(lab: Lab) -> None:
    model = {**outcome(a_b={"rate": 1}), **events(e={"rate": 2, "when": "outcome.b"})}
    expected = sum(chance * within(2, (12 - k) * DT) for k, chance in happens_in(1, 12))
    lab.share("b at 1, e at 2 when in b, t = 1 year", lab.run(model, 12).happened("e"), expected)


@claim(EVENTS, "P(both) = P(e) P(f): two events share no luck")
def events_are_independent(lab: Lab) -> None:
    both = {"derived": "1 if happened(e) and happened(f) else 0"}
    model = {"drivers": {"x": {"process": both}}, **events(e={"rate": 1}, f={"rate": 1})}
    lab.estimate("rates 1 and 1, t = 1 year", lab.run(model, 12).mean("x"), within(1, 1) ** 2)
