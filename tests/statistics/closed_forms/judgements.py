"""Judgements: what each way of writing an uncertain number draws, cut or correlated."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from scipy import stats

from tests.statistics.lab import Floats, Lab, Share
from tests.statistics.ledger import Subject, claim
from tests.statistics.pieces import driver

JUDGEMENTS = Subject(
    "Judgements and the copula",
    "An uncertain number is drawn once a run from the distribution it is written as; a range cuts"
    " it by renormalising, a correlation joins the normal scores of two (a Gaussian copula).",
    "Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions (1994, 1995); Nelsen, An"
    " Introduction to Copulas (2006)",
)
Z95 = float(stats.norm.ppf(0.95))
SIGMA = math.log(15 / 2) / (2 * Z95)


def beta(mean: float, sd: float) -> Any:
    size = mean * (1 - mean) / sd**2 - 1
    return stats.beta(mean * size, (1 - mean) * size)


SHAPES = {
    "2 to 15": ("2 to 15", stats.lognorm(SIGMA, scale=math.sqrt(30))),
    "2 to 15%": ("2 to 15%", stats.lognorm(SIGMA, scale=math.sqrt(30) / 100)),
    "-2 to 15": ("-2 to 15", stats.norm(6.5, 17 / (2 * Z95))),
    "normal 1, 2": ({"normal": {"mean": 1, "sd": 2}}, stats.norm(1, 2)),
    "lognormal 3, 0.5": ({"lognormal": {"median": 3, "sigma": 0.5}}, stats.lognorm(0.5, scale=3)),
    "beta 0.3, 0.1": ({"beta": {"mean": 0.3, "sd": 0.1}}, beta(0.3, 0.1)),
    "beta 0.05, 0.1": ({"beta": {"mean": 0.05, "sd": 0.1}}, beta(0.05, 0.1)),
    "uniform -1, 3": ({"uniform": {"low": -1, "high": 3}}, stats.uniform(-1, 4)),
    "triangular -1, 0, 3": (
        {"triangular": {"low": -1, "mode": 0, "high": 3}},
        stats.triang(0.25, -1, 4),
    ),
    "pert -1, 0, 3": ({"pert": {"low": -1, "mode": 0, "high": 3}}, stats.beta(2, 4, -1, 4)),
    "student_t 1, 2, 12 degrees": (
        {"student_t": {"median": 1, "scale": 2, "degrees_of_freedom": 12}},
        stats.t(12, 1, 2),
    ),
    "gamma 3, 1.5": ({"gamma": {"mean": 3, "sd": 1.5}}, stats.gamma(4, scale=0.75)),
    "gamma 0.2, 0.4": ({"gamma": {"mean": 0.2, "sd": 0.4}}, stats.gamma(0.25, scale=0.8)),
}


def holding(judgement: Any, **more: Any) -> dict[str, Any]:
    """A model with a driver that stays at the draw of a parameter."""
    return {"parameters": {"p": {"value": judgement, **more}}, **driver("constant", "p")}


def drawn(lab: Lab, judgement: Any, **more: Any) -> Floats:
    """What the parameter draws."""
    return lab.independent(holding(judgement, **more), "x")[0]


@claim(JUDGEMENTS, "mean, standard deviation and shape of the named distribution")
def a_judgement_has_the_distribution_it_names(lab: Lab) -> None:
    for written, (judgement, law) in SHAPES.items():
        model = holding(judgement)
        lab.estimate(f"{written}, mean", lab.run(model, 1).mean("x"), law.mean())
        excess = float(law.stats("k"))
        lab.estimate(f"{written}, sd", lab.run(model, 1).sd("x", excess), law.std())
        lab.law(f"{written}, shape", drawn(lab, judgement), law)


@claim(JUDGEMENTS, "equal shares between the quantiles of t, where moments do not exist")
def a_t_distribution_has_its_tails(lab: Lab) -> None:
    for freedom in (0.5, 1, 2):
        written = {"student_t": {"median": -1, "scale": 2, "degrees_of_freedom": freedom}}
        lab.law(f"{freedom:g} degrees of freedom", drawn(lab, written), stats.t(freedom, -1, 2))


@claim(JUDGEMENTS, "P(below the lower end) = 5 %, P(below the upper end) = 95 %")
def the_ends_of_an_interval_are_its_5th_and_95th_percentiles(lab: Lab) -> None:
    for (written, low, high), (end, chance) in (
        (interval, end)
        for interval in (("2 to 15", 2, 15), ("-2 to 15", -2, 15))
        for end in (("lower", 0.05), ("upper", 0.95))
    ):
        sample = drawn(lab, written)
        below = int((sample < (low if end == "lower" else high)).sum())
        lab.share(f"{written}, {end} end", Share(below, sample.size), chance)


@claim(JUDGEMENTS, "every stated percentile is kept; beyond the last the line goes on")
def stated_percentiles_are_kept(lab: Lab) -> None:
    stated = {10: 1, 50: 2, 60: 5, 95: 9}
    sample = drawn(lab, {"quantiles": stated})
    counts = np.bincount(np.searchsorted(list(stated.values()), sample), minlength=5)
    lab.cells("10: 1, 50: 2, 60: 5, 95: 9, cells between", counts, [0.1, 0.4, 0.1, 0.35, 0.05])
    score, last, one = stats.norm.ppf([0.6, 0.95, 0.99])
    beyond = 5 + 4 * (one - score) / (last - score)
    sample = drawn(lab, {"quantiles": stated})
    lab.share("P(above the line's 99 %)", Share(int((sample > beyond).sum()), sample.size), 0.01)


@claim(JUDGEMENTS, "shares of one whole: beta laws, cov = −m1 m2 / (total + 1), sum 1")
def shares_of_a_whole_are_dirichlet(lab: Lab) -> None:
    weights, total = {"p": 5, "q": 0.5, "r": 2}, 7.5
    shares = {n: {"value": {"dirichlet": {"group": "w", "weight": w}}} for n, w in weights.items()}
    drivers = {f"d_{name}": {"process": "constant", "start": name} for name in weights}

    def sample() -> list[Floats]:
        return lab.independent({"parameters": shares, "drivers": drivers}, *drivers)

    for place, weight in enumerate(weights.values()):
        law = stats.beta(weight, total - weight)
        lab.law(f"weight {weight:g} of {total:g}, shape", sample()[place], law)
    p, q, r = sample()
    expected = 5 / total * 2 / total * (1 - 1 / (total + 1))
    lab.mean("mean of the product of two", p * r, expected)
    assert abs(p + q + r - 1).max() < 1e-6  # kept values are single


@claim(JUDGEMENTS, "P(value) = weight / sum of weights")
def a_choice_has_its_weights(lab: Lab) -> None:
    sample = drawn(lab, {"choice": {1: 3, 2.5: 1, 0: 4}})
    counts = [int((sample == value).sum()) for value in (0, 1, 2.5)]
    assert sum(counts) == sample.size
    lab.cells("choice {1: 3, 2.5: 1, 0: 4}", counts, [0.5, 0.375, 0.125])


@claim(JUDGEMENTS, "density / P(inside) inside the range, nothing outside")
def a_distribution_is_cut_by_renormalising(lab: Lab) -> None:
    normal = {"normal": {"mean": 1, "sd": 2}}
    sample = drawn(lab, normal, range=[0, 2])
    lab.law("normal 1, 2 in [0, 2], shape", sample, stats.truncnorm(-0.5, 0.5, 1, 2))
    sample = drawn(lab, {"lognormal": {"median": 3, "sigma": 0.5}}, range=[None, 4])
    expected = 0.5 / stats.lognorm(0.5, scale=3).cdf(4)
    below = Share(int((sample < 3).sum()), sample.size)
    lab.share("lognormal 3, 0.5 up to 4, P(below 3)", below, expected)
    sample = drawn(lab, {"choice": {0: 4, 1: 3, 2: 1}}, range=[1, 2])
    lab.share("choice in [1, 2], P(1)", Share(int((sample == 1).sum()), sample.size), 0.75)
    wide = {"normal": {"mean": 0.5, "sd": 1}}
    (start,) = lab.independent(driver("constant", wide, range=[0, 1]), "x")
    lab.law("a start in [0, 1], shape", start, stats.truncnorm(-0.5, 0.5, 0.5, 1))
    (stand,) = lab.independent({"actors": {"g": {"alignment": wide}}}, "g")
    lab.law("an alignment in [-1, 1], shape", stand, stats.truncnorm(-1.5, 0.5, 0.5, 1))


@claim(JUDGEMENTS, "correlation of the normal scores as written, whatever the shapes")
def correlated_judgements_are_joined_by_a_gaussian_copula(lab: Lab) -> None:
    laws = {name: stats.norm(2, 3) for name in "opqr"} | {"s": stats.uniform()}
    between = {"pq": 0.7, "ps": -0.5, "qs": 0.1, "or": 0}
    model = _joined(between)
    for (a, b), expected in between.items():
        one, other = lab.independent(model, f"x{a}", f"x{b}")
        scores = [stats.norm.ppf(laws[n].cdf(x)) for n, x in ((a, one), (b, other))]
        lab.correlation(f"{a} and {b}", *scores, expected)
    for name in "qs":
        (sample,) = lab.independent(model, f"x{name}")
        lab.law(f"{name} keeps its own shape", sample, laws[name])


@claim(JUDGEMENTS, "P(both above their medians) = 1/4 + arcsin(ρ) / 2π (Sheppard)")
def correlated_judgements_are_high_together(lab: Lab) -> None:
    for value in (0.7, -0.5):
        model = _joined({"ps": value})
        both = {"derived": "1 if xp > 2 and xs > 0.5 else 0"}
        model["drivers"]["both"] = {"process": both}
        expected = 0.25 + math.asin(value) / (2 * math.pi)
        lab.estimate(
            f"a normal and a uniform, ρ = {value:g}", lab.run(model, 1).mean("both"), expected
        )


def _joined(between: dict[str, float]) -> dict[str, Any]:
    """Four normals and a uniform, each seen as the start of a driver."""
    parameters: dict[str, Any] = {n: {"value": {"normal": {"mean": 2, "sd": 3}}} for n in "opqr"}
    parameters["s"] = {"value": {"uniform": {"low": 0, "high": 1}}}
    return {
        "parameters": parameters,
        "drivers": {f"x{name}": {"start": name, "process": "constant"} for name in parameters},
        "correlations": [{"between": [*pair], "value": v} for pair, v in between.items() if v],
    }
