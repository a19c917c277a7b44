"""Runs made to agree with facts, and how likely the facts are in each.

An instance is told what events do and what was seen of states, step by step; what it tells of its
runs then says how likely all that was.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scenario.engine.course import Course, likelihoods, pairs_of, steps_seen
from scenario.engine.emit.observe import FREE, HAPPENS, KEPT_FROM
from scenario.engine.facts import Fact, Measured, Step
from scenario.engine.instance import Instance
from scenario.engine.particles import Particles, tiles
from scenario.engine.program import Program

Floats = NDArray[np.float64]
ROOT = np.sqrt(2 * np.pi)


class Player:
    """Simulates particles on one instance, which has been given `room_for(...)`.

    Args:
        instance: The instance, of a program made by `conditioned`.
        facts: All facts, in order.
        seed: The key of the seed.
        until: The step behind which no random numbers change, and nothing is observed.
    """

    def __init__(self, instance: Instance, facts: Sequence[Fact], seed: int, until: Step) -> None:
        self.instance, self.facts, self._seed = instance, facts, seed
        layout, program = instance.layout, instance.program
        self._row = layout.row
        self._keys = instance.room
        self._events = self._keys + (until + 1) * self._row
        self.course = Course.of(facts)
        self._said = {pair: i for i, pair in enumerate(self.course.said)}
        self._states = self._events + 2 * len(self._said) * self._row
        self._seen = {step: i for i, step in enumerate(steps_seen(facts))}
        self._block = (len(program.states) + 1) * self._row
        self._word_events()
        self._word_states()

    def _word_events(self) -> None:
        instance, layout = self.instance, self.instance.layout
        steps, events = instance.program.steps, len(instance.program.events)
        words = instance.array(layout.event_facts, (max(1, events), max(1, steps)), "u4")
        words[:] = 0
        for event, step in self._said:
            words[event, step - 1] = self._at(event, step)
        for pair, (happens, _) in self.course.fixed.items():
            instance.array(self._at(*pair), layout.width)[:] = HAPPENS if happens else KEPT_FROM

    def _word_states(self) -> None:
        instance, layout = self.instance, self.instance.layout
        words = instance.array(layout.state_facts, max(1, instance.program.steps), "u4")
        words[:] = 0
        for step, likely in likelihoods(self.facts, instance.program).items():
            words[step - 1] = self._state(step)
            shape = (len(likely), layout.width)
            instance.array(self._state(step), shape)[:] = likely[:, None]

    def _at(self, event: int, step: Step) -> int:
        return self._events + 2 * self._said[event, step] * self._row

    def _state(self, step: Step) -> int:
        return self._states + self._seen[step] * self._block

    def play(self, particles: Particles) -> None:
        """Simulate a tile of them, at most."""
        self._give(particles)
        self.instance.play(particles.stages[0].numbers, self._seed)

    def begin(self, particles: Particles) -> None:
        """Simulate a tile of them until a step from which the instance can go on."""
        self._give(particles)
        self.instance.begin(particles.stages[0].numbers, self._seed)

    def _give(self, particles: Particles) -> None:
        """Write down what a tile of them is to do."""
        instance, layout, runs = self.instance, self.instance.layout, particles.count
        instance.give(particles.uniforms)
        words = instance.array(layout.new_keys, max(1, instance.program.steps), "u4")
        words[:] = 0
        for stage in particles.stages[1:]:
            if stage.after < len(words):
                at = self._keys + stage.after * self._row
                instance.array(at, layout.width, "u8")[:runs] = stage.keys
                words[stage.after] = at
        for place, (event, steps) in self.course.open.items():
            chosen = np.floor(particles.choices[place] * len(steps))
            for number, step in enumerate(steps):
                row = instance.array(self._at(event, step), layout.width)[:runs]
                row[:] = np.select([chosen > number, chosen == number], [KEPT_FROM, HAPPENS], FREE)
        if self._seen:
            shape = (len(self._seen), self._block // self._row, layout.width)
            instance.array(self._states, shape)[:, -1] = 1.0

    def heard(self, runs: int) -> Floats:
        """How likely each fact is in each run of the last tile: `[fact, run]`, logarithms.

        Args:
            runs: How many runs it has.
        """
        told = _Told(self.instance.program, self.facts, self.course, runs)
        self._hear(told, slice(0, runs))
        return told.log_likelihoods()

    def log_likelihoods(self, particles: Particles) -> Floats:
        """How likely each fact is in each particle: `[fact, particle]`, logarithms."""
        told = _Told(self.instance.program, self.facts, self.course, particles.count)
        for here in tiles(particles.count, self.instance.layout.width):
            self.play(particles.some(here))
            self._hear(told, here)
        return told.log_likelihoods()

    def _hear(self, told: _Told, here: slice) -> None:
        """Copy what the runs of the last tile tell."""
        instance, width, runs = self.instance, self.instance.layout.width, here.stop - here.start
        shape = (len(self._said), 2, width)
        told.events[:, :, here] = instance.array(self._events, shape)[:, :, :runs]
        for row, measured in zip(told.values, told.measured, strict=True):
            row[here] = measured_in(instance, measured, runs)
        if told.reported:
            told.first[:, here] = instance.first_happened(runs)[told.reported]
        if self._seen and instance.carries:
            seen = (len(self._seen), self._block // self._row, width)
            told.states[:, here] = instance.array(self._states, seen)[:, -1, :runs]
        elif self._seen:
            states = instance.states(runs)
            for row, (step, likely) in zip(told.states, told.likely.items(), strict=True):
                known = step <= instance.steps
                row[here] = likely[states[:, step]].prod(axis=0) if known else 1.0


def measured_in(instance: Instance, seen: Measured, runs: int) -> Floats:
    """What a measurement is of, in the runs of the last tile: `float64[run]`.

    Args:
        instance: What has run, and has taken the values.
        seen: The measurement.
        runs: How many runs of the tile count.
    """
    rows = [instance.values(step, runs)[seen.row] for step in seen.steps]
    return rows[0] if len(rows) == 1 else np.asarray(np.mean(rows, axis=0))


class _Told:
    """What particles tell of themselves that says how likely facts are in them."""

    def __init__(self, program: Program, facts: Sequence[Fact], course: Course, count: int) -> None:
        self._program, self._facts, self._course = program, facts, course
        self.events = np.empty((len(course.said), 2, count))
        self.measured = [fact.measured for fact in facts if fact.measured]
        self.values = np.empty((len(self.measured), count))
        self.reported = [fact.reported.event for fact in facts if fact.reported]
        self.first = np.empty((len(self.reported), count))
        self.likely = dict(sorted(likelihoods(facts, program).items()))
        self.states = np.empty((len(self.likely), count))
        self._count = count

    def log_likelihoods(self) -> Floats:
        """How likely each fact is in each particle: `[fact, particle]`, logarithms."""
        found = np.zeros((len(self._facts), self._count))
        with np.errstate(divide="ignore", invalid="ignore"):
            self._add_values(found)
            self._add_reports(found)
            self._add_events(found)
            owners = self._owners_of_steps()
            for row, step in zip(self.states, self.likely, strict=True):
                found[owners[step]] += np.log(row)
        return found

    def _add_values(self, found: Floats) -> None:
        values = iter(self.values)
        for place, fact in enumerate(self._facts):
            if (seen := fact.measured) is not None:
                apart = (next(values) - seen.value) / seen.sd
                found[place] = seen.weight * (-0.5 * apart**2 - np.log(seen.sd * ROOT))

    def _add_reports(self, found: Floats) -> None:
        first = iter(self.first)
        for place, fact in enumerate(self._facts):
            if (report := fact.reported) is not None:
                month, when = report.step * self._program.months_per_step, next(first)
                so = when == month if report.exactly else when <= month
                found[place] = np.where(so, np.log(report.ratio), 0.0)

    def _add_events(self, found: Floats) -> None:
        """How likely it is that each event happens, or does not, in the steps it is said of."""
        at_a_rate = {plan.index for plan in self._program.event_plans if plan.rate is not None}
        owners = self._course.owners
        for (event, step), (said, told) in zip(self._course.said, self.events, strict=True):
            happens, kept = said == HAPPENS, said == KEPT_FROM
            place = owners[event, step]
            if event in at_a_rate:
                chance, no = -np.expm1(-told), -told
            else:
                chance = np.minimum(told, 1.0)
                no = np.log1p(-chance)
            yes = np.log(chance) if happens.any() else 0.0
            found[place] += np.where(happens, yes, np.where(kept, no, 0.0))
        for place, (_, steps) in self._course.open.items():
            found[place] += np.log(len(steps))

    def _owners_of_steps(self) -> dict[Step, int]:
        """Of several facts about states in one step, the first has what all of them say."""
        found: dict[Step, int] = {}
        for place, fact in enumerate(self._facts):
            for step in fact.likely:
                found.setdefault(step, place)
        return found


def room_for(facts: Sequence[Fact], instance_row: int, states: int, until: Step) -> int:
    """How many bytes an instance needs for what facts say.

    Args:
        facts: The facts.
        instance_row: Bytes of a row.
        states: How many states the program has.
        until: The step behind which no random numbers change.
    """
    said = {pair for fact in facts for pair in pairs_of(fact)}
    rows = until + 1 + 2 * len(said) + (states + 1) * len(steps_seen(facts))
    return instance_row * rows
