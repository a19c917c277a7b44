"""Many blocks of runs, on one processor or several, folded in order into one simulation.

The blocks depend on the study alone and are folded in order, so the number of workers changes no
bit of the answer. What the counts mean is the business of `forecast`.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass

from scenario.engine.compiler import compile_model
from scenario.engine.jobs import Hits, Job, Task, blocks
from scenario.engine.program import Program
from scenario.engine.randomness import seed_key
from scenario.engine.record import Edges, Paths, Record
from scenario.engine.workers import Workers
from scenario.resolve import Resolved

DRAWS, RUNS_PER_DRAW = 512, 40
"""Size of the judgement ensemble."""
KEPT, TRACE_BYTES = 4096, 64 * 2**20
"""Most runs, and most memory, of the paths that are kept whole."""
BINNED = 32_768
"""Runs from which percentiles are taken: then none is uncertain by more than 0.6 points."""

WORTH = 6e7
"""Work (runs x steps x what is looked at in each) from which processes pay: some 0.3 seconds."""

Progress = Callable[[int, int], None]
"""Called with runs done and runs in all."""


@dataclass(frozen=True)
class Simulation:
    """Everything counted, and the program it was counted of."""

    program: Program
    record: Record
    paths: Paths
    edges: Edges | None  # of its histograms; None where all the runs are in one block
    hits: Hits | None  # None without judgements, or where they were not asked for


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
        workers: Processes to use; as many as there are processors (and work) when None.
        progress: Told after every block how many runs are done.

    Raises:
        RunError: A value was not a number, or two events set one thing at once.
    """
    program = compile_model(resolved)
    task = Task(resolved, program)
    nested = _nested(program, resolved.random_seed) if judgement and program.draws else []
    counting = _plan(program, resolved)
    tell = _Telling(progress, resolved.runs + sum(job.runs for job in nested))
    if counting[0].binned:
        task.edges  # noqa: B018 - chosen before there are workers, for all of them
    jobs = [*counting, *nested]
    with Workers(task, min(workers or _worth(program, jobs), len(jobs))) as pool:
        later = [pool.submit(job) for job in nested]
        finished = pool.results(counting)
        job, result = next(finished)
        record, paths = _counted(result)
        tell(job)
        for job, result in finished:
            record.add(_counted(result)[0])
            tell(job)
        hits: Hits | None = None
        for job, waiting in zip(nested, later, strict=True):
            found = waiting()
            if isinstance(found, Hits):
                hits = found if hits is None else hits + found
            tell(job)
    return Simulation(program, record, paths, record.edges, hits)


def _worth(program: Program, jobs: list[Job]) -> int:
    """How many processes to use: all there are, if the work is worth starting any."""
    work = sum(job.runs for job in jobs) * program.steps * program.things
    return 1 if work < WORTH else os.cpu_count() or 1


def _counted(result: tuple[Record, Paths] | Hits) -> tuple[Record, Paths]:
    if isinstance(result, Hits):
        raise TypeError("a counting job gave hits")
    return result


def _plan(program: Program, resolved: Resolved) -> list[Job]:
    """The blocks: the first keeps whole paths, those of the first runs count values too."""
    runs, rows = resolved.runs, len(program.lows)
    per_run = 4 * (program.steps + 1) * max(1, rows)
    planned = blocks(runs, program.numbers)
    keep = max(1, min(KEPT, planned[0][1], TRACE_BYTES // per_run))
    seed = seed_key(resolved.random_seed)
    return [
        Job(
            "count",
            first,
            size,
            seed,
            keep=0 if first else keep,
            binned=len(planned) > 1 and first < BINNED,
            alone=len(planned) == 1,
        )
        for first, size in planned
    ]


def _nested(program: Program, random_seed: int) -> list[Job]:
    """The judgement ensemble: under a seed of its own, every draw shared by 40 runs."""
    seed, runs = seed_key(random_seed, "judgement ensemble"), DRAWS * RUNS_PER_DRAW
    return [
        Job("hits", first, size, seed, draws=DRAWS, per_draw=RUNS_PER_DRAW)
        for first, size in blocks(runs, program.numbers)
    ]


@dataclass
class _Telling:
    """Adds up finished runs for whoever shows progress."""

    progress: Progress | None
    total: int
    done: int = 0

    def __call__(self, job: Job) -> None:
        self.done += job.runs
        if self.progress:
            self.progress(self.done, self.total)
