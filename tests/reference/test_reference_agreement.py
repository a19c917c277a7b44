"""The reference agrees with itself, and not with a model that has one other value."""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from scenario.reference import Path, Plan, follow
from tests.engine.lively import MUTANTS, lively
from tests.reference.agreement import agree, compare


@cache
def kept() -> Any:
    """The paths of the lively model in the reference itself, as an engine keeps them."""
    resolved = lively()
    plan, model = Plan(resolved), resolved.model
    paths = [follow(plan, run) for run in range(resolved.runs)]
    drivers, actors, states = (
        sorted(model.drivers),
        sorted(model.actors),
        sorted(model.states),
    )
    places = sorted({place for path in paths for place in path.draws})
    program = SimpleNamespace(
        draws=[SimpleNamespace(place=place) for place in places],
        drivers=drivers,
        actors=actors,
        states=states,
        events=sorted(model.events),
        rules=[SimpleNamespace(name=name) for name in plan.rules],
        totals=[SimpleNamespace(name=name) for name in sorted(model.totals)],
    )
    return SimpleNamespace(program=program, paths=_arrays(paths, program, places))


def _arrays(paths: list[Path], program: Any, places: list[str]) -> Any:
    rows = [*program.drivers, *program.actors, *(total.name for total in program.totals)]
    values = [
        [[{**step.values, **step.totals}[name] for name in rows] for step in path.steps]
        for path in paths
    ]
    states = [[[program.states.index(state) for state in path.states] for path in paths]]
    happened = [[path.happened[name] for name in program.events] for path in paths]
    drawn = [[path.draws.get(place, 0.0) for place in places] for path in paths]
    held = [
        [sum(rule.name in step.rules for step in path.steps) for rule in program.rules]
        for path in paths
    ]
    return SimpleNamespace(
        rule_steps=np.array(held).T,
        values=np.array(values).transpose(1, 2, 0),
        states=np.array(states).transpose(0, 2, 1),
        happened=np.array(happened).T,
        draws=np.array(drawn).T,
    )


def test_the_reference_agrees_with_itself() -> None:
    agree(compare(kept(), lively(), 40))


@pytest.mark.parametrize("path", MUTANTS)
def test_a_model_with_one_other_value_is_told_apart(path: str) -> None:
    assert compare(kept(), lively({path: MUTANTS[path]}), 40).differences


def test_the_lively_model_is_lively() -> None:
    resolved = lively()
    states = {state for run in range(8) for state in follow(Plan(resolved), run).states}
    assert states == {"a", "b", "c"}
