"""What chance strikes is what every uniform, looked at one by one, says it strikes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from scenario.engine.randomness import stream_key
from scenario.engine.simulate import Simulation, simulate
from scenario.errors import RunError
from scenario.reference import Plan, follow
from tests.support.models import resolve
from tests.support.numbers import decisions, judgements, keys_of, pairs

RUNS, STEPS, DT = 3000, 10, 1 / 12
KEYS = keys_of(RUNS, 5)
STREAM = stream_key("event", "e")


def simulated(elements: Any, months: int = STEPS, runs: int = RUNS) -> Simulation:
    return simulate(resolve(elements, months, runs=runs, random_seed=5), judgement=False)


def counting(rate: Any, **more: Any) -> Any:
    """A model whose driver `n` counts how often its event has happened."""
    event = {"rate": rate, "once": False, "effects": [{"add": 1, "to": "n"}], **more}
    parameters = {"p": {"value": "0.01 to 1"}}
    drivers = {"n": {"start": 0, "process": "constant"}, "x": {"start": "p", "process": "constant"}}
    return {"parameters": parameters, "drivers": drivers, "events": {"e": event}}


RATES: dict[str, tuple[Any, Any]] = {
    "a number": (0.7, lambda p: 0.7),
    "a large number": (40.0, lambda p: 40.0),
    "nought": (0, lambda p: 0.0),
    "a parameter": ("p", lambda p: p),
    "a driver": ("0.2 + x", lambda p: 0.2 + p),
    "what may be negative": ("x - 0.3", lambda p: p - 0.3),
    "a condition": ("1 if x > 0.3 else 0.1", lambda p: np.where(p > 0.3, 1, 0.1)),
    "next to nothing": (1e-4, lambda p: 1e-4),
    "an exponential": ("0.3 * exp(2 * x)", lambda p: 0.3 * np.exp(2 * p)),
    "divided by one": ("x / exp(3 * x)", lambda p: p / np.exp(3 * p)),
    "a steep one": ("exp(3000 * (x - 0.4))", lambda p: np.exp(np.minimum(3000 * (p - 0.4), 700))),
    "one of what may be negative": ("(x - 0.3) * exp(x)", lambda p: (p - 0.3) * np.exp(p)),
    "some under conditions": (
        "0.2 * (exp(3 * x) if x > 0.3 else 1) / (2 * exp(x) if x > 0.2 else 1) * (2 if x > 0.5"
        " else 1)",
        lambda p: (
            0.2
            * np.where(p > 0.3, np.exp(3 * p), 1)
            / np.where(p > 0.2, 2 * np.exp(p), 1)
            * np.where(p > 0.5, 2, 1)
        ),
    ),
}


@pytest.mark.parametrize("name", RATES)
def test_struck_is_who_every_uniform_says(name: str) -> None:
    written, worked_out = RATES[name]
    paths = simulated(counting(written)).paths
    p = judgements(RUNS, stream_key("judgement", "parameters.p.value"), 5)
    p = np.exp(np.log(0.1) + _score(p) * np.log(10) / 1.6448536269514722)  # "0.01 to 1"
    assert np.allclose(paths.draws[0], p)
    rate = np.maximum(worked_out(paths.draws[0]), 0.0)
    struck = np.diff(paths.values[:, 0], axis=0)
    for step in range(1, STEPS + 1):
        expected = -np.log1p(-decisions(KEYS, STREAM, step)) <= rate * DT
        assert np.array_equal(struck[step - 1], expected)


def _score(u: Any) -> Any:
    from scipy.stats import norm

    return norm.ppf(u)


def test_a_condition_leaves_out_whom_it_leaves_out_and_nobody_else() -> None:
    everyone = simulated(counting("0.1 + 5 * p")).paths.values[:, 0]
    paths = simulated(counting("0.1 + 5 * p", when="p > 0.2")).paths
    some = paths.draws[0] > 0.2
    assert 500 < some.sum() < RUNS - 500
    assert np.array_equal(paths.values[:, 0][:, some], everyone[:, some])
    assert not paths.values[:, 0][:, ~some].any()


@pytest.mark.parametrize("probability", [0.0001, 0.3, 1, "p", "p * 3 - 1"])
def test_a_date_comes_true_where_its_uniform_is_below_its_probability(probability: Any) -> None:
    elements = counting(1)
    elements["events"]["e"] = {"date": "2023-04", "probability": probability}
    paths = simulated(elements).paths
    p = paths.draws[0]
    chance = {"p": p, "p * 3 - 1": p * 3 - 1}.get(probability, probability)
    assert np.array_equal(np.isfinite(paths.happened[0]), decisions(KEYS, STREAM, 4) < chance)


def test_jumps_come_as_their_uniforms_say_and_are_as_large_as_their_normals() -> None:
    jumps = {"rate": 2, "size": 0.5, "sd": 0.25}
    elements = {"drivers": {"x": {"start": 0, "process": "constant", "jumps": jumps}}}
    moves = np.diff(simulated(elements).paths.values[:, 0].astype(float), axis=0)
    for step in range(1, STEPS + 1):
        here = decisions(KEYS, stream_key("jump", "x"), step)
        fresh, _ = pairs(KEYS, stream_key("jump size", "x"), step)
        expected = np.where(-np.log1p(-here) <= 2 * DT, 0.5 + 0.25 * fresh.astype(float), 0.0)
        assert np.allclose(moves[step - 1], expected, atol=1e-6)


def test_the_clock_that_rings_first_is_taken() -> None:
    ways = {
        "one": {"from": "a", "to": "b", "rate": 1.5},
        "two": {"from": "a", "to": "c", "rate": 2.5},
    }
    outcome = {"start": "a", "states": ["a", "b", "c"], "transitions": ways}
    simulation = simulated({"outcome": outcome})
    state = np.zeros(RUNS, int)
    for step in range(1, STEPS + 1):
        years = [
            -np.log1p(-decisions(KEYS, stream_key("clock", name), step)) / way["rate"]
            for name, way in ways.items()
        ]
        first = np.where(years[0] < years[1], 1, 2)
        moves = (state == 0) & (np.minimum(*years) <= DT)
        state = np.where(moves, first, state)
        assert np.array_equal(simulation.paths.states[0, step], state)


# --- what is not as it should be


def test_negative_rates_are_counted_by_run_whatever_the_tiles() -> None:
    for runs in (1, 100, 20_000):
        record = simulated(counting("0.3 - t"), 12, runs).record
        expected = runs * sum(0.3 - month / 12 < 0 for month in range(12))
        assert record.negative == {"events.e.rate": expected}
        assert not record.above_one


def test_every_negative_rate_is_counted_wherever_its_uniform_falls() -> None:
    simulation = simulated(counting("x - 0.3"))
    below = np.count_nonzero(simulation.paths.draws[0] - 0.3 < 0)
    assert simulation.record.negative == {"events.e.rate": STEPS * below}
    assert below > 100


def test_probabilities_above_one_and_below_nought_are_counted() -> None:
    elements = counting(1)
    elements["events"]["e"] = {"date": ["2023-02", "2023-04"], "probability": "p * 5 - 0.5"}
    simulation = simulated(elements)
    chance = simulation.paths.draws[0] * 5 - 0.5
    place = "events.e.probability"
    assert simulation.record.above_one == {place: 2 * np.count_nonzero(chance > 1)}
    assert simulation.record.negative == {place: 2 * np.count_nonzero(chance < 0)}


def test_the_same_is_counted_as_in_the_reference() -> None:
    elements = counting("x - 0.3")
    elements["events"]["d"] = {"date": "2023-05", "probability": "2 * x", "when": "p < 0.7"}
    elements["drivers"]["y"] = {
        "start": 1,
        "process": "constant",
        "jumps": {"rate": "1 - 3 * t", "size": 1},
    }
    ways = {"go": {"from": "a", "to": "b", "rate": "x - 0.2 - t"}}
    elements["outcome"] = {"start": "a", "states": ["a", "b"], "transitions": ways}
    simulation = simulated(elements, runs=300)
    plan = Plan(resolve(elements, STEPS, runs=300, random_seed=5))
    paths = [follow(plan, run) for run in range(300)]
    for name in ("negative", "above_one"):
        expected = sum((getattr(path, name) for path in paths), start=type(paths[0].negative)())
        assert getattr(simulation.record, name) == expected
    assert len(simulation.record.negative) == 3


# --- what is no number


LOGS = {"parameters": {"p": {"value": {"uniform": {"low": -0.2, "high": 2}}}}} | {
    "drivers": {"x": {"start": 0.2, "process": {"random_walk": {"volatility": 0.3}}}}
}
UNSURE = (
    "20 if x < log(p) else 0.2",
    "min(x, log(p))",
    "min(log(p), x)",
    "max(x, log(p))",
    "max(log(p), x)",
    "clip(x, 0.05, log(p))",
    "clip(x, log(p), 2)",
    "exp(log(p))",
    "1 / p",
    "max(0, 1 / (p - 1))",
    "p ** x",
    "sqrt(max(p, 0)) if p > 0 else 1",
    "sqrt(p) if p > 0 else 1",
    "1 if p > 0 and log(p) > -1 else 0.5",
    "1 if log(p) > -1 and p > 0 else 0.5",
    "1 if p < 0 or log(p) > -1 else 0.5",
    "0.3 if months_since(e) > 3 else exp(-months_since(e))",
    "months_since(e) - months_since(f)",
    "exp(1000 * x)",
    "exp(1000 * x) - exp(1000 * x)",
)
PLACES = {
    "a rate": lambda rate: {"events": {"f": {"rate": 0}, "e": {"rate": rate, "once": False}}},
    "a probability": lambda rate: {
        "events": {"f": {"rate": 0}, "e": {"date": "2023-03", "probability": rate}}
    },
    "a condition": lambda rate: {
        "events": {"f": {"rate": 0}, "e": {"rate": 1, "when": f"({rate}) > 0.1"}}
    },
    "a rule's condition": lambda rate: {
        "events": {"f": {"rate": 0}, "e": {"rate": 1}},
        "rules": {"r": {"when": f"({rate}) > 0.1", "effects": [{"add": 1, "to": "x"}]}},
    },
    "the rate of a transition": lambda rate: {
        "events": {"f": {"rate": 0}, "e": {"rate": 1}},
        "outcome": {
            "start": "a",
            "states": ["a", "b"],
            "transitions": {"go": {"from": "a", "to": "b", "rate": rate}},
        },
    },
}


def told(resolved: Any) -> Any:
    """What was counted, or what stopped the run."""
    try:
        record = simulate(resolved, judgement=False, workers=1).record
    except RunError as error:
        return str(error)
    return record.at.tolist(), record.happened.tolist(), dict(record.negative)


def told_by_reference(resolved: Any) -> Any:
    """The same of the reference, run by run; the first run that stops is the one that is told."""
    plan, steps = Plan(resolved), resolved.steps + 1
    at, happened = np.zeros((steps, 2), int), np.zeros((steps, 2), int)
    negative: dict[str, int] = {}
    for run in range(resolved.runs):
        path = follow(plan, run)
        if path.stopped:
            return str(path.stopped)
        for step, state in enumerate(path.states):
            at[step, "ab".index(state)] += 1
        for column, event in enumerate(sorted(path.happened)):
            happened[:, column] += path.happened[event] <= np.arange(steps)
        for place, count in path.negative.items():
            negative[place] = negative.get(place, 0) + count
    return at.tolist(), happened.tolist(), negative


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("rate", UNSURE)
def test_what_is_no_number_stops_where_it_is_used_and_nowhere_else(rate: str, place: str) -> None:
    """Expression, month and run are those at which the reference stops, beyond a tile of runs."""
    resolved = resolve(LOGS | PLACES[place](rate), 6, runs=140)
    assert told(resolved) == told_by_reference(resolved)


def test_some_of_these_stop_and_some_do_not() -> None:
    stops = [
        told(resolve(LOGS | PLACES["a rate"](rate), 6, runs=140)).__class__ is str
        for rate in UNSURE
    ]
    assert 4 < sum(stops) < len(stops) - 4


def test_a_comparison_with_what_is_no_number_stops_the_run_wherever_the_number_is_from() -> None:
    for condition in ("x < log(p)", "x < log(x - 5)"):
        model = LOGS | {"events": {"e": {"rate": 1, "when": condition}}}
        assert "compares what is not a number" in told(resolve(model, 6, runs=2000))


def test_a_rate_is_not_read_where_its_event_cannot_happen() -> None:
    rate = {"rate": "sqrt(x)", "when": "x > 0"}
    resolved = resolve(LOGS | {"events": {"e": rate}}, 24, runs=500)
    assert isinstance(told(resolved), tuple)
