"""The engine equals the reference run by run: on features, generated models and what we ship."""

from __future__ import annotations

import copy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from scenario.engine.simulate import Simulation, simulate
from scenario.errors import RunError
from scenario.reference import Plan, follow, replay
from scenario.reference.effects import Effects
from scenario.reference.numbers import Numbers
from scenario.reference.records import Changed
from scenario.reference.run import Run
from scenario.reference.values import Values
from scenario.resolve import Resolved, load
from tests.engine.features import FEATURES
from tests.engine.lively import LIVELY, MUTANTS, lively
from tests.reference.agreement import Comparison, agree, compare, compared, differences, told_apart
from tests.strategies import WHOLE, documents
from tests.support.models import resolve, resolve_document, resolve_text

SHIPPED = sorted((Path(__file__).parents[2] / "scenarios").glob("*.yaml"))
NATIVE = "native"


def against(resolved: Resolved) -> Comparison:
    """The engine against the reference."""
    return compare(simulate(resolved, judgement=False, workers=1), resolved, resolved.runs)


def featured(name: str, runs: int = 24) -> Resolved:
    feature = FEATURES[name]
    return resolve_text(feature.text, feature.months, runs=runs, random_seed=7, **feature.said)


@pytest.mark.parametrize("name", FEATURES)
def test_the_engine_is_the_reference_on_every_feature(name: str) -> None:
    agree(against(featured(name)))


@pytest.mark.parametrize("name", list(FEATURES)[::8])
def test_so_is_machine_code(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("llvmlite")
    monkeypatch.setenv("SCENARIO_ENGINE", NATIVE)
    agree(against(featured(name)))


@pytest.mark.parametrize("name", list(FEATURES)[1::7])
def test_so_is_the_last_of_many_runs(name: str) -> None:
    """Beyond the first tile, and where the last one is not full."""
    resolved = featured(name, 389)
    simulation = simulate(resolved, judgement=False, workers=1)
    plan, found = Plan(resolved), Comparison()
    for run in (63, 64, 127, 128, 255, 256, 387, 388):
        found += one_run(simulation, plan, run)
    agree(found)


def one_run(simulation: Any, plan: Plan, run: int) -> Comparison:
    path = follow(plan, run)
    return compared(path, next(differences(simulation, path), ""))


@settings(WHOLE, max_examples=60)
@given(documents(months=18, runs=8, several=True))
def test_the_engine_is_the_reference_on_any_model(document: dict[str, Any]) -> None:
    agree(against(resolve_document(document)))


@settings(WHOLE, max_examples=8)
@given(documents(months=18, runs=8, several=True))
def test_so_is_machine_code_on_any_model(document: dict[str, Any]) -> None:
    pytest.importorskip("llvmlite")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("SCENARIO_ENGINE", NATIVE)
        agree(against(resolve_document(document)))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_engine_is_the_reference_on_what_we_ship(path: Path) -> None:
    agree(against(load(str(path)).with_run(runs=2)))


def test_so_is_machine_code_on_what_we_ship(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("llvmlite")
    monkeypatch.setenv("SCENARIO_ENGINE", NATIVE)
    agree(against(load(str(SHIPPED[0].with_name("base.yaml"))).with_run(runs=3)))


def test_there_are_shipped_scenarios() -> None:
    assert SHIPPED


def test_the_counts_are_those_of_the_reference(engine: str) -> None:
    resolved = lively()
    simulation = simulate(resolved, judgement=False)
    paths = [replay(resolved, run) for run in range(resolved.runs)]
    record, program = simulation.record, simulation.program
    assert record.runs == resolved.runs
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
    for column, event in enumerate(program.events):
        times = sum(step.happened.count(event) for path in paths for step in path.steps)
        assert record.occurrences[column] == times
    for row, rule in enumerate(program.rules):
        held = [sum(rule.name in step.rules for step in path.steps) for path in paths]
        assert record.rule_steps[row] == sum(held)
        assert simulation.paths.rule_steps[row].tolist() == held


# The comparison can fail


@cache
def simulated() -> Simulation:
    """The lively model."""
    return simulate(lively(), judgement=False, workers=1)


def test_the_lively_model_agrees_with_itself() -> None:
    agree(compare(simulated(), lively(), 40))


@pytest.mark.parametrize("path", MUTANTS)
def test_a_model_with_one_other_value_is_told_apart(path: str) -> None:
    assert told_apart(simulated(), lively({path: MUTANTS[path]}), 40)


@pytest.mark.parametrize(
    ("owner", "name", "wrong"),
    [
        (Plan, "within", lambda *_: False),
        (Run, "next_ways", lambda *_: {}),
        (Effects, "changed", lambda run, target, own: Changed(own, own)),
        (Effects, "pushed", lambda *_: None),
        (Effects, "changes", lambda *_: iter(())),
        (Values, "_carried", lambda run, name, driver, found: {"crisis": 0.0}),
        (Numbers, "uniform", lambda numbers, purpose, name, step: 0.25),
        (Values, "_shock", lambda run, name, k: run.numbers.normal("shock", name, k)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_reference_with_a_fault_is_found_out(
    monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, wrong: Any
) -> None:
    elements = copy.deepcopy(LIVELY)
    elements["rules"]["r"]["between"] = ["2023-01", "2024-12"]
    resolved = resolve(elements, 24, runs=20, random_seed=3)
    monkeypatch.setattr(owner, name, wrong)
    assert told_apart(simulate(resolved, judgement=False, workers=1), resolved, resolved.runs)


# Two sets of one target


def two_sets(first: Any, second: Any, target: str = "x", other: str = "2023-03") -> Any:
    walk = {"start": 1, "process": {"random_walk": {"drift": 0}}}
    events = {
        "e": {"date": "2023-03", "effects": [{"set": target, "to": first}]},
        "f": {"date": other, "effects": [{"set": target, "to": second}]},
    }
    return resolve({"drivers": {"x": walk}, "events": events}, 8, runs=3)


@pytest.mark.parametrize("target", ["x", "x.drift"])
def test_two_different_sets_of_one_target_in_one_step_are_an_error(
    target: str, engine: str
) -> None:
    resolved = two_sets(1, 2, target)
    with pytest.raises(RunError) as told:
        simulate(resolved, judgement=False)
    with pytest.raises(RunError) as expected:
        replay(resolved, 0)
    assert str(told.value) == str(expected.value)


@pytest.mark.parametrize("target", ["x", "x.drift"])
def test_two_sets_are_no_error_when_equal_or_in_different_steps(target: str, engine: str) -> None:
    agree(against(two_sets(2, 2, target)))
    agree(against(two_sets(1, 2, target, "2023-04")))
