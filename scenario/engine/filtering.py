"""Runs conditioned on facts, one fact after the other: a particle filter over whole runs.

What a run depends on is where its judgements stand and which random numbers it has; both have a
known distribution, and how likely the facts are in a run follows from them. So a sequence of
distributions is drawn from, each with one fact more (Del Moral, Doucet and Jasra 2006, "Sequential
Monte Carlo samplers", Journal of the Royal Statistical Society B 68(3)): runs are weighed by what a
fact changes, copied in proportion where the weights have become uneven, and then moved: run again
from the start with judgements, or with random numbers, that are a little or wholly different, and
kept so or not by the rule of Metropolis and Hastings. A fact that few runs agree with is brought in
by degrees.

Events that were seen are made to happen, and weighed by how likely they were; what was seen of
states weighs each run by the probability that the run carries of it, exactly.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from scenario.engine.facts import steps_needed
from scenario.engine.filter_task import FILTERS, Filtered, Met, Task
from scenario.engine.instance import Instance
from scenario.engine.particles import Particles, Stage, tiles
from scenario.engine.program import Program
from scenario.engine.weights import effective, mean_of_logs

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
Bools = NDArray[np.bool_]

TINY = 2.0**-54
"""Nearest to 0 and 1 that a judgement stands in its distribution."""
UNEVEN = 0.5
"""Share of particles that the weights must be worth; below it they are copied and moved."""
ROUNDS, MOVED = 3, 0.5
"""Rounds of moves behind every copying, at most; and the share of particles that are to move."""
LEAST_DEGREE = 2.0**-12
"""The smallest part of a fact that is brought in at once."""
TOLD, WHOLE = 128, 512
"""Particles of a filter by which it is told what some facts do; with none of them, and with all."""
BOLD = 0.5
"""How far the first proposals go from where a judgement stands, as a share of all there is."""
EASY, HARD = 0.4, 0.2
"""Shares of proposals taken above which they become bolder, and below which less bold."""


def filter_of(task: Task) -> Callable[[int], Filtered]:
    """Whoever carries out filters in one thread, by their numbers.

    Args:
        task: What is known, and what is run.
    """
    taken = steps_needed(task.facts)
    instance = task.instance(task.compiled, len(taken))
    instance.count_values(False)
    instance.count_rules(False)
    instance.take_at(taken)
    return lambda number: _Filter(task, instance, number).filtered()


class _Filter:
    """One filter."""

    def __init__(self, task: Task, instance: Instance, number: int) -> None:
        self.task, self.instance = task, instance
        self.bold, self.enough = BOLD, UNEVEN * task.size
        first = number * task.size
        self.numbers = np.arange(first, first + task.size, dtype=np.int64)
        self.fresh = FILTERS * task.size
        self.random = np.random.Generator(np.random.Philox(key=[task.seed, number]))
        apart = np.random.Generator(np.random.Philox(key=[task.seed, FILTERS + number]))
        choices = apart.random((len(self.task.facts), task.size))  # a row more changes no other
        stage = Stage.of(0, self.numbers, task.seed)
        self.particles = Particles(self._prior(), (stage,), choices)
        self.same = np.arange(task.size)
        self.player = task.player(instance, 0)
        self.logs = np.zeros((0, task.size))
        """How likely the facts that runs are made to agree with are in each, and others with them;
        logarithms."""
        self.weights = np.zeros(task.size)
        """Logarithms; what the weights add up to makes no difference."""

    def filtered(self) -> Filtered:
        met, knowing, last = [], [self._some(WHOLE)], len(self.task.facts) - 1
        for place in range(last + 1):
            log_chance, worth = self._learn(place)
            if place == last and np.isfinite(log_chance):
                self._copy(place)
                self._move(place, 1.0)
            elif 0 < effective(self.weights) < self.enough:
                self._copy(place)
                self._move(place, 1.0)
                self._hear()
            met.append(Met(log_chance, worth, len(np.unique(self.same))))
            knowing.append(self._some(TOLD if place < last else WHOLE))
        return Filtered(self.particles, tuple(met), tuple(knowing))

    def _some(self, most: int) -> Particles:
        """So many particles, in proportion to their weights."""
        return self.particles.some(self._in_proportion(min(most, self.task.size)))

    # Learning a fact

    def _learn(self, place: int) -> tuple[float, float]:
        """Weigh by a fact, by degrees where need be: how likely it was, what weights were worth."""
        log_chance = self._agree(place) if place == len(self.player.facts) else 0.0
        worth, degree = effective(self.weights), 0.0
        while degree < 1.0:
            own = self.logs[place]
            step = self._degree(own, 1.0 - degree)
            log_chance += self._weigh(step * own)
            if not np.isfinite(log_chance):
                return -np.inf, 0.0
            worth, degree = min(worth, effective(self.weights)), min(1.0, degree + step)
            if degree < 1.0:
                self._copy(place)
                self._move(place, degree)
                self._hear()
        return log_chance, worth

    def _agree(self, place: int) -> float:
        """Make runs agree with a fact too, which changes what the facts before it weigh."""
        before = self.logs[:place].sum(axis=0)
        self.player = self.task.player(self.instance, place + 1 + self._unmoved(place + 1))
        self._hear()
        now, lost = self.logs[:place].sum(axis=0), np.isneginf(before)
        return self._weigh(np.where(lost, 0.0, now) - np.where(lost, 0.0, before))

    def _unmoved(self, place: int) -> int:
        """How many facts from one on leave runs as they are."""
        leave = [fact.measured or fact.reported for fact in self.task.facts[place:]]
        return next((i for i, one in enumerate(leave) if not one), len(leave))

    def _weigh(self, logs: Floats) -> float:
        """Weigh by likelihoods: the logarithm of their mean, by the weights before."""
        found = mean_of_logs(self.weights, logs)
        if np.isfinite(found):
            self.weights = self.weights + logs
        return found

    def _degree(self, own: Floats, most: float) -> float:
        """How much of a fact to bring in, so that the weights stay even enough."""
        if np.isinf(own).any() or effective(self.weights + most * own) >= self.enough:
            return most
        low, high = 0.0, most
        for _ in range(14):
            middle = (low + high) / 2
            even = effective(self.weights + middle * own) >= self.enough
            low, high = (middle, high) if even else (low, middle)
        return min(most, max(low, LEAST_DEGREE))

    # Copying

    def _copy(self, place: int) -> None:
        """Copy particles in proportion to their weights; then all count alike.

        Systematic resampling (Kitagawa 1996, Journal of Computational and Graphical Statistics
        5(1)). Behind the last fact each has random numbers of its own.
        """
        which = self._in_proportion(self.task.size)
        self.particles, self.same = self.particles.some(which), self.same[which]
        self.logs, self.weights = self.logs[:, which], np.zeros(self.task.size)
        after = max(fact.last for fact in self.task.facts[: place + 1])
        self.particles = self.particles.anew(self._new_stage(after))

    def _in_proportion(self, many: int) -> Counts:
        """The numbers of so many particles, each as often as its weight says."""
        share = np.exp(self.weights - self.weights.max())
        below = np.cumsum(share / share.sum())
        which = np.searchsorted(below, (np.arange(many) + self.random.random()) / many)
        return np.asarray(np.minimum(which, self.task.size - 1))

    # Moving

    def _move(self, place: int, degree: float) -> None:
        """Move particles until most have: judgements a little, random numbers and times wholly."""
        uncertain = len(self.particles.uniforms) > 0
        judged, drawn = (np.full(self.task.size, known) for known in (not uncertain, False))
        for _ in range(ROUNDS):
            if uncertain:
                taken = self._propose(self._other_judgements(), place, degree)
                share = taken.mean()
                self.bold = min(1.0, self.bold * (1.4 if share > EASY else 1.0))
                self.bold *= 0.7 if share < HARD else 1.0
                self.same = np.where(taken, self._new_numbers(), self.same)
                judged |= taken
            taken = self._propose(self._other_numbers(place), place, degree)
            drawn |= taken
            if min(judged.mean(), drawn.mean()) >= MOVED:
                break
        if not uncertain:
            self.same = np.where(drawn, self._new_numbers(), self.same)

    def _other_judgements(self) -> Particles:
        """Others, drawn from between where they stand and anywhere.

        Their normal scores are moved so that their distribution is kept (Neal 1998, "Regression and
        classification using Gaussian process priors"; Cotter et al. 2013, Statistical Science
        28(3)): proposals are taken by the likelihood of the facts alone.
        """
        scores = _scores(self.particles.uniforms)
        anywhere = self.random.standard_normal(scores.shape)
        moved = np.sqrt(1 - self.bold**2) * scores + self.bold * anywhere
        return replace(self.particles, uniforms=_shares(moved))

    def _other_numbers(self, place: int) -> Particles:
        """Other random numbers in some stretch of the time known of, and other times of events."""
        last = max(fact.last for fact in self.task.facts[: place + 1])
        after = int(self.random.integers(last))
        self.particles = self.particles.split(after)
        stages = [
            self._new_stage(after) if stage.after == after else stage
            for stage in self.particles.stages
        ]
        choices = self.particles.choices.copy()
        choices[: place + 1] = self.random.random((place + 1, self.task.size))
        return replace(self.particles, stages=tuple(stages), choices=choices)

    def _propose(self, other: Particles, place: int, degree: float) -> Bools:
        """Take others where they agree with the facts as well, else as often as they do."""
        logs = self._likelihoods(other, place + 1)
        gain = _until(logs, place, degree) - _until(self.logs, place, degree)
        taken = np.log(self.random.random(self.task.size)) < gain
        self.particles = self.particles.where(taken, other)
        self.logs = np.where(taken, logs, self.logs[: place + 1])
        return np.asarray(taken)

    # Running

    def _hear(self) -> None:
        """Find out how likely facts are in each particle."""
        self.logs = self._likelihoods(self.particles, len(self.player.facts))

    def _likelihoods(self, particles: Particles, known: int) -> Floats:
        """How likely the first facts are in each particle: `[fact, particle]`, logarithms."""
        last = max((fact.last for fact in self.task.facts[:known]), default=0)
        self.instance.run_until(last)
        return self.player.log_likelihoods(particles)[:known]

    def _prior(self) -> Floats:
        """Where the judgements of the particles stand before any fact: as in plain runs."""
        instance, task = self.instance, self.task
        found = np.empty((len(task.program.draws), task.size))
        if not len(found):
            return found
        instance.draw_judgements()
        instance.run_until(0)
        for here in tiles(task.size, instance.layout.width):
            many = here.stop - here.start
            instance.play(self.numbers[here], task.seed)
            found[:, here] = instance.rows(instance.layout.uniform, len(found), many)
        return _apart(found, task.program)

    # Random numbers

    def _new_stage(self, after: int) -> Stage:
        return Stage.of(after, self._new_numbers(), self.task.seed)

    def _new_numbers(self) -> Counts:
        """Numbers of runs whose random numbers nobody has had."""
        found = self.numbers + self.fresh
        self.fresh += FILTERS * self.task.size
        return found


def _until(logs: Floats, place: int, degree: float) -> Floats:
    """The likelihood of the facts up to one, of that in part."""
    return np.asarray(logs[:place].sum(axis=0) + degree * logs[place])


def _scores(shares: Floats) -> Floats:
    """Normal scores of shares."""
    from scipy.special import ndtri  # filters alone need it

    return np.asarray(ndtri(shares))


def _shares(scores: Floats) -> Floats:
    from scipy.special import ndtr

    return np.asarray(np.clip(ndtr(scores), TINY, 1.0 - TINY))


def _apart(found: Floats, program: Program) -> Floats:
    """Shares of correlated judgements as they were before they were joined."""
    for copula in program.copulas:
        members = list(copula.members)
        left = _scores(found[members])
        for own, row in enumerate(copula.root):
            for other in range(own):
                left[own] -= row[other] * left[other]
            left[own] = left[own] / row[own] if row[own] else 0.0
        found[members] = _shares(left)
    return found
