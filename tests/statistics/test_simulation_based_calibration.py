"""Simulation-based calibration of filters: where truths drawn from the prior stand in posteriors.

Talts, Betancourt, Simpson, Vehtari and Gelman (2018), "Validating Bayesian Inference Algorithms
with Simulation-Based Calibration": judgements are drawn from the prior, data from the model with
these; then the rank of each judgement among draws of the posterior is uniform. The data are drawn
here, in NumPy and from the specification, so that model and filter are both held to them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from scenario.calendar import Month
from scenario.engine.given import posterior_of
from scenario.schema import Distribution
from scenario.schema.shape import Shape
from tests.support.models import resolve

Floats = NDArray[np.float64]
Observed = list[dict[str, Any]]

START = Month.parse("2022-12")
TRUTHS, BINS = 60, 6
ERROR = 0.8
"""Of a measurement."""
ALARM = 1e-3
"""How unlikely ranks must be under uniformity to be noticed."""


def month(step: int) -> str:
    return str(START + step)


def shape_of(said: Mapping[str, Any]) -> Shape:
    return Distribution.model_validate(said).shape


GAMMA = {"gamma": {"mean": 1.5, "sd": 1.0}}
LEVEL, SPREAD = {"normal": {"mean": 0.0, "sd": 1.0}}, {"lognormal": {"median": 0.6, "sigma": 0.3}}

EVENTS = {"parameters": {"r": {"value": GAMMA}}, "events": {"e": {"rate": "r", "once": False}}}
WALK = {
    "parameters": {"s": {"value": LEVEL}, "v": {"value": SPREAD}},
    "drivers": {"x": {"start": "s", "process": {"random_walk": {"volatility": "v"}}}},
}


def events_seen(values: Mapping[str, float], random: np.random.Generator) -> Observed:
    """Whether an event happens in each of 18 months."""
    happens = random.random(18) < -np.expm1(-values["r"] / 12)
    return [
        {"date": month(step), "event": "e", "happened": bool(happened)}
        for step, happened in enumerate(happens, 1)
    ]


def walk_seen(
    values: Mapping[str, float], random: np.random.Generator, claimed: float = ERROR
) -> Observed:
    """Four measurements of a random walk with a normal error, whatever is claimed of it."""
    steps = np.array([3, 6, 9, 12])
    moves = values["v"] * np.sqrt(np.diff(steps, prepend=0) / 12) * random.normal(size=4)
    measured = values["s"] + np.cumsum(moves) + ERROR * random.normal(size=4)
    return [
        {"date": month(step), "driver": "x", "value": value, "sd": claimed}
        for step, value in zip(steps.tolist(), measured.tolist(), strict=True)
    ]


def surer(values: Mapping[str, float], random: np.random.Generator) -> Observed:
    """The same, with a fifth of the error."""
    return walk_seen(values, random, claimed=ERROR / 5)


def ranks(
    model: Mapping[str, Any],
    seen: Callable[[Mapping[str, float], np.random.Generator], Observed],
    seed: int,
) -> Floats:
    """`[judgement, truth]`: which share of posterior draws lies below each truth."""
    shapes = {key: shape_of(one["value"]) for key, one in model["parameters"].items()}
    random, found = np.random.default_rng(seed), []
    for number in range(TRUTHS):
        shares = random.random(len(shapes))
        drawn = zip(shapes.items(), shares, strict=True)
        values = {key: float(shape.ppf(np.array([u]))[0]) for (key, shape), u in drawn}
        evidence = [{"evidence": seen(values, random)}]
        known = posterior_of(resolve(model, 18, runs=2048, random_seed=number, given=evidence))
        order = [draw.place.split(".")[1] for draw in known.task.program.draws]
        all_shares = np.concatenate([each.particles.uniforms for each in known.filters], axis=1)
        truth = dict(zip(shapes, shares, strict=True))
        found.append([(all_shares[order.index(key)] < truth[key]).mean() for key in shapes])
    return np.array(found).T


def uniformity(found: Floats) -> float:
    """How likely ranks so uneven are if they are uniform: chi-square."""
    counts, _ = np.histogram(found, BINS, (0.0, 1.0))
    return float(stats.chisquare(counts).pvalue)


@pytest.mark.parametrize(
    ("model", "seen"), [(EVENTS, events_seen), (WALK, walk_seen)], ids=["events", "measurements"]
)
def test_truths_stand_anywhere_in_their_posteriors_alike(
    model: Mapping[str, Any],
    seen: Callable[[Mapping[str, float], np.random.Generator], Observed],
) -> None:
    for row in ranks(model, seen, seed=1):
        assert uniformity(row) > ALARM, np.sort(row)


def test_a_likelihood_with_too_small_an_error_would_be_noticed() -> None:
    assert min(uniformity(row) for row in ranks(WALK, surer, seed=1)) < ALARM
