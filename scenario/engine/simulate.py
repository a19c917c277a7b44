"""Many runs of a scenario, on one processor or several, folded in order into one simulation.

The chunks of runs depend on the program alone and are folded in order, so the number of workers
changes no bit of the answer. What the counts mean is the business of `forecast`.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scenario.engine import bins as binning
from scenario.engine.compiled import Compiled, kernel_of
from scenario.engine.compiler import compile_model
from scenario.engine.instance import Instance
from scenario.engine.program import Program
from scenario.engine.randomness import seed_key
from scenario.engine.record import Paths, Record, counted, states_counted
from scenario.engine.replay import Inspector
from scenario.engine.workers import Workers
from scenario.forecast import QUANTILES
from scenario.resolve import Resolved

DRAWS, RUNS_PER_DRAW = 512, 40
"""Size of the judgement ensemble."""
ENSEMBLE = "judgement ensemble"
KEPT, TRACE_BYTES = 4096, 64 * 2**20
"""Most runs, and most memory, of the paths that are kept whole."""
BINNED = 32_768
"""Runs from which percentiles are taken: then none is uncertain by more than 0.6 points."""
CHUNK_WORK = 4e6
"""Steps times things times runs of a chunk, about: some tens of milliseconds."""
WORTH = 3e6
"""Work from which a second thread pays: some milliseconds."""
Progress = Callable[[int, int], None]
"""Called with runs done and runs in all."""


@dataclass(frozen=True)
class Hits:
    """Runs of each draw of the judgements in which a state is seen: `[step, draw, state]`."""

    at: NDArray[np.uint16]
    reached: NDArray[np.uint16]
    runs_per_draw: int


@dataclass(frozen=True)
class Simulation:
    """Everything counted, and the program it was counted of."""

    program: Program
    record: Record
    paths: Paths
    percentiles: NDArray[np.float64]  # [step, row, percentile]
    hits: Hits | None  # None without judgements, or where they were not asked for
    engines: tuple[str, ...]  # that may have had a part


@dataclass(frozen=True)
class Job:
    """Some runs of the study, or all runs of some draws of the judgement ensemble."""

    kind: Literal["keep", "count", "draws"]
    first: int
    runs: int
    binned: bool = False


def simulate(
    resolved: Resolved,
    *,
    judgement: bool = True,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Simulation:
    """Run a resolved scenario.

    Args:
        resolved: What to run, how far and how often.
        judgement: Whether to run the nested ensemble that shows what the judgements contribute.
        workers: Threads to use; as many as there are processors (and work) when None.
        progress: Told after every chunk how many runs are done.

    Raises:
        RunError: A value was not a number, or two events set one thing at once.
    """
    program = compile_model(resolved)
    nested = DRAWS * RUNS_PER_DRAW if judgement and program.draws else 0
    kernel = kernel_of(program, (resolved.runs + nested) * program.steps * program.things)
    return Study(resolved, kernel, nested > 0).simulation(workers, progress)


class Study:
    """One simulation being made: its jobs, and where their results go."""

    def __init__(self, resolved: Resolved, compiled: Compiled, judgement: bool) -> None:
        self.resolved, self.compiled, self.program = resolved, compiled, compiled.program
        program, runs = self.program, resolved.runs
        per_run = 4 * (program.steps + 1) * max(1, len(program.lows))
        self.kept = max(1, min(KEPT, runs, TRACE_BYTES // per_run))
        self.seed = seed_key(resolved.random_seed)
        self.nested_seed = seed_key(resolved.random_seed, ENSEMBLE)
        self.inspector = Inspector(resolved)
        self.record = Record.none(program)
        self.paths = Paths.room(program, self.kept)
        self.first_values = self.values(min(binning.PILOT, self.kept))
        more = runs > self.first_values.shape[2]
        self.bins = binning.chosen(self._by_place(self.first_values)) if more else None
        self.hits = self._no_hits() if judgement else None
        self.histogram: NDArray[np.int64] | None = None

    def jobs(self) -> Iterator[Job]:
        """First the runs that are kept whole, then the others, then the ensemble."""
        chunk = chunk_of(self.program, self.compiled.layout.width)
        binned = self.bins is not None
        for first in range(0, self.kept, chunk):
            yield Job("keep", first, min(chunk, self.kept - first), binned)
        for first in range(self.kept, self.resolved.runs, chunk):
            runs = min(chunk, self.resolved.runs - first)
            yield Job("count", first, runs, binned and first < BINNED)
        if self.hits is not None:
            many = max(1, chunk // RUNS_PER_DRAW)
            for draw in range(0, DRAWS, many):
                yield Job("draws", draw, min(many, DRAWS - draw))

    def simulation(self, workers: int | None, progress: Progress | None) -> Simulation:
        """Do all jobs."""
        jobs = list(self.jobs())
        nested = DRAWS * RUNS_PER_DRAW if self.hits is not None else 0
        total, done = self.resolved.runs + nested, 0
        crew: list[_Worker] = []
        with Workers(lambda: _Worker(self, crew), self._workers(workers, jobs)) as pool:
            for job, result in pool.results(jobs):
                if result is not None:
                    self.record.add(result)
                done += job.runs * (RUNS_PER_DRAW if job.kind == "draws" else 1)
                if progress:
                    progress(done, total)
        if self.first_values.shape[2] == self.kept:
            self.paths.taken = self.first_values
        self.paths.made = lambda: self.values(self.kept)
        return Simulation(
            self.program,
            self.record,
            self.paths,
            self._percentiles(crew),
            self.hits,
            self.compiled.engines,
        )

    def _workers(self, workers: int | None, jobs: list[Job]) -> int:
        work = self.resolved.runs * self.program.steps * self.program.things
        most = workers or (1 if work < WORTH and self.hits is None else os.cpu_count() or 1)
        return min(most, len(jobs))

    def _no_hits(self) -> Hits:
        shape = (self.program.steps + 1, DRAWS, len(self.program.states))
        return Hits(np.zeros(shape, np.uint16), np.zeros(shape, np.uint16), RUNS_PER_DRAW)

    # Values of whole paths

    def values(self, runs: int) -> NDArray[np.float32]:
        """The values of the first runs at every step, simulated for this alone."""
        steps = self.program.steps + 1
        instance = Instance(self.compiled, steps)
        instance.count_values(False)
        instance.take_at(range(steps))
        paths = Paths.room(self.program, runs, steps)
        for first in range(0, runs, self.compiled.layout.width):
            some = min(self.compiled.layout.width, runs - first)
            instance.run(first, some, self.seed)
            self.inspector.look(first + run for run in instance.wrong(some))
            paths.keep(instance, first, some)
        return paths.values

    # Percentiles

    def _by_place(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        """Values `[step, row, run]` in the order of the kernel's bins: `[place, run]`."""
        ordered = values[:, self.compiled.layout.order]
        return ordered.reshape(math.prod(ordered.shape[:2]), values.shape[2])

    def _percentiles(self, crew: list[_Worker]) -> NDArray[np.float64]:
        order, steps = self.compiled.layout.order, self.program.steps + 1
        if self.bins is None:
            found = binning.exact(self._by_place(self.first_values))
        else:
            histograms = [worker.instance.histogram() for worker in crew]
            found = self.bins.quantiles(np.sum(histograms, axis=0))
        by_place = found.reshape(steps, len(order), len(QUANTILES))
        if self.bins is not None:
            moving = self.compiled.layout.moving
            by_place[1:, moving:] = by_place[0, moving:]
        rows = np.empty_like(by_place)
        rows[:, order] = by_place
        return rows


