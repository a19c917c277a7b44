"""Two or more scenarios on the same runs: what each pair of runs shows, counted together.

Run `k` of every scenario draws the same random numbers, so what is counted jointly gives
differences far sharper than the scenarios alone. Memory does not grow with the number of runs.
What the counts mean is not known here.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, fields
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from scenario.calendar import Month
from scenario.engine.block import Lanes, simulate_block
from scenario.engine.compiler import compile_model
from scenario.engine.jobs import explained
from scenario.engine.leaves import NEVER
from scenario.engine.program import Program
from scenario.engine.randomness import run_keys, seed_key
from scenario.engine.simulate import DRAWS, RUNS_PER_DRAW, Progress
from scenario.engine.stop import Stop
from scenario.engine.tally import Tally
from scenario.engine.workers import Workers
from scenario.engine.world import World
from scenario.resolve import Resolved

BLOCK = 8192
"""Runs of all scenarios simulated side by side, two halves of them."""
Counts = NDArray[np.int64]
Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]


@dataclass(frozen=True)
class Common:
    """What the scenarios have in common, in the order of the first one's model file."""

    dates: tuple[Month, ...]
    states: tuple[str, ...]
    values: tuple[str, ...]  # drivers, and alignments as `actor.alignment`
    events: tuple[str, ...]
    rules: tuple[str, ...]


