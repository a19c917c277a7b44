"""Percentiles of any shape: exact in a short study, read from bins in a long one."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.stats import beta, norm

from scenario.engine import bins as binning
from scenario.engine.results import run
from scenario.engine.simulate import simulate
from scenario.forecast import QUANTILES, Forecast
from tests.support.models import resolve, resolve_text
from tests.support.numbers import keys_of, normals

RUNS = 40_000
POINT = 0.01
SHARES = np.array(QUANTILES)
WALKS = {"drivers": {"x": {"start": 0.43, "process": {"random_walk": {"volatility": 1}}}}}

JUMPY = """
drivers:
  balance:
    start: 0
    process: {mean_reverting: {level: 0, half_life: 1 year, spread: 1}}
    jumps: {rate: 0.05, size: 10000}
  calm: {start: 0, process: {mean_reverting: {level: 0, half_life: 1 year, spread: 1}}}
"""
EXTREME = """
parameters:
  p: {value: {beta: {mean: 0.5, sd: 0.45}}}
  wide: {value: {lognormal: {median: 1, sigma: 4}}}
  count: {value: {choice: {0: 94, 0.3: 1, 1: 5}}}
drivers:
  share: {process: {derived: p}}
  low: {process: {derived: 1 if p < 0.9644 else 0}}
  tenths: {process: {derived: 0.1 if p < 0.2 else 0.7}}
  fives: {process: {derived: 0.1 if p < 0.0021 else 0.35 if p < 0.5 else 1e9 if p < 0.98 else 2e9}}
  tail: {process: {derived: wide}}
  debt: {process: {derived: 0 - wide ** 2}}
  choices: {process: {derived: count}}
  half: {process: {derived: 0 if p < 0.5 else p}}
  near: {process: {derived: 1e6 + 0.01 * p}}
  same: {process: {derived: 0.43}}
