"""Variants of one program on the same runs, step by step side by side.

The first leads. What a follower's difference cannot reach it takes from the leader instead of
computing it again, so many variants cost much less than as many simulations and give the same
bits. What the worlds are compared for is not known here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenario.engine.block import Lanes, _sound, open_world
from scenario.engine.judgement import Draw, draw_all, hashed
from scenario.engine.program import Program
from scenario.engine.step import Stepper
from scenario.engine.stop import Stop
from scenario.engine.tally import Tally
from scenario.engine.variants import Node, Reach, Variant, narrowed, seeds, varied
from scenario.engine.world import Floats, Index, World


def side_by_side(
    program: Program, variants: Sequence[Variant], lanes: Lanes, steps: int
) -> Iterator[list[World]]:
    """The worlds of all variants at the start, then after every step.

    Raises:
        Stop: A variant cannot go on; `variant` says which.
    """
    with np.errstate(all="ignore"):
        steppers = _opened(program, variants, lanes)
        worlds = [stepper.world for stepper in steppers]
        yield worlds
        for step in range(1, steps + 1):
            for number, stepper in enumerate(steppers):
                try:
                    stepper.advance()
                    if not isinstance(stepper, Follower) or stepper.differs:
                        _sound(stepper.world, stepper.program)
                except Stop as stop:
                    stop.step = step
                    raise StoppedVariant(number, stop) from stop
            yield worlds


class StoppedVariant(Exception):  # noqa: N818 - the analyst sees a RunError
    """One of several variants cannot go on."""

    def __init__(self, number: int, stop: Stop) -> None:
        super().__init__(number, stop)
        self.number, self.stop = number, stop


def _opened(program: Program, variants: Sequence[Variant], lanes: Lanes) -> list[Stepper]:
    drawn = _drawn(program, lanes)
    leader: Stepper | None = None
    steppers: list[Stepper] = []
    reach = Reach(program)
    for number, variant in enumerate(variants):
        whole = varied(program, variant)
        try:
            world = _open(whole, drawn, variant.values(program), lanes)
            _sound(world, whole)
        except Stop as stop:
            raise StoppedVariant(number, stop) from stop
        if leader is None:
            leader = Stepper(whole, world, Tally())
            steppers.append(leader)
        else:
            reached = reach.of(seeds(program, variants[0], variant))
            steppers.append(Follower(narrowed(whole, reached), world, leader, reached))
    return steppers


@dataclass(frozen=True)
class _Known(Draw):
    """A judgement whose values are there already."""

    drawn: NDArray[np.float64] | None = None

    def values(self, u: Floats) -> Floats:
        return u if self.drawn is None else self.drawn


def _drawn(program: Program, lanes: Lanes) -> list[Floats]:
    given = lanes.uniforms
    independent = hashed(program.draws, lanes.judgements) if given is None else given
    return draw_all(program.draws, program.copulas, independent)


def _open(program: Program, drawn: list[Floats], fixed: dict[int, float], lanes: Lanes) -> World:
    """The world at the start, with the judgements that all variants share but the fixed ones."""
    width = len(lanes.paths)
    values = [
        np.full(width, fixed[slot]) if slot in fixed else values
        for slot, values in enumerate(drawn)
    ]
    known = tuple(
        _Known(draw.place, draw.shape, drawn=value)
        for draw, value in zip(program.draws, values, strict=True)
    )
    blank: Any = values  # asked for, and not looked at
    ready = replace(program, draws=known, copulas=())
    return open_world(ready, replace(lanes, uniforms=blank))


class Follower(Stepper):
    """Advances a variant just after its leader, from which it takes what must be the same."""

    def __init__(
        self, program: Program, world: World, leader: Stepper, reached: frozenset[Node]
    ) -> None:
        super().__init__(replace(program, shock_streams=()), world, Tally())
        self._leader = leader
        world.chances = leader.world.chances  # the runs are the same, so what is found serves all
        events, rows = range(len(program.events)), range(len(program.lows))
        self._same_events = [event for event in events if ("event", event) not in reached]
        self._same_rows = [row for row in rows if ("row", row) not in reached]
        self.differs = len(self._same_rows) < len(rows)

    def _events(self) -> dict[int, Index]:
        happened = super()._events()
        found, step = self._leader.track.happenings, self.world.step
        same = {event: found.get((event, step)) for event in self._same_events}
        return happened | {event: runs for event, runs in same.items() if runs is not None}

    def _shocks(self) -> dict[int, NDArray[np.floating]]:
        shocks: dict[int, NDArray[np.floating]] = self._leader.world.shocks
        return shocks

    def _move_values(self) -> None:
        theirs = self._leader.world.values  # of this step: the leader has taken it already
        if not self.differs:
            self.next_values = theirs
            return
        super()._move_values()
        self.next_values[self._same_rows] = theirs[self._same_rows]
