"""The engine against mathematics: drivers, judgements and actors as their laws want them.

The outcome, events and effects stand in `test_closed_forms`.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy import integrate, stats

from scenario.engine.simulate import simulate
from tests.statistics.checks import (
    Floats,
    counted,
    happened,
    near_correlation,
    near_mean,
    near_quantiles,
    near_sd,
    near_share,
    shares,
    whole,
)
from tests.statistics.pieces import DT, driver, events, outcome, within
from tests.support.models import resolve

pytestmark = pytest.mark.statistics

Z95 = stats.norm.ppf(0.95)


# Processes

REVERTING = {
    "half-life and spread": {"half_life": "1.5 years", "spread": 0.3},
    "half-life and volatility": {
        "half_life": 1.5,
        "volatility": 0.3 * math.sqrt(2 * math.log(2) / 1.5),
    },
    "speed and volatility": {
        "speed": math.log(2) / 1.5,
        "volatility": 0.3 * math.sqrt(2 * math.log(2) / 1.5),
    },
    "speed and spread": {"speed": math.log(2) / 1.5, "spread": 0.3},
}


@pytest.mark.parametrize("fields", REVERTING.values(), ids=REVERTING)
@pytest.mark.parametrize("step", [1, 6])
def test_a_mean_reverting_driver_is_an_ornstein_uhlenbeck_process(
    fields: dict[str, Any], step: int
) -> None:
    model = {**driver({"mean_reverting": {"level": 2, **fields}}), "step": f"{step} months"}
    x = whole(model, 24)["x"]
    for years in (0.5, 2):
        kept = 0.5 ** (years / 1.5)
        law = stats.norm(2 - kept, 0.3 * math.sqrt(1 - kept**2))
        now = x[round(years * 12 / step)]
        near_mean(now, law.mean())
        near_sd(now, law.std())
        near_quantiles(now, law)
    kept = 0.5 ** (1.5 / 1.5)
    later, earlier = x[round(24 / step)], x[round(6 / step)]
    near_mean(later - earlier * kept, 2 * (1 - kept))


def test_a_random_walk_drifts_and_spreads() -> None:
    x = whole(driver({"random_walk": {"drift": 0.5, "volatility": 0.3}}), 24)["x"]
    for month in (1, 2, 24):
        near_quantiles(x[month], stats.norm(1 + month / 24, 0.3 * math.sqrt(month / 12)))
        near_sd(x[month], 0.3 * math.sqrt(month / 12))
    near_correlation(x[1] - x[0], x[2] - x[1], 0)


def test_growth_is_geometric_and_its_mean_grows_at_the_rate() -> None:
    x = whole(driver({"growth": {"rate": 0.2, "volatility": 0.4}}, 2), 24)["x"]
    for month in (1, 24):
        years = month / 12
        near_mean(x[month], 2 * math.exp(0.2 * years))
        log = stats.norm(math.log(2) + (0.2 - 0.08) * years, 0.4 * math.sqrt(years))
        near_quantiles(np.log(x[month]), log)


@pytest.mark.parametrize("start", [0.1, 7.0])
def test_logistic_growth_follows_its_curve(start: float) -> None:
    x = whole(driver({"logistic": {"capacity": 4, "rate": 1.5}}, start), 36)["x"]
    years = np.arange(37) / 12
    curve = 4 / (1 + (4 / start - 1) * np.exp(-1.5 * years))
    assert np.allclose(x, curve[:, None], rtol=1e-5)


def test_noise_does_not_move_the_mean_of_a_logistic_step() -> None:
    x = whole(driver({"logistic": {"capacity": 4, "rate": 1.5, "volatility": 0.5}}, 1), 2)["x"]
    grown = 4 * x * math.exp(1.5 * DT) / (4 - x + x * math.exp(1.5 * DT))
    near_mean(x[1], grown[0, 0])
    near_mean(x[2] / grown[1], 1)
    near_quantiles(np.log(x[2] / grown[1]), stats.norm(-0.125 * DT, 0.5 * math.sqrt(DT)))


def test_jumps_come_at_their_rate_with_their_size() -> None:
    jumps = {"rate": 1.5, "size": 0.4, "sd": 0.2}
    x = whole(driver("constant", jumps=jumps), 24)["x"]
    moves = np.diff(x, axis=0)
    chance = within(1.5, DT)
    near_share(float((moves != 0).mean()), chance, moves.size)
    near_quantiles(moves[moves != 0], stats.norm(0.4, 0.2))
    near_mean(x[24], 1 + 24 * chance * 0.4)
    near_sd(x[24], math.sqrt(24 * (chance * (0.4**2 + 0.2**2) - (chance * 0.4) ** 2)))
    near_correlation(moves[0], moves[1], 0)


def test_correlated_drivers_share_their_shocks() -> None:
    walk = {"random_walk": {"volatility": 1}}
    drivers = {name: {"start": 0, "process": walk} for name in ("u", "x", "y", "z")}
    between = {("x", "y"): 0.6, ("y", "z"): -0.5, ("x", "z"): 0.1}
    correlations = [{"between": list(pair), "value": value} for pair, value in between.items()]
    moves = {
        name: np.diff(path, axis=0)
        for name, path in whole({"drivers": drivers, "correlations": correlations}, 2).items()
    }
    for step in (0, 1):
        for (a, b), value in between.items():
            near_correlation(moves[a][step], moves[b][step], value)
        near_correlation(moves["u"][step], moves["x"][step], 0)
        near_sd(moves["z"][step], math.sqrt(DT))
    near_correlation(moves["x"][0], moves["y"][1], 0)


# Judgements


def drawn(judgement: Any, **more: Any) -> Floats:
    """What a parameter's distribution draws, seen as the start of a driver."""
    parameters = {"p": {"value": judgement, **more}}
    paths = whole({"parameters": parameters, **driver("constant", "p")}, 1)["x"]
    return np.asarray(paths[1])


