"""Where an engine and the reference interpreter tell different stories of the same runs.

It compares, and says when two agree; which models are compared is for the tests.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from scenario.reference import Path, Plan, follow

LARGEST = 3.4e38
"""What is larger is infinite in single precision."""
CLOSE = 1e-6
"""How close a decision must have been for its run to be set aside."""


@dataclass
class Comparison:
    """What was found; `set_aside` counts runs whose closest decision was too close to call."""

    runs: int = 0
    set_aside: int = 0
    differences: list[str] = field(default_factory=list)

    def __add__(self, other: Comparison) -> Comparison:
        return Comparison(
            self.runs + other.runs,
            self.set_aside + other.set_aside,
            self.differences + other.differences,
        )


def compare(simulation: Any, told: Any, runs: int) -> Comparison:
    """The first runs of a simulation against the reference on the scenario `told`.

    Args:
        simulation: Anything with a `program` that names what there is, and the `paths` kept.
        told: The scenario as it was resolved.
        runs: How many runs were kept.
    """
    found, plan = Comparison(), Plan(told)
    for run in range(runs):
        path = follow(plan, run)
        found += compared(path, next(differences(simulation, path), ""))
    return found


def told_apart(simulation: Any, told: Any, runs: int) -> bool:
    """Whether any of the first runs of a simulation is not that of the reference (see `compare`).

    Args:
        simulation: As in `compare`.
        told: The scenario.
        runs: How many runs were kept.
    """
    plan = Plan(told)
    paths = (follow(plan, run) for run in range(runs))
    found = (compared(path, next(differences(simulation, path), "")) for path in paths)
    return any(one.differences for one in found)


def agree(found: Comparison) -> None:
    """No difference, and next to nothing too close to call."""
    assert not found.differences, "\n".join(found.differences[:3])
    assert found.set_aside <= 1 + found.runs / 1000, f"{found.set_aside} of {found.runs} set aside"


def compared(path: Path, difference: str) -> Comparison:
    """One run."""
    close = bool(difference) and path.margin < CLOSE
    told = [f"run {path.run}: {difference}"] if difference and not close else []
    return Comparison(1, int(close), told)


def differences(simulation: Any, path: Path, close: float = 1e-5) -> Iterator[str]:
    """Everything in which a run of the engine is not that of the reference, judgements first.

    Args:
        simulation: As in `compare`.
        path: The run as the reference has it.
        close: By what share of itself a driver or an actor may be off.
    """
    if path.stopped:
        yield f"it should have stopped: {path.stopped}"
    program, paths, run = simulation.program, simulation.paths, path.run
    for draw, drawn in zip(program.draws, paths.draws, strict=True):
        expected = path.draws.get(draw.place, drawn[run])
        if not same(drawn[run], expected):
            yield f"{draw.place} is drawn as {drawn[run]}, not {expected}"
    yield from _of_steps(program, paths, path, close)
    yield from _of_the_whole(program, paths, path)


def _of_steps(program: Any, paths: Any, path: Path, close: float) -> Iterator[str]:
    rows = [*sorted(program.drivers), *sorted(program.actors)]
    rows += [plan.name for plan in program.totals]
    for step in path.steps:
        k, told = step.number, {**step.values, **step.totals}
        for row, name in enumerate(rows):
            found = paths.values[k, row, path.run]
            if not same(found, told[name], close):
                yield f"after step {k} {name} is {found}, not {told[name]}"
        states = [program.states[state] for state in paths.states[:, k, path.run]]
        if states != (expected := [state for _, state in sorted(step.states.items())]):
            yield f"after step {k} the states are {states}, not {expected}"


def _of_the_whole(program: Any, paths: Any, path: Path) -> Iterator[str]:
    """When events first happened, and for how long rules held."""
    for row, name in enumerate(program.events):
        found, expected = paths.happened[row, path.run], path.happened[name]
        if not same(found, expected):
            yield f"{name} happens at {found}, not {expected}"
    for row, rule in enumerate(program.rules):
        steps = paths.rule_steps[row, path.run]
        held = sum(rule.name in step.rules for step in path.steps)
        if steps != held:
            yield f"{rule.name} holds in {steps} steps, not {held}"


def same(found: float, expected: float, close: float = 1e-5) -> bool:
    """Equal up to what single precision can hold, infinite alike."""
    found = float(found)
    if math.isinf(found) and abs(expected) > LARGEST:
        return (found > 0) == (expected > 0)
    return found == expected or math.isclose(found, expected, rel_tol=close, abs_tol=2e-6)
