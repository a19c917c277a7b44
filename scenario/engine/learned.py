"""Runs that agree with what a scenario is given, for scenarios that differ from it from then on.

Until the last fact a run is what it was found to be; what is changed acts from then on. So nothing
that is tried makes the evidence say another thing. Which changes these are is not known here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scenario.engine.agreement import Player, room_for
from scenario.engine.compiled import Compiled
from scenario.engine.conditioning import Posterior
from scenario.engine.facts import Fact, conditioned, facts_of, steps_needed
from scenario.engine.instance import Instance
from scenario.engine.particles import Particles
from scenario.engine.program import Program
from scenario.engine.variants import Settings, Variant
from scenario.errors import Problem, RunError
from scenario.resolve import Resolved

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Learned:
    """What is known of a scenario: runs that agree with what it is given.

    Args:
        known: The runs, as filters left them.
        size: How many runs of each filter are simulated.
    """

    known: Posterior
    size: int

    @property
    def runs(self) -> int:
        """How many runs are simulated in all, filter by filter."""
        return self.size * len(self.known.filters)

    def past(self, resolved: Resolved, program: Program, before: Variant) -> Past:
        """The past of a program that is, as a variant, the scenario until the last fact.

        Args:
            resolved: The scenario that the program was compiled of, given the same evidence.
            program: What has the same judgements, and maybe more.
            before: What makes it the same until then.
        """
        facts = tuple(facts_of(resolved, program))
        made = conditioned(program, facts)
        task = self.known.task
        own = {draw.place: slot for slot, draw in enumerate(task.program.draws)}
        return Past(
            made,
            facts,
            before.settings(made),
            _placed(self.known.particles(self.size), own, made, task.seed),
            self.size,
            task.seed,
            task.until,
        )


def _placed(particles: Particles, own: dict[str, int], program: Program, seed: int) -> Particles:
    """The particles with their judgements where a program has them; it may have further ones."""
    random = np.random.Generator(np.random.Philox(key=[seed, 0]))
    found = random.random((len(program.draws), particles.count))
    for slot, draw in enumerate(program.draws):
        if draw.place in own:
            found[slot] = particles.uniforms[own[draw.place]]
    return replace(particles, uniforms=found)


@dataclass(frozen=True)
class Past:
    """Runs of a program until the last fact, and what they then were."""

    program: Program
    """It can be made to agree with the facts."""
    facts: Sequence[Fact]
    before: Settings
    particles: Particles
    size: int
    """How many of them are of one filter; these come one after the other."""
    seed: int
    until: int
    """The step of the last fact."""

    def shares(self, slot: int, among: Sequence[float]) -> Floats | None:
        """Where in its distribution a judgement stands, in percentiles of the runs.

        Args:
            slot: The number of the judgement.
            among: The percentiles, from 0 to 1.

        Returns:
            None where it is correlated with others: shares are those before they were joined.
        """
        if any(slot in copula.members for copula in self.program.copulas):
            return None
        return np.asarray(np.quantile(self.particles.uniforms[slot], among))

    @property
    def needed(self) -> list[int]:
        """The steps whose values tell how likely the facts are."""
        return steps_needed(self.facts)

    def instance(self, compiled: Compiled, taken: int, edges: int = 0) -> Continued:
        """What simulates its runs in one thread.

        Args:
            compiled: The kernel of the program.
            taken: At how many steps values are taken at most, but for those `needed`.
            edges: In how many rows they are counted in bins (see `Instance`).
        """
        return Continued(compiled, taken + len(self.needed), edges, self)


class _After(NamedTuple):
    """What is so from the last fact on."""

    settings: Settings
    steps: int


class Continued(Instance):
    """Runs with a past: all that a host sets is so from the last fact on."""

    def __init__(self, compiled: Compiled, taken: int, edges: int, past: Past) -> None:
        room = room_for(past.facts, compiled.layout.row, len(past.program.states), past.until)
        super().__init__(compiled, taken=taken, edges=edges, room=room)
        self._past = past
        self._player = Player(self, past.facts, past.seed, past.until)

    def run(self, first: int, runs: int, *_: object) -> None:
        """Simulate a tile of successive runs: those found, whatever the seed.

        Args:
            first: The number of the first run.
            runs: How many, at most the width of a tile.
            *_: What other instances draw by.
        """
        begun = min(self._past.until, self.steps)
        after = self._begin(self._past.particles.some(slice(first, first + runs)), begun)
        self._go_on(runs, begun, after)

    def replay(self, particles: Particles) -> Floats:
        """Simulate a tile of any runs, as far as the last fact at least.

        Args:
            particles: The runs, with judgements of the program.

        Returns:
            How likely each fact is in each: `[fact, run]`, logarithms.
        """
        begun = self._past.until
        after = self._begin(particles, begun)
        logs = self._player.heard(particles.count)
        self._go_on(particles.count, begun, after)
        return logs

    def _begin(self, particles: Particles, until: int) -> _After:
        after = _After(self.settings, self.steps)
        self._past.before.impose(self)
        self.run_until(until)
        self._player.begin(particles)
        return after

    def _go_on(self, runs: int, begun: int, after: _After) -> None:
        after.settings.impose(self)
        self.run_until(after.steps)
        self.go_on(runs, begun)

    @property
    def settings(self) -> Settings:
        """What is set now."""
        off = self._rules_off, self._events_off
        return Settings(self._pinned, *off, self._rules_on, self._dates)


def no_number(run: int, which: str = "") -> RunError:
    """That a run which agrees with evidence met a value that is none: it cannot be told in full.

    Args:
        run: Its number.
        which: Of what other set of runs it is, if of one.
    """
    message = f"in run {run}{which}, which agrees with the evidence, a value is not a number"
    return RunError(Problem(message, hint="take `given` out: the run is then told in full"))
