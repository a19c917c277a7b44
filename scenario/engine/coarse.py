"""What one move a step makes of a chain, against moves that come at any time within it.

Arithmetic on rates alone: how they came about is not known here.
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
from scenario.intervals.normal import Z_INTERVAL_95, reach_of_few

Floats = NDArray[np.float64]

SURE = 50.0
"""Sum of rates times a step beyond which a move is for sure; rates are scaled down to it."""
VAST = 1e200
"""The highest rate that is reckoned with."""
TERMS = 20
"""Of an exponential series, at most."""
LEFT_OUT = 5e-13
"""Share of a part's moves that may be left out of the series: 2 ** 20 / 20! is less."""
TRIFLE = 0.001
"""A tenth of a point: less is not worth a note."""
WORK = 1e9
"""Multiplications that an answer may take."""


def may_matter(
    hurried: Floats, moves: float, runs: float, unsure: Floats | float = 0.0, timed: bool = True
) -> bool:
    """Whether moves that had to wait for a step could change a probability by more than a trifle.

    A move that waits changes where a run is for that step; later only where the step that is lost
    lets another move be missed, which is about as likely as it was here. But where states last a
    set time, what is lost is not made up for.

    Args:
        hurried: How many had to wait, `[step, state]`.
        moves: Moves that another could follow.
        runs: In so many runs.
        unsure: By how much probabilities of states are unsure in any case; then the count of those
            that waited is unsure too, and has to be larger beyond doubt.
        timed: Whether any state lasts a set time.
    """
    if moves <= 0:
        return False
    total = hurried.sum(axis=0)
    missed = min(1.0, 2 * float(total.sum()) / moves)
    soon = hurried.sum(axis=1).max() + total.sum() * missed
    doubt = Z_INTERVAL_95 * np.sqrt(total) * (np.asarray(unsure) > 0)
    lost = (total - doubt) / runs > np.maximum(TRIFLE, unsure)
    fewest = min(2.0, runs / 2) if np.any(np.asarray(unsure) > 0) else 0.0  # of what is counted
    return bool(soon > max(TRIFLE / 2 * runs, fewest) or (timed and lost.any()))


@dataclass(frozen=True)
class Clocks:
    """The clocks of a program in the states of its chain."""

    program: Program
    chain: Chain
    slots: tuple[tuple[str, int], ...]
    """Where rates stand: for each a transition, and the state that it leaves."""

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
        for rates in which:
            leaving = shares.arriving(mass @ self._kind_of, rates)
            staying = mass * goes_on * shares.stay[rates][:, None, kinds]
            mass = staying @ self._older + mass * (1.0 - goes_on)
            mass[:, :, list(first.values())] += leaving[:, :, list(first)]
            arrived.append(leaving)
            found.append(mass @ self._state_of)
        return np.array(found), np.array(arrived)

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


def gained(clocks: Clocks, rates: Floats) -> Floats | None:
    """What moves at any time would add to probabilities, in the mean over some runs.

    Args:
        clocks: Where the rates belong.
        rates: Those of some runs, `[step, run, slot]`.

    Returns:
        `[in it or ever, step, state]`, the start first; None where it takes too much work.
    """
    program, chain = clocks.program, clocks.chain
    each, which = _different(_held(clocks, rates))
    walk = Walk(clocks)
    once, arrived = walk.through(one_move(clocks, each), which)
    found = np.zeros((2, len(once), len(program.states)))
    hurried, moves = _waiting(clocks, each, which, arrived[:, :, 0])
    if not may_matter(hurried, moves, rates.shape[1], timed=clocks.timed):
        return found
    size = len(program.states) + len(clocks.kinds)
    if 2.0 * TERMS * which.size * len(chain.copies) * size**2 > WORK:
        return None
    freely, _ = walk.through(any_moves(clocks, each), which)
    for number, copy in enumerate(chain.copies):
        change = _mean(freely[:, :, number] - once[:, :, number])
        if copy.until is None:
            found[:] = change
            found[1, :, program.start_state] = 0.0
        else:
            found[1, :, copy.until] = change[:, copy.until]
    return found


def _mean(changes: Floats) -> Floats:
    """Mean over runs, `[step, state]`; nothing where it cannot be told from none."""
    runs, mean = changes.shape[1], changes.mean(axis=1)
    if runs == 1:
        return np.asarray(mean)
    error = changes.std(axis=1, ddof=1) / np.sqrt(runs)
    return np.asarray(np.where(np.abs(mean) > reach_of_few(runs) * error, mean, 0.0))


def _held(clocks: Clocks, rates: Floats) -> Floats:
    """Rates that are numbers; those out of a state are scaled together where their sum is vast."""
    finite = np.clip(np.nan_to_num(rates, nan=0.0, posinf=VAST), 0.0, VAST)
    states = np.array([state for _, state in clocks.slots])
    together = finite @ (states[:, None] == states).astype(np.float64)
    most = SURE / clocks.program.dt
    return np.asarray(finite * (most / np.maximum(together, most)))


def _different(rates: Floats) -> tuple[Floats, NDArray[np.intp]]:
    """Every set of rates once, and which of them holds where."""
    flat = np.ascontiguousarray(rates.reshape(-1, rates.shape[-1]))
    each, which = np.unique(flat, axis=0, return_inverse=True)
    return each, which.reshape(rates.shape[:2])


def _waiting(
    clocks: Clocks, each: Floats, which: NDArray[np.intp], there: Floats
) -> tuple[Floats, float]:
    """Moves that are expected to wait, at most, by the state left; moves that others can follow."""
    states = range(len(clocks.program.states))
    fresh = clocks.leading([clocks.kind(state, 0) for state in states]).sum(axis=2)
    goes_on = -np.expm1(-(each @ fresh) * clocks.program.dt)
    followed = there * (fresh.sum(axis=0) > 0)
    return (there * goes_on[which]).sum(axis=1), float(followed.sum())
