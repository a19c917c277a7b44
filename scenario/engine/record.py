"""What is kept of a block of runs: counts, sums, histograms, and whole paths of the first block.

Memory does not grow with the number of runs. Records of blocks add up, in order; what the counts
mean is the business of `forecast`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from scenario.engine.leaves import NEVER
from scenario.engine.program import Program
from scenario.engine.tally import Tally
from scenario.engine.world import Floats, World

if TYPE_CHECKING:
    from scenario.engine.jobs import Job

Counts = NDArray[np.int64]
BINS = 512


@dataclass(frozen=True)
class Edges:
    """Histogram bins by step and row: `low` and `scale` of the (perhaps logarithmic) value."""

    low: Floats  # [step, row]
    width: Floats
    logarithmic: NDArray[np.bool_]

    @classmethod
    def around(cls, trace: NDArray[np.float32]) -> Edges:
        """Bins that hold nearly everything, judged by whole paths `trace[step, row, run]`."""
        ends = np.quantile(trace, (0.005, 0.995), axis=2).astype(np.float64)
        least = trace.min(axis=2)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            logarithmic = (least > 0) & (ends[1] > 8 * ends[0])
            ends = np.where(logarithmic, np.log(ends), ends)
        spread = np.maximum(ends[1] - ends[0], 1e-6 * np.maximum(np.abs(ends[0]), 1e-3))
        return cls(ends[0] - spread / 4, spread * 1.5 / BINS, logarithmic)

    def count(self, step: int, values: Floats) -> Counts:
        """How many runs fall into each bin at a step, `values[row, run]` giving `[row, bin]`.

        Row by row, so that what is worked on stays in the processor's cache.
        """
        rows, runs = values.shape
        found = np.empty((rows, BINS), np.int64)
        x, bins = np.empty(runs), np.empty(runs, np.intp)
        for row in range(rows):
            scale = 1 / self.width[step, row]
            if self.logarithmic[step, row]:
                np.log(np.maximum(values[row], 1e-300), out=x)
                np.multiply(x, scale, out=x)
            else:
                np.multiply(values[row], scale, out=x)
            x -= self.low[step, row] * scale
            np.minimum(x, BINS - 1, out=x)
            np.maximum(x, 0, out=x)
            np.copyto(bins, x, casting="unsafe")
            found[row] = np.bincount(bins, minlength=BINS)
        return found

    def histogram(self, trace: NDArray[np.float32]) -> Counts:
        """The counts of whole paths: `[step, row, bin]`."""
        steps = range(len(trace))
        return np.array([self.count(step, trace[step].astype(np.float64)) for step in steps])


@dataclass
class Record:
    """Everything counted in some runs; two records of different runs add up."""

    runs: int
    at: Counts  # [step, state]
    reached: Counts  # [step, state], first entries up to the step
    happened: Counts  # [step, event], runs in which it has happened
    occurrences: Counts  # [event]
    sums: Floats  # [step, row]
    squares: Floats  # [step, row]
    histogram: Counts  # [step, row, bin]
    rule_steps: Counts  # [rule], run-steps in which it held
    negative: Counter[str] = field(default_factory=Counter)
    moves: int = 0
    crowding: float = 0.0

    def add(self, other: Record) -> None:
        """Count these runs too, in place."""
        for name in self.__dataclass_fields__:
            total = getattr(self, name)
            total += getattr(other, name)
            setattr(self, name, total)


@dataclass
class Paths:
    """Whole paths of the first runs: what later analysis can ask anything of."""

    values: NDArray[np.float32]  # [step, row, run]
    states: NDArray[np.int8]  # [step, run]
    happened: NDArray[np.float32]  # [event, run], months since the start, infinite where never
    rule_steps: NDArray[np.int32]  # [rule, run]
    draws: Floats  # [judgement, run]


class Recorder:
    """Watches one world after every step."""

    def __init__(self, program: Program, world: World, job: Job, keep: int) -> None:
        self.program, self.edges, self.keep = program, job.edges, keep
        runs = self.runs = job.runs
        steps, rows = program.steps + 1, len(program.lows)
        states, events = len(program.states), len(program.events)
        self.record = Record(
            runs=runs,
            at=np.zeros((steps, states), np.int64),
            reached=np.zeros((steps, states), np.int64),
            happened=np.zeros((steps, events), np.int64),
            occurrences=np.zeros(events, np.int64),
            sums=np.zeros((steps, rows)),
            squares=np.zeros((steps, rows)),
            histogram=np.zeros((steps, rows, BINS if job.edges or job.binned else 0), np.int64),
            rule_steps=np.zeros(len(program.rules), np.int64),
        )
        self._ever = np.zeros((states, runs), bool)
        self._happened = np.zeros((events, runs), bool)
        self.paths = Paths(
            values=np.empty((steps, rows, keep), np.float32),
            states=np.empty((steps, keep), np.int8),
            happened=np.full((events, keep), np.inf, np.float32),
            rule_steps=np.zeros((len(program.rules), keep), np.int32),
            draws=np.array([draw[:keep] for draw in world.draws]).reshape(len(world.draws), keep),
        )
        self.observe(world)

    def observe(self, world: World) -> None:
        """Count the world as it stands after a step (or at the start)."""
        step, runs, record = world.step, self.runs, self.record
        state = world.state[:runs]
        record.at[step] = np.bincount(state, minlength=len(self.program.states))
        self._ever[state, np.arange(runs)] = True
        record.reached[step] = np.count_nonzero(self._ever, axis=1)
        self._events(world)
        values = world.values[:, :runs]
        record.sums[step] = values.sum(axis=1)
        record.squares[step] = np.einsum("ij,ij->i", values, values)
        if self.edges:
            record.histogram[step] = self.edges.count(step, values)
        self._rules(world)
        if self.keep:
            self.paths.values[step] = world.values[:, : self.keep]
            self.paths.states[step] = world.state[: self.keep]

    def _events(self, world: World) -> None:
        if not len(self._happened):
            return
        now = world.last[:, : self.runs] == world.months
        if world.step:
            self.record.occurrences += np.count_nonzero(now, axis=1)
        self._happened |= world.last[:, : self.runs] > NEVER
        self.record.happened[world.step] = np.count_nonzero(self._happened, axis=1)
        if self.keep and not world.step:
            before = world.last[:, : self.keep]
            self.paths.happened[:] = np.where(before > NEVER, before, np.inf)
        elif self.keep:
            first = now[:, : self.keep] & np.isinf(self.paths.happened)
            self.paths.happened[first] = world.months

    def _rules(self, world: World) -> None:
        for index, mask in enumerate(world.rules):
            if isinstance(mask, bool) and not mask:
                continue
            held = mask[: self.runs] if isinstance(mask, np.ndarray) else np.ones(self.runs, bool)
            self.record.rule_steps[index] += np.count_nonzero(held)
            if self.keep:
                self.paths.rule_steps[index] += held[: self.keep]

    def finish(self, tally: Tally) -> None:
        """Add what the tally counted."""
        self.record.negative = tally.negative
        self.record.moves, self.record.crowding = tally.moves, tally.crowding


class HitRecorder:
    """Counts, for the judgement ensemble, in how many runs of each draw a state is seen."""

    def __init__(self, program: Program, world: World, job: Job) -> None:
        self._draw = job.draw_of(job.first + np.arange(job.runs)).astype(np.intp)
        self._draws, self._states = job.draws, len(program.states)
        shape = (program.steps + 1, self._draws, self._states)
        self.at: NDArray[np.uint16] = np.zeros(shape, np.uint16)
        self.reached: NDArray[np.uint16] = np.zeros(shape, np.uint16)
        self._ever = np.zeros((self._states, job.runs), bool)
        self.observe(world)

    def observe(self, world: World) -> None:
        """Count the world as it stands after a step (or at the start)."""
        state = world.state[: len(self._draw)]
        cells, size = self._draw * self._states, self._draws * self._states
        shape = (self._draws, self._states)
        self.at[world.step] = np.bincount(cells + state, minlength=size).reshape(shape)
        fresh = ~self._ever[state, np.arange(len(state))]
        self._ever[state[fresh], np.flatnonzero(fresh)] = True
        new = np.bincount(cells[fresh] + state[fresh], minlength=size).reshape(shape)
        before = self.reached[world.step - 1] if world.step else 0
        self.reached[world.step] = before + new

    def finish(self, tally: Tally) -> None:
        """Nothing of the tally belongs to the ensemble."""
