"""What may come about in a step by chance, and in which runs: rates and probabilities at work.

Of most runs bounds already tell that nothing happens; only the others have their rate worked out.
What follows from it is the business of the step.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from scenario.engine.formula import Formula
from scenario.engine.randomness import Found, Limits, parted, turn_of
from scenario.engine.tally import Tally
from scenario.engine.world import Floats, Index, Subset, Truths, World, taken, view


class Struck(NamedTuple):
    """Runs in which something comes about within the step, in order, and when."""

    runs: Index
    when: Floats  # years from the beginning of the step


NOBODY = Struck(np.empty(0, np.intp), np.empty(0))


def by_rate(
    formula: Formula,
    stream: int,
    world: World,
    tally: Tally,
    dt: float,
    among: Truths | None = None,
    eligible: Callable[[], Index] | None = None,
) -> Struck:
    """The runs in which what comes at a rate comes within `dt`: `-log(1 - u) / rate <= dt`.

    Args:
        formula: The rate, per year.
        stream: Whose random numbers decide.
        world: The runs.
        tally: Told of negative rates.
        dt: Years.
        among: The runs concerned, `bool[run]`; all when None.
        eligible: Tells, where all rates must be looked at, in which runs; in all when None.
    """
    lasting = world.lasting.get(stream)
    if lasting is not None:
        return _among(among, *lasting.at(world.step))
    least, most = formula.bounds(world)
    known = None
    if not least >= 0:  # it may be negative, or no number: every rate is looked at, and reported
        looked_at = eligible() if eligible else _places(among, world)
        known = _everywhere(formula, world, tally, looked_at)
        most = float(known.max())
    if most <= 0:
        return NOBODY
    if known is None and formula.lasting:
        lasting = world.lasting[stream] = Lasting(formula, stream, world, dt)
        return _among(among, *lasting.at(world.step))
    runs, u = _among(among, *world.chances.near(stream, world.step, -math.expm1(-most * dt)))
    if not len(runs):
        return NOBODY
    rate = formula.read(Subset(world, runs)) if known is None else known[runs]
    near = np.flatnonzero(u <= rate * dt)  # -log(1 - u) is greater still
    runs, years = runs[near], -np.log1p(-u[near])
    rate = taken(rate, near)
    struck = years <= rate * dt
    return Struck(runs[struck], (years / rate)[struck])


def _among(concerned: Truths | None, runs: Index, numbers: Floats) -> Struck:
    if concerned is None:
        return Struck(runs, numbers)
    here = concerned[runs]
    return Struck(runs[here], numbers[here])


class Lasting:
    """A rate that does not change within a run: what it strikes is found for a turn of steps."""

    def __init__(self, formula: Formula, stream: int, world: World, dt: float) -> None:
        self._rate, self._stream, self._chances = formula.read(world), stream, world.chances
        self._limits, self._dt = Limits(-np.expm1(-self._rate * dt)), dt
        self._turn, self._found = -1, [(NOBODY.runs, NOBODY.when)]

    def at(self, step: int) -> Found:
        """The runs struck in a step, and when."""
        turn, part = turn_of(step)
        if turn != self._turn:
            runs, u, parts = self._chances.below(self._stream, turn, self._limits)
            years, rate = -np.log1p(-u), taken(self._rate, runs)
            hit = years <= rate * self._dt
            self._turn, self._found = turn, parted(runs[hit], (years / rate)[hit], parts[hit])
        return self._found[part]


def by_probability(
    formula: Formula | None,
    stream: int,
    world: World,
    tally: Tally,
    eligible: Callable[[], Index],
) -> Index:
    """The runs in which what has a probability (1 without a formula) comes about, if eligible."""
    if formula is None:
        return np.arange(world.width)
    known = _everywhere(formula, world, tally, eligible())
    runs, u = world.chances.near(stream, world.step, min(float(known.max()), 1.0))
    found: Index = runs[u < known[runs]]
    return found


def _places(among: Truths | None, world: World) -> Index:
    return np.arange(world.width) if among is None else np.flatnonzero(among)


def _everywhere(formula: Formula, world: World, tally: Tally, index: Index) -> Floats:
    """The quantity in the runs of an index, none below zero; zero elsewhere: `float64[run]`."""
    found: Floats = np.zeros(world.width)
    if len(index):
        some = view(world, None if len(index) == world.width else index)
        value = np.broadcast_to(np.asarray(formula.read(some), np.float64), index.shape)
        found[index] = tally.rates(formula, value, index)
    return found
