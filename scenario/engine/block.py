"""One block of runs from start to end: draw the judgements, place the world, take the steps.

The time loop of the whole library is `simulate_block`. Blocks know nothing of each other.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass

import numpy as np

from scenario.engine.judgement import draw_all, hashed
from scenario.engine.program import Program
from scenario.engine.randomness import U64
from scenario.engine.step import Stepper, derive, path_value
from scenario.engine.stop import Stop
from scenario.engine.tally import Tally
from scenario.engine.world import Floats, World


@dataclass(frozen=True)
class Lanes:
    """The runs of a block: keys of their paths and of their judgements."""

    paths: U64
    judgements: U64
    uniforms: Sequence[Floats] | None = None
    """For each judgement, the uniforms behind it, where a design gives them and not the keys."""


def simulate_block(program: Program, lanes: Lanes, tally: Tally) -> Generator[World, None, None]:
    """The world at the start, then after every step."""
    with np.errstate(all="ignore"):  # what is not a number is looked for, and explained, below
        world = open_world(program, lanes)
        stepper = Stepper(program, world, tally)
        yield _sound(world, program)
        for step in range(1, program.steps + 1):
            try:
                stepper.advance()
                yield _sound(world, program)
            except Stop as stop:
                stop.step = step
                raise


def open_world(program: Program, lanes: Lanes) -> World:
    """The world at the start of the runs."""
    given = lanes.uniforms
    independent = hashed(program.draws, lanes.judgements) if given is None else given
    draws = draw_all(program.draws, program.copulas, independent)
    world = World(program, lanes.paths, draws)
    world.state[:] = program.start_state
    world.entered[program.start_state] = 0.0
    for event, months in program.happened_before.items():
        world.last[event] = months
    started = {plan.row for plan in program.starts}
    for plan in program.starts:
        world.values[plan.row] = plan.move.read(world)
    for path in program.paths:
        if path.row not in started:
            world.values[path.row] = path_value(path, 0, world)
    np.clip(world.values, program.lows[:, None], program.highs[:, None], world.values)
    world.starts = world.values  # while derived drivers are computed, nothing has changed
    derive(program, world)
    world.starts = world.values.copy()
    return world


def _sound(world: World, program: Program) -> World:
    """The world, if every value in it is a finite number."""
    world.totals = world.values.sum(axis=1)
    if np.isfinite(world.totals).all():
        return world
    for row in np.flatnonzero(~np.isfinite(world.totals)):
        bad = np.flatnonzero(~np.isfinite(world.values[row]))
        if len(bad):
            value = world.values[row, bad[0]]
            what = "is not a number" if np.isnan(value) else "is infinite"
            raise Stop(what, int(bad[0]), _place_of(program, int(row)))
    return world


def _place_of(program: Program, row: int) -> str:
    """Where in the model a row gets its values."""
    plans = (*program.moves, *program.derived, *program.starts)
    return next((plan.move.place for plan in plans if plan.row == row), "")
