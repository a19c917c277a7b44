"""Moves between outcome states: competing exponential clocks, and states that last a set time.

It decides who moves where in a step; it changes no world.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from scenario.engine import randomness
from scenario.engine.program import ClockPlan, Program, StatePlan
from scenario.engine.tally import Tally
from scenario.engine.world import Floats, Index, World, view


def outcome_moves(program: Program, world: World, tally: Tally) -> list[tuple[Index, int]]:
    """Who leaves for which state at the end of this step."""
    moves: list[tuple[Index, int]] = []
    for plan in program.state_plans:
        runs = np.flatnonzero(world.state == plan.state)
        if len(runs):
            moves += _leave(plan, runs, program, world, tally)
    return moves


def _leave(
    plan: StatePlan, runs: Index, program: Program, world: World, tally: Tally
) -> list[tuple[Index, int]]:
    """The moves out of one state: the earliest clock that rings, else the state's own end."""
    everyone = len(runs) == world.width
    some = view(world, None if everyone else runs)
    keys = world.keys if everyone else world.keys[runs]
    lasted = world.months - world.entered[plan.state][runs]  # at the beginning of the step
    earliest: Floats = np.full(len(runs), np.inf)
    target = np.full(len(runs), -1, np.int8)
    total: Any = 0.0
    for clock in plan.clocks:
        rate = tally.rates(clock.rate, clock.rate.read(some), runs)
        if clock.after:
            rate = np.where(lasted >= clock.after * program.months_per_step, rate, 0.0)
        total = total + rate
        ring, when = _rings(clock, rate, keys, world.step, program.dt)
        sooner = when < earliest[ring]
        earliest[ring[sooner]] = when[sooner]
        target[ring[sooner]] = clock.target
    _count(tally, total, target, program)
    for delay in sorted(plan.delays, key=lambda d: d.after):
        due = (lasted + program.months_per_step >= delay.after * program.months_per_step) & (
            target < 0
        )
        target[due] = delay.target
    return [(runs[target == state], int(state)) for state in np.unique(target[target >= 0])]


def _rings(clock: ClockPlan, rate: Any, keys: Any, step: int, dt: float) -> tuple[Index, Floats]:
    """Which clocks end within the step, and when (in years): -log(u) / rate <= dt."""
    near, u = randomness.near_one(keys, clock.stream, step, rate * dt)  # -log(u) >= 1 - u
    rate = rate[near] if isinstance(rate, np.ndarray) and rate.ndim else rate
    with np.errstate(divide="ignore"):
        when: Floats = -np.log(u) / rate
    ends = when <= dt
    return near[ends], when[ends]


def _count(tally: Tally, total: Any, target: Any, program: Program) -> None:
    """How crowded the steps are: the chance of leaving, in runs that left for a restless state."""
    left = np.flatnonzero(np.isin(target, program.restless))
    if len(left):
        rates = np.broadcast_to(np.asarray(total, float), target.shape)[left]
        tally.moves += len(left)
        tally.crowding += float(np.sum(-np.expm1(-rates * program.dt)))
