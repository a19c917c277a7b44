"""Who does the jobs of a study in one thread: simulates runs, and counts or keeps what they show.

Which jobs there are, and what becomes of their counts, is the business of the study.
"""

from __future__ import annotations

from functools import cached_property
from typing import Protocol

from scenario.engine import bins as binning
from scenario.engine.compiled import Compiled
from scenario.engine.ensemble import ENSEMBLE, PATHS, RUNS_PER_DRAW, Hits, Spread, lanes
from scenario.engine.instance import Instance
from scenario.engine.jobs import Job, pieces
from scenario.engine.program import Program
from scenario.engine.record import Paths, Record, counted, draws_carried, states_counted
from scenario.engine.replay import Inspector
from scenario.kernel.ir import PARTS

BINNED = 32_768
"""Runs from which percentiles are taken: then none is uncertain by more than 0.6 points."""


class Counted(Protocol):
    """What a worker needs of a study."""

    program: Program
    compiled: Compiled
    seed: int
    nested_seed: int
    inspector: Inspector
    paths: Paths
    pilot: Paths
    bins: binning.Bins | None
    judged: Hits | Spread | None


class Worker:
    """Does jobs in one thread, on one instance that counts values and one that does not."""

    piece = 0
    """Runs simulated at once at most; as many as a call may have where 0."""

    def __init__(self, study: Counted, crew: list[Worker]) -> None:
        self.study = study
        self.counts = False
        crew.append(self)

    @cached_property
    def counter(self) -> Instance:
        """Counts values, in bins where these have been chosen."""
        bins = self.study.bins
        instance = self.instance(edges=len(bins.edges) if bins else 0)
        instance.bin_values(bins)
        instance.carry_outcome(self.study.compiled.chain is not None)
        self.counts = True
        return instance

    @cached_property
    def taker(self) -> Instance:
        """Counts states alone, and lets values be taken."""
        instance = self.instance(taken=self.study.program.steps + 1)
        instance.count_values(False)
        instance.count_rules(False)
        return instance

    @cached_property
    def spreader(self) -> Instance:
        """Carries probabilities of states, and counts nothing else."""
        instance = Instance(self.study.compiled)
        instance.count_values(False)
        instance.count_rules(False)
        instance.draw_outcome(False)
        instance.carry_outcome(True)
        instance.square_sums(False)
        return instance

    def __call__(self, job: Job) -> Record | None:
        if job.kind == "take":
            self._take(job)
        elif job.kind == "draws" and isinstance(self.study.judged, Spread):
            self.spread(job, self.study.judged)
        elif job.kind == "draws" and isinstance(self.study.judged, Hits):
            self._draw(job, self.study.judged)
        else:
            return self._count(job)
        return None

    def instance(self, taken: int = 0, edges: int = 0) -> Instance:
        """An instance of the program (see `Instance`)."""
        return Instance(self.study.compiled, taken=taken, edges=edges)

    def simulate(self, instance: Instance, first: int, runs: int) -> None:
        """Simulate successive runs.

        Args:
            instance: What simulates them.
            first: The number of the first.
            runs: How many.
        """
        instance.run(first, runs, self.study.seed)

    def _count(self, job: Job) -> Record:
        instance, keep = self.counter, job.kind == "keep"
        if job.first >= BINNED:
            instance.bin_values(None)
        instance.draw_outcome(keep or not instance.carries)
        width = self.study.compiled.layout.width
        for first, runs in pieces(job, width if keep else self.piece or instance.most):
            self.simulate(instance, first, runs)
            self.look(instance, first, runs)
            if keep:
                self.study.paths.keep(instance, first, runs)
        return counted(instance, job.runs)

    def _take(self, job: Job) -> None:
        """Values of whole paths."""
        instance = self.taker
        instance.take_at(range(self.study.program.steps + 1))
        instance.draw_outcome(True)
        instance.carry_outcome(False)
        self.simulate(instance, job.first, job.runs)
        self.look(instance, job.first, job.runs)
        self.study.pilot.keep(instance, job.first, job.runs)
        states_counted(instance)

    def _draw(self, job: Job, hits: Hits) -> None:
        """Every draw is a tile of its own, so that its counts are those of the tile."""
        instance = self.taker
        instance.take_at(())
        for draw in range(job.first, job.first + job.runs):
            first = draw * RUNS_PER_DRAW
            instance.run(first, RUNS_PER_DRAW, self.study.nested_seed, draw)
            self.look(instance, first, RUNS_PER_DRAW, ENSEMBLE)
            hits.at[:, draw], hits.reached[:, draw] = states_counted(instance)
            hits.totals.put(draw, instance.added_up(RUNS_PER_DRAW), 1)

    def spread(self, job: Job, spread: Spread) -> None:
        """A few draws share a tile, so that its partial sums are those of the draws."""
        instance = self.spreader
        for first in range(job.first, job.first + job.runs, PARTS):
            runs, draws = lanes(first)
            instance.play(runs, self.study.nested_seed, draws)
            wrong = (int(runs[lane]) for lane in instance.wrong(len(runs)))
            self.study.inspector.look(wrong, ENSEMBLE, carried=True)
            here = slice(first, first + PARTS)
            spread.means[:, :, here], spread.noise[:, :, here] = draws_carried(instance, PATHS)
            spread.totals.put(first, instance.added_up(len(runs)), PARTS)

    def look(self, instance: Instance, first: int, runs: int, ensemble: str = "") -> None:
        """See to runs that are marked.

        Args:
            instance: What has simulated them.
            first: The number of the first.
            runs: How many.
            ensemble: Of which other set of runs they are, if of one.

        Raises:
            RunError: One of them has to stop.
        """
        wrong = (first + run for run in instance.wrong(runs))
        self.study.inspector.look(wrong, ensemble, carried=instance.carries)
