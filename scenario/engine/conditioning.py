"""Runs that agree with what a scenario is given: filters side by side, and what they came to.

How a filter works is said in `filtering`; what the runs are counted for, in `simulate`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenario.engine.agreement import Player
from scenario.engine.compiled import kernel_of
from scenario.engine.ensemble import DRAWS, Spread
from scenario.engine.facts import Fact, conditioned
from scenario.engine.filter_task import FILTERS, Filtered, Task
from scenario.engine.filtering import filter_of
from scenario.engine.instance import Instance
from scenario.engine.markov import chain_of, chain_seen
from scenario.engine.particles import Particles, Stage, joined
from scenario.engine.program import Program
from scenario.engine.workers import Workers
from scenario.errors import InputError, Problem
from scenario.resolve import Resolved

Floats = NDArray[np.float64]

LEAST = 200
"""Particles that weights must be worth, and different sets of judgements, in all filters."""
FEWEST, MOST = 64, 1024
"""Particles of a filter; of more runs several share what they have in common with the facts."""
COPIES, NESTED = 2**40, 2**41
"""The numbers of runs from which those are counted that come after the facts, or are nested."""
PATHS = 16
"""Runs of each draw of the judgements, weighed by the facts, which give its judgement range."""


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
    return Task(made, *kernels, tuple(facts), seed, min(MOST, each), each)


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


class Nested:
    """The judgement range: for draws of the judgements, what their runs say, weighed by the facts.

    Each of the draws, which are those of some particles, gets runs with random numbers of their
    own.
    """

    def __init__(self, task: Task, particles: Particles) -> None:
        self._task = task
        step = max(1, particles.count // DRAWS)
        self._draws = particles.some(np.arange(DRAWS) * step % particles.count)

    @property
    def together(self) -> int:
        """How many draws share a tile."""
        return self._task.counted.layout.width // PATHS

    def put(self, player: Player, first: int, spread: Spread) -> int:
        """Simulate the draws that share a tile, from one of them on.

        Args:
            player: Simulates their runs, and may take the values of all steps.
            first: The number of the first draw.
            spread: Where what they show is put in.

        Returns:
            How many runs were simulated.
        """
        instance, steps = player.instance, self._task.program.steps
        carries = instance.layout.chain is not None
        instance.carry_outcome(carries)
        instance.draw_outcome(not carries)
        instance.take_at(range(steps + 1))
        instance.run_until(steps)
        which = np.repeat(np.arange(first, first + self.together), PATHS)
        some = self._draws.some(which)
        fresh = NESTED + first * PATHS + np.arange(len(which))
        stage = Stage.of(0, np.array(fresh, np.int64), self._task.seed)
        runs = Particles(some.uniforms, (stage,), some.choices)
        logs = player.log_likelihoods(runs).sum(axis=0).reshape(self.together, PATHS)
        shares = _shares_of(logs)
        here = slice(first, first + self.together)
        chances = self._chances(instance, len(which))
        spread.means[:, :, here], spread.noise[:, :, here] = _weighed(chances, shares)
        totals = instance.added_up(len(which))
        spread.totals.means[:, here], spread.totals.noise[:, here] = _weighed(totals, shares)
        return len(which)

    def _chances(self, instance: Instance, runs: int) -> Floats:
        """Of each state at each step, and ever until it: `[ever, step, state, run]`."""
        if instance.carries:
            return instance.all_chances(runs).swapaxes(0, 1)
        program = self._task.program
        chains = np.array(program.chain_of_state)
        states = np.arange(len(program.states))[:, None]
        here = instance.states(runs)[chains].swapaxes(0, 1) == states
        months = program.months_per_step * np.arange(program.steps + 1)
        ever = instance.first_in(runs) <= months[:, None, None]
        return np.stack([here, ever]).astype(np.float64)


def _shares_of(logs: Floats) -> Floats:
    """Weights that add up to one in each row, from their logarithms; equal ones where all are 0."""
    most = logs.max(axis=1, keepdims=True)
    shares = np.exp(logs - np.where(np.isfinite(most), most, 0.0))
    shares[~np.isfinite(most[:, 0])] = 1.0
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))


def _weighed(values: Floats, shares: Floats) -> tuple[Floats, Floats]:
    """Means over the runs of each draw, and the variances of these means.

    Args:
        values: `[..., run]`, the runs of one draw after the other's.
        shares: `[draw, run of the draw]`, what each run counts.

    Returns:
        Both `[..., draw]`, or `[ever, step, draw, state]` of states.
    """
    apart = values.reshape(*values.shape[:-1], *shares.shape)
    means = (apart * shares).sum(axis=-1)
    squares = (shares**2).sum(axis=-1)
    noise = ((apart - means[..., None]) ** 2 * shares**2).sum(axis=-1)
    noise = noise / np.maximum(1 - squares, 1 / shares.shape[1])
    if values.ndim == 4:
        return means.swapaxes(2, 3), noise.swapaxes(2, 3)
    return means, noise
