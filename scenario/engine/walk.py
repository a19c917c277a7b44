"""Probability that walks through the states of a chain, at given rates.

What the rates of a run are, and what the walk is compared with, is not known here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import product
from math import factorial, prod
from operator import mul
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scenario.engine.joints import Joint, States
from scenario.engine.program import Program, TransitionPlan

Floats = NDArray[np.float64]

TERMS = 20
"""Of an exponential series, at most."""
LEFT_OUT = 5e-13
"""Share of a part's moves that may be left out of the series: 2 ** 20 / 20! is less."""


Place: TypeAlias = tuple[States, int]
"""States and a phase of them."""
KindOfPlace: TypeAlias = tuple[States, tuple[int, ...]]
"""States and the slots of clocks that run in some phases of them."""


@dataclass(frozen=True)
class Clocks:
    """The clocks of a program in the states of chains that are carried together.

    Where they are several, none of their states lasts a set time, and no event moves them.
    """

    program: Program
    joint: Joint
    slots: tuple[tuple[str, States], ...]
    """Where rates stand: for each a transition, and the states that bear on it."""
    shifted: Floats | None = None
    """Where events move what is in a state, `[step, run, state]`: to a state, or nowhere (-1)."""
    once: frozenset[str] = frozenset()
    """Transitions that nothing takes in the step in which it arrives, whenever it does."""

    @cached_property
    def states(self) -> list[States]:
        """The states that can be reached, together."""
        return list(self.joint.phases)

    @cached_property
    def places(self) -> list[Place]:
        """States and phases."""
        phases = self.joint.phases.items()
        return [(states, phase) for states, many in phases for phase in range(prod(many))]

    @cached_property
    def kinds(self) -> list[KindOfPlace]:
        """States and the slots of clocks that run there: in each phase that is another."""
        return list(dict.fromkeys(self.kind(*place) for place in self.places))

    def kind(self, states: States, phase: int) -> KindOfPlace:
        """States and the slots of clocks that run in a phase of them."""
        running = (
            self.slots.index((plan.name, self.joint.within(plan, states)))
            for plan in self.joint.ways(self.program, states)
            if plan.rate is not None and plan.after <= phase
        )
        return states, tuple(running)

    def on_arrival(self) -> list[KindOfPlace]:
        """All states, with the slots of clocks that run at once for what arrives in them."""
        kinds = [self.kind(states, 0) for states in self.states]
        return [
            (states, tuple(slot for slot in running if self.slots[slot][0] not in self.once))
            for states, running in kinds
        ]

    def leading(self, kinds: Iterable[KindOfPlace]) -> Floats:
        """Which slots lead from where to where: `[slot, kind, target]`."""
        kinds = list(kinds)
        found = np.zeros((len(self.slots), len(kinds), len(self.states)))
        for number, (states, running) in enumerate(kinds):
            for slot in running:
                found[slot, number, self._target(states, self.plans[self.slots[slot][0]])] = 1.0
        return found

    def _target(self, states: States, plan: TransitionPlan) -> int:
        """The number of the states to which a transition leads from some."""
        moved = zip(self.joint.members, states, strict=True)
        return self.states.index(tuple(plan.target if m == plan.chain else s for m, s in moved))

    def going_on(self, states: Iterable[States]) -> Floats:
        """Whether what is in these states may go on, by copy: `[copy, states]`, 0 or 1."""
        every = list(states)
        copies = self.joint.copies
        return np.array([[float(copy.until not in s) for s in every] for copy in copies])

    def by_state(self, found: Floats) -> Floats:
        """What is known of states together, `[..., states]`, of each alone: `[..., state]`."""
        apart = np.zeros((len(self.states), len(self.program.states)))
        for number, states in enumerate(self.states):
            asked = [s for s in states if self.program.chain_of_state[s] in self.joint.asked]
            apart[number, asked] = 1.0
        return np.asarray(found @ apart)

    @cached_property
    def plans(self) -> dict[str, TransitionPlan]:
        """Transitions by name."""
        return {plan.name: plan for plan in self.program.transitions}

    @property
    def timed(self) -> bool:
        """Whether it matters anywhere how long a state has lasted."""
        members = self.joint.members
        return any(plan.after for plan in self.program.transitions if plan.chain in members)

    def due(self, states: States) -> States | None:
        """Where states lead when their time is up."""
        timed = [plan for plan in self.joint.ways(self.program, states) if plan.rate is None]
        if not timed:
            return None
        return self.states[self._target(states, min(timed, key=lambda plan: plan.after))]


