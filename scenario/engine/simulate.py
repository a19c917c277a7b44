"""Many runs of a scenario, on one processor or several, folded in order into one simulation.

The chunks of runs depend on the program alone and are folded in order, so the number of workers
changes no bit of the answer. What the counts mean is the business of `forecast`.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from scenario.engine import bins as binning
from scenario.engine.compiled import Compiled, kernel_of
from scenario.engine.compiler import compile_model
from scenario.engine.counting import Worker
from scenario.engine.ensemble import (
    DRAWS,
    ENSEMBLE,
    PATHS,
    RUNS_PER_DRAW,
    Hits,
    Spread,
    ensemble_of,
)
from scenario.engine.jobs import Job, Progress, Telling, cut
from scenario.engine.markov import chain_of, obstacles
from scenario.engine.program import Program
from scenario.engine.randomness import seed_key
from scenario.engine.record import Paths, Record
from scenario.engine.replay import Inspector
from scenario.engine.settled import certain
from scenario.engine.within import Gained, gained_by_rates, gained_if_deferred
from scenario.engine.workers import Workers
from scenario.forecast import QUANTILES
from scenario.kernel.ir import PARTS
from scenario.resolve import Resolved

KEPT, TRACE_BYTES = 4096, 64 * 2**20
"""Most runs, and most memory, of the paths that are kept whole."""
CHUNK_WORK = 4e6
"""Steps times things times runs of a chunk, about: some tens of milliseconds."""
WORTH = 3e6
"""Work from which a second thread pays: some milliseconds."""


@dataclass(frozen=True)
class Simulation:
    """Everything counted, and the program it was counted of."""

    program: Program
    record: Record
    paths: Paths
    percentiles: NDArray[np.float64]  # [step, row, percentile]
    judged: Hits | Spread | None  # None without judgements, or where they were not asked for
    engines: tuple[str, ...]  # that may have had a part
    method: Method = "sampled"
    sampled_because: tuple[str, ...] = ()  # where probabilities were asked for, but cannot be had
    gained: Gained = None  # by moves at any time (see `gained_by_rates`)

    @property
    def certain(self) -> bool:
        """Whether no run can differ from another in what it carries."""
        return self.method == "propagated" and certain(self.program)


Method = Literal["sampled", "propagated"]
"""How the outcome of a run is found: drawn, or carried as probabilities of all states."""


def simulate(
    resolved: Resolved,
    *,
    judgement: bool = True,
    workers: int | None = None,
    progress: Progress | None = None,
    method: Method = "sampled",
    program: Program | None = None,
) -> Simulation:
    """Run a resolved scenario.

    Args:
        resolved: What to run, how far and how often.
        judgement: Whether to run the nested ensemble that shows what the judgements contribute.
        workers: Threads to use; as many as there are processors (and work) when None.
        progress: Told after every chunk how many runs are done.
        method: Whether outcomes are drawn, or runs carry their probabilities where they can.
        program: Its program, where it is compiled already.

    Raises:
        RunError: A value was not a number, or two events set one thing at once.
    """
    program = program or compile_model(resolved)
    in_the_way = obstacles(program) if method == "propagated" else []
    chain = None if method == "sampled" or in_the_way else chain_of(program)
    judged = judgement and bool(program.draws)
    nested = DRAWS * (PATHS if chain else RUNS_PER_DRAW) if judged else 0
    work = (resolved.runs + nested) * program.steps * program.things
    kernel = kernel_of(program, work, chain=chain)
    study = Study(resolved, kernel, judged)
    if chain is None:
        found = study.simulation(workers, progress)
        gained = gained_if_deferred(program, found.record, resolved)
    else:
        aside = 1 if work < WORTH else min(2, workers or 2)  # two make a thread of its own
        with Workers[Compiled, Gained](lambda: partial(gained_by_rates, resolved), aside) as one:
            later = one.submit(kernel)
            found = study.simulation(workers, progress)
            gained = later()
    return replace(found, sampled_because=tuple(in_the_way), gained=gained)


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
        self.pilot = self._room(np.float32)
        self.bins: binning.Bins | None = None
        carries = compiled.chain is not None
        self.paths_per_draw = PATHS if carries else RUNS_PER_DRAW
        self.judged = ensemble_of(program, self.paths_per_draw, carries) if judgement else None
        self.chunk = chunk_of(program, compiled.layout.width)

    def simulation(self, workers: int | None, progress: Progress | None) -> Simulation:
        """Do all jobs: first a few runs by which bins are chosen; meanwhile the ensemble begins."""
        pilot, counting, nested = (
            self._pilot(),
            list(self.counting_jobs()),
            list(self.nested_jobs()),
        )
        tell = Telling(progress, counting + nested, self.paths_per_draw)
        crew: list[Worker] = []
        count = self._workers(workers, len(pilot) + len(counting) + len(nested))
        with Workers(lambda: self.worker(crew), count) as pool:
            first = [pool.submit(job) for job in pilot]
            later = [pool.submit(job) for job in nested]
            for taken in first:
                taken()
            if self._is_vast():
                self.pilot = self._room(np.float64)
                for again in [pool.submit(job) for job in pilot]:
                    again()
            if self.resolved.runs > self.pilot.draws.shape[1]:
                self.bins = binning.chosen(self._by_place(self.pilot.values))
            for job, record in pool.results(counting):
                if record is not None:
                    self.fold(record)
                tell(job)
            for job, drawn in zip(nested, later, strict=True):
                drawn()
                tell(job)
            if self.mostly_chance:
                self.paths_per_draw = RUNS_PER_DRAW
                self.judged = ensemble_of(self.program, RUNS_PER_DRAW, carries=False)
                for again in [pool.submit(job) for job in self.nested_jobs()]:
                    again()
        return self._simulation(crew)

    def worker(self, crew: list[Worker]) -> Worker:
        """Whoever does jobs in one thread, joining the crew."""
        return Worker(self, crew)

    def fold(self, record: Record) -> None:
        """Count what the next runs have shown."""
        self.record.add(record)

    @property
    def mostly_chance(self) -> bool:
        """Whether the ensemble had better draw its outcomes."""
        return isinstance(self.judged, Spread) and self.judged.mostly_chance

    def _simulation(self, crew: list[Worker]) -> Simulation:
        if self.pilot.draws.shape[1] == self.kept:
            with np.errstate(over="ignore"):
                self.paths.taken = self.pilot.values.astype(np.float32, copy=False)
        self.paths.made = lambda: self.values(self.kept)
        percentiles, engines = self._percentiles(crew), self.compiled.engines
        method: Method = "sampled" if self.compiled.chain is None else "propagated"
        return Simulation(
            self.program, self.record, self.paths, percentiles, self.judged, engines, method
        )

    def _room(self, precision: type[np.floating[Any]]) -> Paths:
        """For the runs by which bins are chosen."""
        runs = min(binning.PILOT, self.kept)
        return Paths.room(self.program, runs, self.program.steps + 1, precision)

    def _is_vast(self) -> bool:
        """Whether a value was too large to reckon with in single precision."""
        values = self.pilot.values
        return bool(values.size and max(values.max(), -values.min()) > binning.VAST)

    # Jobs

    def _pilot(self) -> list[Job]:
        """The first runs, whose values are taken."""
        return list(cut("take", 0, self.pilot.draws.shape[1], self.compiled.layout.width))

    def counting_jobs(self) -> Iterator[Job]:
        """All runs; the first of them are kept whole."""
        yield from cut("keep", 0, self.kept, self.chunk)
        yield from cut("count", self.kept, self.resolved.runs, self.chunk)

    def nested_jobs(self) -> Iterator[Job]:
        """The judgement ensemble, a few draws at a time."""
        if self.judged is not None:
            together = max(1, self.chunk // self.paths_per_draw // PARTS) * PARTS
            yield from cut("draws", 0, DRAWS, together)

    def _workers(self, workers: int | None, jobs: int) -> int:
        work = self.resolved.runs * self.program.steps * self.program.things
        most = workers or (1 if work < WORTH and self.judged is None else os.cpu_count() or 1)
        return min(most, jobs)

    # Values of whole paths

    def values(self, runs: int) -> NDArray[np.float32]:
        """The values of the first runs at every step, simulated for this alone."""
        self.pilot = Paths.room(self.program, runs, self.program.steps + 1)
        with Workers(lambda: self.worker([]), os.cpu_count() or 1) as pool:
            list(pool.results(self._pilot()))
        return self.pilot.values

    # Percentiles

    def _by_place(self, values: NDArray[Any]) -> NDArray[Any]:
        """Values `[step, row, run]` in the order of the kernel's bins: `[place, run]`."""
        ordered = np.take(values, self.compiled.layout.order, axis=1)
        return ordered.reshape(math.prod(ordered.shape[:2]), values.shape[2])

    def _percentiles(self, crew: list[Worker]) -> NDArray[np.float64]:
        order, steps = self.compiled.layout.order, self.program.steps + 1
        if self.bins is None:
            found = binning.exact(self._by_place(self.pilot.values))
        else:
            histograms = [worker.counter.histogram() for worker in crew if worker.counts]
            found = self.bins.quantiles(np.sum(histograms, axis=0))
        by_place = found.reshape(steps, len(order), len(QUANTILES))
        if self.bins is not None:
            moving = self.compiled.layout.moving
            by_place[1:, moving:] = by_place[0, moving:]
        rows = np.empty_like(by_place)
        rows[:, order] = by_place
        low, high = (np.array(ends)[:, None] for ends in (self.program.lows, self.program.highs))
        return np.clip(rows, low, high)  # a bin may reach beyond what values may be


def chunk_of(program: Program, width: int) -> int:
    """Runs that are counted together before they are folded: whole tiles, of the program alone."""
    wanted = CHUNK_WORK / (max(1, program.steps) * program.things)
    return width * int(np.clip(wanted // width, 1, 8))
