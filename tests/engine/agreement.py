"""Where the engine and its twin tell different stories of the same runs.

It compares; which models are compared, and how many runs may be set aside, is for the tests.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

from scenario.engine.simulate import simulate
from tests.engine.twin import Path, twin_paths

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


def compare(resolved: Any, told: Any = None) -> Comparison:
    """The engine on `resolved` against the twin on the same, or on `told`."""
    found = Comparison()
    simulation = simulate(resolved, judgement=False, workers=1)
    for run, path in enumerate(twin_paths(told or resolved, resolved.runs)):
        found.runs += 1
        difference = first_difference(simulation, path, run)
        if difference and path.margin < CLOSE:
            found.set_aside += 1
        elif difference:
            found.differences.append(f"run {run}: {difference}")
    return found


def first_difference(simulation: Any, path: Path, run: int) -> str:
    """The first thing in which a run of the engine is not the twin's; empty if none."""
    program, paths = simulation.program, simulation.paths
    for draw, values in zip(program.draws, paths.draws, strict=True):
        if not same(values[run], path.draws.get(draw.place, values[run])):
            return f"{draw.place} is drawn as {values[run]}, not {path.draws[draw.place]}"
    rows = [*sorted(program.drivers), *sorted(program.actors)]
    for step, (state, values) in enumerate(zip(path.states, path.values, strict=True)):
        for row, name in enumerate(rows):
            found = paths.values[step, row, run]
            if not same(found, values[name]):
                return f"after step {step} {name} is {found}, not {values[name]}"
        found = program.states[paths.states[step, run]]
        if found != state:
            return f"after step {step} the state is {found}, not {state}"
    for row, name in enumerate(program.events):
        before = path.happened[name] <= 0  # the engine keeps first times after the start only
        if not before and not same(paths.happened[row, run], path.happened[name]):
            return f"{name} happens at {paths.happened[row, run]}, not {path.happened[name]}"
    return ""


def same(found: float, expected: float) -> bool:
    """Equal up to what single precision can hold, infinite alike."""
    return found == expected or math.isclose(found, expected, rel_tol=1e-5, abs_tol=2e-6)
