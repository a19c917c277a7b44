"""What chance strikes is what every uniform, looked at one by one, says it strikes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from scenario.engine import hazard
from scenario.engine.block import Lanes, open_world
from scenario.engine.compiler import compile_model
from scenario.engine.jobs import BLOCK, NUMBERS, blocks
from scenario.engine.program import Program
from scenario.engine.randomness import (
    Chances,
    Limits,
    Normals,
    decisions,
    normal,
    parted,
    run_keys,
    seed_key,
    stream_key,
    turn_of,
)
from scenario.engine.results import run
from scenario.engine.simulate import simulate
from scenario.engine.tally import Tally
from scenario.engine.world import World
from scenario.errors import RunError
from scenario.expr.interval import UNBOUNDED
from scenario.forecast import QUANTILES
from tests.strategies import documents
from tests.support.models import resolve, resolve_document

WIDTH = 3000
KEYS = run_keys(seed_key(5), np.arange(WIDTH))
STREAM = stream_key("event", "e")
DT = 1 / 12


# --- uniforms


@given(st.integers(1, 400), st.floats(0.0, 1.0))
@settings(max_examples=60)
def test_whatever_falls_below_is_among_what_may(step: int, most: float) -> None:
    u = decisions(KEYS, STREAM, step)
    runs, near = Chances(KEYS).near(STREAM, step, most)
    assert np.array_equal(near, u[runs])
    assert (np.diff(runs) > 0).all()
    assert set(np.flatnonzero(u < most)) <= set(runs)
    assert len(runs) <= np.count_nonzero(u < 1.25 * most + 2.0**-15)


def test_the_four_steps_of_a_turn_are_found_together() -> None:
    runs, u, parts = Chances(KEYS).below(STREAM, 2, 0.05)
    for part, (some, theirs) in enumerate(parted(runs, u, parts)):
        step = 2 * 4 + part + 1
        assert turn_of(step) == (2, part)
        assert np.array_equal(theirs, decisions(KEYS, STREAM, step)[some])
        assert set(np.flatnonzero(decisions(KEYS, STREAM, step) < 0.05)) <= set(some)


def test_a_limit_for_each_run_leaves_out_those_that_are_safe() -> None:
    chance = np.where(np.arange(WIDTH) % 2, 0.2, 0.0)
    runs, u, parts = Chances(KEYS).below(STREAM, 0, Limits(chance))
    for part, (some, _) in enumerate(parted(runs, u, parts)):
        below = decisions(KEYS, STREAM, part + 1) < chance
        assert set(np.flatnonzero(below)) <= set(some)
    assert np.count_nonzero(runs % 2 == 0) < 4 * WIDTH * 2.0**-14


def test_asking_for_more_in_the_same_turn_is_heeded() -> None:
    chances = Chances(KEYS)
    few, _ = chances.near(STREAM, 1, 0.001)
    many, _ = chances.near(STREAM, 2, 0.3)
    assert len(few) < len(many)
    assert set(np.flatnonzero(decisions(KEYS, STREAM, 2) < 0.3)) <= set(many)
    again, _ = chances.near(STREAM, 1, 0.001)
    assert set(few) <= set(again)


def test_normals_are_the_same_however_many_streams_and_runs_are_computed_together() -> None:
    streams = [stream_key("shock", f"x{i}") for i in range(30)]
    many = Normals(KEYS, streams)
    for step in (1, 2, 7, 8):
        drawn = many.at(step)
        for row in (0, 13, 29):
            alone = normal(KEYS, streams[row], step)
            assert np.allclose(drawn[row], alone, rtol=1e-6, atol=1e-7)


# --- rates


def opened(rate: Any, **more: Any) -> tuple[Program, World]:
    """A model with one event of this rate, at the start of many runs."""
    resolved = resolve({"events": {"e": {"rate": rate, "once": False}}, **more}, 24)
    program = compile_model(resolved)
    return program, open_world(program, Lanes(KEYS, KEYS))


MODELS = {
    "a number": (0.7, {}),
    "a large number": (40.0, {}),
    "a judgement": ("0.1 to 2", {}),
    "a driver": ("0.2 + x", {"drivers": {"x": {"start": "0.01 to 1", "process": "constant"}}}),
    "what may be negative": (
        "x - 0.3",
        {"drivers": {"x": {"start": "0.01 to 1", "process": "constant"}}},
    ),
    "a condition": (
        "1 if x > 0.3 else 0.1",
        {"drivers": {"x": {"start": "0.01 to 1", "process": "constant"}}},
    ),
}


@pytest.mark.parametrize("name", MODELS)
def test_struck_is_who_every_uniform_says(name: str) -> None:
    rate, more = MODELS[name]
    program, world = opened(rate, **more)
    (plan,) = program.event_plans
    assert plan.rate is not None
    each = np.maximum(np.broadcast_to(plan.rate.read(world), WIDTH), 0.0)
    for step in range(1, 11):
        world.step = step
        runs, when = hazard.by_rate(plan.rate, plan.stream, world, Tally(), DT)
        with np.errstate(divide="ignore"):
            years = -np.log1p(-decisions(KEYS, plan.stream, step)) / each
        assert np.array_equal(runs, np.flatnonzero(years <= DT))
        assert np.array_equal(when, years[runs])


# --- bounds


LOGS = {"parameters": {"p": {"value": {"uniform": {"low": -0.2, "high": 2}}}}} | {
    "drivers": {"x": {"start": 0.2, "process": {"random_walk": {"volatility": 0.3}}}}
}
UNSURE = (
    "20 if x < log(p) else 0.2",
    "min(x, log(p))",
    "min(log(p), x)",
    "max(x, log(p))",
    "clip(x, 0.05, log(p))",
    "exp(log(p))",
    "1 / p",
    "max(0, 1 / (p - 1))",
    "p ** x",
    "sqrt(max(p, 0)) if p > 0 else 1",
    "0.3 if months_since(e) > 3 else exp(-months_since(e))",
)


def told(resolved: Any) -> Any:
    """What was counted, or what stopped the run."""
    try:
        record = simulate(resolved, judgement=False, workers=1).record
    except RunError as error:
        return str(error)
    return record.at.tolist(), record.happened.tolist(), dict(record.negative)


def opened_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scenario.engine.formula.Formula.bounds", lambda *_: UNBOUNDED)
    monkeypatch.setattr("scenario.engine.formula.Formula.lasting", False)


@pytest.mark.parametrize("rate", UNSURE)
def test_what_is_found_does_not_depend_on_bounds(
    rate: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even where some of what is read is no number: then the run stops, with or without."""
    model = LOGS | {"events": {"e": {"rate": rate, "once": False}}}
    resolved = resolve(model, 6, runs=2000)
    known = told(resolved)
    opened_bounds(monkeypatch)
    assert told(resolved) == known