def beta(mean: float, sd: float) -> Any:
    size = mean * (1 - mean) / sd**2 - 1
    return stats.beta(mean * size, (1 - mean) * size)


SIGMA = math.log(15 / 2) / (2 * Z95)
SHAPES = {
    "positive interval": ("2 to 15", stats.lognorm(SIGMA, scale=math.sqrt(30))),
    "percentages": ("2 to 15%", stats.lognorm(SIGMA, scale=math.sqrt(30) / 100)),
    "other interval": ("-2 to 15", stats.norm(6.5, 17 / (2 * Z95))),
    "normal": ({"normal": {"mean": 1, "sd": 2}}, stats.norm(1, 2)),
    "lognormal": ({"lognormal": {"median": 3, "sigma": 0.5}}, stats.lognorm(0.5, scale=3)),
    "beta": ({"beta": {"mean": 0.3, "sd": 0.1}}, beta(0.3, 0.1)),
    "uniform": ({"uniform": {"low": -1, "high": 3}}, stats.uniform(-1, 4)),
    "triangular": ({"triangular": {"low": -1, "mode": 0, "high": 3}}, stats.triang(0.25, -1, 4)),
    "pert": ({"pert": {"low": -1, "mode": 0, "high": 3}}, stats.beta(2, 4, -1, 4)),
}


@pytest.mark.parametrize(("judgement", "law"), SHAPES.values(), ids=SHAPES)
def test_a_judgement_has_the_distribution_it_names(judgement: Any, law: Any) -> None:
    sample = drawn(judgement)
    near_quantiles(sample, law)
    near_mean(sample, law.mean())


def test_the_ends_of_an_interval_are_its_5th_and_95th_percentiles() -> None:
    sample = drawn("2 to 15")
    near_share(float((sample < 2).mean()), 0.05, sample.size)
    near_share(float((sample < 15).mean()), 0.95, sample.size)


def test_stated_percentiles_are_kept() -> None:
    sample = drawn({"quantiles": {10: 1, 50: 2, 60: 5, 95: 9}})
    for share, value in {0.1: 1, 0.5: 2, 0.6: 5, 0.95: 9}.items():
        near_share(float((sample <= value).mean()), share, sample.size)


def test_a_choice_has_its_weights() -> None:
    sample = drawn({"choice": {1: 3, 2.5: 1, 0: 4}})
    assert set(np.unique(sample)) == {0, 1, 2.5}
    for value, share in {0: 0.5, 1: 0.375, 2.5: 0.125}.items():
        near_share(float((sample == value).mean()), share, sample.size)


def test_a_distribution_is_cut_by_renormalising() -> None:
    cut = drawn({"normal": {"mean": 1, "sd": 2}}, range=[0, 2])
    near_quantiles(cut, stats.truncnorm(-0.5, 0.5, 1, 2))
    cut = drawn({"lognormal": {"median": 3, "sigma": 0.5}}, range=[None, 4])
    near_share(float((cut < 3).mean()), 0.5 / stats.lognorm(0.5, scale=3).cdf(4), cut.size)
    cut = drawn({"choice": {0: 4, 1: 3, 2: 1}}, range=[1, 2])
    near_share(float((cut == 1).mean()), 0.75, cut.size)


def test_a_start_is_cut_to_its_range_and_an_alignment_to_the_axis() -> None:
    wide = {"normal": {"mean": 0.5, "sd": 1}}
    model = {**driver("constant", wide, range=[0, 1]), "actors": {"g": {"alignment": wide}}}
    paths = whole(model, 1)
    near_quantiles(paths["x"][0], stats.truncnorm(-0.5, 0.5, 0.5, 1))
    near_quantiles(paths["g"][0], stats.truncnorm(-1.5, 0.5, 0.5, 1))


