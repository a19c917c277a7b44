"""What is kept of a block of runs: counts, sums, histograms, and whole paths of the first block.

Memory does not grow with the number of runs. Records of blocks add up, in order; what the counts
mean is the business of `forecast`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from scenario.engine.leaves import NEVER
from scenario.engine.program import Program
from scenario.engine.tally import Tally
from scenario.engine.world import Floats, Truths, World
from scenario.forecast import QUANTILES

if TYPE_CHECKING:
    from scenario.engine.jobs import Job

Counts = NDArray[np.int64]
BINS = 512
PILOT = 512
"""Runs by which the bins are chosen: the first of the study."""


@dataclass(frozen=True)
class Edges:
    """Histogram bins by step and row: `low` and `width` of the (perhaps logarithmic) value."""

    low: Floats  # [step, row]
    width: Floats
    logarithmic: Truths

    @classmethod
    def unchosen(cls, steps: int, rows: int) -> Edges:
        """Bins that are chosen step by step."""
        shape = (steps, rows)
        return cls(np.zeros(shape), np.ones(shape), np.zeros(shape, bool))

    def choose(self, step: int, values: Floats) -> None:
        """Bins for a step that hold nearly everything, judged by the first runs `values[row, run]`.

        Half a percent of these lies beyond either end, and a quarter of the distance between is
        added on both sides. Values all above zero that differ by much are binned by logarithm.
        """
        few = np.sort(values[:, :PILOT], axis=1)
        beyond = few.shape[1] // 200
        low, high, least = few[:, beyond], few[:, -1 - beyond], few[:, 0]
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            logarithmic = (least > 0) & (high > 8 * low)
            low, high = (np.where(logarithmic, np.log(end), end) for end in (low, high))
        spread = np.maximum(high - low, 1e-6 * np.maximum(np.abs(low), 1e-3))
        self.low[step], self.width[step] = low - spread / 4, spread * 1.5 / BINS
        self.logarithmic[step] = logarithmic

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
            np.clip(x, 0, BINS - 1, out=x)
            np.copyto(bins, x, casting="unsafe")
            found[row] = np.bincount(bins, minlength=BINS)
        return found


def percentiles(values: Floats) -> Floats:
    """`QUANTILES` of all runs, on straight lines between neighbours: `[row, percentile]`."""
    ordered = np.sort(values, axis=1)
    places = np.array(QUANTILES) * (values.shape[1] - 1)
    below = places.astype(np.intp)
    above = np.minimum(below + 1, values.shape[1] - 1)
    first, second = ordered[:, below], ordered[:, above]
    found: Floats = first + (places - below) * (second - first)
    return found


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
    histogram: Counts  # [step, row, bin] of the first runs, or no bins at all
    edges: Edges | None  # those of the bins
    percentiles: Floats  # [step, row, percentile] of all runs, or no steps at all
    rule_steps: Counts  # [rule], run-steps in which it held
    negative: Counter[str] = field(default_factory=Counter)
    moves: int = 0
    hurried: int = 0

    def add(self, other: Record) -> None:
        """Count these runs too, in place."""
        binned = {"histogram"} if other.edges else set()
        for name in ADDED | binned:
            total = getattr(self, name)
            total += getattr(other, name)
            setattr(self, name, total)


ADDED = {field.name for field in fields(Record)} - {"histogram", "edges", "percentiles"}


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

    def __init__(
        self,
        program: Program,
        world: World,
        keep: int = 0,
        edges: Edges | None = None,
        alone: bool = False,
    ) -> None:
        """A recorder of this world, as it stands at the start.

        Args:
            program: What is run.
            world: The runs.
            keep: Of how many runs whole paths are kept.
            edges: Bins to count values in; none are counted when None.
            alone: Whether these are all the runs there are, so that percentiles are theirs.
        """
        self.program, self.keep = program, keep
        self.edges, self.alone = edges, alone
        runs = self.runs = world.width
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
            histogram=np.zeros((steps, rows, BINS if edges else 0), np.int64),
            rule_steps=np.zeros(len(program.rules), np.int64),
            edges=edges,
            percentiles=np.empty((steps if alone else 0, rows, len(QUANTILES))),
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
        step, record = world.step, self.record
        self._states(world)
        self._events(world)
        values = world.values
        record.sums[step] = world.totals
        record.squares[step] = np.einsum("ij,ij->i", values, values)
        if self.alone:
            record.percentiles[step] = percentiles(values)
        if self.edges:
            record.histogram[step] = self.edges.count(step, values)
        self._rules(world)
        if self.keep:
            self.paths.values[step] = world.values[:, : self.keep]
            self.paths.states[step] = world.state[: self.keep]

    def _states(self, world: World) -> None:
        """Who is where, and who has been: as a step before, but for the runs that moved."""
        step, record = world.step, self.record
        if step:
            record.reached[step] = record.reached[step - 1]
        for runs, state in world.moved if step else [(slice(None), int(world.state[0]))]:
            record.reached[step, state] += np.count_nonzero(~self._ever[state, runs])
            self._ever[state, runs] = True
        record.at[step] = [np.count_nonzero(world.state == s) for s in range(len(self._ever))]

    def _events(self, world: World) -> None:
        """In which runs each event has happened: as a step before, and where it happens now."""
        step, record = world.step, self.record
        if not step:
            self._happened[:] = world.last > NEVER
            record.happened[0] = np.count_nonzero(self._happened, axis=1)
            before = world.last[:, : self.keep]
            self.paths.happened[:] = np.where(before > NEVER, before, np.inf)
            return
        record.happened[step] = record.happened[step - 1]
        for event, runs in world.happened.items():
            new = runs[~self._happened[event, runs]]
            self._happened[event, new] = True
            record.happened[step, event] += len(new)
            record.occurrences[event] += len(runs)
            self.paths.happened[event, new[new < self.keep]] = world.months

    def _rules(self, world: World) -> None:
        for index, mask in enumerate(world.rules):
            if isinstance(mask, bool) and not mask:
                continue
            held = mask if isinstance(mask, np.ndarray) else np.ones(self.runs, bool)
            self.record.rule_steps[index] += np.count_nonzero(held)
            if self.keep:
                self.paths.rule_steps[index] += held[: self.keep]

    def finish(self, tally: Tally) -> None:
        """Add what the tally counted."""
        self.record.negative = tally.negative
        self.record.moves, self.record.hurried = tally.moves, tally.hurried


class HitRecorder:
    """Counts, for the judgement ensemble, in how many runs of each draw a state is seen."""

    def __init__(self, program: Program, world: World, job: Job) -> None:
        self._draw = job.draw_of(job.first + np.arange(job.runs)).astype(np.intp)
        self._draws, self._states = job.draws, len(program.states)
        shape = (program.steps + 1, self._draws, self._states)
        self.at: NDArray[np.uint16] = np.zeros(shape, np.uint16)
        self.reached: NDArray[np.uint16] = np.zeros(shape, np.uint16)
        self._ever = np.zeros((self._states, job.runs), bool)
        self._state = np.zeros(job.runs, np.int8)
        self.observe(world)

    def observe(self, world: World) -> None:
        """Count the world as it stands after a step (or at the start)."""
        step, draw = world.step, self._draw
        if not step:
            start = int(world.state[0])
            self._state[:], self._ever[start] = start, True
            self.at[0, :, start] = self.reached[0, :, start] = self._many(draw)
            return
        self.at[step], self.reached[step] = self.at[step - 1], self.reached[step - 1]
        for runs, state in world.moved:
            before = self._state[runs]
            for former in set(before.tolist()):
                self.at[step, :, former] -= self._many(draw[runs[before == former]])
            self.at[step, :, state] += self._many(draw[runs])
            new = runs[~self._ever[state, runs]]
            self.reached[step, :, state] += self._many(draw[new])
            self._ever[state, runs], self._state[runs] = True, state

    def _many(self, draws: NDArray[np.intp]) -> NDArray[np.uint16]:
        """How many runs there are of each draw."""
        return np.bincount(draws, minlength=self._draws).astype(np.uint16)

    def finish(self, tally: Tally) -> None:
        """Nothing of the tally belongs to the ensemble."""
