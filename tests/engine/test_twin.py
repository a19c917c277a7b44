"""The engine equals its scalar twin, run by run: on every feature, on generated models, on ours."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from scenario.engine.simulate import simulate
from scenario.errors import RunError
from scenario.resolve import load
from tests.engine import twin, twin_effects
from tests.engine.agreement import Comparison, compare
from tests.engine.features import FEATURES
from tests.engine.twin import twin_paths
from tests.engine.twin_effects import TwoSetsError
from tests.strategies import documents
from tests.support.models import resolve, resolve_document, resolve_text

SHIPPED = sorted((Path(__file__).parents[2] / "scenarios").glob("*.yaml"))


def agree(found: Comparison) -> None:
    """No difference, and next to nothing too close to call."""
    assert not found.differences, "\n".join(found.differences[:3])
    assert found.set_aside <= 1 + found.runs / 1000


@pytest.mark.parametrize("name", FEATURES)
def test_the_engine_is_its_twin_on_every_feature(name: str) -> None:
    feature = FEATURES[name]
    resolved = resolve_text(feature.text, feature.months, runs=24, random_seed=7, **feature.said)
    agree(compare(resolved))


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking a model takes minutes
)
@given(documents(months=18, runs=8))
def test_the_engine_is_its_twin_on_any_model(document: dict[str, Any]) -> None:
    agree(compare(resolve_document(document)))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_engine_is_its_twin_on_what_we_ship(path: Path) -> None:
    agree(compare(load(str(path)).with_run(runs=2)))


def test_there_are_shipped_scenarios() -> None:
    assert SHIPPED


def test_the_counts_are_those_of_the_twin() -> None:
    resolved = lively()
    simulation, paths = simulate(resolved, judgement=False), twin_paths(resolved, resolved.runs)
    record, program = simulation.record, simulation.program
    for step in range(resolved.steps + 1):
        for column, state in enumerate(program.states):
            assert record.at[step, column] == sum(path.states[step] == state for path in paths)
            seen = sum(state in path.states[: step + 1] for path in paths)
            assert record.reached[step, column] == seen
        for column, event in enumerate(program.events):
            seen = sum(path.happened[event] <= step for path in paths)
            assert record.happened[step, column] == seen
        for row, name in enumerate([*program.drivers, *program.actors]):
            values = [path.values[step][name] for path in paths]
            assert record.sums[step, row] == pytest.approx(sum(values), rel=1e-5, abs=1e-5)
            squares = sum(value**2 for value in values)
            assert record.squares[step, row] == pytest.approx(squares, rel=1e-5, abs=1e-5)


# The comparison can fail

LIVELY: dict[str, Any] = {
    "parameters": {"p": {"value": "1 to 2"}, "q": {"value": "1 to 2"}},
    "drivers": {
        "x": {"start": 1, "process": {"random_walk": {"drift": "p", "volatility": 0.3}}},
        "y": {
            "start": 1,
            "process": {"growth": {"volatility": 0.2}},
            "jumps": {"rate": 2, "size": 1},
        },
        "m": {"start": "q", "process": {"mean_reverting": {"level": 1, "half_life": 1}}},
    },
    "actors": {
        "g": {"alignment": 0.1, "susceptibility": 0.4, "listens_to": {"h": 1}, "volatility": 0.1},
        "h": {"alignment": "-0.5 to 0.5", "responds_to": {"x": 0.1}, "speed": 2},
    },
    "events": {
        "e": {
            "rate": 2,
            "once": False,
            "effects": [
                {"add": 0.6, "to": "x", "over": "6 months"},
                {"multiply": "m.level", "by": 2, "after": "1 month", "for": "4 months"},
                {"set": "g", "to": 0.3, "over": "3 months"},
            ],
        },
        "d": {"date": ["2023-03", "2023-09"], "probability": 0.5},
    },
    "rules": {"r": {"when": "x > 1.2", "effects": [{"divide": "go", "by": 3}]}},
    "outcome": {
        "start": "a",
        "states": ["a", "b", "c"],
        "transitions": {
            "go": {"from": "a", "to": "b", "rate": 1},
            "on": {"from": "b", "to": "c", "after": "3 months"},
            "back": {"from": "c", "to": "a", "rate": 4, "after": "2 months"},
        },
    },
    "correlations": [
        {"between": ["x", "y"], "value": 0.5},
        {"between": ["p", "q"], "value": 0.5},
    ],
}

MUTANTS = {
    "parameters.p.value": "1 to 2.01",
    "drivers.x.process.random_walk.volatility": 0.301,
    "drivers.y.process.growth.volatility": 0.201,
    "drivers.y.jumps.rate": 2.5,
    "drivers.y.jumps.size": 1.01,
    "drivers.m.process.mean_reverting.half_life": 1.01,
    "actors.g.susceptibility": 0.41,
    "actors.g.volatility": 0.101,
    "actors.h.responds_to.x": 0.11,
    "actors.h.speed": 2.1,
    "events.e.rate": 2.5,
    "events.e.once": True,
    "events.e.effects.0.add": 0.61,
    "events.e.effects.0.over": "5 months",
    "events.e.effects.1.after": "2 months",
    "events.e.effects.1.for": "5 months",
    "events.e.effects.2.over": "2 months",
    "events.d.date": ["2023-03", "2023-10"],
    "events.d.probability": 0.6,
    "rules.r.when": "x > 1.3",
    "rules.r.effects.0.by": 4,
    "outcome.transitions.go.rate": 1.2,
    "outcome.transitions.on.after": "4 months",
    "outcome.transitions.back.after": "1 month",
    "correlations.0.value": 0.51,
    "correlations.1.value": 0.51,
}


def lively(change: dict[str, Any] | None = None) -> Any:
    """A model in which everything matters, with one value changed."""
    elements = copy.deepcopy(LIVELY)
    for path, value in (change or {}).items():
        *way, last = path.split(".")
        place: Any = elements
        for key in way:
            place = place[int(key)] if isinstance(place, list) else place[key]
        place[last] = value
    return resolve(elements, 24, runs=40, random_seed=3)


def test_the_lively_model_agrees_with_itself() -> None:
    agree(compare(lively()))


@pytest.mark.parametrize("path", MUTANTS)
def test_a_model_with_one_other_value_is_told_apart(path: str) -> None:
    assert compare(lively(), lively({path: MUTANTS[path]})).differences


@pytest.mark.parametrize(
    ("owner", "name", "wrong"),
    [
        (twin.Run, "within", lambda *_: False),
        (twin.Run, "next_state", lambda run, *_: run.state),
        (twin.Run, "convinced", lambda run, name, *_: run.values[name]),
        (twin_effects.Effects, "changed", lambda run, target, own, changes: own),
        (twin_effects.Effects, "pushed", lambda run, name, x, *_: x),
        (twin_effects.Effects, "rules", lambda *_: ()),
        (twin.Run, "joined", lambda run, group, scores, name: scores[group.index(name)]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_twin_with_a_fault_is_found_out(
    monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, wrong: Any
) -> None:
    elements = copy.deepcopy(LIVELY)
    elements["rules"]["r"]["between"] = ["2023-01", "2024-12"]
    resolved = resolve(elements, 24, runs=20, random_seed=3)
    monkeypatch.setattr(owner, name, wrong)
    assert compare(resolved).differences


# Two sets of one target


def two_sets(first: Any, second: Any, target: str = "x", other: str = "2023-03") -> Any:
    walk = {"start": 1, "process": {"random_walk": {"drift": 0}}}
    events = {
        "e": {"date": "2023-03", "effects": [{"set": target, "to": first}]},
        "f": {"date": other, "effects": [{"set": target, "to": second}]},
    }
    return resolve({"drivers": {"x": walk}, "events": events}, 8, runs=3)


@pytest.mark.parametrize("target", ["x", "x.drift"])
def test_two_different_sets_of_one_target_in_one_step_are_an_error(target: str) -> None:
    resolved = two_sets(1, 2, target)
    with pytest.raises(RunError):
        simulate(resolved, judgement=False)
    with pytest.raises(TwoSetsError):
        twin_paths(resolved, 1)


@pytest.mark.parametrize("target", ["x", "x.drift"])
def test_two_sets_are_no_error_when_equal_or_in_different_steps(target: str) -> None:
    agree(compare(two_sets(2, 2, target)))
    agree(compare(two_sets(1, 2, target, "2023-04")))
