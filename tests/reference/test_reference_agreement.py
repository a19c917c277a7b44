"""The reference agrees with the engine in everything that no chance decides, and can disagree."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from scenario.engine.simulate import simulate
from scenario.reference import Path, Plan, follow
from scenario.resolve import Resolved
from tests.engine.features import FEATURES
from tests.engine.lively import MUTANTS, lively
from tests.reference.agreement import Comparison, compare
from tests.support.models import resolve_text

CHANCY = ("rate", "probability", "jumps")
CERTAIN = [name for name in FEATURES if not any(word in FEATURES[name].text for word in CHANCY)]


def agree(found: Comparison) -> None:
    """No difference, and next to nothing too close to call."""
    assert not found.differences, "\n".join(found.differences[:3])
    assert found.set_aside <= 1 + found.runs / 1000


def kept(resolved: Resolved) -> Any:
    """The paths of the reference itself, as an engine keeps them."""
    plan, model = Plan(resolved), resolved.model
    paths = [follow(plan, run) for run in range(resolved.runs)]
    drivers, actors, states = (
        sorted(model.drivers),
        sorted(model.actors),
        sorted(model.outcome.states),
    )
    places = sorted({place for path in paths for place in path.draws})
    program = SimpleNamespace(
        draws=[SimpleNamespace(place=place) for place in places],
        drivers=drivers,
        actors=actors,
        states=states,
        events=sorted(model.events),
        rules=[SimpleNamespace(name=name) for name in plan.rules],
    )
    return SimpleNamespace(program=program, paths=_arrays(paths, program, places))


def _arrays(paths: list[Path], program: Any, places: list[str]) -> Any:
    rows = [*program.drivers, *program.actors]
    values = [[[step.values[name] for name in rows] for step in path.steps] for path in paths]
    states = [[program.states.index(state) for state in path.states] for path in paths]
    happened = [[path.happened[name] for name in program.events] for path in paths]
    drawn = [[path.draws.get(place, 0.0) for place in places] for path in paths]
    held = [
        [sum(rule.name in step.rules for step in path.steps) for rule in program.rules]
        for path in paths
    ]
    return SimpleNamespace(
        rule_steps=np.array(held).T,
        values=np.array(values).transpose(1, 2, 0),
        states=np.array(states).T,
        happened=np.array(happened).T,
        draws=np.array(drawn).T,
    )


@pytest.mark.parametrize("name", CERTAIN)
def test_the_engine_is_the_reference_where_nothing_is_left_to_chance(name: str) -> None:
    feature = FEATURES[name]
    resolved = resolve_text(feature.text, feature.months, runs=12, random_seed=7, **feature.said)
    simulation = simulate(resolved, judgement=False, workers=1)
    agree(compare(simulation, resolved, resolved.runs))


def test_the_reference_agrees_with_itself() -> None:
    agree(compare(kept(lively()), lively(), 40))


@pytest.mark.parametrize("path", MUTANTS)
def test_a_model_with_one_other_value_is_told_apart(path: str) -> None:
    assert compare(kept(lively()), lively({path: MUTANTS[path]}), 40).differences


def test_the_lively_model_is_lively() -> None:
    resolved = lively()
    states = {state for run in range(8) for state in follow(Plan(resolved), run).states}
    assert states == {"a", "b", "c"}
