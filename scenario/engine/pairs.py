"""Two or more scenarios on the same runs, which show differences far better than runs apart.

Run `k` of every scenario draws the same random numbers. Memory does not grow with the number of
runs. What is counted of them, and what it means, is not known here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scenario import intervals
from scenario.engine.answers import outcomes_of
from scenario.engine.ensemble import DRAWS, ENSEMBLE, PATHS, RUNS_PER_DRAW
from scenario.engine.instance import Instance
from scenario.engine.instances import Instances
from scenario.engine.jobs import Progress
from scenario.engine.learned import Continued, Past, no_number
from scenario.engine.nested import PATHS as NESTED_PATHS
from scenario.engine.nested import Nested, evened
from scenario.engine.paired_counts import DrawPairs, Pairs, Seen, draws_of, pairs_of
from scenario.engine.paired_views import Common, View
from scenario.engine.program import Program
from scenario.engine.randomness import seed_key
from scenario.engine.reach import reach_of
from scenario.engine.replay import Inspector
from scenario.engine.settled import by_chance, settled
from scenario.engine.variants import Variant
from scenario.engine.workers import Workers
from scenario.resolve import Resolved

BLOCK = 1_024
"""Runs of all scenarios that are counted together, at most."""
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Block:
    """Some runs of all scenarios."""

    kind: Literal["count", "draws"]
    first: int
    runs: int
    carried: bool
    """Whether runs carry probabilities."""
    each: int
    """Runs of a draw of the judgements."""


class Pairing:
    """The scenarios, and what they have in common.

    Args:
        scenarios: The first one, and those that are compared with it.
        common: What they have in common.
        forms: Of each the program that is run, and what varies in it.
        past: Where there is evidence, what the runs of the one program were until the last fact.
    """

    def __init__(
        self,
        scenarios: Sequence[Resolved],
        common: Common,
        forms: Sequence[tuple[Program, Variant]],
        past: Past | None = None,
    ) -> None:
        self.past = past
        self.scenarios, self.common = scenarios, common
        self.programs = [past.program if past else program for program, _ in forms]
        self.settings = [variant.settings(program) for program, variant in forms]
        self.views = [
            View(program, resolved, common)
            for program, resolved in zip(self.programs, scenarios, strict=True)
        ]
        self.inspectors = [Inspector(resolved) for resolved in scenarios]
        self.outcomes = outcomes_of(self.programs, [each.still for each in self.settings])
        random_seed = scenarios[0].random_seed
        self.seeds = {"count": seed_key(random_seed), "draws": seed_key(random_seed, ENSEMBLE)}

    @property
    def judged(self) -> bool:
        """Whether any judgement is left open."""
        pairs = zip(self.programs, self.settings, strict=True)
        return any(len(settings.pinned) < len(program.draws) for program, settings in pairs)

    def worker(self) -> Callable[[Block], Pairs | DrawPairs]:
        """Whoever simulates blocks in one thread."""
        return _Pair(self)

    def untouched(self, number: int) -> NDArray[np.bool_]:
        """Which common states are in chains that nothing leads to which differs from the first.

        Args:
            number: The number of the other scenario.
        """
        program, one, other = self.programs[0], self.settings[0], self.settings[number]
        if self.programs[number] is not program:
            return np.zeros(len(self.common.states), bool)
        slots = {*one.pinned, *other.pinned}
        changed = [("draw", s) for s in slots if one.pinned.get(s) != other.pinned.get(s)]
        touched = reach_of(program).of(
            [*changed, *(one.still ^ other.still), *(one.moved ^ other.moved)]
        )
        chains = [program.chain_of_state[state] for state in self.views[0].states]
        return np.array([("chain", chain) not in touched for chain in chains])

    def beyond(self, number: int, alone: Collection[str]) -> NDArray[np.bool_]:
        """Which common states are in chains that some others do not lead to, in either scenario.

        Args:
            number: The number of the other scenario.
            alone: The chains that one of the two has alone, by name; if none, no state is.
        """
        found = np.full(len(self.common.states), bool(alone))
        for each in (0, number):
            program = self.programs[each]
            own = [("chain", i) for i, chain in enumerate(program.chains) if chain.name in alone]
            touched = reach_of(program).of(own)
            chains = [program.chain_of_state[state] for state in self.views[each].states]
            found &= np.array([("chain", chain) not in touched for chain in chains])
        return found

    def exact(self, number: int, ever: bool) -> NDArray[np.bool_]:
        """Which common states have a probability in which no runs of one scenario can differ.

        Args:
            number: The number of the scenario.
            ever: Whether of having been in them, in place of being there.
        """
        if self.outcomes == "drawn" or self.past is not None:
            return np.zeros(len(self.common.states), bool)
        found = settled(self.programs[number], self.settings[number].still)[ever]
        return np.array([state in found for state in self.views[number].states])

    def rare(self, counted: Pairs, number: int) -> float:
        """The share of runs that may be unlike all seen, where an event came in few of them.

        Of the first scenario and another, by its number.
        """
        two = [0, number]
        names = {
            self.programs[i].events[event]
            for i in two
            for event in by_chance(self.programs[i], self.settings[i].still)
        }
        places = [i for i, name in enumerate(self.common.events) if name in names]
        hits = counted.events[two][:, places].max(axis=0)
        return float(intervals.unseen(hits[None], counted.runs)[0])


class _Pair:
    """Simulates blocks of all scenarios."""

    def __init__(self, task: Pairing) -> None:
        self._task = task
        taken, pasts = max(len(view.steps) for view in task.views), [task.past] if task.past else []
        self._carrying = Instances(taken, again=False, carried=True, pasts=pasts)
        self._drawing = Instances(1, again=False, carried=False, pasts=pasts)
        self._nested = Nested(task.past) if task.past else None

    def __call__(self, block: Block) -> Pairs | DrawPairs:
        """What is counted of the runs of a block.

        Every second block begins with the last scenario, so that threads do not compile one kernel.
        """
        numbers = range(len(self._task.scenarios))
        order = reversed(numbers) if block.first // BLOCK % 2 else numbers
        by_number = {number: self._seen(number, block) for number in order}
        seen = [by_number[number] for number in numbers]
        if block.kind == "count":
            return pairs_of(seen, block.carried, self._nested is not None)
        return draws_of(seen, block.each, drawn=not block.carried and self._nested is None)

    def _seen(self, number: int, block: Block) -> Seen:
        """What the runs show in one scenario."""
        view = self._task.views[number]
        instances = self._carrying if block.carried else self._drawing
        instance = instances.of(self._task.programs[number])
        self._task.settings[number].impose(instance)
        instance.run_until(view.last)
        instance.count_values(False)
        taken = view.steps.tolist() if block.carried else [view.last]
        instance.take_at(sorted({*taken, *(self._task.past.needed if self._task.past else ())}))
        size = instance.layout.width
        if block.kind == "draws":
            size -= size % block.each
        seen = view.room(block.runs)
        for first in range(0, block.runs, size):
            runs = min(size, block.runs - first)
            shares = self._simulate(instance, number, block, block.first + first, runs)
            here = slice(first, first + runs)
            view.look(instance, seen, here)
            if shares is not None:
                for values in (seen.at, seen.by):
                    values[..., here] = evened(values[..., here], shares)
        return seen

    def _simulate(
        self, instance: Instance, number: int, block: Block, first: int, runs: int
    ) -> Floats | None:
        """Simulate some runs.

        Returns:
            What each run counts among those of its draw, where evidence says that they do not count
            alike: `[draw, run of the draw]`.
        """
        task, seed, which, shares = self._task, self._task.seeds[block.kind], "", None
        numbers = first + np.arange(runs)
        if block.kind == "count":
            instance.run(first, runs, seed)
        elif self._nested is not None and isinstance(instance, Continued):
            shares = self._nested.play(instance, first // block.each, runs // block.each)
        else:
            draws, paths = np.divmod(numbers, block.each)
            numbers, which = RUNS_PER_DRAW * draws + paths, ENSEMBLE
            instance.play(numbers, seed, draws)
        marked = [int(numbers[run]) for run in instance.wrong(runs)]
        if marked and task.past is not None:
            raise no_number(marked[0])
        task.inspectors[number].look(marked, which, carried=block.carried)
        return shares


def paired(
    task: Pairing, runs: int, judgement: bool, workers: int, progress: Progress | None = None
) -> Iterator[Pairs | DrawPairs]:
    """What is counted of all scenarios: the runs block after block, then the whole ensemble.

    Args:
        task: The scenarios, and what is counted of them.
        runs: How many runs of each.
        judgement: Whether the judgement ensemble is run too.
        workers: Threads to use; they change the time it takes, never the answer.
        progress: Told, now and then, how many runs are done, and of how many.
    """
    carried, size = task.outcomes != "drawn", task.past.size if task.past else BLOCK
    each = NESTED_PATHS if task.past else PATHS if carried else RUNS_PER_DRAW
    counting = [
        Block("count", at, min(size, runs - at), carried, each) for at in range(0, runs, size)
    ]
    nested = _of_draws(carried, each) if judgement else []
    tell = _Told(progress, [*counting, *nested])
    with Workers(task.worker, min(workers, len(counting) + len(nested))) as pool:
        drawn = _room(task, carried or bool(task.past), each)
        for block, seen in pool.results([*counting, *nested]):
            if isinstance(seen, Pairs):
                yield seen
            else:
                drawn.enter(seen, block.first // block.each)
            tell(block)
        if nested and carried and not task.past and drawn.mostly_chance:
            drawn = _room(task, False, RUNS_PER_DRAW)
            again = _of_draws(False, RUNS_PER_DRAW)
            tell.more(again)
            for block, seen in pool.results(again):
                if isinstance(seen, DrawPairs):
                    drawn.enter(seen, block.first // block.each)
                tell(block)
    if nested:
        yield drawn


def _of_draws(carried: bool, each: int) -> list[Block]:
    """The ensemble, whole draws to a block."""
    size, runs = BLOCK - BLOCK % each, DRAWS * each
    return [Block("draws", at, min(size, runs - at), carried, each) for at in range(0, runs, size)]


def _room(task: Pairing, carried: bool, each: int) -> DrawPairs:
    shape = (2, len(task.scenarios), len(task.common.dates), DRAWS, len(task.common.states))
    return DrawPairs(np.zeros(shape), np.zeros(shape), each, drawn=not carried)


class _Told:
    """Tells of blocks that are done."""

    def __init__(self, progress: Progress | None, blocks: Sequence[Block]) -> None:
        self._progress, self._done, self._total = progress, 0, 0
        self.more(blocks)

    def more(self, blocks: Sequence[Block]) -> None:
        """That these blocks are to be done too."""
        self._total += sum(block.runs for block in blocks)

    def __call__(self, block: Block) -> None:
        self._done += block.runs
        if self._progress:
            self._progress(self._done, self._total)
