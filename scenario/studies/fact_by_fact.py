"""Runs made to agree with no fact, with the first, with the first two, and so on.

They are fewer than those of the forecast, and show what each fact does to an answer; what they come
to is put together by `update`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenario.engine import trials
from scenario.engine.agreement import measured_in
from scenario.engine.conditioning import Posterior
from scenario.engine.facts import steps_needed
from scenario.engine.filter_task import FILTERS
from scenario.engine.instance import Instance
from scenario.engine.particles import tiles
from scenario.engine.workers import Workers
from scenario.resolve.questions import Asked
from scenario.studies.subject import Progress

Floats = NDArray[np.float64]


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
        self._task = known.task

    def found(self, progress: Progress | None) -> list[list[Part]]:
        """For each number of facts what each filter says."""
        count = len(self._task.facts)
        jobs = [(many, number) for many in range(count + 1) for number in range(FILTERS)]
        parts: list[list[Part]] = [[] for _ in range(count + 1)]
        with Workers(self.worker, min(self._workers, len(jobs))) as pool:
            for done, ((many, _), part) in enumerate(pool.results(jobs), 1):
                parts[many].append(part)
                if progress:
                    progress(done, len(jobs))
        return parts

    def worker(self) -> Callable[[tuple[int, int]], Part]:
        """Whoever does the work of one thread."""
        steps, task = self._steps, self._task
        instance = task.instance(task.counted, len(steps))
        instance.count_values(False)
        instance.count_rules(False)
        instance.take_at(steps)
        return lambda job: self._part(instance, *job)

    @property
    def _steps(self) -> list[int]:
        """The steps whose values are taken."""
        asked = trials.steps_taken([self._question], self._task.carried)
        return sorted({*steps_needed(self._task.facts), *asked})

    def _part(self, instance: Instance, many: int, number: int) -> Part:
        """What one filter says once some facts are known."""
        task, found = self._task, self._known.filters[number]
        player, particles = task.player(instance, many), found.knowing[many]
        coming = task.facts[many] if many < len(task.facts) else None
        measured = coming.measured if coming else None
        instance.run_until(max(self._question.step, *measured.steps if measured else (0,)))
        answers, next_ = np.empty(particles.count), np.empty(particles.count * bool(measured))
        draws = np.empty((len(task.program.draws), particles.count))
        for here in tiles(particles.count, instance.layout.width):
            runs = here.stop - here.start
            player.play(particles.some(here))
            answers[here] = trials.answers(instance, self._question, runs)
            draws[:, here] = instance.draws(runs)
            if measured:
                next_[here] = measured_in(instance, measured, runs)
        moments = np.array([draws.mean(axis=1), draws.std(axis=1)])
        chance = float(np.exp(found.met[many].log_chance)) if coming else 1.0
        return Part(float(answers.mean()), moments, next_, chance)