class Shares(Protocol):
    """Of what is of a kind, the part that stays through a step, and what arrives in states."""

    @property
    def stay(self) -> Floats:
        """`[rates, kind]`, of what may go on."""

    def arriving(self, mass: Floats, rates: NDArray[np.intp]) -> Floats:
        """Of some mass `[run, copy, kind]` that moves at these of the rates `[run]`: by state."""


@dataclass(frozen=True)
class OneMove:
    """What a step leads to where a run moves at most once in it."""

    stay: Floats
    arrive: Floats  # [rates, kind, state]
    goes_on: Floats  # [copy, kind]

    def arriving(self, mass: Floats, rates: NDArray[np.intp]) -> Floats:
        """What goes there."""
        return np.asarray((mass * self.goes_on) @ self.arrive[rates])


@dataclass(frozen=True)
class AnyMoves:
    """What a step leads to where a run moves at any time, and may move on at once."""

    stay: Floats
    generator: Floats  # [rates, row, row], for a step: the states entered in it, then the kinds
    goes_on: Floats  # [copy, row]

    @cached_property
    def _norm(self) -> float:
        """The largest sum over a row of what moves in a step, what leaves and what arrives."""
        return float(np.abs(self.generator).sum(axis=2).max(initial=0.0))

    @cached_property
    def _parts(self) -> int:
        """Parts of a step in each of which at most one move is expected."""
        return max(1, int(np.ceil(self._norm / 2)))

    @cached_property
    def _terms(self) -> int:
        """Terms of the series that matter: the first one left out is a trifle, so are the rest."""
        norm = self._norm / self._parts
        return next((n for n in range(1, TERMS) if norm**n < LEFT_OUT * factorial(n)), TERMS)

    def arriving(self, mass: Floats, rates: NDArray[np.intp]) -> Floats:
        """What is there after all moves: the exponential series of the generator, part by part."""
        generator = self.generator[rates] / self._parts
        states = generator.shape[1] - mass.shape[2]
        rows = np.concatenate([np.zeros((*mass.shape[:2], states)), mass], axis=2)
        for _ in range(self._parts):
            term = rows
            for power in range(1, self._terms):
                term = (term * self.goes_on) @ generator / power
                rows = rows + term
        return rows[:, :, :states]


def one_move(clocks: Clocks, rates: Floats) -> OneMove:
    """What leads on where a run moves at most once in a step.

    Args:
        clocks: The clocks of a program, with its kinds of places.
        rates: The rate of each clock per year: `float64[rates, slot]`.
    """
    arrive = np.zeros((len(rates), len(clocks.kinds), len(clocks.states)))
    for number, (states, running) in enumerate(clocks.kinds):
        members = zip(clocks.joint.members, states, strict=True)
        alone = [_alone(clocks, rates, member, state, running) for member, state in members]
        for moves in product(*(one.items() for one in alone)):
            to = tuple(state for state, _ in moves)
            arrive[:, number, clocks.states.index(to)] += reduce(mul, (p for _, p in moves))
    here = [clocks.states.index(states) for states, _ in clocks.kinds]
    stay = arrive[:, range(len(here)), here].copy()
    arrive[:, range(len(here)), here] = 0.0
    return OneMove(stay, arrive, clocks.going_on(states for states, _ in clocks.kinds))


def _alone(
    clocks: Clocks, rates: Floats, member: int, state: int, running: Iterable[int]
) -> dict[int, Floats]:
    """Where one of the chains goes in a step, by competing clocks: probabilities `[rates]`."""
    plans = [(slot, clocks.plans[clocks.slots[slot][0]]) for slot in running]
    own = [(slot, plan.target) for slot, plan in plans if plan.chain == member]
    total = rates[:, [slot for slot, _ in own]].sum(axis=1) * clocks.program.dt
    part = np.divide(-np.expm1(-total), total, out=np.zeros_like(total), where=total > 0)
    found = {state: np.exp(-total)}
    for slot, target in own:
        moved = rates[:, slot] * clocks.program.dt * part
        found[target] = found.get(target, 0.0) + moved
    return found


