"""Runs that agree with what a scenario is given: filters side by side, and what they came to.

How a filter works is said in `filtering`; what the runs are counted for, in `simulate`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenario.engine.compiled import kernel_of
from scenario.engine.facts import Fact, conditioned
from scenario.engine.filter_task import FILTERS, Filtered, Task
from scenario.engine.filtering import filter_of
from scenario.engine.markov import chain_of, chain_seen
from scenario.engine.particles import Particles, Stage, joined
from scenario.engine.program import Program
from scenario.engine.workers import Workers
from scenario.errors import InputError, Problem
from scenario.resolve import Resolved

Floats = NDArray[np.float64]

LEAST = 200
"""Particles that weights must be worth, and different sets of judgements, in all filters."""
FEWEST, MOST, MOST_DRAWN = 64, 1024, 4096
"""Particles of a filter; of more runs several share what they have in common with the facts. Where
states are drawn, few particles agree with what was seen of them."""
COPIES = 2**40
"""The number of the run from which those are counted that come after the facts."""


@dataclass(frozen=True)
class Agreed:
    """How well the runs of all filters agree with a fact."""

    fact: Fact
    effective: float
    """What the weights were worth at the least, in runs."""
    distinct: int
    """Different sets of judgements behind it."""


@dataclass(frozen=True)
class Posterior:
    """Runs that agree with facts."""

    task: Task
    filters: tuple[Filtered, ...]

    @property
    def agreed(self) -> list[Agreed]:
        """How well, fact by fact."""
        return [
            Agreed(
                fact,
                sum(each.met[place].effective for each in self.filters),
                sum(each.met[place].distinct for each in self.filters),
            )
            for place, fact in enumerate(self.task.facts)
        ]

    @property
    def log_chances(self) -> Floats:
        """How likely all facts are together, by filter: logarithms."""
        return np.array([each.log_chance for each in self.filters])

    @property
    def runs(self) -> int:
        """Runs of each filter that are counted."""
        return self.task.runs

    def particles(self, runs: int) -> Particles:
        """Runs that are counted, filter by filter: copies part when the last fact is known.

        Args:
            runs: How many of each filter.
        """
        found = []
        for number, each in enumerate(self.filters):
            which = np.arange(runs) * each.particles.count // runs
            numbers = COPIES + number * runs + np.arange(runs, dtype=np.int64)
            stage = Stage.of(self.task.until, numbers, self.task.seed)
            found.append(each.particles.some(which).anew(stage))
        return joined(found)

    def check(self, resolved: Resolved) -> None:
        """Refuse what so few runs agree with that they can say nothing.

        Args:
            resolved: The scenario, which knows where each observation was written.

        Raises:
            InputError: A fact is impossible under the model, or so unlikely that too few runs agree
                with it.
        """
        runs = FILTERS * self.task.size
        for agreed in self.agreed:
            known, worth = agreed.fact.known, min(agreed.effective, agreed.distinct)
            if agreed.effective == 0:
                message = "impossible under the model, given what comes before it"
                hint = "see whether its date and its values are right, and what the model rules out"
                raise known.problem(message, hint, resolved)
            if worth < LEAST:
                message = f"hard: of {runs:,} runs as good as {worth:,.0f} agree with it"
                hint = (
                    f"{LEAST} are needed: make more runs (--runs), say between where the date is"
                    " not sure, or give the measurement a wider error"
                )
                raise known.problem(message, hint, resolved)


def _runs_of(runs: int) -> int:
    """How many runs of each filter are counted where there are to be so many in all.

    Raises:
        InputError: They are too few.
    """
    if runs < FILTERS * FEWEST:
        hint = f"make {FILTERS * FEWEST:,} or more"
        raise InputError(Problem(f"{runs:,} runs are too few to learn from evidence", hint=hint))
    return runs // FILTERS


def task_of(
    program: Program, facts: Sequence[Fact], runs: int, seed: int, *, carried: bool = True
) -> Task:
    """What filters need to make runs agree with facts.

    Args:
        program: The program, as it was compiled.
        facts: What is known, in order.
        runs: How many runs in all.
        seed: The key of the seed.
        carried: Whether runs carry the probabilities of states, where they can.

    Raises:
        InputError: The runs are too few.
    """
    made = conditioned(program, facts)
    chain = chain_of(made) if carried else None
    of_states = {made.chain_of_state[state] for fact in facts for state in fact.states}
    seen = chain_seen(made, frozenset(of_states)) if chain is not None else None
    kernels = kernel_of(made, chain=seen), kernel_of(made, chain=chain)
    each = _runs_of(runs)
    size = MOST_DRAWN if of_states and chain is None else min(MOST, each)
    return Task(made, *kernels, tuple(facts), seed, size, each)


def posterior(
    task: Task, workers: int, progress: Callable[[int, int], None] | None = None
) -> Posterior:
    """Make runs agree with facts.

    Args:
        task: The facts, and what is run.
        workers: Threads to use; they change no number.
        progress: Told how many filters are done, and of how many.
    """
    found = []
    with Workers(lambda: filter_of(task), min(workers, FILTERS)) as pool:
        for number, each in pool.results(range(FILTERS)):
            found.append(each)
            if progress:
                progress(number + 1, FILTERS)
    return Posterior(task, tuple(found))
