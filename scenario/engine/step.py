"""One step of the model for a whole block of runs, in the order the language gives it.

Everything reads the world as it stood at the beginning of the step; the new values, happenings
and moves are collected and take their places together at its end. Recording is another's work.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenario.engine import hazard, randomness
from scenario.engine.judgement import combine
from scenario.engine.leaves import NEVER
from scenario.engine.outcome import outcome_moves
from scenario.engine.program import EventPlan, PathPlan, Program, PushPlan
from scenario.engine.randomness import Normals
from scenario.engine.tally import Tally
from scenario.engine.world import Floats, Index, Subset, World, settled, view


@dataclass
class Track:
    """What must be remembered of past steps: who an event happened to, step by step."""

    happenings: dict[tuple[int, int], Index] = field(default_factory=dict)  # (event, step) -> runs
    in_force: set[int] = field(default_factory=set)  # windows that have ever been opened


@dataclass(frozen=True)
class Due:
    """A push in a step, and the step in which it began to act."""

    plan: PushPlan
    begun: int


class Stepper:
    """Advances one world through the steps of a program."""

    def __init__(self, program: Program, world: World, tally: Tally) -> None:
        self.program, self.world = program, world
        self.track, self.tally = Track(), tally
        self.next_values: Floats = world.values.copy()
        shocked = [row for row, stream in enumerate(program.shock_streams) if stream]
        self._shocked = shocked
        self._normals = Normals(world.keys, [program.shock_streams[row] for row in shocked])

    def advance(self) -> None:
        """One step, as the language says it."""
        world = self.world
        world.step += 1
        world.forget()
        self._conditions()
        happened = self._events()
        self._move_values()
        self._jump()
        self._push(happened)
        moves = outcome_moves(self.program, world, self.tally)
        self._close(happened, moves)

    def _conditions(self) -> None:
        """Which rules hold and which lasting changes are in force."""
        world, step = self.world, self.world.step
        world.windows = [
            settled(world.until[index] >= step) if index in self.track.in_force else False
            for index in range(len(self.program.windows))
        ]
        world.rules = [
            settled(plan.when.read(world)) if step in plan.between else False
            for plan in self.program.rules
        ]

    def _events(self) -> dict[int, Index]:
        """The runs in which each event happens in this step."""
        found = {plan.index: self._happens(plan) for plan in self.program.event_plans}
        return {event: runs for event, runs in found.items() if len(runs)}

    def _happens(self, plan: EventPlan) -> Index:
        world, step = self.world, self.world.step
        if step not in plan.between:
            return hazard.NOBODY.runs

        def eligible() -> Index:
            return self._open_to(plan, np.arange(world.width))

        if plan.rate is not None:
            runs, _ = hazard.by_rate(
                plan.rate, plan.stream, world, self.tally, self.program.dt, eligible=eligible
            )
        elif step in plan.dates:
            runs = hazard.by_probability(plan.probability, plan.stream, world, self.tally, eligible)
        else:
            return hazard.NOBODY.runs
        return self._open_to(plan, runs)

    def _open_to(self, plan: EventPlan, runs: Index) -> Index:
        """Those of these runs in which the event may happen: not over, and its condition holds."""
        world = self.world
        if plan.once and len(runs):
            runs = runs[world.last[plan.index][runs] == NEVER]
        if plan.when is not None and len(runs):
            holds = plan.when.read(Subset(world, runs))
            runs = runs[np.broadcast_to(holds, runs.shape)]
        return runs

    def _move_values(self) -> None:
        """Every driver and actor takes its own move and the additions of rules."""
        world, program = self.world, self.program
        world.shocks = self._shocks()
        for plan in program.moves:
            plan.move.write(world, self.next_values[plan.row])
        for path in program.paths:
            if path.row not in program.still:
                self.next_values[path.row] = path_value(path, world.step, world)

    def _shocks(self) -> dict[int, NDArray[np.floating]]:
        """Standard normal shocks by row, correlated where the model says so."""
        drawn = self._normals.at(self.world.step)
        shocks: dict[int, Any] = dict(zip(self._shocked, drawn, strict=True))
        for group in self.program.shock_groups:
            rows = [shocks[row].astype(np.float64) for row in group.rows]
            shocks |= {
                row: combine(weights, rows)
                for row, weights in zip(group.rows, group.root, strict=True)
            }
        return shocks

    def _jump(self) -> None:
        """Sudden moves, in the few runs that have one."""
        world, step = self.world, self.world.step
        for plan in self.program.jumps:
            runs, _ = hazard.by_rate(plan.rate, plan.stream, world, self.tally, self.program.dt)
            if not len(runs):
                continue
            some = Subset(world, runs)
            fresh = randomness.normal(world.keys[runs], plan.size_stream, step)
            self.next_values[plan.row, runs] += plan.size.read(some) + plan.sd.read(some) * fresh

    def _push(self, happened: dict[int, Index]) -> None:
        """Events push values: first all additions, then factors, then sets."""
        step = self.world.step
        for event, runs in happened.items():
            self.track.happenings[event, step] = runs
        due = self._due(step)
        for push, runs, quantity in due:
            if push.plan.action == "add":
                self.next_values[push.plan.row, runs] += quantity / push.plan.over
        for push, runs, quantity in due:
            if push.plan.action == "multiply":
                factor = quantity if push.plan.over == 1 else np.power(quantity, 1 / push.plan.over)
                self.next_values[push.plan.row, runs] *= factor
        self._set([entry for entry in due if entry[0].plan.action == "set"])

    def _due(self, step: int) -> list[tuple[Due, Index, Any]]:
        """Every push under way in this step: its runs, and its quantity for each of them."""
        found, views = [], {}
        for push in self.program.pushes:
            first, last = step - push.delay - push.over + 1, step - push.delay
            for begun in range(max(1, first), last + 1):
                runs = self.track.happenings.get((push.event, begun))
                if runs is None:
                    continue
                key = (push.event, begun)
                if key not in views:
                    views[key] = view(self.world, None if len(runs) == self.world.width else runs)
                quantity = push.quantity.read(views[key])
                found.append((Due(push, begun + push.delay), runs, quantity))
        return found

    def _set(self, due: list[tuple[Due, Index, Any]]) -> None:
        """Sets under way, each giving way to a later one; two that begin together must agree."""
        taken: dict[int, NDArray[np.int64]] = {}
        moved = {push.plan.row: self.next_values[push.plan.row].copy() for push, _, _ in due}
        for push, runs, quantity in sorted(due, key=lambda entry: -entry[0].begun):
            row = self.next_values[push.plan.row]
            by = taken.setdefault(push.plan.row, np.full(self.world.width, -1))
            free = (by[runs] < 0) | (by[runs] == push.begun)
            ours, goal = runs[free], np.broadcast_to(quantity, runs.shape)[free]
            before, left = (
                moved[push.plan.row][ours],
                push.plan.over - (self.world.step - push.begun),
            )
            values = goal if left == 1 else before + (goal - before) / left
            clash = (by[ours] == push.begun) & (values != row[ours])
            self.tally.refuse_clash(ours[clash], push.plan.quantity)
            row[ours], by[ours] = values, push.begun

    def _close(self, happened: dict[int, Index], moves: list[tuple[Index, int]]) -> None:
        """New values, happenings, changes and states take their places."""
        world, program = self.world, self.program
        for rows, low, high in program.bounded:
            np.clip(self.next_values[rows], low, high, out=self.next_values[rows])
        world.values, self.next_values = self.next_values, world.values
        world.months = float(world.step * program.months_per_step)
        world.time = world.months / 12
        for event, runs in happened.items():
            world.last[event][runs] = world.months
        self._open_windows()
        for runs, target in moves:
            world.state[runs] = target
            world.entered[target][runs] = world.months
        world.happened, world.moved = happened, moves
        world.forget()
        derive(program, world)

    def _open_windows(self) -> None:
        """Lasting changes that come into force from the next step on."""
        world, step = self.world, self.world.step
        for plan in self.program.windows:
            runs = self.track.happenings.get((plan.event, step - plan.delay))
            if runs is not None:
                world.began[plan.index][runs] = step
                world.until[plan.index][runs] = step + plan.length
                self.track.in_force.add(plan.index)
        for group in self.program.set_groups:
            self.tally.check_sets(group, world)


def derive(program: Program, world: World) -> None:
    """Compute the derived drivers, each after those it reads."""
    for plan in program.derived:
        if plan.row in program.still and world.step > 0:
            continue
        value = plan.move.read(world)
        world.values[plan.row] = np.clip(value, program.lows[plan.row], program.highs[plan.row])


def path_value(plan: PathPlan, step: int, world: World) -> Any:
    """The value a path gives at the end of a step: held, or on straight lines between."""
    before = [(at, formula) for at, formula in plan.points if at <= step]
    after = [(at, formula) for at, formula in plan.points if at > step]
    if not before or not (plan.linear and after):
        return (before[-1] if before else after[0])[1].read(world)
    (left, first), (right, second) = before[-1], after[0]
    share = (step - left) / (right - left)
    return first.read(world) * (1 - share) + second.read(world) * share