@dataclass
class Pairs:
    """Counts of runs; the first scenario is number 0. Pairs of different runs add up.

    `each` holds hits of every scenario, `both` runs hit in the first and in this one.
    """

    runs: int
    at: Counts  # [scenario, date, state]
    at_both: Counts
    by: Counts  # ever in the state until the date
    by_both: Counts
    events: Counts  # [scenario, date, event], happened until the date
    events_both: Counts
    values: Floats  # [scenario, date, value], sums of the difference from the first
    values_squared: Floats
    first_values: Floats  # [date, value], sums in the first scenario
    rules: Floats  # [scenario, rule], share of steps in which it held, summed over runs
    rules_squared: Floats  # sums of the squared difference from the first

    def __add__(self, other: Pairs) -> Pairs:
        return Pairs(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


@dataclass(frozen=True)
class DrawPairs:
    """Hits by draw of the judgements, `[kind (at, by), scenario, date, draw, state]`."""

    hits: NDArray[np.uint16]
    both: NDArray[np.uint16]
    runs_per_draw: int

    def __add__(self, other: DrawPairs) -> DrawPairs:
        return DrawPairs(self.hits + other.hits, self.both + other.both, self.runs_per_draw)


@dataclass(frozen=True)
class Block:
    """Some runs of all scenarios."""

    kind: Literal["count", "draws"]
    first: int
    runs: int

    def lanes(self, random_seed: int) -> Lanes:
        """The keys of the runs, the same as in a study of one scenario."""
        runs = self.first + np.arange(self.runs)
        if self.kind == "count":
            keys = run_keys(seed_key(random_seed), runs)
            return Lanes(keys, keys)
        seed = seed_key(random_seed, "judgement ensemble")
        return Lanes(run_keys(seed, runs), run_keys(seed, runs // RUNS_PER_DRAW))


class Pairing:
    """What a worker needs: the scenarios, and what they have in common."""

    def __init__(self, scenarios: Sequence[Resolved], common: Common) -> None:
        self.scenarios, self.common = scenarios, common
        self.programs = [compile_model(resolved) for resolved in scenarios]
        self._views = [
            _View(program, resolved, common)
            for program, resolved in zip(self.programs, scenarios, strict=True)
        ]

    def __reduce__(self) -> tuple[Any, ...]:
        return Pairing, (self.scenarios, self.common)  # programs hold functions

    def __call__(self, block: Block) -> Pairs | DrawPairs:
        """Simulate one block of all scenarios, date by date."""
        lanes = block.lanes(self.scenarios[0].random_seed)
        recorder = _PairRecorder if block.kind == "count" else _DrawRecorder
        record = recorder(self.common, len(self.scenarios), block)
        with np.errstate(all="ignore"), ExitStack() as stack:  # blocks side by side, closed in turn
            seen = [
                stack.enter_context(closing(self._seen(number, lanes, block)))
                for number in range(len(self.scenarios))
            ]
            for date, sights in enumerate(zip(*seen, strict=True)):
                record.observe(date, sights)
        return record.result()

    def _seen(self, number: int, lanes: Lanes, block: Block) -> Generator[_Sight, None, None]:
        """What is seen of one scenario at the common dates."""
        resolved, view = self.scenarios[number], self._views[number]
        sight = view.open(block.runs)
        try:
            with closing(simulate_block(self.programs[number], lanes, Tally())) as worlds:
                for world in worlds:
                    sight.look(world)
                    if world.step in view.steps:
                        yield sight
                    if world.step == view.last:
                        return
        except Stop as stop:
            which = f"run {block.first + stop.lane} of {resolved.name}"
            raise explained(stop, resolved, which) from None


class _View:
    """Where the common things of one scenario are in its program."""

    def __init__(self, program: Program, resolved: Resolved, common: Common) -> None:
        offsets = [date - resolved.start for date in common.dates]
        self.steps = frozenset(offset // resolved.months_per_step for offset in offsets)
        self.last = max(self.steps)
        names = (*program.drivers, *(f"{actor}.alignment" for actor in program.actors))
        rules = [plan.name for plan in program.rules]
        self.states = np.full(len(program.states), -1, np.intp)
        self.states[_places(common.states, program.states)] = np.arange(len(common.states))
        self.values = _places(common.values, names)
        self.events = _places(common.events, program.events)
        self.rules = [rules.index(name) if name in rules else None for name in common.rules]

    def open(self, runs: int) -> _Sight:
        return _Sight(self, runs)


def _places(names: Sequence[str], among: Sequence[str]) -> list[int]:
    return [among.index(name) for name in names]


class _Sight:
    """What is seen of one scenario so far, in common terms; `[thing, run]`."""

    def __init__(self, view: _View, runs: int) -> None:
        self._view, self._runs = view, np.arange(runs)
        states = int(view.states.max(initial=-1)) + 1
        self.ever: Truths = np.zeros((states + 1, runs), bool)  # the last for states not common
        self.state: NDArray[np.intp] = np.empty(0, np.intp)
        self.values: Floats = np.empty(0)
        self.happened: Truths = np.empty(0, bool)
        self.rules: Floats = np.zeros((len(view.rules), runs))
        self.step = 0

    def look(self, world: World) -> None:
        """Take in the world after a step."""
        view, self.step = self._view, world.step
        self.state = view.states[world.state]
        self.ever[self.state, self._runs] = True
        self.values, self.happened = world.values[view.values], world.last[view.events] > NEVER
        for row, rule in enumerate(view.rules):
            if rule is not None and world.step:
                self.rules[row] += world.rules[rule]


class _PairRecorder:
    """Counts what the runs of a block show in every scenario, and in the first as well."""

    def __init__(self, common: Common, scenarios: int, block: Block) -> None:
        def counts(things: Sequence[str]) -> Counts:
            return np.zeros((scenarios, len(common.dates), len(things)), np.int64)

        def sums(things: Sequence[str]) -> Floats:
            return np.zeros((scenarios, len(common.dates), len(things)))

        self._last, self._states = len(common.dates) - 1, np.arange(len(common.states))
        self.record = Pairs(
            runs=block.runs,
            at=counts(common.states),
            at_both=counts(common.states),
            by=counts(common.states),
            by_both=counts(common.states),
            events=counts(common.events),
            events_both=counts(common.events),
            values=sums(common.values),
            values_squared=sums(common.values),
            first_values=np.zeros((len(common.dates), len(common.values))),
            rules=np.zeros((scenarios, len(common.rules))),
            rules_squared=np.zeros((scenarios, len(common.rules))),
        )

    def observe(self, date: int, sights: Sequence[_Sight]) -> None:
        """Count all scenarios at one date."""
        record, base = self.record, sights[0]
        at_base = base.state == self._states[:, None]
        record.first_values[date] = base.values.sum(axis=1)
        for number, sight in enumerate(sights):
            at = sight.state == self._states[:, None]
            record.at[number, date] = at.sum(axis=1)
            record.at_both[number, date] = (at & at_base).sum(axis=1)
            record.by[number, date] = sight.ever[:-1].sum(axis=1)
            record.by_both[number, date] = (sight.ever & base.ever)[:-1].sum(axis=1)
            record.events[number, date] = sight.happened.sum(axis=1)
            record.events_both[number, date] = (sight.happened & base.happened).sum(axis=1)
            apart = sight.values - base.values
            record.values[number, date] = apart.sum(axis=1)
            record.values_squared[number, date] = (apart**2).sum(axis=1)
            if date == self._last:
                self._rules(number, sight, base)

    def _rules(self, number: int, sight: _Sight, base: _Sight) -> None:
        shares = sight.rules / max(1, sight.step)
        self.record.rules[number] = shares.sum(axis=1)
        apart = shares - base.rules / max(1, base.step)
        self.record.rules_squared[number] = (apart**2).sum(axis=1)

    def result(self) -> Pairs:
        return self.record


class _DrawRecorder:
    """Counts, for the judgement ensemble, in how many runs of each draw a state is seen."""

    def __init__(self, common: Common, scenarios: int, block: Block) -> None:
        self._draw = (block.first + np.arange(block.runs)) // RUNS_PER_DRAW
        self._states = len(common.states)
        shape = (2, scenarios, len(common.dates), DRAWS, self._states)
        self._hits: NDArray[np.uint16] = np.zeros(shape, np.uint16)
        self._both: NDArray[np.uint16] = np.zeros(shape, np.uint16)

    def observe(self, date: int, sights: Sequence[_Sight]) -> None:
        """Count all scenarios at one date."""
        base = sights[0]
        for number, sight in enumerate(sights):
            for state in range(self._states):
                here, there = sight.state == state, base.state == state
                self._count((0, number, date), state, here, here & there)
                ever = sight.ever[state]
                self._count((1, number, date), state, ever, ever & base.ever[state])

    def _count(self, where: tuple[int, int, int], state: int, hit: Truths, both: Truths) -> None:
        self._hits[where][:, state] = np.bincount(self._draw[hit], minlength=DRAWS)
        self._both[where][:, state] = np.bincount(self._draw[both], minlength=DRAWS)

    def result(self) -> DrawPairs:
        return DrawPairs(self._hits, self._both, RUNS_PER_DRAW)


def paired(
    task: Pairing, runs: int, judgement: bool, workers: int, progress: Progress | None = None
) -> Iterator[Pairs | DrawPairs]:
    """What is counted of all scenarios, block after block: first the runs, then the ensemble."""
    size, nested = BLOCK // 2, DRAWS * RUNS_PER_DRAW if judgement else 0
    blocks = [Block("count", at, min(size, runs - at)) for at in range(0, runs, size)]
    blocks += [Block("draws", at, min(size, nested - at)) for at in range(0, nested, size)]
    done = 0
    with Workers(task, min(workers, len(blocks))) as pool:
        results = [pool.submit(block) for block in blocks]
        for block, result in zip(blocks, results, strict=True):
            yield result()
            done += block.runs
            if progress:
                progress(done, runs + nested)