@given(documents(months=12, runs=40))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_nor_on_any_model(document: dict[str, Any]) -> None:
    resolved = resolve_document(document)
    known = told(resolved)
    with pytest.MonkeyPatch.context() as patched:
        opened_bounds(patched)
        assert told(resolved) == known


def test_a_comparison_with_what_is_no_number_stops_the_run_wherever_the_number_is_from() -> None:
    for condition in ("x < log(p)", "x < log(x - 5)"):
        model = LOGS | {"events": {"e": {"rate": 1, "when": condition}}}
        assert "compares what is not a number" in told(resolve(model, 6, runs=2000))


def test_a_rate_is_not_read_where_its_event_cannot_happen() -> None:
    rate = {"rate": "sqrt(x)", "when": "x > 0"}
    resolved = resolve(LOGS | {"events": {"e": rate}}, 24, runs=500)
    assert isinstance(told(resolved), tuple)


def test_negative_rates_are_counted_by_run_whatever_the_blocks() -> None:
    for runs in (100, 20_000):
        resolved = resolve({"events": {"e": {"rate": "0.3 - t", "once": False}}}, 12, runs=runs)
        (count,) = told(resolved)[2].values()
        assert count == runs * sum(0.3 - month / 12 < 0 for month in range(12))


# --- some runs of all