def any_moves(clocks: Clocks, rates: Floats) -> AnyMoves:
    """What leads on where a run moves at any time, and on again by clocks that run at once.

    What has arrived is told apart from what was there before, whose clocks may be others.

    Args:
        clocks: The clocks of a program, with its kinds of places.
        rates: The rate of each clock per year: `float64[rates, slot]`.
    """
    states = len(clocks.states)
    kinds = clocks.on_arrival() + clocks.kinds
    flows = np.tensordot(rates, clocks.leading(kinds), 1)
    rows = flows.shape[1]
    generator = np.zeros((len(rates), rows, rows))
    generator[:, :, :states] = flows
    generator[:, range(rows), range(rows)] -= flows.sum(axis=2)
    stay = np.exp(-flows.sum(axis=2)[:, states:] * clocks.program.dt)
    goes_on = clocks.going_on(each for each, _ in kinds)
    return AnyMoves(stay, generator * clocks.program.dt, goes_on)


@dataclass(frozen=True)
class Walk:
    """Probability that goes through all places, in all copies of the chain side by side."""

    clocks: Clocks

    def through(self, shares: Shares, which: NDArray[np.intp]) -> tuple[Floats, Floats]:
        """Probability of all states, the start first, and what has arrived there in each step.

        Args:
            shares: What happens in a step, at each of some rates.
            which: At which of them, `[step, run]`.

        Returns:
            Both `float64[step, run, copy, states]`.
        """
        clocks, first = self.clocks, self._first
        kinds = [clocks.kinds.index(clocks.kind(*place)) for place in clocks.places]
        goes_on = clocks.going_on(states for states, _ in clocks.places)
        mass = np.zeros((which.shape[1], *goes_on.shape))
        for states, phases, share in clocks.joint.starts(clocks.program):
            every = [*product(*map(range, clocks.joint.phases[states]))]
            mass[:, :, clocks.places.index((states, every.index(phases)))] += share
        found, arrived = [mass @ self._state_of], []
        for step, rates in enumerate(which):
            mass, shifted = self._shifted(mass, goes_on, step)
            leaving = shares.arriving(mass @ self._kind_of, rates)
            staying = mass * goes_on * shares.stay[rates][:, None, kinds]
            mass = staying @ self._older + mass * (1.0 - goes_on)
            mass[:, :, first] += leaving + shifted
            arrived.append(leaving)
            found.append(mass @ self._state_of)
        return np.array(found), np.array(arrived)

    def _shifted(self, mass: Floats, goes_on: Floats, step: int) -> tuple[Floats, Floats]:
        """What no event moves in a step, and where what events move arrives: by state."""
        states, places = self.clocks.states, self.clocks.places
        if self.clocks.shifted is None:
            return mass, np.zeros((*mass.shape[:2], len(states)))
        to = self.clocks.shifted[step][:, [state for (state, *_), _ in places]][:, None, :]
        moved = np.where(to >= 0, mass * goes_on, 0.0)
        arrived = [np.where(to == state, moved, 0.0).sum(axis=2) for state, *_ in states]
        return mass - moved, np.stack(arrived, axis=2)

    @cached_property
    def _first(self) -> list[int]:
        """The place of the first phase of all states."""
        return [self.clocks.places.index((states, 0)) for states in self.clocks.states]

    @cached_property
    def _state_of(self) -> Floats:
        places, states = self.clocks.places, self.clocks.states
        found = np.zeros((len(places), len(states)))
        found[range(len(places)), [states.index(each) for each, _ in places]] = 1.0
        return found

    @cached_property
    def _kind_of(self) -> Floats:
        kinds = [self.clocks.kind(*place) for place in self.clocks.places]
        return np.array([[kind == one for one in self.clocks.kinds] for kind in kinds], float)

    @cached_property
    def _older(self) -> Floats:
        """Where what stays in a row is a step later."""
        places = self.clocks.places
        found = np.zeros((len(places), len(places)))
        for row, (states, phase) in enumerate(places):
            due = self.clocks.due(states)
            if (states, phase + 1) in places:
                found[row, row + 1] = 1.0
            else:
                found[row, row if due is None else places.index((due, 0))] = 1.0
        return found