def test_a_start_with_a_beta() -> None:
    x = whole(driver("constant", {"beta": {"mean": 0.433, "sd": 0.05}}), 1)["x"][1]
    near_mean(x, 0.433)
    near_sd(x, 0.05)


def test_correlated_parameters_are_joined_by_a_gaussian_copula() -> None:
    normal = {"normal": {"mean": 2, "sd": 3}}
    parameters = {name: {"value": normal} for name in ("o", "p", "q", "r")}
    parameters["s"] = {"value": {"uniform": {"low": 0, "high": 1}}}
    between = {("q", "p"): 0.7, ("p", "s"): -0.5, ("q", "s"): 0.1}
    model = {
        "parameters": parameters,
        "drivers": {f"x{name}": {"start": name, "process": "constant"} for name in parameters},
        "correlations": [{"between": list(pair), "value": v} for pair, v in between.items()],
    }
    x = {name[1]: path[0] for name, path in whole(model, 1).items()}
    near_correlation(x["p"], x["q"], 0.7)
    near_correlation(x["o"], x["r"], 0)
    near_correlation(x["p"], stats.norm.ppf(x["s"]), -0.5)
    near_correlation(x["q"], stats.norm.ppf(x["s"]), 0.1)
    near_quantiles(x["q"], stats.norm(2, 3))
    near_quantiles(x["s"], stats.uniform())


def test_a_judged_rate_is_integrated_over() -> None:
    found = counted({**outcome(a_b={"rate": "5% to 2"}), **events(e={"rate": "5% to 2"})}, 24)
    law = stats.lognorm(math.log(2 / 0.05) / (2 * Z95), scale=math.sqrt(0.1))
    for years in (0.5, 2):
        expected, _ = integrate.quad(
            lambda r, y=years: law.pdf(r) * within(r, y), 0, np.inf, limit=200
        )
        near_share(shares(found, "b")[round(12 * years)], expected)
        near_share(happened(found, "e")[round(12 * years)], expected)


def test_a_choice_of_rates_is_a_mixture() -> None:
    found = shares(counted(outcome(a_b={"rate": {"choice": {0.1: 3, 4: 1}}}), 12), "b")
    near_share(found[12], 0.75 * within(0.1, 1) + 0.25 * within(4, 1))


def test_the_ensemble_spreads_as_the_judgement_does() -> None:
    chance = {"uniform": {"low": 0.2, "high": 0.8}}
    model = {
        **events(e={"date": "2023-01", "probability": chance}),
        **outcome(a_b={"rate": "1e9 if happened(e) else 0"}),
    }
    hits = simulate(resolve(model, 2, runs=10, random_seed=5), workers=1).hits
    assert hits is not None
    share = hits.at[2, :, 1] / hits.runs_per_draw
    near_mean(share, 0.5)
    within_draws = (0.25 - 0.03) / hits.runs_per_draw
    near_sd(share, math.sqrt(0.6**2 / 12 + within_draws))


# Actors


def test_actors_settle_at_the_equilibrium_of_friedkin_and_johnsen() -> None:
    start = np.array([0.9, -0.7, 0.1])
    susceptibility = np.array([0.6, 0.3, 0.9])
    weights = np.array([[0, 2, 2], [1, 0, 0], [1, 3, 0]]) / np.array([[4], [1], [4]])
    names = ["f", "g", "h"]
    actors = {
        name: {
            "alignment": start[i],
            "susceptibility": susceptibility[i],
            "listens_to": {names[j]: weights[i, j] * 7 for j in range(3) if weights[i, j]},
            "speed": 3,
        }
        for i, name in enumerate(names)
    }
    spread = np.diag(susceptibility) @ weights
    expected = np.linalg.solve(np.eye(3) - spread, (1 - susceptibility) * start)
    paths = whole({"actors": actors}, 240)
    for i, name in enumerate(names):
        assert np.allclose(paths[name][240], expected[i], atol=1e-5)


def test_an_actor_shifts_with_what_it_responds_to() -> None:
    actor = {"alignment": 0.1, "responds_to": {"x": 0.3}, "speed": 2}
    model = {**driver({"path": {"2022-12": 5, "2023-01": 6}}, None), "actors": {"g": actor}}
    g = whole(model, 25)["g"]
    for month in (2, 13, 25):  # the first step in which it can see the change is the second
        assert np.allclose(g[month], 0.1 + 0.3 * within(2, (month - 1) / 12), atol=1e-5)


def test_an_actors_noise_has_its_volatility() -> None:
    actor = {"alignment": 0, "speed": 2, "volatility": 0.2}
    g = whole({"actors": {"g": actor}}, 48)["g"]
    near_quantiles(g[1], stats.norm(0, 0.2 * math.sqrt(DT)))
    kept = math.exp(-2 * DT)
    near_sd(g[48], 0.2 * math.sqrt(DT * (1 - kept**96) / (1 - kept**2)))
    near_correlation(g[47], g[48], kept)
