"""What filters share, and what each of them finds.

How a filter works is said in `filtering`.
"""

from __future__ import annotations

from dataclasses import dataclass

from scenario.engine.agreement import Player, room_for
from scenario.engine.compiled import Compiled
from scenario.engine.facts import Fact
from scenario.engine.instance import Instance
from scenario.engine.particles import Particles
from scenario.engine.program import Program

FILTERS = 8
"""Independent filters, whose answers tell the error of all together."""


@dataclass(frozen=True)
class Met:
    """How a filter came by a fact."""

    log_chance: float
    """How likely it is once those before it are known: a probability or density, its logarithm."""
    effective: float
    """What the weights were worth at the least, in particles."""
    distinct: int
    """Different sets of judgements among the particles behind it."""


@dataclass(frozen=True)
class Filtered:
    """One filter at its end."""

    particles: Particles
    """All count alike."""
    met: tuple[Met, ...]
    """Fact by fact."""
    knowing: tuple[Particles, ...]
    """Some that agree with no fact, with the first, with the first two, and so on, up to all."""

    @property
    def log_chance(self) -> float:
        """How likely all facts are together: a probability or a density, its logarithm."""
        return sum(each.log_chance for each in self.met)


@dataclass(frozen=True)
class Task:
    """What all filters share."""

    program: Program
    compiled: Compiled
    """What filters run."""
    counted: Compiled
    """What is run to count what becomes of the runs that they leave."""
    facts: tuple[Fact, ...]
    seed: int
    size: int
    """Particles of a filter."""
    runs: int
    """Runs that are made of them in the end."""

    @property
    def until(self) -> int:
        """The last step of which anything is known."""
        return max((fact.last for fact in self.facts), default=0)

    @property
    def carried(self) -> bool:
        """Whether runs carry the probabilities of states, and none has to be drawn."""
        return self.counted.chain is not None

    def instance(self, compiled: Compiled, taken: int) -> Instance:
        """An instance whose runs can be made to agree with the facts.

        Args:
            compiled: What it runs: one of the two above.
            taken: At how many steps values are taken at most.
        """
        room = room_for(self.facts, compiled.layout.row, len(self.program.states), self.until)
        found = Instance(compiled, taken=taken, room=room)
        found.carry_outcome(compiled.chain is not None)
        found.draw_outcome(not self.carried)
        return found

    def player(self, instance: Instance, known: int) -> Player:
        """Whoever makes runs of an instance agree with the first facts.

        Args:
            instance: It was made by `instance`.
            known: How many facts are known.
        """
        return Player(instance, self.facts[:known], self.seed, self.until)
