"""Probabilities averaged over judgements: mixtures, by quadrature where no formula is simpler."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
from scipy import integrate, stats

from scenario.engine.ensemble import Hits
from scenario.engine.simulate import simulate
from tests.statistics.closed_forms.judgements import Z95, beta
from tests.statistics.lab import Lab
from tests.statistics.ledger import Subject, claim
from tests.statistics.pieces import driver, events, months, outcome, within
from tests.support.models import resolve

MIXTURES = Subject(
    "Probabilities over judgements",
    "With an uncertain rate the probability is the mean of 1 − exp(−r t) over the distribution of"
    " r. One draw is shared by all that name the same parameter.",
    "Feller, An Introduction to Probability Theory and Its Applications II (1971), chapter 2;"
    " integrals by Gauss-Kronrod quadrature (QUADPACK)",
)
RATES: dict[str, tuple[Any, Any]] = {
    "lognormal, 0.05 to 2": (
        "0.05 to 2",
        stats.lognorm(math.log(40) / (2 * Z95), scale=math.sqrt(0.1)),
    ),
    "lognormal, 0.001 to 0.1": (
        "0.001 to 0.1",
        stats.lognorm(math.log(100) / (2 * Z95), scale=0.01),
    ),
    "uniform, 0.2 to 3": ({"uniform": {"low": 0.2, "high": 3}}, stats.uniform(0.2, 2.8)),
    "normal, 0.3 ± 0.4 (below zero counts as zero)": (
        {"normal": {"mean": 0.3, "sd": 0.4}},
        stats.norm(0.3, 0.4),
    ),
    "beta, mean 0.3, sd 0.2": ({"beta": {"mean": 0.3, "sd": 0.2}}, beta(0.3, 0.2)),
}


def over(law: Any, of: Callable[[float], float]) -> float:
    """The mean of a function of a draw, by quadrature over its normal score."""
    score = stats.norm

    def weighed(z: float) -> float:
        return score.pdf(z) * of(float(law.ppf(score.cdf(z))))

    return float(integrate.quad(weighed, -8, 8, limit=400, epsabs=1e-11)[0])


@claim(MIXTURES, "P(left by t) = ∫ (1 − exp(−r t)) dF(r)")
def an_uncertain_rate_is_averaged_over(lab: Lab) -> None:
    for (written, (judgement, law)), month in product(RATES.items(), (6, 24)):
        expected = over(law, lambda r, t=month / 12: within(max(r, 0.0), t))
        case = f"{written}, t = {months(month)}"
        found = lab.run(outcome(a_b={"rate": judgement}), month)
        lab.share(f"{case}, a way of the outcome", found.at("b"), expected)
        found = lab.run(events(e={"rate": judgement}), month)
        lab.share(f"{case}, an event", found.happened("e"), expected)


@claim(MIXTURES, "P = Σ weight · (1 − exp(−r t)); P(happens) = E(p)")
def choices_and_uncertain_chances_are_mixtures(lab: Lab) -> None:
    found = lab.run(outcome(a_b={"rate": {"choice": {0.1: 3, 4: 1}}}), 12)
    expected = 0.75 * within(0.1, 1) + 0.25 * within(4, 1)
    lab.share("rate 0.1 (three in four) or 4, t = 1 year", found.at("b"), expected)
    chance = {"beta": {"mean": 0.2, "sd": 0.15}}
    event = {"date": "2023-01", "probability": chance}
    lab.share("one date, p beta", lab.run(events(e=event), 2).happened("e"), 0.2)
    event = {"date": ["2023-01", "2023-02"], "probability": chance, "once": False}
    law = beta(0.2, 0.15)
    expected = 1 - over(law, lambda p: (1 - p) ** 2)
    case = "two dates, one p for both: 1 − E((1 − p)²)"
    lab.share(case, lab.run(events(e=event), 3).happened("e"), expected)


@claim(MIXTURES, "r = p q with ln p, ln q jointly normal: ln r has variance σ² + σ² + 2 ρ σ²")
def a_product_of_correlated_judgements_is_a_rate(lab: Lab) -> None:
    shape = {"value": {"lognormal": {"median": 1, "sigma": 0.8}}}
    for value in (0.6, -0.6):
        law = stats.lognorm(0.8 * math.sqrt(2 + 2 * value))
        model = {
            "parameters": {"p": shape, "q": shape},
            "correlations": [{"between": ["p", "q"], "value": value}],
            **outcome(a_b={"rate": "p * q"}),
        }
        expected = over(law, lambda r: within(r, 0.5))
        lab.share(f"σ = 0.8, ρ = {value:g}, t = 6 months", lab.run(model, 6).at("b"), expected)


@claim(MIXTURES, "P(both) = E((1 − e^(−r t))²) with one draw, (E(1 − e^(−r t)))² with two")
def a_named_judgement_is_shared_and_an_unnamed_one_is_not(lab: Lab) -> None:
    law = RATES["lognormal, 0.05 to 2"][1]
    both = {"drivers": {"x": {"process": {"derived": "1 if happened(e) and happened(f) else 0"}}}}
    shared = {**both, "parameters": {"p": {"value": "0.05 to 2"}}, **_two("p")}
    found = lab.run(shared, 12).mean("x")
    lab.estimate("two events name one parameter", found, over(law, lambda r: within(r, 1) ** 2))
    found = lab.run({**both, **_two("0.05 to 2")}, 12).mean("x")
    lab.estimate("each has its own", found, over(law, lambda r: within(r, 1)) ** 2)


@claim(MIXTURES, "E(x₀ e^(r T)) = (e^(hT) − e^(lT)) / ((h − l) T) with r uniform from l to h")
def an_uncertain_speed_is_averaged_over_too(lab: Lab) -> None:
    rate = {"uniform": {"low": -0.5, "high": 1}}
    model = {"parameters": {"p": {"value": rate}}, **driver({"growth": {"rate": "p"}})}
    for month in (12, 36):
        years = month / 12
        expected = (math.exp(years) - math.exp(-0.5 * years)) / (1.5 * years)
        case = f"growth at −0.5 to 1 a year, mean at {months(month)}"
        lab.estimate(case, lab.run(model, month).mean("x"), expected)


@claim(
    MIXTURES, "of shares among 40 runs of a draw: mean E(p), variance Var(p) + E(p (1 − p)) / 40"
)
def the_judgement_ensemble_spreads_as_the_judgement_does(lab: Lab) -> None:
    chance = {"uniform": {"low": 0.2, "high": 0.8}}
    model = {
        **events(e={"date": "2023-01", "probability": chance}),
        **outcome(a_b={"rate": "1e9 if happened(e) else 0"}),
    }
    for case in ("mean", "variance"):
        parts = []
        for _ in range(4):
            hits = simulate(resolve(model, 2, runs=10, random_seed=lab.seed()), workers=1).judged
            assert isinstance(hits, Hits)
            parts.append(hits.at[2, :, 1] / hits.runs_per_draw)
        share = np.concatenate(parts)
        if case == "mean":
            lab.mean("mean over draws, p uniform from 0.2 to 0.8", share, 0.5)
        else:
            variance = 0.6**2 / 12 + (0.25 - 0.03) / 40
            lab.mean("variance over draws", (share - 0.5) ** 2, variance)


def _two(rate: str) -> dict[str, Any]:
    return events(e={"rate": rate}, f={"rate": rate})
