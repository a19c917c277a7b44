"""Probability that walks through the states of a chain, at given rates.

What the rates of a run are, and what the walk is compared with, is not known here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from math import factorial
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from scenario.engine.markov import Chain
from scenario.engine.program import Program, TransitionPlan

Floats = NDArray[np.float64]

TERMS = 20
"""Of an exponential series, at most."""
LEFT_OUT = 5e-13
"""Share of a part's moves that may be left out of the series: 2 ** 20 / 20! is less."""


@dataclass(frozen=True)
class Clocks:
    """The clocks of a program in the states of its chain."""

    program: Program
    chain: Chain
    slots: tuple[tuple[str, int], ...]
    """Where rates stand: for each a transition, and the state that it leaves."""
    shifted: Floats | None = None
    """Where events move what is in a state, `[step, run, state]`: to a state, or nowhere (-1)."""

    @cached_property
    def kinds(self) -> list[tuple[int, tuple[int, ...]]]:
        """States and the slots of clocks that run there: in each phase that is another."""
        phases = self.chain.phases.items()
        all_phases = [self.kind(state, phase) for state, many in phases for phase in range(many)]
        return list(dict.fromkeys(all_phases))

    def kind(self, state: int, phase: int) -> tuple[int, tuple[int, ...]]:
        """A state and the slots of clocks that run in a phase of it."""
        places = enumerate(self.slots)
        running = (i for i, (name, s) in places if s == state and self.plans[name].after <= phase)
        return state, tuple(running)

    def leading(self, kinds: Iterable[tuple[int, tuple[int, ...]]]) -> Floats:
        """Which slots lead from where to where: `[slot, kind, target]`."""
        kinds = list(kinds)
        found = np.zeros((len(self.slots), len(kinds), len(self.program.states)))
        for number, (_, running) in enumerate(kinds):
            for slot in running:
                found[slot, number, self.plans[self.slots[slot][0]].target] = 1.0
        return found

    def going_on(self, states: Iterable[int]) -> Floats:
        """Whether what is in these states may go on, by copy: `[copy, state]`, 0 or 1."""
        states = list(states)
        return np.array([[float(s != copy.until) for s in states] for copy in self.chain.copies])

    @cached_property
    def plans(self) -> dict[str, TransitionPlan]:
        """Transitions by name."""
        return {plan.name: plan for plan in self.program.transitions}

    @property
    def timed(self) -> bool:
        """Whether it matters anywhere how long a state has lasted."""
        return any(plan.after for plan in self.program.transitions)

    def due(self, state: int) -> int | None:
        """Where a state leads when its time is up."""
        timed = [p for p in self.program.transitions if p.rate is None and state in p.sources]
        return min(timed, key=lambda plan: plan.after).target if timed else None


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
    flows = np.tensordot(rates, clocks.leading(clocks.kinds), 1)
    total = flows.sum(axis=2) * clocks.program.dt
    part = np.divide(-np.expm1(-total), total, out=np.zeros_like(total), where=total > 0)
    goes_on = clocks.going_on(state for state, _ in clocks.kinds)
    return OneMove(np.exp(-total), flows * clocks.program.dt * part[:, :, None], goes_on)


def any_moves(clocks: Clocks, rates: Floats) -> AnyMoves:
    """What leads on where a run moves at any time, and on again by clocks that run at once.

    What has arrived is told apart from what was there before, whose clocks may be others.

    Args:
        clocks: The clocks of a program, with its kinds of places.
        rates: The rate of each clock per year: `float64[rates, slot]`.
    """
    states = len(clocks.program.states)
    kinds = [clocks.kind(state, 0) for state in range(states)] + clocks.kinds
    flows = np.tensordot(rates, clocks.leading(kinds), 1)
    rows = flows.shape[1]
    generator = np.zeros((len(rates), rows, rows))
    generator[:, :, :states] = flows
    generator[:, range(rows), range(rows)] -= flows.sum(axis=2)
    stay = np.exp(-flows.sum(axis=2)[:, states:] * clocks.program.dt)
    goes_on = clocks.going_on(state for state, _ in kinds)
    return AnyMoves(stay, generator * clocks.program.dt, goes_on)


@dataclass(frozen=True)
class Walk:
    """Probability that goes through the rows of all copies of the chain, side by side."""

    clocks: Clocks

    def through(self, shares: Shares, which: NDArray[np.intp]) -> tuple[Floats, Floats]:
        """Probability of every state, the start first, and what has arrived there in each step.

        Args:
            shares: What happens in a step, at each of some rates.
            which: At which of them, `[step, run]`.

        Returns:
            Both `float64[step, run, copy, state]`.
        """
        places, first = self._rows, self._first
        kinds = [self.clocks.kinds.index(self.clocks.kind(*place)) for place in places]
        goes_on = self.clocks.going_on(state for state, _ in places)
        mass = np.zeros((which.shape[1], *goes_on.shape))
        mass[:, :, first[self.clocks.program.start_state]] = 1.0
        found, arrived = [mass @ self._state_of], []
        for step, rates in enumerate(which):
            mass, shifted = self._shifted(mass, goes_on, step)
            leaving = shares.arriving(mass @ self._kind_of, rates)
            staying = mass * goes_on * shares.stay[rates][:, None, kinds]
            mass = staying @ self._older + mass * (1.0 - goes_on)
            mass[:, :, list(first.values())] += (leaving + shifted)[:, :, list(first)]
            arrived.append(leaving)
            found.append(mass @ self._state_of)
        return np.array(found), np.array(arrived)

    def _shifted(self, mass: Floats, goes_on: Floats, step: int) -> tuple[Floats, Floats]:
        """What no event moves in a step, and where what events move arrives: by state."""
        states = range(len(self.clocks.program.states))
        if self.clocks.shifted is None:
            return mass, np.zeros((*mass.shape[:2], len(states)))
        to = self.clocks.shifted[step][:, [state for state, _ in self._rows]][:, None, :]
        moved = np.where(to >= 0, mass * goes_on, 0.0)
        arrived = [np.where(to == state, moved, 0.0).sum(axis=2) for state in states]
        return mass - moved, np.stack(arrived, axis=2)

    @cached_property
    def _rows(self) -> list[tuple[int, int]]:
        """States and phases, row by row."""
        phases = self.clocks.chain.phases.items()
        return [(state, phase) for state, many in phases for phase in range(many)]

    @cached_property
    def _first(self) -> dict[int, int]:
        return {state: row for row, (state, phase) in enumerate(self._rows) if phase == 0}

    @cached_property
    def _state_of(self) -> Floats:
        found = np.zeros((len(self._rows), len(self.clocks.program.states)))
        found[range(len(self._rows)), [state for state, _ in self._rows]] = 1.0
        return found

    @cached_property
    def _kind_of(self) -> Floats:
        kinds = [self.clocks.kind(state, phase) for state, phase in self._rows]
        return np.array([[kind == one for one in self.clocks.kinds] for kind in kinds], float)

    @cached_property
    def _older(self) -> Floats:
        """Where what stays in a row is a step later."""
        found = np.zeros((len(self._rows), len(self._rows)))
        for row, (state, phase) in enumerate(self._rows):
            due = self.clocks.due(state)
            if (state, phase + 1) in self._rows:
                found[row, row + 1] = 1.0
            else:
                found[row, row if due is None else self._first[due]] = 1.0
        return found
