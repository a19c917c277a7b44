"""The answer of every run to a few questions, for many variants and scenarios on the same runs.

Only sums and products of answers are kept, from which every difference and its error follow;
memory does not grow with the number of runs. What is varied, and why, is not known here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenario.engine.block import Lanes
from scenario.engine.compiler import compile_model
from scenario.engine.jobs import explained
from scenario.engine.lockstep import StoppedVariant, side_by_side
from scenario.engine.program import Program
from scenario.engine.randomness import run_keys, seed_key
from scenario.engine.variants import Variant
from scenario.engine.workers import Workers
from scenario.engine.world import World
from scenario.expr.question import Question
from scenario.resolve import Resolved
from scenario.resolve.questions import asked

Floats = NDArray[np.float64]
BLOCK = 12_288
"""Most runs side by side; answers are counts of runs, so another size gives the same ones."""


@dataclass(frozen=True)
class Member:
    """One thing to simulate: a scenario (by its number) as it is, or a variant of it."""

    scenario: int = 0
    variant: Variant = field(default_factory=Variant)


@dataclass(frozen=True)
class Moments:
    """Sums over runs of the answers `x[question, member]`, and of products of two members'."""

    runs: int
    sums: Floats  # [question, member]
    products: Floats  # [question, member, member]

    @classmethod
    def none(cls, questions: int, members: int) -> Moments:
        """Of no runs."""
        return cls(0, np.zeros((questions, members)), np.zeros((questions, members, members)))

    def __add__(self, other: Moments) -> Moments:
        return Moments(
            self.runs + other.runs, self.sums + other.sums, self.products + other.products
        )

    def mean(self, question: int) -> Floats:
        """Mean answers: `[member]`."""
        found: Floats = self.sums[question] / self.runs
        return found

    def covariance(self, question: int) -> Floats:
        """Covariance of the mean answers, members being simulated on the same runs."""
        mean = self.mean(question)
        spread = self.products[question] / self.runs - np.outer(mean, mean)
        found: Floats = spread / max(1, self.runs - 1)
        return found


@dataclass(frozen=True)
class Block:
    """Some runs of one group of members."""

    group: int
    first: int
    runs: int


class Asking:
    """What a worker needs: the scenarios, who is simulated with whom, and the questions."""

    def __init__(
        self,
        scenarios: Sequence[Resolved],
        groups: Sequence[Sequence[Member]],
        questions: Sequence[Question],
        programs: Sequence[Program] = (),
    ) -> None:
        self.scenarios, self.groups, self.questions = scenarios, groups, questions
        self.programs = programs or [compile_model(resolved) for resolved in scenarios]
        self.seed = seed_key(scenarios[0].random_seed)

    def __reduce__(self) -> tuple[Any, ...]:
        return Asking, (self.scenarios, self.groups, self.questions)  # programs are made again

    def __call__(self, block: Block) -> Moments:
        """Simulate one block of one group."""
        keys = run_keys(self.seed, block.first + np.arange(block.runs))
        lanes, members = Lanes(keys, keys), self.groups[block.group]
        answers = np.empty((len(self.questions), len(members), block.runs))
        for number in dict.fromkeys(member.scenario for member in members):
            mine = [i for i, member in enumerate(members) if member.scenario == number]
            answers[:, mine] = self._answers(
                number, [members[i].variant for i in mine], lanes, block
            )
        products = answers @ answers.transpose(0, 2, 1)
        return Moments(block.runs, answers.sum(axis=2), products)

    def _answers(
        self, number: int, variants: Sequence[Variant], lanes: Lanes, block: Block
    ) -> Floats:
        resolved, program = self.scenarios[number], self.programs[number]
        listeners = [Listener(question, resolved) for question in self.questions]
        found = np.empty((len(listeners), len(variants), block.runs))
        steps = max(listener.step for listener in listeners)
        try:
            for worlds in side_by_side(program, variants, lanes, steps):
                for row, listener in zip(found, listeners, strict=True):
                    listener.hear(worlds, row)
        except StoppedVariant as stopped:
            stop, told = stopped.stop, _told(variants[stopped.number])
            which = f"run {block.first + stop.lane} of the study{told}"
            raise explained(stop, resolved, which) from None
        return found


class Listener:
    """Hears one question answered by every run of several worlds."""

    def __init__(self, question: Question, resolved: Resolved) -> None:
        self._asked = asked(resolved, question)
        self.step = self._asked.step

    def hear(self, worlds: Sequence[World], answers: Floats) -> None:
        """Take down the answers `[member, run]` as far as they are given in this step."""
        step, index, kind = worlds[0].step, self._asked.index, self._asked.question.kind
        if step > self.step or (kind != "by" and step < self.step):
            return
        for world, row in zip(worlds, answers, strict=True):
            if kind == "mean":
                row[:] = world.values[index]
            elif kind == "at" or step == 0:
                row[:] = world.state == index
            else:
                row[world.state == index] = 1.0


def answered(
    task: Asking,
    runs: int,
    workers: int,
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[tuple[int, Moments]]:
    """The groups that are finished, one after the other, with what was counted of all runs.

    Args:
        task: Who is simulated with whom, and what is asked.
        runs: How many runs of everyone.
        workers: Processes to use.
        progress: Told how many runs are done, of all there are over all members.
    """
    count = max(1, -(-runs // BLOCK))
    size = -(-runs // count)
    starts = range(0, runs, size)
    blocks = [
        [Block(group, first, min(size, runs - first)) for first in starts]
        for group in range(len(task.groups))
    ]
    total = runs * sum(len(group) for group in task.groups)
    with Workers(task, min(workers, len(blocks) * len(starts))) as pool:
        waiting = [[pool.submit(block) for block in group] for group in blocks]
        done = 0
        for number, results in enumerate(waiting):
            found = Moments.none(len(task.questions), len(task.groups[number]))
            for block, result in zip(blocks[number], results, strict=True):
                found = found + result()
                done += block.runs * len(task.groups[number])
                if progress:
                    progress(done, total)
            yield number, found


def _told(variant: Variant) -> str:
    """What is particular about a variant, for the error that it causes."""
    fixed = [f"{place} = {value:g}" for place, value in variant.fixed.items()]
    off = [f"{name} off" for name in sorted(variant.rules_off | variant.events_off)]
    return "".join(f", {part}" for part in fixed + off)
