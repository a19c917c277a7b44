"""Chains that are carried together as one: its states, their phases, and where each has a row.

Which chains these are is planned in `markov`; who follows them is not known here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from math import prod

from scenario.engine.program import Program, TransitionPlan
from scenario.engine.reach import read_by

States = tuple[int, ...]
"""A state of each of some chains."""
Bearing = tuple[int, States]
"""A chain, and the states that bear on what it does."""
Phases = tuple[int, ...]
"""How many steps each has lasted."""


@dataclass(frozen=True)
class Copy:
    """A chain, or one in which what arrives in a state stays there."""

    until: int | None
    """The state in which everything stays; None for the chain itself."""
    first: Mapping[States, int]
    """By states that can be reached, the row of their first phases."""
    last: int
    """The row behind all others: what has arrived in `until`, where there is one."""


@dataclass(frozen=True)
class Joint:
    """Chains of which one reads another, carried as one whose states are combinations of theirs.

    A phase is how many steps a state has lasted, the last one that many or more. Rows of phases
    stand side by side, those of the last chain closest.
    """

    number: int
    members: tuple[int, ...]
    """The numbers of the chains."""
    bearing: tuple[tuple[int, ...], ...]
    """For each of them, the places among them of those that bear on its rates, its own included."""
    asked: frozenset[int]
    """Chains whose probabilities are known from it; none where it is carried for rules alone."""
    phases: Mapping[States, Phases]
    """By states that can be reached, how many phases each has."""
    copies: tuple[Copy, ...]
    """The chain itself first."""
    told: frozenset[int]
    """Rules that read its states alone, of which it is counted here how long they hold."""

    def ways(self, program: Program, states: States) -> list[TransitionPlan]:
        """The transitions that lead out of some states."""
        return [
            plan
            for member, state in zip(self.members, states, strict=True)
            for plan in program.transitions
            if plan.chain == member and state in plan.sources
        ]

    def bearing_on(self, place: int, states: States) -> Bearing:
        """A member, by its place, and those of some states that bear on what it does."""
        return self.members[place], tuple(states[other] for other in self.bearing[place])

    def within(self, plan: TransitionPlan, states: States) -> States:
        """Of some states, those that bear on the rate of a transition."""
        return tuple(states[place] for place in self.bearing[self.members.index(plan.chain)])

    def conditions(self, program: Program) -> list[tuple[int, States]]:
        """The rules that are looked at here, in all states that they read."""
        every = product(sorted(self.told), self.phases)
        return list(dict.fromkeys((rule, read_of(program, rule, s)) for rule, s in every))

    def rates(self, program: Program) -> list[tuple[str, States]]:
        """The transitions that come at a rate, in all states that bear on it."""
        return [
            (plan.name, self.within(plan, states))
            for plan in program.clocks
            for states in self.phases
            if plan in self.ways(program, states)
        ]

    def starts(self, program: Program) -> Iterator[tuple[States, Phases, float]]:
        """The states in which they may start, how long these have lasted, and how likely it is."""
        for some in product(*(program.chains[member].starts for member in self.members)):
            states = tuple(start.state for start in some)
            many = self.phases[states]
            lasted = (min(start.lasted, n - 1) for start, n in zip(some, many, strict=True))
            yield states, tuple(lasted), prod(start.share for start in some)

    def rows(self, copy: Copy, states: States) -> dict[Phases, int]:
        """The row of every combination of phases of some states."""
        every = product(*map(range, self.phases[states]))
        return {phases: copy.first[states] + i for i, phases in enumerate(every)}


def chains_of_rule(program: Program, rule: int) -> set[int]:
    """The chains whose states a rule reads, by their numbers."""
    return read_by(program, program.rules[rule].when)


def read_of(program: Program, rule: int, states: States) -> States:
    """Of some states, those of the chains that a rule reads.

    Args:
        program: The program.
        rule: The number of the rule.
        states: The numbers of the states.
    """
    read = chains_of_rule(program, rule)
    return tuple(state for state in states if program.chain_of_state[state] in read)
