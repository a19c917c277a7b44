"""What is kept of runs: counts, sums, histograms, and whole paths of the first ones.

Memory does not grow with the number of runs. What the counts mean is the business of `forecast`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenario import intervals
from scenario.engine.instance import Instance
from scenario.engine.markov import Chain
from scenario.engine.program import Program
from scenario.kernel.ir import PARTS

Counts = NDArray[np.int64]
Floats = NDArray[np.float64]
SINGLE = np.float32


@dataclass
class Record:
    """Everything counted in some runs; records of different runs add up, in order."""

    runs: int
    at: Counts  # [step, state]
    reached: Counts  # [step, state], first entries up to the step
    happened: Counts  # [step, event], runs in which it has happened
    occurrences: Counts  # [event]
    sums: Floats  # [step, row]
    squares: Floats  # [step, row]
    rule_steps: Floats  # [rule], run-steps in which it held
    chances: Floats  # [in it or ever, step, state], sums of probabilities where runs carry them
    chances_squared: Floats  # and powers of replicates' sums (see `intervals.Grouped`)
    chances_cubed: Floats
    deferred: Counts  # [step, state], moves into it that had to wait for it
    negative: Counter[str] = field(default_factory=Counter)
    above_one: Counter[str] = field(default_factory=Counter)
    moves: int = 0
    groups: int = 0
    """Of runs that are independent of each other; 0 where these are replicates."""

    @classmethod
    def none(cls, program: Program) -> Record:
        """The record of no runs."""
        steps, rows = program.steps + 1, len(program.lows)
        states, events = len(program.states), len(program.events)
        return cls(
            runs=0,
            at=np.zeros((steps, states), np.int64),
            reached=np.zeros((steps, states), np.int64),
            happened=np.zeros((steps, events), np.int64),
            occurrences=np.zeros(events, np.int64),
            sums=np.zeros((steps, rows)),
            squares=np.zeros((steps, rows)),
            rule_steps=np.zeros(len(program.rules)),
            chances=np.zeros((2, steps, states)),
            chances_squared=np.zeros((2, steps, states)),
            chances_cubed=np.zeros((2, steps, states)),
            deferred=np.zeros((steps, states), np.int64),
        )

    @property
    def carried(self) -> intervals.Grouped:
        """The probabilities that runs carry."""
        powers = self.chances, self.chances_squared, self.chances_cubed
        groups = self.groups or intervals.replicates(self.runs)
        return intervals.Grouped(self.runs, groups, *powers)

    def add(self, other: Record) -> None:
        """Count these runs too, in place."""
        for name in vars(self):
            total = getattr(self, name)
            total += getattr(other, name)
            setattr(self, name, total)


def counted(instance: Instance, runs: int) -> Record:
    """What an instance has counted of so many runs, which begins anew."""
    layout, program = instance.layout, instance.program
    steps, rows = program.steps + 1, len(program.lows)
    states, events = len(program.states), len(program.events)
    reached = instance.word_counts(layout.reached, (steps, states))
    at = instance.word_counts(layout.at, (steps, states))
    reached[0, program.certain_starts] = runs
    for start in program.uncertain_starts:
        reached[0, start.state] = at[0, start.state]
    happened = instance.word_counts(layout.happened, (steps, max(1, events)))[:, :events]
    happened[0, list(program.happened_before)] = runs
    held = instance.totals(layout.held_total, (max(1, len(program.rules)),)).copy()
    chances, squared, cubed = _chances(instance, held, runs)
    carried = layout.negative_within if instance.carries else {}
    found = Record(
        runs=runs,
        at=at,
        reached=np.cumsum(reached, axis=0),
        happened=np.cumsum(happened, axis=0),
        occurrences=instance.word_counts(layout.occurrences, max(1, events))[:events],
        sums=_by_row(instance, instance.totals(layout.sums, (steps, rows))),
        squares=_by_row(instance, instance.totals(layout.squares, (steps, rows))),
        rule_steps=held[: len(program.rules)],
        chances=chances,
        chances_squared=squared,
        chances_cubed=cubed,
        negative=_by_place(instance, layout.negative | carried),
        above_one=_by_place(instance, layout.above_one),
        moves=int(instance.word_counts(layout.moves, 1)[0]),
        deferred=instance.word_counts(layout.deferred, (steps, states)),
    )
    instance.counters()[:] = 0
    return found


def _chances(instance: Instance, held: Floats, runs: int) -> list[Floats]:
    """Sums of probabilities, squares, cubes; puts in how long rules are expected to hold."""
    layout, program = instance.layout, instance.program
    steps, states, chain = program.steps + 1, len(program.states), layout.chain
    if chain is None or not instance.carries:
        return [np.zeros((2, steps, states)) for _ in range(3)]
    for rule in chain.dependent:
        held[rule] = instance.totals(layout.expected_of(rule), (1,))[0]
    powers = (layout.chances + power * layout.squared for power in range(3))
    shape = (steps, 2, states)
    return [
        _completed(chain, program, instance.totals(at, shape), runs, power)
        for power, at in enumerate(powers, start=1)
    ]


def _completed(chain: Chain, program: Program, counted: Floats, runs: int, power: int) -> Floats:
    """Sums over runs `[in it or ever, step, state, ...]` from what a kernel adds up by step.

    Args:
        chain: The plan of the states that are carried.
        program: The program.
        counted: What was added up.
        runs: Over so many runs.
        power: Of which power of the probabilities.
    """
    starts = program.certain_starts
    found = counted.swapaxes(0, 1).copy()
    found[:, 0, starts] = runs
    found[1][:, starts] = runs
    for start in program.uncertain_starts:
        found[:, 0, start.state] = runs * start.share**power
    for state in chain.reachable - set(starts):
        if state not in chain.ever:
            found[1, :, state] = found[0, :, state]  # nothing leaves it
    return found


def draws_carried(instance: Instance, paths: int) -> tuple[Floats, Floats]:
    """Means over the paths of each draw, and the variances of these means; counts anew.

    Of one tile, of which runs 0, 8, 16, ... have the judgements of the first draw, and so on:
    `[in it or ever, step, draw, state]`.

    Raises:
        TypeError: The runs carry no probabilities.
    """
    layout, program, chain = instance.layout, instance.program, instance.layout.chain
    if chain is None:
        raise TypeError("these runs carry no probabilities")
    shape = (program.steps + 1, 2, len(program.states), PARTS)
    mean, square = (
        _completed(chain, program, instance.array(at, shape), paths, power).swapaxes(2, 3) / paths
        for power, at in ((1, layout.chances), (2, layout.chances + layout.squared))
    )
    instance.counters()[:] = 0
    return mean, np.maximum(square - mean**2, 0.0) / max(1, paths - 1)


def states_counted(instance: Instance) -> tuple[Counts, Counts]:
    """Runs of one tile in each state, and that have reached it: `[step, state]`; counts anew."""
    layout, program = instance.layout, instance.program
    shape = (program.steps + 1, len(program.states))
    at, entered = (instance.array(where, shape, "u4") for where in (layout.at, layout.reached))
    begun = [start.state for chain in program.chains for start in chain.starts]
    entered[0, begun] = at[0, begun]
    found = at.astype(np.int64), np.cumsum(entered, axis=0, dtype=np.int64)
    at[:], entered[:] = 0, 0
    return found


def _by_place(instance: Instance, at: dict[str, int]) -> Counter[str]:
    found = {place: int(instance.word_counts(where, 1)[0]) for place, where in at.items()}
    return Counter({place: count for place, count in found.items() if count})


def _by_row(instance: Instance, places: Floats) -> Floats:
    """Sums in order of the rows; a row that never moves is counted at the start alone."""
    layout = instance.layout
    whole = places.copy()
    whole[1:, layout.moving :] = places[0, layout.moving :]
    found = np.empty_like(whole)
    found[:, layout.order] = whole
    return found


@dataclass
class Paths:
    """Whole paths of the first runs: what later analysis can ask anything of."""

    states: NDArray[np.int8]  # [chain, step, run]
    happened: NDArray[np.float32]  # [event, run], months since the start, infinite where never
    rule_steps: NDArray[np.int32]  # [rule, run]
    draws: Floats  # [judgement, run]
    totals: Floats  # [total, run], at the end, as they were counted
    taken: NDArray[Any] | None = None
    """Values `[step, row, run]`, where they were taken from the runs as they went."""
    made: Callable[[], NDArray[np.float32]] | None = None
    """Makes them by simulating the runs again."""

    @property
    def values(self) -> NDArray[np.float32]:
        """Values at the end of every step: `[step, row, run]`; made when first asked for.

        Raises:
            TypeError: The values of these paths were not kept.
        """
        if self.taken is None:
            if self.made is None:
                raise TypeError("these paths have no values")
            self.taken = self.made()
        return self.taken

    @classmethod
    def room(
        cls, program: Program, runs: int, steps: int = 0, precision: type[np.floating[Any]] = SINGLE
    ) -> Paths:
        """Room for the paths of runs.

        Args:
            program: The program.
            runs: How many runs.
            steps: The number of steps whose values are kept.
            precision: The type of these values.
        """
        return cls(
            states=np.empty((len(program.chains), program.steps + 1, runs), np.int8),
            happened=np.empty((len(program.events), runs), np.float32),
            rule_steps=np.empty((len(program.rules), runs), np.int32),
            draws=np.empty((len(program.draws), runs)),
            totals=np.empty((len(program.totals), runs)),
            taken=np.empty((steps, len(program.lows), runs), precision) if steps else None,
        )

    def keep(
        self, instance: Instance, first: int, runs: int, steps: Sequence[int] | None = None
    ) -> None:
        """The tile just simulated, as the runs from `first` on.

        Args:
            instance: What simulated it.
            first: Its first run.
            runs: How many it has.
            steps: Whose values are kept, of those taken; all of them for None.
        """
        here = slice(first, first + runs)
        if self.taken is not None:
            with np.errstate(over="ignore"):  # what is vast becomes infinite in single precision
                for index, step in enumerate(instance.taken if steps is None else steps):
                    self.taken[index, :, here] = instance.values(step, runs)
        self.states[:, :, here] = instance.states(runs)
        self.happened[:, here] = instance.first_happened(runs)
        self.rule_steps[:, here] = instance.rule_steps(runs)
        self.draws[:, here] = instance.draws(runs)
        self.totals[:, here] = instance.added_up(runs)
