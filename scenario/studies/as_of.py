"""What a scenario forecasts once some of its evidence is known: the answers of each filter.

Which facts are known, and what is asked, others decide.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenario.engine.agreement import measured_in
from scenario.engine.compiler import compile_model
from scenario.engine.conditioning import Posterior
from scenario.engine.facts import Measured
from scenario.engine.filter_task import FILTERS
from scenario.engine.given import posterior_of
from scenario.engine.instance import Instance
from scenario.engine.particles import tiles
from scenario.engine.workers import Workers, threads
from scenario.errors import Problem, RunError
from scenario.resolve import Resolved

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Wanted:
    """What is asked of runs: everything at some steps, and what some measurements are of."""

    steps: tuple[int, ...]
    """In order."""
    measured: tuple[Measured, ...]

    @property
    def taken(self) -> list[int]:
        """The steps whose values are taken."""
        return sorted({*self.steps, *(step for one in self.measured for step in one.steps)})


@dataclass(frozen=True)
class Foreseen:
    """What the runs that agree with what is known go on to, filter by filter."""

    wanted: Wanted
    present: Floats
    """`[filter, step, state]`: the probability of each state at the end of each step wanted."""
    reached: Floats
    """The same of having reached it."""
    happened: Floats
    """`[filter, step, event]`: that of each event having happened."""
    measured: Floats
    """`[filter, measurement, run]`: what is measured, without error."""


def foreseen(known: Resolved, wanted: Wanted, workers: int | None) -> Foreseen:
    """The forecasts of a scenario that is given what is known.

    Args:
        known: The scenario, given that and nothing else.
        wanted: What is asked of its runs.
        workers: Threads to use; they change no number.

    Raises:
        InputError: Too few runs agree with what is known.
        RunError: A value was not a number.
    """
    runs = posterior_of(known, workers=workers, program=compile_model(known))
    with Workers(lambda: _worker(runs, wanted), min(threads(workers), FILTERS)) as pool:
        parts = [part for _, part in pool.results(range(FILTERS))]
    return Foreseen(wanted, *(np.stack(each) for each in zip(*parts, strict=True)))


def _worker(known: Posterior, wanted: Wanted) -> Callable[[int], tuple[Floats, ...]]:
    """Whoever plays the runs of filters on, in one thread."""
    task, taken = known.task, wanted.taken
    instance = task.instance(task.counted, len(taken))
    instance.count_values(False)
    instance.count_rules(False)
    instance.take_at(taken)
    instance.run_until(max((*taken, task.until)))
    player = task.player(instance, len(task.facts))

    def played(number: int) -> tuple[Floats, ...]:
        particles, program = known.filters[number].particles, task.program
        size, steps = particles.count, len(wanted.steps)
        states = np.zeros((2, steps, len(program.states)))
        events = np.zeros((steps, len(program.events)))
        values = np.empty((len(wanted.measured), size))
        for here in tiles(size, instance.layout.width):
            runs = here.stop - here.start
            player.play(particles.some(here))
            _check(instance, runs)
            states += _chances(instance, wanted.steps, runs).sum(axis=-1)
            months = program.months_per_step * np.array(wanted.steps)
            first = instance.first_happened(runs)
            events += (first <= months[:, None, None]).sum(axis=-1)
            for row, one in zip(values, wanted.measured, strict=True):
                row[here] = measured_in(instance, one, runs)
        return states[0] / size, states[1] / size, events / size, values

    return played


def _chances(instance: Instance, steps: Sequence[int], runs: int) -> Floats:
    """Of each state at some steps, and of having reached it: `[ever, step, state, run]`."""
    if instance.carries:
        places = [instance.taken.index(step) for step in steps]
        return np.asarray(instance.all_chances(runs)[places].swapaxes(0, 1))
    program = instance.program
    chains = np.array(program.chain_of_state)
    states = np.arange(len(program.states))[:, None]
    here = instance.states(runs)[chains][:, list(steps)].swapaxes(0, 1) == states
    months = program.months_per_step * np.array(steps)
    ever = instance.first_in(runs) <= months[:, None, None]
    return np.stack([here, ever]).astype(np.float64)


def _check(instance: Instance, runs: int) -> None:
    """Stop where a run is marked: it was made of several, so what it met cannot be told."""
    if instance.wrong(runs):
        message = "in a run that agrees with what was known, a value is not a number"
        hint = "run the scenario without evidence: such a run is then told in full"
        raise RunError(Problem(message, hint=hint))