"""


@cache
def forecast_of(text: str, months: int) -> Forecast:
    return run(resolve_text(text, months, runs=RUNS), judgement=False)


def misplaced(found: Any, values: Any) -> Any:
    """By what share of runs each percentile is off, up to what single precision can tell."""
    ordered, hair = np.sort(values), 1e-7 * np.abs(found)
    least = np.searchsorted(ordered, found - hair, "left") / len(ordered)
    most = np.searchsorted(ordered, found + hair, "right") / len(ordered)
    return np.maximum(np.maximum(least - SHARES, SHARES - most), 0)


def all_values(text: str, months: int, runs: int = RUNS) -> Any:
    """Values of every run, `[step, row, run]`: taken from an instance, not from what is kept."""
    from scenario.engine.compiled import kernel_of
    from scenario.engine.compiler import compile_model
    from scenario.engine.instance import Instance
    from scenario.engine.randomness import seed_key

    program = compile_model(resolve_text(text, months))
    instance = Instance(kernel_of(program), program.steps + 1)
    instance.take_at(range(program.steps + 1))
    width, rows = instance.layout.width, len(program.lows)
    found = np.empty((program.steps + 1, rows, runs))
    for first in range(0, runs, width):
        some = min(width, runs - first)
        instance.run(first, some, seed_key(0))
        for step in range(program.steps + 1):
            found[step, :, first : first + some] = instance.values(step, some)
    return program.drivers, found


@pytest.mark.parametrize(("text", "months"), [(JUMPY, 60), (EXTREME, 1)], ids=["jumpy", "extreme"])
def test_percentiles_of_any_shape_are_right_to_a_point(text: str, months: int) -> None:
    names, values = all_values(text, months)
    forecast = forecast_of(text, months)
    assert set(forecast.labels.drivers) == set(names)
    for column, name in enumerate(forecast.labels.drivers):
        row = names.index(name)
        for step in range(months + 1):
            off = misplaced(forecast.quantiles[step, column], values[step, row])
            assert off.max() < POINT, (name, step, forecast.quantiles[step, column])


def test_values_that_many_runs_share_are_told_as_they_are() -> None:
    """Not by a hair beside them, as single precision or the width of a bin would have it."""
    forecast = forecast_of(EXTREME, 1)
    by_name = dict(zip(forecast.labels.drivers, forecast.quantiles[1], strict=True))
    assert set(by_name["low"]) <= {0.0, 1.0}
    assert set(by_name["tenths"]) == {0.1, 0.7}
    assert set(by_name["fives"]) <= {0.1, 0.35, 1e9, 2e9}
    assert by_name["choices"].tolist()[:4] == [0, 0, 0, 0]
    assert by_name["half"][:2].tolist() == [0, 0]
    assert set(by_name["same"]) == {0.43}


def test_percentiles_of_an_extreme_beta_are_those_of_its_law() -> None:
    forecast = forecast_of(EXTREME, 1)
    size = 0.25 / 0.45**2 - 1
    law = beta(0.5 * size, 0.5 * size)
    row = forecast.labels.drivers.index("share")
    found = forecast.quantiles[1, row]
    hair = 1e-7 * found
    assert (law.cdf(found - hair) - SHARES < POINT).all()
    assert (SHARES - law.cdf(found + hair) < POINT).all()


def test_percentiles_of_a_short_study_are_exact() -> None:
    for runs in (1, 2, 7, binning.PILOT):
        simulation = simulate(resolve(WALKS, 12, runs=runs), judgement=False, workers=1)
        whole = simulation.paths.values.astype(float)
        expected = np.moveaxis(np.quantile(whole, QUANTILES, axis=2), 0, -1)
        assert np.allclose(simulation.percentiles, expected)
        assert (simulation.percentiles[0] == 0.43).all()


def test_percentiles_of_a_long_study_are_near_the_true_ones() -> None:
    forecast = run(resolve(WALKS, 12, runs=140_000), judgement=False)
    assert (forecast.quantiles[0] == 0.43).all()
    expected = 0.43 + norm.ppf(QUANTILES)
    error = np.sqrt(SHARES * (1 - SHARES) / 32_768)
    off = (forecast.quantiles[12, 0] - expected) * norm.pdf(norm.ppf(QUANTILES)) / error
    assert np.abs(off).max() < 4.5


def test_percentiles_are_those_of_the_first_runs_however_many_there_are() -> None:
    """Of 32,768 or a few more; and the same for any number of workers."""
    long = simulate(resolve(WALKS, 6, runs=150_000), judgement=False, workers=2)
    longer = simulate(resolve(WALKS, 6, runs=300_000), judgement=False, workers=1)
    assert np.array_equal(long.percentiles, longer.percentiles)


@pytest.mark.parametrize("runs", [500, 5_000])
def test_values_too_large_for_single_precision_have_percentiles_too(runs: int) -> None:
    text = """
drivers:
  vast: {start: 1e200, process: constant}
  grown: {start: 1e39, process: {growth: {volatility: 0.1}}}
  tiny: {start: 1e-200, process: constant}
  camps: {process: {derived: -1e100 if grown < 1e39 else 1e100}}
