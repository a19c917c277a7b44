"""Two or more scenarios on the same runs: what each pair of runs shows, counted together.

Run `k` of every scenario draws the same random numbers, so what is counted jointly gives
differences far sharper than the scenarios alone. Memory does not grow with the number of runs.
What the counts mean is not known here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from scenario.calendar import Month
from scenario.engine.compiler import compile_model
from scenario.engine.instance import Instance
from scenario.engine.instances import Instances
from scenario.engine.program import Program
from scenario.engine.randomness import seed_key
from scenario.engine.replay import Inspector
from scenario.engine.simulate import DRAWS, ENSEMBLE, RUNS_PER_DRAW, Progress
from scenario.engine.workers import Workers
from scenario.resolve import Resolved

BLOCK = 1_000
"""Runs of all scenarios that are counted together: whole draws of the ensemble."""
Counts = NDArray[np.int64]
Floats = NDArray[np.float64]


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
    events: Counts  # [scenario, event], happened until the last date
    events_both: Counts
    values: Floats  # [scenario, value], sums of the difference from the first at the last date
    values_squared: Floats
    first_values: Floats  # [value], sums in the first scenario
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


@dataclass(frozen=True)
class Block:
    """Some runs of all scenarios."""

    kind: Literal["count", "draws"]
    first: int
    runs: int


@dataclass(frozen=True)
class _Seen:
    """What some runs of one scenario show, in common terms."""

    states: NDArray[np.int8]  # [date, run], -1 where the state is not common
    first_in: Floats  # [state, run], the first date in it, counted; infinite if never
    happened: NDArray[np.bool_]  # [event, run], until the last date
    values: Floats  # [value, run], at the last date
    rules: Floats  # [rule, run], share of steps in which it held


class Pairing:
    """The scenarios, and what they have in common."""

    def __init__(self, scenarios: Sequence[Resolved], common: Common) -> None:
        self.scenarios, self.common = scenarios, common
        self.programs = [compile_model(resolved) for resolved in scenarios]
        self.views = [
            _View(program, resolved, common)
            for program, resolved in zip(self.programs, scenarios, strict=True)
        ]
        self.inspectors = [Inspector(resolved) for resolved in scenarios]
        random_seed = scenarios[0].random_seed
        self.seeds = {"count": seed_key(random_seed), "draws": seed_key(random_seed, ENSEMBLE)}

    def worker(self) -> Callable[[Block], list[_Seen]]:
        """Whoever simulates blocks in one thread."""
        return _Pair(self)


class _View:
    """Where the common things of one scenario are in its program."""

    def __init__(self, program: Program, resolved: Resolved, common: Common) -> None:
        self.months = np.array([float(date - resolved.start) for date in common.dates])
        self.steps = (self.months // resolved.months_per_step).astype(np.intp)
        self.last = int(self.steps[-1])
        names = (*program.drivers, *(f"{actor}.alignment" for actor in program.actors))
        rules = [plan.name for plan in program.rules]
        self.common_state = np.full(len(program.states), -1, np.int8)
        self.states = _places(common.states, program.states)
        self.common_state[self.states] = np.arange(len(common.states))
        self.values = _places(common.values, names)
        self.events = _places(common.events, program.events)
        self.rules = [rules.index(name) if name in rules else None for name in common.rules]


def _places(names: Sequence[str], among: Sequence[str]) -> list[int]:
    return [among.index(name) for name in names]


class _Pair:
    """Simulates blocks of all scenarios."""

    def __init__(self, task: Pairing) -> None:
        self._task, self._instances = task, Instances(taken=1, again=False)

    def __call__(self, block: Block) -> list[_Seen]:
        """What the runs of a block show in every scenario."""
        return [self._seen(number, block) for number in range(len(self._task.scenarios))]

    def _seen(self, number: int, block: Block) -> _Seen:
        view = self._task.views[number]
        instance = self._instances.of(self._task.programs[number])
        instance.run_until(view.last)
        instance.count_values(False)
        instance.take_at([view.last])
        size = RUNS_PER_DRAW if block.kind == "draws" else instance.layout.width
        parts = []
        for first in range(block.first, block.first + block.runs, size):
            runs = min(size, block.first + block.runs - first)
            self._simulate(instance, number, block, first, runs)
            parts.append(_looked_at(instance, view, runs))
        return _joined(parts)

    def _simulate(
        self, instance: Instance, number: int, block: Block, first: int, runs: int
    ) -> None:
        draw = first // RUNS_PER_DRAW if block.kind == "draws" else None
        instance.run(first, runs, self._task.seeds[block.kind], draw)
        marked = [first + run for run in instance.wrong(runs)]
        self._task.inspectors[number].look(marked, ENSEMBLE if block.kind == "draws" else "")


def _looked_at(instance: Instance, view: _View, runs: int) -> _Seen:
    """What the last tile shows."""
    dates = len(view.months)
    first = np.searchsorted(view.months, instance.first_in(runs)[view.states]).astype(np.float64)
    steps, held = max(1, view.last), instance.rule_steps(runs)
    none = np.zeros(runs)
    return _Seen(
        states=view.common_state[instance.states(runs)[view.steps]],
        first_in=np.where(first >= dates, np.inf, first),
        happened=instance.first_happened(runs)[view.events] <= view.months[-1],
        values=instance.values(view.last, runs)[view.values],
        rules=np.array(
            [none if rule is None else held[rule] / steps for rule in view.rules]
        ).reshape(len(view.rules), runs),
    )


def _joined(parts: Sequence[_Seen]) -> _Seen:
    def all_of(name: str) -> NDArray[np.generic]:
        return np.concatenate([getattr(part, name) for part in parts], axis=1)

    return _Seen(*(all_of(field.name) for field in fields(_Seen)))  # type: ignore[arg-type]


def _pairs(seen: Sequence[_Seen], common: Common) -> Pairs:
    """Counts of a block."""
    base, runs = seen[0], seen[0].states.shape[1]
    states, dates = range(len(common.states)), len(common.dates)

    def each(count: Callable[[_Seen], Any]) -> Any:
        return np.array([count(one) for one in seen])

    def at(one: _Seen, other: _Seen) -> Counts:
        columns = [((one.states == s) & (other.states == s)).sum(axis=1) for s in states]
        return np.array(columns).T

    def by(one: _Seen, other: _Seen) -> Counts:
        later = np.maximum(one.first_in, other.first_in)
        columns = [_cumulative(row, dates) for row in later]
        return np.array(columns).T

    return Pairs(
        runs=runs,
        at=each(lambda one: at(one, one)),
        at_both=each(lambda one: at(one, base)),
        by=each(lambda one: by(one, one)),
        by_both=each(lambda one: by(one, base)),
        events=each(lambda one: one.happened.sum(axis=1)),
        events_both=each(lambda one: (one.happened & base.happened).sum(axis=1)),
        values=each(lambda one: (one.values - base.values).sum(axis=1)),
        values_squared=each(lambda one: ((one.values - base.values) ** 2).sum(axis=1)),
        first_values=base.values.sum(axis=1),
        rules=each(lambda one: one.rules.sum(axis=1)),
        rules_squared=each(lambda one: ((one.rules - base.rules) ** 2).sum(axis=1)),
    )


def _cumulative(first: Floats, dates: int) -> Counts:
    """In how many runs something has come by each date, from the date at which it first came."""
    came = first[np.isfinite(first)].astype(np.intp)
    return np.cumsum(np.bincount(came, minlength=dates))


def _count_draws(found: DrawPairs, seen: Sequence[_Seen], first_draw: int) -> None:
    """Enter the hits of a block of whole draws."""
    base, each = seen[0], found.runs_per_draw
    draws = slice(first_draw, first_draw + base.states.shape[1] // each)
    dates = np.arange(len(base.states))[:, None]
    for number, one in enumerate(seen):
        for state in range(len(base.first_in)):
            pairs = (
                (one.states == state, base.states == state),
                (one.first_in[state] <= dates, base.first_in[state] <= dates),
            )
            for kind, (here, there) in enumerate(pairs):
                where = (kind, number, slice(None), draws, state)
                found.hits[where] = _by_draw(here, each)
                found.both[where] = _by_draw(here & there, each)


def _by_draw(hit: NDArray[np.bool_], each: int) -> NDArray[np.uint16]:
    found: NDArray[np.uint16] = hit.reshape(len(hit), -1, each).sum(axis=2, dtype=np.uint16)
    return found


def paired(
    task: Pairing, runs: int, judgement: bool, workers: int, progress: Progress | None = None
) -> Iterator[Pairs | DrawPairs]:
    """What is counted of all scenarios: the runs block after block, then the whole ensemble."""
    nested = DRAWS * RUNS_PER_DRAW if judgement else 0
    blocks = [Block("count", at, min(BLOCK, runs - at)) for at in range(0, runs, BLOCK)]
    blocks += [Block("draws", at, min(BLOCK, nested - at)) for at in range(0, nested, BLOCK)]
    common = task.common
    shape = (2, len(task.scenarios), len(common.dates), DRAWS, len(common.states))
    drawn = DrawPairs(np.zeros(shape, np.uint16), np.zeros(shape, np.uint16), RUNS_PER_DRAW)
    done = 0
    with Workers(task.worker, min(workers, len(blocks))) as pool:
        for block, seen in pool.results(blocks):
            if block.kind == "count":
                yield _pairs(seen, common)
            else:
                _count_draws(drawn, seen, block.first // RUNS_PER_DRAW)
            done += block.runs
            if progress:
                progress(done, runs + nested)
    if nested:
        yield drawn