def test_among_some_only_those_are_struck() -> None:
    program, world = opened("0.1 to 2")
    (plan,) = program.event_plans
    assert plan.rate is not None
    some = np.arange(WIDTH) % 3 == 0
    for step in (1, 2):
        world.step = step
        everyone, _ = hazard.by_rate(plan.rate, plan.stream, world, Tally(), DT)
        few, _ = hazard.by_rate(plan.rate, plan.stream, world, Tally(), DT, some)
        assert np.array_equal(few, everyone[some[everyone]])
        assert len(few)


def test_every_negative_rate_is_counted_wherever_the_uniform_falls() -> None:
    program, world = opened("x - 0.3", drivers={"x": {"start": "0.01 to 1", "process": "constant"}})
    (plan,) = program.event_plans
    assert plan.rate is not None
    world.step, tally = 1, Tally()
    hazard.by_rate(plan.rate, plan.stream, world, tally, DT)
    assert tally.negative[plan.rate.place] == np.count_nonzero(world.values[0] < 0.3) > 100


def test_a_rate_of_nought_strikes_nobody() -> None:
    program, world = opened(0)
    (plan,) = program.event_plans
    assert plan.rate is not None
    world.step = 1
    assert not len(hazard.by_rate(plan.rate, plan.stream, world, Tally(), DT).runs)


# --- blocks


@given(st.integers(1, 3_000_000), st.integers(0, 2000))
def test_blocks_are_all_the_runs_in_order_and_about_equal(runs: int, rows: int) -> None:
    found = blocks(runs, rows)
    sizes = [size for _, size in found]
    assert sum(sizes) == runs
    assert [first for first, _ in found] == [sum(sizes[:k]) for k in range(len(sizes))]
    assert max(sizes) - min(sizes) <= 1
    assert max(sizes) <= min(BLOCK, max(1024, NUMBERS // max(1, rows)))
    assert len(sizes) == 1 or len(sizes) % 2 == 0


WALKS = {"drivers": {"x": {"start": 0.43, "process": {"random_walk": {"volatility": 1}}}}}


def test_percentiles_of_a_study_in_one_block_are_exact() -> None:
    for runs in (1, 2, 7, 4000):
        simulation = simulate(resolve(WALKS, 12, runs=runs), judgement=False, workers=1)
        assert simulation.edges is None
        whole = simulation.paths.values.astype(float)
        found = simulation.record.percentiles
        assert np.allclose(found, np.moveaxis(np.quantile(whole, QUANTILES, axis=2), 0, -1))
        assert (found[0] == 0.43).all()


def test_percentiles_from_bins_are_those_of_the_runs_that_were_counted() -> None:
    for runs in (20_000, 140_000):
        simulation = simulate(resolve(WALKS, 12, runs=runs), judgement=False, workers=1)
        counted = simulation.record.histogram.sum(axis=2)
        assert (counted == counted[0, 0]).all()
        assert min(runs, 32_768) <= counted[0, 0] <= runs
        assert simulation.paths.values.shape[2] == 4096


def test_percentiles_from_bins_are_near_the_true_ones() -> None:
    forecast = run(resolve(WALKS, 12, runs=140_000), judgement=False, workers=1)
    assert (forecast.quantiles[0] == 0.43).all()
    expected = 0.43 + norm.ppf(QUANTILES)
    error = np.sqrt(np.array(QUANTILES) * (1 - np.array(QUANTILES)) / 32_768)
    off = (forecast.quantiles[12, 0] - expected) * norm.pdf(norm.ppf(QUANTILES)) / error
    assert np.abs(off).max() < 4.5
