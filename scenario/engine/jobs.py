"""One block of work, small enough to send to another process, and how it is done.

It knows one block at a time; planning and folding are the business of `simulate`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from scenario.engine.block import Lanes, simulate_block
from scenario.engine.compiler import compile_model
from scenario.engine.program import Program
from scenario.engine.randomness import run_keys, seed_key
from scenario.engine.record import PILOT, Edges, HitRecorder, Paths, Record, Recorder
from scenario.engine.stop import Stop
from scenario.engine.tally import Tally
from scenario.engine.world import World
from scenario.errors import Problem, RunError
from scenario.resolve import Resolved

BLOCK, NUMBERS = 16_384, 2**22
"""Most runs simulated side by side, and most numbers of theirs, so that they need little memory."""


def blocks(runs: int, numbers: int) -> list[tuple[int, int]]:
    """The first run and the number of runs of each block, all about equally large.

    They are part of the answer's bits, so they depend on the study alone, never on the machine.

    Args:
        runs: In all.
        numbers: How many numbers of a run are held at a time.
    """
    most = min(BLOCK, max(1024, NUMBERS // max(1, numbers)))
    count = 1 if runs <= most else 2 * -(-runs // (2 * most))  # even, to go well into two
    ends = [runs * k // count for k in range(count + 1)]
    return [(first, end - first) for first, end in pairwise(ends)]


@dataclass(frozen=True)
class Job:
    """One block: which runs, under which seed, and what to keep of them."""

    kind: Literal["count", "hits"]
    first: int
    runs: int
    seed: int
    keep: int = 0  # so many of them have their whole paths kept
    binned: bool = False  # whether values are counted in histograms
    alone: bool = False  # whether these are all the runs of the study
    draws: int = 0
    per_draw: int = 1

    def lanes(self) -> Lanes:
        """The keys of the runs."""
        runs = self.first + np.arange(self.runs)
        return Lanes(run_keys(self.seed, runs), run_keys(self.seed, self.draw_of(runs)))

    def draw_of(self, runs: NDArray[np.integer]) -> NDArray[np.integer]:
        """Which draw of the judgements each run uses: its own, or one shared by `per_draw`."""
        return runs // self.per_draw


@dataclass(frozen=True)
class Hits:
    """Runs of each draw of the judgements in which a state is seen: `[step, draw, state]`."""

    at: NDArray[np.uint16]
    reached: NDArray[np.uint16]
    runs_per_draw: int

    def __add__(self, other: Hits) -> Hits:
        return Hits(self.at + other.at, self.reached + other.reached, self.runs_per_draw)


class Task:
    """What a worker needs: the resolved scenario, and the program compiled from it."""

    def __init__(self, resolved: Resolved, program: Program) -> None:
        self.resolved, self.program = resolved, program

    @cached_property
    def edges(self) -> Edges:
        """The bins of histograms, chosen by a pilot of the first runs."""
        pilot = Job("count", 0, PILOT, seed_key(self.resolved.random_seed))
        edges = Edges.unchosen(self.program.steps + 1, len(self.program.lows))
        for world in self._worlds(pilot, Tally()):
            edges.choose(world.step, world.values)
        return edges

    def __reduce__(self) -> tuple[Any, ...]:
        return _task_again, (self.resolved,)  # programs hold functions, so they are made again

    def __call__(self, job: Job) -> tuple[Record, Paths] | Hits:
        return self.hits(job) if job.kind == "hits" else self.record(job)

    def record(self, job: Job) -> tuple[Record, Paths]:
        """Counts of a block, and the whole paths of its first runs."""
        edges = self.edges if job.binned else None
        recorder = self._watch(
            job, lambda world: Recorder(self.program, world, job.keep, edges, job.alone)
        )
        return recorder.record, recorder.paths

    def hits(self, job: Job) -> Hits:
        """Hits by draw in a block of the judgement ensemble."""
        recorder = self._watch(job, lambda world: HitRecorder(self.program, world, job))
        return Hits(recorder.at, recorder.reached, job.per_draw)

    def _watch(self, job: Job, make: Any) -> Any:
        tally = Tally()
        worlds = self._worlds(job, tally)
        recorder = make(next(worlds))
        for world in worlds:
            recorder.observe(world)
        recorder.finish(tally)
        return recorder

    def _worlds(self, job: Job, tally: Tally) -> Iterator[World]:
        """The block as it stands at the start and after every step; RunError where it stops."""
        try:
            yield from simulate_block(self.program, job.lanes(), tally)
        except Stop as stop:
            of = "judgement ensemble" if job.kind == "hits" else "study"
            which = f"run {job.first + stop.lane} of the {of}"
            raise explained(stop, self.resolved, which) from None


def explained(stop: Stop, resolved: Resolved, which: str) -> RunError:
    """The error for the analyst: expression, month and run (`which` says the run)."""
    month = resolved.start + stop.step * resolved.months_per_step
    place = stop.place
    written = resolved.text_at(place) if place else None
    return RunError(
        Problem(
            f"{written or place or 'a value'} {stop.message} in {month} ({which})",
            mark=resolved.mark_at(place),
            path=place,
            hint="keep it in bounds with clip(x, low, high), max(...) or a range",
        )
    )


def _task_again(resolved: Resolved) -> Task:
    return Task(resolved, compile_model(resolved))
