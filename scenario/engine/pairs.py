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

from scenario import intervals
from scenario.calendar import Month
from scenario.engine.answers import outcomes_of
from scenario.engine.compiler import compile_model
from scenario.engine.ensemble import DRAWS, ENSEMBLE, NOISY, PATHS, RUNS_PER_DRAW, TRIFLE
from scenario.engine.instance import Instance
from scenario.engine.instances import Instances
from scenario.engine.jobs import Progress
from scenario.engine.markov import by_chance
from scenario.engine.program import Program
from scenario.engine.randomness import seed_key
from scenario.engine.replay import Inspector
from scenario.engine.workers import Workers
from scenario.resolve import Resolved

BLOCK = 1_024
"""Runs of all scenarios that are counted together, at most."""
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

    A run is 1 in a state, 0 out of it; or it has a probability, where all scenarios carry them.
    Squares are of sums over replicates (`intervals.by_replicate`), but those of states of runs
    whose outcomes are drawn: then they are of single runs, and so count runs.
    """

    runs: int
    at: Floats  # [scenario, date, state], sums over runs
    at_squares: Floats
    at_apart: Floats  # squares of the difference from the first
    by: Floats  # the same of ever having been in the state until the date
    by_squares: Floats
    by_apart: Floats
    events: Floats  # [scenario, event], happened until the last date
    events_apart: Floats  # squares of the difference from the first
    values: Floats  # [scenario, value], sums of the difference from the first at the last date
    values_apart: Floats
    first_values: Floats  # [value], sums in the first scenario
    rules: Floats  # [scenario, rule], share of steps in which it held, summed over runs
    rules_apart: Floats

    def __add__(self, other: Pairs) -> Pairs:
        return Pairs(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


@dataclass(frozen=True)
class DrawPairs:
    """Sums over runs by draw of the judgements, `[kind (at, by), scenario, date, draw, state]`."""

    sums: Floats
    apart: Floats
    """Of the squared difference from the first scenario."""
    runs_per_draw: int
    drawn: bool
    """Whether runs said yes or no, rather than carry probabilities."""

    @property
    def mostly_chance(self) -> bool:
        """Whether the differences of draws differ by chance in their runs, rather than judgement.

        Then counts of more runs are better, for their noise is known (see `ensemble.Spread`).
        """
        each = self.runs_per_draw
        means = (self.sums[:, 1:] - self.sums[:, :1]) / each
        noise = (self.apart[:, 1:] / each - means**2).mean(axis=3) / (each - 1)
        return bool(((noise > TRIFLE) & (noise > NOISY * means.var(axis=3))).any())


@dataclass(frozen=True)
class Block:
    """Some runs of all scenarios."""

    kind: Literal["count", "draws"]
    first: int
    runs: int
    carried: bool
    """Whether runs carry probabilities."""

    @property
    def each(self) -> int:
        """Runs of a draw of the judgements."""
        return PATHS if self.carried else RUNS_PER_DRAW


@dataclass(frozen=True)
class _Seen:
    """What some runs of one scenario show, in common terms."""

    at: Floats  # [date, state, run], 1 in it and 0 out of it, or its probability
    by: Floats  # the same of having been in it
    happened: Floats  # [event, run], 1 where it has happened until the last date
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
        self.outcomes = outcomes_of(self.programs)
        random_seed = scenarios[0].random_seed
        self.seeds = {"count": seed_key(random_seed), "draws": seed_key(random_seed, ENSEMBLE)}

    def worker(self) -> Callable[[Block], list[_Seen]]:
        """Whoever simulates blocks in one thread."""
        return _Pair(self)

    def rare(self, counted: Pairs, number: int) -> float:
        """The share of runs that may be unlike all seen, where an event came in few of them.

        Of the first scenario and another, by its number.
        """
        two = [0, number]
        names = {self.programs[i].events[e] for i in two for e in by_chance(self.programs[i])}
        places = [i for i, name in enumerate(self.common.events) if name in names]
        hits = counted.events[two][:, places].max(axis=0)
        return float(intervals.unseen(hits[None], counted.runs)[0])


class _View:
    """Where the common things of one scenario are in its program."""

    def __init__(self, program: Program, resolved: Resolved, common: Common) -> None:
        self.months = np.array([float(date - resolved.start) for date in common.dates])
        self.steps = (self.months // resolved.months_per_step).astype(np.intp)
        self.last = int(self.steps[-1])
        names = (*program.drivers, *(f"{actor}.alignment" for actor in program.actors))
        rules = [plan.name for plan in program.rules]
        self.states = _places(common.states, program.states)
        self.values = _places(common.values, names)
        self.events = _places(common.events, program.events)
        self.rules = [rules.index(name) if name in rules else None for name in common.rules]


def _places(names: Sequence[str], among: Sequence[str]) -> list[int]:
    return [among.index(name) for name in names]


class _Pair:
    """Simulates blocks of all scenarios."""

    def __init__(self, task: Pairing) -> None:
        self._task = task
        taken = max(len(view.steps) for view in task.views)
        self._carrying = Instances(taken, again=False, carried=True)
        self._drawing = Instances(1, again=False, carried=False)

    def __call__(self, block: Block) -> list[_Seen]:
        """What the runs of a block show in every scenario.

        Every second block begins with the last one, so that threads do not compile one kernel.
        """
        numbers = range(len(self._task.scenarios))
        order = reversed(numbers) if block.first // BLOCK % 2 else numbers
        seen = {number: self._seen(number, block) for number in order}
        return [seen[number] for number in numbers]

    def _seen(self, number: int, block: Block) -> _Seen:
        view = self._task.views[number]
        instances = self._carrying if block.carried else self._drawing
        instance = instances.of(self._task.programs[number])
        instance.run_until(view.last)
        instance.count_values(False)
        instance.take_at(view.steps.tolist() if block.carried else [view.last])
        size = instance.layout.width
        if block.kind == "draws":
            size -= size % block.each
        parts = []
        for first in range(block.first, block.first + block.runs, size):
            runs = min(size, block.first + block.runs - first)
            self._simulate(instance, number, block, first, runs)
            parts.append(_looked_at(instance, view, runs))
        return _joined(parts)

    def _simulate(
        self, instance: Instance, number: int, block: Block, first: int, runs: int
    ) -> None:
        task, seed, which = self._task, self._task.seeds[block.kind], ""
        numbers = first + np.arange(runs)
        if block.kind == "count":
            instance.run(first, runs, seed)
        else:
            draws, paths = np.divmod(numbers, block.each)
            numbers, which = RUNS_PER_DRAW * draws + paths, ENSEMBLE
            instance.play(numbers, seed, draws)
        marked = [int(numbers[run]) for run in instance.wrong(runs)]
        task.inspectors[number].look(marked, which, carried=block.carried)


def _looked_at(instance: Instance, view: _View, runs: int) -> _Seen:
    """What the last tile shows."""
    at, by = _chances(instance, view, runs) if instance.carries else _hits(instance, view, runs)
    steps, held = max(1, view.last), instance.expected_rule_steps(runs)
    none = np.zeros(runs)
    return _Seen(
        at=at,
        by=by,
        happened=(instance.first_happened(runs)[view.events] <= view.months[-1]).astype(float),
        values=instance.values(view.last, runs)[view.values],
        rules=np.array(
            [none if rule is None else held[rule] / steps for rule in view.rules]
        ).reshape(len(view.rules), runs),
    )


def _chances(instance: Instance, view: _View, runs: int) -> tuple[Floats, Floats]:
    found = instance.all_chances(runs)[:, :, view.states]
    return found[:, 0], found[:, 1]


def _hits(instance: Instance, view: _View, runs: int) -> tuple[Floats, Floats]:
    states = np.array(view.states)[:, None]
    at = instance.states(runs)[view.steps][:, None] == states
    by = instance.first_in(runs)[view.states] <= view.months[:, None, None]
    return at.astype(np.float64), by.astype(np.float64)


def _joined(parts: Sequence[_Seen]) -> _Seen:
    def all_of(name: str) -> NDArray[np.generic]:
        return np.concatenate([getattr(part, name) for part in parts], axis=-1)

    return _Seen(*(all_of(field.name) for field in fields(_Seen)))  # type: ignore[arg-type]


def _pairs(seen: Sequence[_Seen], carried: bool) -> Pairs:
    """Counts of a block."""
    base, runs = seen[0], seen[0].at.shape[-1]
    of_states = _squares_by_replicate if carried else _squares

    def apart(one: Floats, first: Floats) -> Floats:
        return _squares_by_replicate(one - first)

    def each(count: Callable[[_Seen], Any]) -> Any:
        return np.array([count(one) for one in seen])

    return Pairs(
        runs=runs,
        at=each(lambda one: one.at.sum(axis=-1)),
        at_squares=each(lambda one: of_states(one.at)),
        at_apart=each(lambda one: of_states(one.at - base.at)),
        by=each(lambda one: one.by.sum(axis=-1)),
        by_squares=each(lambda one: of_states(one.by)),
        by_apart=each(lambda one: of_states(one.by - base.by)),
        events=each(lambda one: one.happened.sum(axis=1)),
        events_apart=each(lambda one: apart(one.happened, base.happened)),
        values=each(lambda one: (one.values - base.values).sum(axis=1)),
        values_apart=each(lambda one: apart(one.values, base.values)),
        first_values=base.values.sum(axis=1),
        rules=each(lambda one: one.rules.sum(axis=1)),
        rules_apart=each(lambda one: apart(one.rules, base.rules)),
    )


def _squares(values: Floats) -> Floats:
    """Sums over the last axis of squares."""
    return np.asarray(np.einsum("...r,...r->...", values, values))


def _squares_by_replicate(values: Floats) -> Floats:
    return _squares(intervals.by_replicate(values))


def _count_draws(found: DrawPairs, seen: Sequence[_Seen], first_draw: int) -> None:
    """Enter the sums of a block of whole draws."""
    base, each = seen[0], found.runs_per_draw
    draws = slice(first_draw, first_draw + base.at.shape[-1] // each)
    for number, one in enumerate(seen):
        for kind, (here, there) in enumerate(((one.at, base.at), (one.by, base.by))):
            where = (kind, number, slice(None), draws)
            mine, first = _by_draw(here, each), _by_draw(there, each)
            found.sums[where] = mine.sum(axis=-1)
            found.apart[where] = _squares(mine - first)


def _by_draw(values: Floats, each: int) -> Floats:
    """Values `[date, state, run]` as `[date, draw, state, run of the draw]`."""
    return values.reshape(*values.shape[:2], -1, each).swapaxes(1, 2)


def paired(
    task: Pairing, runs: int, judgement: bool, workers: int, progress: Progress | None = None
) -> Iterator[Pairs | DrawPairs]:
    """What is counted of all scenarios: the runs block after block, then the whole ensemble."""
    carried = task.outcomes != "drawn"
    counting = [Block("count", at, min(BLOCK, runs - at), carried) for at in range(0, runs, BLOCK)]
    nested = _of_draws(carried) if judgement else []
    tell = _Told(progress, runs + sum(block.runs for block in nested))
    with Workers(task.worker, min(workers, len(counting) + len(nested))) as pool:
        drawn = _room(task, carried)
        for block, seen in pool.results([*counting, *nested]):
            if block.kind == "count":
                yield _pairs(seen, carried)
            else:
                _count_draws(drawn, seen, block.first // block.each)
            tell(block)
        if nested and carried and drawn.mostly_chance:
            drawn = _room(task, carried=False)
            for block, seen in pool.results(_of_draws(carried=False)):
                _count_draws(drawn, seen, block.first // block.each)
    if nested:
        yield drawn


def _of_draws(carried: bool) -> list[Block]:
    """The ensemble, whole draws to a block."""
    each = PATHS if carried else RUNS_PER_DRAW
    size, runs = BLOCK - BLOCK % each, DRAWS * each
    return [Block("draws", at, min(size, runs - at), carried) for at in range(0, runs, size)]


def _room(task: Pairing, carried: bool) -> DrawPairs:
    shape = (2, len(task.scenarios), len(task.common.dates), DRAWS, len(task.common.states))
    each = PATHS if carried else RUNS_PER_DRAW
    return DrawPairs(np.zeros(shape), np.zeros(shape), each, drawn=not carried)


class _Told:
    """Tells of blocks that are done."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self._progress, self._done, self._total = progress, 0, total

    def __call__(self, block: Block) -> None:
        self._done += block.runs
        if self._progress:
            self._progress(self._done, self._total)
