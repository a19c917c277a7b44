"""Parts of a program that can be switched off in some runs of a block and on in others.

A driver or actor switched off stays at its own start, a rule never holds, an event never happens.
A switch is one more number of a run, given with the uniforms of its judgements; what is switched,
and why, is not known here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np

from scenario.engine.formula import Formula
from scenario.engine.judgement import Draw, Floats
from scenario.engine.program import EventPlan, JumpPlan, PathPlan, Program, PushPlan
from scenario.expr.interval import UNBOUNDED, Bounds
from scenario.schema.shape import Shape

Kind = Literal["driver", "actor", "rule", "event"]
ON, OFF = 0.75, 0.25
"""Uniforms that switch something on, or off."""


@dataclass(frozen=True, slots=True, order=True)
class Part:
    """A part of a model that can be switched off."""

    kind: Kind
    name: str


def switched(program: Program, slots: Mapping[Part, int]) -> Program:
    """The program with its parts behind switches.

    Args:
        program: Any program.
        slots: For each part its switch, counted from 0; parts may share one. The uniforms of the
            switches come after those of the judgements.
    """
    first = len(program.draws)
    count = max(slots.values(), default=-1) + 1
    at = {part: first + slot for part, slot in slots.items()}
    rows = {row: at[part] for part, row in _rows(program).items() if part in at}
    held = {row: _Hold(row, slot) for row, slot in rows.items()}
    rules = {part.name: slot for part, slot in at.items() if part.kind == "rule"}
    events = {part.name: slot for part, slot in at.items() if part.kind == "event"}
    return replace(
        program,
        draws=(*program.draws, *(Draw(f"switch.{i}", _Flag()) for i in range(count))),
        rules=tuple(
            replace(plan, when=_Both(plan.when, rules[plan.name])) if plan.name in rules else plan
            for plan in program.rules
        ),
        event_plans=tuple(
            _event(plan, events[plan.name]) if plan.name in events else plan
            for plan in program.event_plans
        ),
        moves=tuple(
            replace(plan, move=held[plan.row].start(plan.move)) if plan.row in held else plan
            for plan in program.moves
        ),
        paths=tuple(
            held[plan.row].path(plan) if plan.row in held else plan for plan in program.paths
        ),
        jumps=tuple(
            held[plan.row].jump(plan) if plan.row in held else plan for plan in program.jumps
        ),
        pushes=tuple(
            held[plan.row].push(plan) if plan.row in held else plan for plan in program.pushes
        ),
    )


def switches(states: Sequence[Any], width: int) -> list[Floats]:
    """Uniforms for switches that are on where `states[switch]` is true: each `float64[run]`."""
    return [np.where(np.broadcast_to(state, width), ON, OFF) for state in states]


def _rows(program: Program) -> dict[Part, int]:
    rows: dict[Part, int] = {Part("driver", name): i for i, name in enumerate(program.drivers)}
    after = len(program.drivers)
    return rows | {Part("actor", name): after + i for i, name in enumerate(program.actors)}


def _event(plan: EventPlan, slot: int) -> EventPlan:
    """Happens only where it is on; so nothing that follows from it comes either."""
    return replace(plan, when=_Both(plan.when, slot))


@dataclass(frozen=True)
class _Hold:
    """Keeps one row at its start where its switch is off."""

    row: int
    slot: int

    def start(self, formula: Formula) -> Formula:
        return _Gated(formula, self.slot, lambda world: world.starts[self.row])

    def neutral(self, formula: Formula, value: float) -> Formula:
        return _Gated(formula, self.slot, lambda _: value)

    def path(self, plan: PathPlan) -> PathPlan:
        """At the start of the run a path is read to find the start itself."""
        points = ((at, _Later(formula, self.start(formula))) for at, formula in plan.points)
        return replace(plan, points=tuple(points))

    def jump(self, plan: JumpPlan) -> JumpPlan:
        return replace(plan, rate=self.neutral(plan.rate, 0.0))

    def push(self, plan: PushPlan) -> PushPlan:
        if plan.action == "set":
            return replace(plan, quantity=self.start(plan.quantity))
        neutral = 0.0 if plan.action == "add" else 1.0
        return replace(plan, quantity=self.neutral(plan.quantity, neutral))


class _Flag(Shape):
    """True in the upper half of the uniforms."""

    def ppf(self, u: Floats) -> Any:
        return u > 0.5


class _Switched(Formula):
    """A formula that depends on switches; what bounds hold of it is not worked out."""

    def write(self, world: Any, row: Any) -> None:
        np.copyto(row, self.read(world))

    @property
    def lasting(self) -> bool:
        return False

    def bounds(self, world: Any) -> Bounds:  # noqa: ARG002 - as of the formula it stands for
        return UNBOUNDED


class _Gated(_Switched):
    """A formula where its switch is on, something else where it is off."""

    def __init__(self, inner: Formula, slot: int, off: Callable[[Any], Any]) -> None:
        self.place, self.tree = inner.place, inner.tree
        self._inner, self._slot, self._off = inner, slot, off

    @cached_property
    def read(self) -> Callable[[Any], Any]:
        inner, slot, off = self._inner.read, self._slot, self._off
        return lambda world: np.where(world.draws[slot], inner(world), off(world))


class _Both(_Switched):
    """A condition, or none, and a switch."""

    def __init__(self, inner: Formula | None, slot: int) -> None:
        self.place = inner.place if inner else ""
        self._inner, self._slot = inner, slot

    @cached_property
    def read(self) -> Callable[[Any], Any]:
        slot = self._slot
        if self._inner is None:
            return lambda world: world.draws[slot]
        inner = self._inner.read
        return lambda world: world.draws[slot] & inner(world)


class _Later(_Switched):
    """One formula at the start of the run, another after it."""

    def __init__(self, first: Formula, then: Formula) -> None:
        self.place, self.tree = first.place, first.tree
        self._first, self._then = first, then

    @cached_property
    def read(self) -> Callable[[Any], Any]:
        first, then = self._first.read, self._then.read
        return lambda world: then(world) if world.step else first(world)
