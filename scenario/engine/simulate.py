"""Many blocks of runs, on one processor or several, folded in order into one simulation.

The size of a block is fixed and blocks are folded in order, so the number of workers changes no
bit of the answer. What the counts mean is the business of `forecast`.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace

from scenario.engine.compiler import compile_model
from scenario.engine.jobs import BLOCK, Hits, Job, Task
from scenario.engine.program import Program
from scenario.engine.randomness import seed_key
from scenario.engine.record import Edges, Paths, Record
from scenario.engine.workers import Workers
from scenario.resolve import Resolved

DRAWS, RUNS_PER_DRAW = 512, 40
"""Size of the judgement ensemble."""
KEPT, TRACE_BYTES = 4096, 64 * 2**20
"""Most runs, and most memory, of the paths that are kept whole."""

Progress = Callable[[int, int], None]
"""Called with runs done and runs in all."""


@dataclass(frozen=True)
class Simulation:
    """Everything counted, and the program it was counted of."""

    program: Program
    record: Record
    paths: Paths
    edges: Edges | None  # None where the paths are all the runs there are
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
    nested = _nested(resolved.random_seed) if judgement and program.draws else []
    trace, rest = _plan(program, resolved)
    tell = _Telling(progress, resolved.runs + sum(job.runs for job in nested))
    blocks = 1 + len(rest) + len(nested)
    count = min(workers or (os.cpu_count() or 1 if blocks > 2 else 1), blocks)
    with Workers(Task(resolved, program), count) as pool:
        first, later = pool.submit(trace), [pool.submit(job) for job in nested]
        record, paths = _counted(first())
        tell(trace)
        edges = Edges.around(paths.values) if rest else None
        if edges:
            record.histogram += edges.histogram(paths.values)
        for job, result in pool.results(replace(job, edges=edges) for job in rest):
            record.add(_counted(result)[0])
            tell(job)
        hits: Hits | None = None
        for job, waiting in zip(nested, later, strict=True):
            part = waiting()
            if isinstance(part, Hits):
                hits = part if hits is None else hits + part
            tell(job)
    return Simulation(program, record, paths, edges, hits)


def _counted(result: tuple[Record, Paths] | Hits) -> tuple[Record, Paths]:
    if isinstance(result, Hits):
        raise TypeError("a counting job gave hits")
    return result


def _plan(program: Program, resolved: Resolved) -> tuple[Job, list[Job]]:
    """The first block, whose paths are kept whole, and the blocks after it."""
    per_run = 4 * (program.steps + 1) * max(1, len(program.lows))
    first = max(1, min(KEPT, resolved.runs, TRACE_BYTES // per_run))
    seed = seed_key(resolved.random_seed)
    starts = range(first, resolved.runs, BLOCK)
    rest = [Job("count", at, min(BLOCK, resolved.runs - at), seed) for at in starts]
    return Job("trace", 0, first, seed, binned=bool(rest)), rest


def _nested(random_seed: int) -> list[Job]:
    """The judgement ensemble: under a seed of its own, every draw shared by 40 runs."""
    seed, runs = seed_key(random_seed, "judgement ensemble"), DRAWS * RUNS_PER_DRAW
    return [
        Job("hits", at, min(BLOCK, runs - at), seed, draws=DRAWS, per_draw=RUNS_PER_DRAW)
        for at in range(0, runs, BLOCK)
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
