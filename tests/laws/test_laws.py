"""Laws that hold for every model: what may change the answer, and what must not change a bit."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scenario.engine.simulate import Simulation, simulate
from scenario.errors import InputError
from scenario.resolve import Resolved
from tests.strategies import WHOLE, documents, judgements, plain
from tests.support.models import resolve, resolve_document
from tests.support.told import parted, told

some = settings(WHOLE, max_examples=12)
few = settings(WHOLE, max_examples=4)

Data = dict[str, Any]


def run(resolved: Resolved, judgement: bool = False, workers: int = 1) -> Simulation:
    return simulate(resolved, judgement=judgement, workers=workers)


def paths_of(simulation: Simulation) -> dict[str, np.ndarray]:
    """Whole paths by name: drivers, actors, events, judgements and the state."""
    program, paths = simulation.program, simulation.paths
    found = dict(zip([*program.drivers, *program.actors], paths.values.swapaxes(0, 1), strict=True))
    found |= dict(zip(program.events, paths.happened, strict=True))
    found |= {draw.place: row for draw, row in zip(program.draws, paths.draws, strict=True)}
    return {**found, "the state": np.array(program.states)[paths.states.swapaxes(0, 1)]}


def same_paths(first: Simulation, second: Simulation, names: list[str] | None = None) -> None:
    """Both tell the same of everything in `first` (or of these names), bit by bit."""
    one, other = paths_of(first), paths_of(second)
    for name in names if names is not None else one:
        assert np.array_equal(one[name], other[name]), name


# Workers, order, length


@few
@given(documents(months=6, runs=9000))
def test_workers_change_no_bit(document: Data) -> None:
    resolved = resolve_document(document)
    alone = told(run(resolved, True, workers=1))
    for workers in (2, 3):
        assert not parted(told(run(resolved, True, workers=workers)), alone)


def shuffled(data: Any, order: Any) -> Any:
    """The same data with the keys of every mapping in another order."""
    if isinstance(data, list):
        return [shuffled(item, order) for item in data]
    if not isinstance(data, dict):
        return data
    keys = list(data)
    order.shuffle(keys)
    return {key: shuffled(data[key], order) for key in keys}


@some
@given(documents(months=12, runs=50), st.randoms(use_true_random=False))
def test_the_order_of_keys_changes_no_bit(document: Data, order: Any) -> None:
    first = run(resolve_document(document))
    assert not parted(told(run(resolve_document(shuffled(document, order)))), told(first))


@some
@given(documents(months=12), st.randoms(use_true_random=False))
def test_the_order_of_listed_things_changes_no_bit(document: Data, order: Any) -> None:
    """Order never matters: not of effects either,"""
    other = copy.deepcopy(document)
    order.shuffle(other["model"]["correlations"])
    for pair in other["model"]["correlations"]:
        pair["between"].reverse()
    order.shuffle(other["model"]["outcome"]["states"])
    for way in other["model"]["outcome"]["transitions"].values():
        order.shuffle(way["from"])
    for event in other["model"]["events"].values():
        order.shuffle(event.get("date", []))
    again = told(run(resolve_document(other)))
    assert not parted(again, told(run(resolve_document(document))))


@some
@given(documents(months=12, runs=50))
def test_more_runs_begin_with_the_fewer(document: Data) -> None:
    few_runs = run(resolve_document(document))
    more = run(resolve_document({**document, "runs": 200}))
    for name, rows in paths_of(few_runs).items():
        assert np.array_equal(rows, paths_of(more)[name][..., :50]), name


SHAKEN = {
    "random walk": {"random_walk": {"drift": 0.1, "volatility": 0.3}},
    "growth": {"growth": {"rate": 0.1, "volatility": 0.3}},
    "mean reverting": {"mean_reverting": {"level": 1, "half_life": 1, "spread": 0.3}},
    "logistic": {"logistic": {"capacity": 2, "rate": 1, "volatility": 0.3}},
}


@pytest.mark.parametrize("process", SHAKEN.values(), ids=SHAKEN)
def test_what_seldom_happens_to_one_run_leaves_the_others(process: Data) -> None:
    """A field that a rule changes in a few of many runs is in the others what it always was."""
    (fields,) = process.values()
    places = [*fields, "jumps.rate", "jumps.size", "jumps.sd"]
    seldom = {
        "when": "other > 1.9",
        "effects": [{"multiply": [f"x.{f}" for f in places], "by": 1.3}],
    }
    other = {"start": 1, "process": {"random_walk": {"volatility": 0.3}}}
    jumps = {"rate": 2, "size": 0.3, "sd": 0.1}
    drivers = {"other": other, "x": {"start": 1.4854, "process": process, "jumps": jumps}}
    elements = {"drivers": drivers, "rules": {"r": seldom}}
    few_runs, more = (paths_of(run(resolve(elements, runs=runs))) for runs in (20, 600))
    assert (few_runs["other"] <= 1.9).any()
    assert (more["other"] > 1.9).any()
    assert np.array_equal(few_runs["x"], more["x"][:, :20])


@few
@given(documents(months=6, runs=50))
def test_very_many_runs_begin_with_the_fewer(document: Data) -> None:
    few_runs = run(resolve_document(document))
    many = run(resolve_document({**document, "runs": 9000}))
    for name, rows in paths_of(few_runs).items():
        assert np.array_equal(rows, paths_of(many)[name][..., :50]), name


@some
@given(documents(months=18))
def test_a_longer_horizon_begins_with_the_shorter(document: Data) -> None:
    long = paths_of(run(resolve_document(document)))
    short = run(resolve_document({**document, "horizon": "12 months"}))
    for name in [*short.program.drivers, *short.program.actors, "the state"]:
        rows = paths_of(short)[name]
        assert np.array_equal(rows, long[name][: len(rows)]), name


# What nobody reads, and what is compared

WALK = {"start": 1, "process": {"random_walk": {"volatility": 1}}}
INERT: dict[str, Data] = {
    "a parameter": {"parameters": {"aaa_inert": {"value": "1 to 2"}}},
    "a driver": {"drivers": {"aaa_inert": {**WALK, "jumps": {"rate": 1, "size": "1 to 2"}}}},
    "an actor": {"actors": {"aaa_inert": {"alignment": "-1 to 1", "volatility": 0.2}}},
    "an event": {"events": {"aaa_inert": {"rate": "1 to 2", "once": False}}},
    "a rule": {"rules": {"aaa_inert": {"when": "t > 0.5", "effects": []}}},
    "correlated drivers": {
        "drivers": {"aaa_inert": WALK, "zzz_inert": WALK},
        "correlations": [{"between": ["zzz_inert", "aaa_inert"], "value": 0.5}],
    },
}


@pytest.mark.parametrize("extra", INERT.values(), ids=INERT)
@settings(WHOLE, max_examples=5)
@given(documents(months=12))
def test_an_inert_element_changes_no_other_number(extra: Data, document: Data) -> None:
    more = copy.deepcopy(document)
    for kind, added in extra.items():
        section = more["model"].setdefault(kind, type(added)())
        more["model"][kind] = section + added if isinstance(added, list) else {**section, **added}
    same_paths(run(resolve_document(document)), run(resolve_document(more)))


@some
@given(documents(months=12, reads_outcome=False), st.data())
def test_another_rate_leaves_what_it_does_not_touch(document: Data, data: st.DataObject) -> None:
    """Common random numbers: a change of one transition is seen in the outcome alone."""
    ways = document["model"]["outcome"]["transitions"]
    rated = [name for name, way in ways.items() if "rate" in way]
    assume(rated)
    other = copy.deepcopy(document)
    name = data.draw(st.sampled_from(rated))
    other["model"]["outcome"]["transitions"][name]["rate"] = data.draw(plain(0, 5))
    first, second = run(resolve_document(document)), run(resolve_document(other))
    same_paths(
        first, second, [*first.program.drivers, *first.program.actors, *first.program.events]
    )


@some
@given(documents(months=12), st.data())
def test_another_judgement_leaves_the_other_draws(document: Data, data: st.DataObject) -> None:
    parameters = document["model"]["parameters"]
    assume(parameters)
    name = data.draw(st.sampled_from(sorted(parameters)))
    correlations = document["model"]["correlations"]
    assume(not any(name in pair["between"] for pair in correlations))
    other = copy.deepcopy(document)
    other["model"]["parameters"][name]["value"] = data.draw(judgements(-0.7, 0.8))
    first, second = run(resolve_document(document)), run(resolve_document(other))
    own = f"parameters.{name}.value"
    places = [draw.place for draw in first.program.draws if draw.place != own]
    same_paths(first, second, places)


def test_the_seed_matters_and_nought_is_one() -> None:
    elements = {
        "drivers": {"x": {"start": "1 to 2", "process": {"random_walk": {"volatility": 1}}}}
    }
    seeds = [0, 1, 2, 2**62, 2**62 + 1]
    ends = [run(resolve(elements, runs=5, random_seed=seed)).paths.values for seed in seeds]
    flat = [value for end in ends for value in end[[0, 12], 0].ravel()]
    assert len(set(flat)) == len(flat)
    again = run(resolve(elements, runs=5, random_seed=0)).paths.values
    unsaid = run(resolve(elements, runs=5)).paths.values
    assert np.array_equal(again, ends[0])
    assert np.array_equal(unsaid, ends[0])


@some
@given(documents(months=12))
def test_an_engine_keeps_within_its_bounds(document: Data) -> None:
    """Ranges hold, alignments stay on the axis, shares add up, what was reached stays reached."""
    resolved = resolve_document(document)
    simulation = run(resolved)
    paths, record = paths_of(simulation), simulation.record
    for name, driver in resolved.model.drivers.items():
        low, high = driver.range or (None, None)
        assert low is None or (paths[name] >= np.float32(low)).all()
        assert high is None or (paths[name] <= np.float32(high)).all()
    for name in resolved.model.actors:
        assert (np.abs(paths[name]) <= 1).all()
    assert (record.at.sum(axis=1) == record.runs).all()
    assert (np.diff(record.reached, axis=0) >= 0).all()
    assert (record.reached >= record.at).all()
    assert (np.diff(record.happened, axis=0) >= 0).all()


# Resolving


@some
@given(documents())
def test_a_resolved_scenario_is_its_own_fixed_point(document: Data) -> None:
    once = resolve_document(document).document()
    assert resolve_document(once).document() == once


@some
@given(documents(months=12))
def test_a_resolved_scenario_runs_as_what_it_was_resolved_from(document: Data) -> None:
    resolved = resolve_document(document)
    again = told(run(resolve_document(resolved.document())))
    assert not parted(again, told(run(resolved)))


@some
@given(documents(months=12))
def test_holding_at_the_start_is_holding_at_that_value(document: Data) -> None:
    """What is held does not move, and pushes do not reach it."""
    names = [*document["model"]["drivers"], *document["model"]["actors"]]
    assume(names)
    held = run(resolve_document({**document, "hold": dict.fromkeys(names, "start")}))
    for row in held.paths.values.swapaxes(0, 1):
        assert (row == row[0]).all()


@some
@given(documents())
def test_generated_models_are_valid(document: Data) -> None:
    try:
        resolve_document(document)
    except InputError as error:
        pytest.fail(str(error))
