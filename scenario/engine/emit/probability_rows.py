"""Where the probabilities that runs may carry stand: rows of the kernel's memory for each state.

It is a part of the layout, and computes nothing.
"""

from __future__ import annotations

from scenario.engine.emit.packing import doubled, longs
from scenario.engine.joints import Joint, States
from scenario.engine.markov import Chain
from scenario.engine.program import Program
from scenario.intervals.replicates import SIZE
from scenario.kernel.ir import PARTS, Kernel


class ProbabilityRows:
    """Rows of probabilities, where runs carry them instead of being in a state."""

    kernel: Kernel
    program: Program
    width: int
    row: int
    expected: int
    """Where it is added up for how many steps rules that read states hold."""
    chances: int
    """Where probabilities are added up."""
    rate_in: dict[tuple[str, States], int]
    """By transition and states that bear on it, where its rate stands."""
    shifted_in: dict[int, int]
    """By state, where it is told to which state an event moves what is in it."""

    def rows(self, count: int, size: int = 8) -> int:
        """The address of so many neighbouring rows."""
        return self.kernel.allocate(max(1, count) * self.width * size)

    def _probabilities(self, chain: Chain) -> None:
        self.mass, self.arriving = self.rows(chain.rows), self.rows(chain.rows)
        self.present = self.rows(len(self.program.states))
        self.present_of = {
            (joint.number, states): self.rows(1)
            for joint in chain.joints
            for states in joint.phases
            if len(joint.members) > 1
        }
        conditions = [at for joint in chain.joints for at in joint.conditions(self.program)]
        self.rule_in = {at: self.rows(1) for at in conditions}
        self.held_within = {rule: self.rows(1) for rule in sorted(chain.dependent)}
        slots = list(dict.fromkeys(at for j in chain.joints for at in j.rates(self.program)))
        sources = {state for shift in self.program.shifts for state in shift.sources}
        shifted = sorted(sources & chain.reachable)
        self.rates = self.rows(len(slots) + len(shifted))
        replicates = max(PARTS, self.width // SIZE)
        firsts = [8 * SIZE * i if SIZE * i < self.width else 0 for i in range(replicates)]
        self.firsts, self.shares = self.kernel.place(longs(firsts)), self.rows(1)
        self.share_of = self.kernel.place(doubled([0.0, *(1 / n for n in range(1, SIZE + 1))]))
        self.rate_in = {slot: self.rates + i * self.row for i, slot in enumerate(slots)}
        behind = self.rates + len(slots) * self.row
        self.shifted_in = {state: behind + i * self.row for i, state in enumerate(shifted)}
        self.tell = self.kernel.allocate(4 * max(1, self.program.steps))

    @property
    def told(self) -> int:
        """How many rows a host may be told of each step: rates, and where events move a state."""
        return len(self.rate_in) + len(self.shifted_in)

    def expected_of(self, rule: int) -> int:
        """Where it is added up for how many steps a rule that reads the state holds."""
        return self.expected + 8 * PARTS * rule

    def mass_of(self, row: int) -> int:
        """Where a row of the chain stands."""
        return self.mass + row * self.row

    def present_in(self, state: int) -> int:
        """Where the probability of a state stands."""
        return self.present + state * self.row

    def together_in(self, joint: Joint, states: States) -> int:
        """Where the probability of states of several chains together stands."""
        own = self.present_of.get((joint.number, states))
        return self.present_in(states[0]) if own is None else own

    def arriving_in(self, row: int) -> int:
        """Where what arrives in a row of a chain waits."""
        return self.arriving + row * self.row

    def chance_of(self, ever: int, state: int) -> int:
        """Where the probabilities of being in a state, or of having been (1), are added up."""
        return self.chances + (ever * len(self.program.states) + state) * 8 * PARTS
