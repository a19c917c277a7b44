"""Simulating a scenario that is given evidence: runs that agree with it are found, then counted.

They are counted as all runs are (`simulate`), but filter by filter, since runs of one filter are
not independent of each other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from scenario.engine.compiler import compile_model
from scenario.engine.conditioning import Posterior, posterior, task_of
from scenario.engine.counting import Worker
from scenario.engine.ensemble import DRAWS, ENSEMBLE, Spread, ensemble_of
from scenario.engine.facts import facts_of
from scenario.engine.instance import Instance
from scenario.engine.jobs import Job, Progress, cut
from scenario.engine.learned import Continued, Learned, no_number
from scenario.engine.markov import obstacles
from scenario.engine.nested import PATHS, Nested
from scenario.engine.program import Program
from scenario.engine.randomness import seed_key
from scenario.engine.record import Record
from scenario.engine.simulate import Method, Simulation, Study
from scenario.engine.variants import Variant
from scenario.engine.workers import threads
from scenario.resolve import Resolved

Floats = NDArray[np.float64]


def posterior_of(
    resolved: Resolved,
    *,
    workers: int | None = None,
    method: Method = "propagated",
    program: Program | None = None,
) -> Posterior:
    """Runs of a scenario that agree with what it is given.

    Args:
        resolved: The scenario.
        workers: Threads to use; they change no number.
        method: Whether runs carry the probabilities of states, where they can.
        program: Its program, where it is compiled already.

    Raises:
        InputError: Evidence is outside the scenario's time, contradicts other evidence, or too few
            runs agree with it.
    """
    program = program or compile_model(resolved)
    facts, seed = facts_of(resolved, program), seed_key(resolved.random_seed)
    carried = method == "propagated" and not obstacles(program)
    task = task_of(program, facts, resolved.runs, seed, carried=carried)
    found = posterior(task, threads(workers))
    found.check(resolved)
    return found


def simulate_given(
    resolved: Resolved,
    known: Posterior,
    *,
    judgement: bool = True,
    workers: int | None = None,
    progress: Progress | None = None,
    method: Method = "propagated",
) -> Simulation:
    """Count runs that agree with what a scenario is given.

    Args:
        resolved: The scenario.
        known: The runs.
        judgement: Whether to find out what the judgements contribute, once the evidence is known.
        workers: Threads to use; they change no number.
        progress: Told after every chunk how many runs are done.
        method: As it was asked for.

    Raises:
        RunError: A value was not a number, or two events set one thing at once.
    """
    same = replace(resolved, runs=known.runs * len(known.filters))
    study = _Study(same, known, judgement)
    because = obstacles(study.program) if method == "propagated" else []
    return replace(study.simulation(workers, progress), sampled_because=tuple(because))


class _Study(Study):
    """The counting of runs that agree with evidence."""

    def __init__(self, resolved: Resolved, known: Posterior, judgement: bool) -> None:
        super().__init__(resolved, known.task.counted, judgement=False)
        self.known = known
        self.past = Learned(known, known.runs).past(resolved, known.task.program, Variant())
        self.nested, self.together = Nested(self.past), self.compiled.layout.width // PATHS
        if judgement and self.program.draws:
            self.judged = ensemble_of(self.program, PATHS, carries=True)
            self.paths_per_draw = PATHS
        filters, steps, states = len(known.filters), self.program.steps + 1, self.program.states
        self.sums = np.zeros((filters, 2, steps, len(states)))

    def worker(self, crew: list[Worker]) -> Worker:
        return _Worker(self, crew)

    def fold(self, record: Record) -> None:
        size, carries = self.known.runs, self.compiled.chain is not None
        found = record.chances if carries else np.stack([record.at, record.reached])
        self.sums[self.record.runs // size] += found
        super().fold(record)
        if self.record.runs == self.resolved.runs:
            self.record.groups = len(self.sums)
            self.record.chances_squared[:] = (self.sums**2).sum(axis=0) / size
            self.record.chances_cubed[:] = (self.sums**3).sum(axis=0) / size**2

    @property
    def mostly_chance(self) -> bool:
        return False

    def counting_jobs(self) -> Iterator[Job]:
        """Jobs none of which has runs of two filters."""
        size = self.known.runs
        for first in range(0, self.resolved.runs, size):
            kept = min(max(self.kept, first), first + size)
            yield from cut("keep", first, kept, self.chunk)
            yield from cut("count", kept, first + size, self.chunk)

    def nested_jobs(self) -> Iterator[Job]:
        if self.judged is not None:
            yield from cut("draws", 0, DRAWS, 8 * self.together)


class _Worker(Worker):
    """Does jobs in one thread."""

    def __init__(self, study: _Study, crew: list[Worker]) -> None:
        super().__init__(study, crew)
        self._given = study
        self.piece = study.compiled.layout.width

    def instance(self, taken: int = 0, edges: int = 0) -> Continued:
        compiled = self._given.compiled
        found = self._given.past.instance(compiled, taken, edges)
        found.carry_outcome(compiled.chain is not None)
        found.draw_outcome(compiled.chain is None)
        return found

    def spread(self, job: Job, spread: Spread) -> None:
        together = self._given.together
        for first in range(job.first, job.first + job.runs, together):
            runs = self._given.nested.put(self.replayer, first, together, spread)
            self.look(self.replayer, first, runs, ENSEMBLE)

    @cached_property
    def replayer(self) -> Continued:
        """Simulates the runs of draws, and lets values be taken."""
        found = self.instance(self.study.program.steps + 1)
        found.count_values(False)
        found.count_rules(False)
        return found

    def look(self, instance: Instance, first: int, runs: int, ensemble: str = "") -> None:
        """Stop where a run is marked: what it met cannot be told, as it was made of several."""
        for run in instance.wrong(runs):
            raise no_number(first + run, " of the ensemble" if ensemble else "")