"""
    forecast = run(resolve_text(text, 3, runs=runs), judgement=False)
    names, values = all_values(text, 3, runs)
    assert (forecast.quantiles[:, 0] == 1e200).all()
    assert (forecast.quantiles[:, 2] == 1e-200).all()
    for step in range(4):
        for column, name in enumerate(forecast.labels.drivers):
            off = misplaced(forecast.quantiles[step, column], values[step, names.index(name)])
            assert off.max() < POINT
    assert np.isinf(forecast.paths.values[:, 0]).all()  # paths are kept in single precision


# --- the bins themselves


def read(values: Any, pilot: int = binning.PILOT) -> Any:
    """Percentiles of rows `[place, run]` by way of bins chosen by the first runs."""
    bins = binning.chosen(values[:, :pilot].astype(np.float32))
    counts = np.zeros((len(values), binning.BINS), np.int64)
    for place, row in enumerate(values):
        if place in bins.edges:
            inside = np.searchsorted(bins.edges[place], row, "right")
        else:
            at = (row - float(bins.low[place])) * float(bins.scale[place])
            inside = np.rint(np.minimum(np.maximum(at, 0.0), binning.BINS - 1.0)).astype(int)
        counts[place] = np.bincount(inside, minlength=binning.BINS)
    return bins.quantiles(counts)


SHAPES: dict[str, Any] = {
    "normal": lambda rng, n: rng.normal(size=n),
    "far from nought": lambda rng, n: 1e9 + rng.normal(size=n),
    "lognormal": lambda rng, n: np.exp(3 * rng.normal(size=n)),
    "exponential": lambda rng, n: rng.exponential(size=n),
    "uniform": lambda rng, n: rng.uniform(size=n),
    "tiny": lambda rng, n: 1e-12 * rng.normal(size=n),
    "two camps": lambda rng, n: rng.normal(size=n) + 1000 * (rng.uniform(size=n) < 0.5),
    "a few far away": lambda rng, n: rng.normal(size=n) + 1e6 * (rng.uniform(size=n) < 0.03),
    "half of them the same": lambda rng, n: np.where(
        rng.uniform(size=n) < 0.5, 0.1, rng.normal(size=n)
    ),
    "counts": lambda rng, n: rng.poisson(1.5, n).astype(float),
    "steps of a tenth": lambda rng, n: rng.integers(0, 20, n) / 10,
    "cut at the ends": lambda rng, n: np.clip(rng.normal(size=n), -1, 1),
    "nearly all the same": lambda rng, n: np.where(rng.uniform(size=n) < 0.03, 7.0, 0.43),
    "a tail of Cauchy": lambda rng, n: rng.standard_cauchy(n),
    "all the same": lambda rng, n: np.full(n, 0.43),
    "near the ends": lambda rng, n: rng.beta(0.1, 0.1, n),
}


@pytest.mark.parametrize("name", SHAPES)
def test_bins_place_every_percentile_of_every_shape(name: str) -> None:
    rng = np.random.default_rng(7)
    values = np.array([SHAPES[name](rng, 33_000) for _ in range(6)])
    for found, row in zip(read(values), values, strict=True):
        assert misplaced(found, row).max() < POINT, found


def test_percentiles_of_many_counts_are_off_by_less_than_one() -> None:
    values = np.random.default_rng(7).poisson(150, (6, 33_000)).astype(float)
    assert np.abs(read(values) - np.quantile(values, SHARES, axis=1).T).max() < 1


@settings(max_examples=60, deadline=None)
@example(parts=[(149, 547.0, 17), (0, 0.0, 1), (134, 481.0, 19), (-2, 0.0, 9)], seed=0)
@given(
    st.lists(
        st.tuples(
            st.integers(-(10**6), 10**6), st.just(0.0) | st.floats(1e-20, 1000), st.integers(1, 20)
        ),
        min_size=1,
        max_size=5,
    ),
    st.integers(0, 1000),
)
def test_bins_place_the_percentiles_of_any_mixture(parts: Any, seed: int) -> None:
    rng = np.random.default_rng(seed)
    weights = np.array([weight for *_, weight in parts], float)
    which = rng.choice(len(parts), 33_000, p=weights / weights.sum())
    centre, spread = (np.array([part[i] for part in parts]) for i in (0, 1))
    values = (centre[which] + spread[which] * rng.normal(size=33_000))[None]
    assert misplaced(read(values)[0], values[0]).max() < POINT


@given(st.floats(width=32, allow_nan=False, allow_infinity=False))
def test_numbers_of_single_precision_are_told_in_few_digits(value: float) -> None:
    (told,) = binning.plain(np.array([value], np.float32))
    assert np.float32(told) == value
    (written,) = binning.plain(np.array([float(f"{value:.6g}")], np.float32))
    assert written == float(f"{value:.6g}") or not 1e-15 < abs(value) < 1e15


def test_the_pilot_is_the_first_runs_of_the_study() -> None:
    values = simulate(resolve(WALKS, 1, runs=binning.PILOT), judgement=False).paths.values[1, 0]
    from scenario.engine.randomness import stream_key

    z = normals(keys_of(binning.PILOT), stream_key("shock", "x"), 1)
    assert np.allclose(values, 0.43 + z * np.sqrt(1 / 12), atol=1e-6)


def test_zero_has_no_sign() -> None:
    text = """
drivers: {x: {process: {derived: "-0.0 * (t + 1)"}}}
outcome: {start: a, states: [a, b], transitions: {go: {from: a, to: b, rate: 0.1}}}
"""
    found = run(resolve_text(text, 12, runs=2000), judgement=False, workers=1)
    assert (found.quantiles == 0).all()
    assert not np.signbit(found.quantiles).any()
