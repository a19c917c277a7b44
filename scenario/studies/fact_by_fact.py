"""Runs made to agree with no fact, with the first, with the first two, and so on.

They are fewer than those of the forecast, and show what each fact does to an answer; what they come
to is put together by `update`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scenario.engine import trials
from scenario.engine.agreement import Player, measured_in
from scenario.engine.conditioning import Posterior
from scenario.engine.facts import Fact, steps_needed
from scenario.engine.filtering import FILTERS, Filtered, Task, filtered_by
from scenario.engine.instance import Instance
from scenario.engine.particles import tiles
from scenario.engine.workers import Workers
from scenario.resolve.questions import Asked
from scenario.studies.subject import Progress

Floats = NDArray[np.float64]

SIZE = 128
"""Particles of each filter that shows what the facts up to one of them do."""


@dataclass(frozen=True)
class Part:
    """What one filter says once some facts are known."""

    answer: float
    judgements: Floats
    """`[mean or sd, judgement]`."""
    next: Floats
    """What is measured next, in each particle."""
    next_chance: float
    """How likely the next fact is, once those before it are known."""


class Steps:
    """Runs made to agree with no fact, with the first, with the first two, and so on."""

    def __init__(self, known: Posterior, question: Asked, workers: int) -> None:
        self._known, self._question, self._workers = known, question, workers
        self._task = replace(known.task, size=min(SIZE, known.task.size))

    def found(self, progress: Progress | None) -> list[list[Part]]:
        """For each number of facts what each filter says."""
        count = len(self._known.task.facts)
        jobs = [(many, number) for many in range(count + 1) for number in range(FILTERS)]
        parts: list[list[Part]] = [[] for _ in range(count + 1)]
        with Workers(lambda: _Prefix(self), min(self._workers, len(jobs))) as pool:
            for done, ((many, _), part) in enumerate(pool.results(jobs), 1):
                parts[many].append(part)
                if progress:
                    progress(done, len(jobs))
        return parts

    @property
    def all_steps(self) -> list[int]:
        """The steps whose values are taken."""
        task = self._task
        carries = task.compiled.chain is not None
        return sorted({*steps_needed(task.facts), *trials.steps_taken([self._question], carries)})

    def part(self, instance: Instance, many: int, number: int) -> Part:
        """What one filter says once some facts are known.

        Args:
            instance: Simulates the runs.
            many: How many facts are known.
            number: Which filter.
        """
        facts = self._task.facts
        whole = many in (0, len(facts))
        task = replace(self._known.task if whole else self._task, facts=facts[:many])
        player = Player(instance, task.facts, task.seed, self._task.until)
        found = self._filtered(task, player, many, number)
        return self._answered(task, player, found, facts[many] if many < len(facts) else None)

    def _filtered(self, task: Task, player: Player, many: int, number: int) -> Filtered:
        if many == len(self._task.facts):
            return self._known.filters[number]
        player.instance.take_at(self.all_steps)
        player.instance.run_until(task.until)
        return filtered_by(task, player, number)

    def _answered(self, task: Task, player: Player, found: Filtered, coming: Fact | None) -> Part:
        instance, particles = player.instance, found.particles
        instance.take_at(self.all_steps)
        measured = coming.measured if coming else None
        last = max(measured.steps) if measured else 0
        instance.run_until(max(self._question.step, last))
        answers, next_ = np.empty(particles.count), np.empty(particles.count * bool(measured))
        draws = np.empty((len(task.program.draws), particles.count))
        for here in tiles(particles.count, instance.layout.width):
            many = here.stop - here.start
            player.play(particles.some(here))
            answers[here] = trials.answers(instance, self._question, many)
            draws[:, here] = instance.draws(many)
            if measured:
                next_[here] = measured_in(instance, measured, many)
        moments = np.array([draws.mean(axis=1), draws.std(axis=1)])
        chance = self._next_chance(task, player, found, coming)
        return Part(float(answers.mean()), moments, next_, chance)

    def _next_chance(
        self, task: Task, player: Player, found: Filtered, coming: Fact | None
    ) -> float:
        """How likely a fact is in runs that agree with those before it."""
        if coming is None or coming.measured or coming.reported:
            return 1.0
        instance = player.instance
        instance.run_until(coming.last)
        before = player.log_likelihoods(found.particles).sum(axis=0)
        facts = (*task.facts, coming)
        further = Player(instance, facts, task.seed, self._task.until)
        logs = further.log_likelihoods(found.particles).sum(axis=0)
        return float(np.exp(logs - before).mean())


class _Prefix:
    """Does the work of one thread."""

    def __init__(self, steps: Steps) -> None:
        self._steps = steps
        self._instance = steps._task.instance(len(steps.all_steps))
        self._instance.count_values(False)
        self._instance.count_rules(False)

    def __call__(self, job: tuple[int, int]) -> Part:
        return self._steps.part(self._instance, *job)
