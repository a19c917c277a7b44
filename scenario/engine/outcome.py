"""Moves between outcome states: competing exponential clocks, and states that last a set time.

It decides who moves where in a step; it changes no world.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenario.engine import hazard
from scenario.engine.program import Program, StatePlan
from scenario.engine.tally import Tally
from scenario.engine.world import Floats, Index, Truths, World


class Moves:
    """Who leaves for which state in a step: the earliest clock that rings, else the state's end."""

    def __init__(self) -> None:
        self._runs: list[Index] = []
        self._when: list[Floats] = []
        self._target: list[int] = []

    def may(self, target: int, runs: Index, when: Floats) -> None:
        """These runs move there, unless they move elsewhere earlier; of equals the first said."""
        if len(runs):
            self._runs.append(runs)
            self._when.append(when)
            self._target.append(target)

    def settled(self) -> tuple[Index, Floats, NDArray[np.int8]]:
        """Each run once, with the time and the target of its move, in order of the runs."""
        if not self._runs:
            return np.empty(0, np.intp), np.empty(0), np.empty(0, np.int8)
        runs, when = np.concatenate(self._runs), np.concatenate(self._when)
        target = np.repeat(np.array(self._target, np.int8), [len(part) for part in self._runs])
        order = np.lexsort((when, runs))
        runs, when, target = runs[order], when[order], target[order]
        first = np.concatenate(([True], runs[1:] != runs[:-1]))
        return runs[first], when[first], target[first]


def outcome_moves(program: Program, world: World, tally: Tally) -> list[tuple[Index, int]]:
    """Who leaves for which state at the end of this step."""
    moves = Moves()
    for plan in program.state_plans:
        here = world.state == plan.state
        if np.count_nonzero(here):
            _leave(moves, plan, here, program, world, tally)
    runs, when, target = moves.settled()
    tally.hurry(world, runs, when, program.restless[target], program.dt)
    return [(runs[target == state], state) for state in sorted(set(target.tolist()))]


def _leave(
    moves: Moves,
    plan: StatePlan,
    here: Truths,
    program: Program,
    world: World,
    tally: Tally,
) -> None:
    """The ways out of one state."""
    months = program.months_per_step

    def lasted(steps: int) -> Truths:
        long_ago: Truths = world.months - world.entered[plan.state] >= steps * months
        return here & long_ago  # at the beginning of the step

    for clock in plan.clocks:
        among = lasted(clock.after) if clock.after else here
        runs, when = hazard.by_rate(clock.rate, clock.stream, world, tally, program.dt, among)
        moves.may(clock.target, runs, when)
    for delay in sorted(plan.delays, key=lambda d: d.after):
        due = np.flatnonzero(lasted(delay.after - 1))
        moves.may(delay.target, due, np.full(len(due), np.inf))