class _Worker:
    """Does jobs in one thread."""

    def __init__(self, study: Study, crew: list[_Worker]) -> None:
        edges = len(study.bins.edges) if study.bins else 0
        self.study = study
        self.instance = Instance(study.compiled, edges=edges)
        self._binned = False
        crew.append(self)

    def __call__(self, job: Job) -> Record | None:
        if job.kind == "draws":
            self._draws(job)
            return None
        self._bin(job.binned)
        keep = job.kind == "keep"
        self.instance.count_values(True)
        self.instance.count_rules(True)
        size = self.study.compiled.layout.width if keep else self.instance.most
        for first in range(job.first, job.first + job.runs, size):
            runs = min(size, job.first + job.runs - first)
            self.instance.run(first, runs, self.study.seed)
            self._look(first, runs)
            if keep:
                self.study.paths.keep(self.instance, first, runs)
        return counted(self.instance, job.runs)

    def _bin(self, wanted: bool) -> None:
        if wanted != self._binned:
            self.instance.bin_values(self.study.bins if wanted else None)
            self._binned = wanted

    def _look(self, first: int, runs: int, ensemble: str = "") -> None:
        self.study.inspector.look((first + run for run in self.instance.wrong(runs)), ensemble)

    def _draws(self, job: Job) -> None:
        """Every draw is a tile of its own, so that its counts are those of the tile."""
        hits = self.study.hits
        self._bin(False)
        self.instance.count_values(False)
        self.instance.count_rules(False)
        for draw in range(job.first, job.first + job.runs):
            first = draw * RUNS_PER_DRAW
            self.instance.run(first, RUNS_PER_DRAW, self.study.nested_seed, draw)
            self._look(first, RUNS_PER_DRAW, ENSEMBLE)
            if hits is not None:
                hits.at[:, draw], hits.reached[:, draw] = states_counted(self.instance)


def chunk_of(program: Program, width: int) -> int:
    """Runs that are counted together before they are folded: whole tiles, of the program alone."""
    wanted = CHUNK_WORK / (max(1, program.steps) * program.things)
    return width * int(np.clip(wanted // width, 1, 8))
