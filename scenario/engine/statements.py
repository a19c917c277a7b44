"""What statements come to in the runs of a tile: true or false, since when, or with what chance.

It reads what an instance shows of its last tile; nothing is simulated here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from scenario.engine.condition import Reading, holding, nodes_read
from scenario.engine.instance import Instance
from scenario.engine.program import Program
from scenario.engine.reach import Node
from scenario.expr.statement import (
    Before,
    Condition,
    Denied,
    Joined,
    Seen,
    Statement,
    Thing,
    atoms,
    things,
)
from scenario.forecast.paths import in_state
from scenario.resolve.questions import Asked, step_of

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]


class Truth(NamedTuple):
    """From when on it is sure of each run that a statement is so, and that it is not.

    Months from the start to the end of that step, infinite for the one of both that never is.
    """

    so: Floats
    not_so: Floats


Decide = Callable[[Seen | Before], Truth]


def steps_of(question: Asked, carries: bool) -> set[int]:
    """The steps whose values, or chances of states, a question about statements is answered by.

    Args:
        question: The question.
        carries: Whether runs carry probabilities of states, so that none has a first step of one.
    """
    found: set[int] = set()
    for atom in (atom for part in question.statements for atom in atoms(part)):
        if isinstance(atom, Seen):
            last = step_of(question.resolved, atom.month)
            ever = isinstance(atom.thing, Condition) and atom.when == "by"
            found |= set(range(last + 1)) if ever else {last}
        elif any(
            isinstance(one, Condition) or (carries and _is_state(one))
            for one in (atom.first, atom.other)
        ):
            found |= set(range(question.step + 1))
    return found


def nodes_of(question: Asked, program: Program) -> frozenset[Node]:
    """What a program computes that answers a question about statements."""
    return frozenset(
        node
        for part in question.statements
        for thing in things(part)
        for node in _nodes(thing, question, program)
    )


def _nodes(thing: Thing, question: Asked, program: Program) -> Iterator[Node]:
    if isinstance(thing, Condition):
        yield from nodes_read(thing.tree, program, question.resolved)
    elif thing.role == "event":
        yield "event", program.events.index(thing.name)
    else:
        yield "chain", program.chain_of_state[program.states.index(thing.name)]


def _is_state(thing: Thing) -> bool:
    return not isinstance(thing, Condition) and thing.role == "state"


def chances(instance: Instance, question: Asked, runs: int) -> tuple[Floats, Floats]:
    """How likely it is in each run of the last tile that a statement and what is given are so.

    Where runs carry probabilities, that of the one state that is asked for; all else that is asked
    is the run's own, and so either true or false.

    Args:
        instance: What has run.
        question: The question, found in its scenario.
        runs: How many runs of the tile count.

    Returns:
        `float64[run]` of both together, and of what is given; 1 where nothing is.

    Raises:
        RunError: A condition compares what is not a number.
    """
    tile = _Tile(instance, question, runs)
    both, given = _both(question), question.question.given
    certain = np.ones(runs) if given is None else tile.chance(given)
    return tile.chance(both), certain


def truth(instance: Instance, question: Asked, runs: int) -> Truth:
    """From when on what is asked is sure to be so, or not to be, in each run of the last tile.

    Args:
        instance: What has run; its outcomes are drawn.
        question: The question, found in its scenario; nothing is given.
        runs: How many runs of the tile count.

    Raises:
        RunError: A condition compares what is not a number.
    """
    return _Tile(instance, question, runs).truth(_both(question))


def _both(question: Asked) -> Statement:
    parts = tuple(question.statements)
    return parts[0] if len(parts) == 1 else Joined("and", parts)


@dataclass(frozen=True)
class _Tile:
    """The runs of the last tile."""

    instance: Instance
    question: Asked
    runs: int

    def chance(self, statement: Statement) -> Floats:
        """How likely a statement is in each run."""
        carried = [atom for atom in atoms(statement) if self._is_carried(atom)]
        if not carried:
            return np.asarray(self.truth(statement).so < np.inf, np.float64)
        state = self._carried(carried[0])
        yes, no = (
            np.asarray(self._truth(statement, partial(self._supposing, is_so)).so < np.inf, float)
            for is_so in (True, False)
        )
        return np.where(yes == no, yes, np.where(yes > no, state, 1.0 - state))

    def truth(self, statement: Statement) -> Truth:
        """From when on a statement is sure to be so, or not to be, as runs are drawn."""
        return self._truth(statement, self._decide)

    def _is_carried(self, atom: Seen | Before) -> bool:
        named = (atom.thing,) if isinstance(atom, Seen) else (atom.first, atom.other)
        return self.instance.carries and any(_is_state(thing) for thing in named)

    def _carried(self, atom: Seen | Before) -> Floats:
        """The probability of the one part that asks for a state."""
        if isinstance(atom, Before):
            return self._ordered(atom)
        state = self.instance.program.states.index(atom.thing.source())
        step = step_of(self.question.resolved, atom.month)
        return self.instance.chances(step, self.runs, state, ever=atom.when == "by")

    def _ordered(self, atom: Before) -> Floats:
        """The probability that a state is reached before another thing, or after it.

        When the other thing comes, the run says; whether the state has been reached by the step
        before, or not even by that one, its probabilities do.
        """
        state, other = atom.first, atom.other
        leads = _is_state(state)
        if not leads:
            state, other = other, state
        index, end = self.instance.program.states.index(state.source()), self.question.step
        ever = np.stack(
            [self.instance.chances(step, self.runs, index, ever=True) for step in range(end + 1)]
        )
        steps = self._first(other) / self.instance.program.months_per_step
        last = np.minimum(np.ceil(steps) - 1 if leads else np.floor(steps), end)
        by_then = np.take_along_axis(ever, np.maximum(last, 0).astype(np.intp)[None], axis=0)[0]
        by_then = np.where(last < 0, 0.0, by_then)
        return by_then if leads else np.where(steps <= end, 1.0 - by_then, 0.0)

    def _truth(self, statement: Statement, decide: Decide) -> Truth:
        """All of several parts are so with the last of them; not, with the first that is not."""
        match statement:
            case Denied(part):
                return Truth(*reversed(self._truth(part, decide)))
            case Joined(op, parts):
                truths = [self._truth(part, decide) for part in parts]
                so, not_so = (np.stack(both) for both in zip(*truths, strict=True))
                if op == "and":
                    return Truth(so.max(axis=0), not_so.min(axis=0))
                return Truth(so.min(axis=0), not_so.max(axis=0))
            case _:
                return decide(statement)

    def _supposing(self, is_so: bool, atom: Seen | Before) -> Truth:
        """The truth of a part, if that about the state is so or not."""
        if not self._is_carried(atom):
            return self._decide(atom)
        return _truth_of(np.full(self.runs, is_so), np.zeros(self.runs), np.zeros(self.runs))

    def _decide(self, atom: Seen | Before) -> Truth:
        """The truth of a part in each run."""
        if isinstance(atom, Before):
            end = self._month(self.question.step)
            first, other = (self._first(thing) for thing in (atom.first, atom.other))
            return _truth_of((first < other) & (first <= end), first, np.minimum(other, end))
        step = step_of(self.question.resolved, atom.month)
        month = np.full(self.runs, self._month(step))
        if atom.when == "by":
            first = self._first(atom.thing, step)
            return _truth_of(first <= month, first, month)
        if isinstance(atom.thing, Condition):
            return _truth_of(self._held(atom.thing, [step])[0], month, month)
        state = self.instance.program.states.index(atom.thing.name)
        return _truth_of(in_state(self.instance.states(self.runs)[:, step], state), month, month)

    def _first(self, thing: Thing, last: int | None = None) -> Floats:
        """Months from the start to the end of the first step in which it is so, or endless."""
        if isinstance(thing, Condition):
            steps = range((self.question.step if last is None else last) + 1)
            held = self._held(thing, steps)
            first = held.argmax(axis=0) * float(self.instance.program.months_per_step)
            return np.where(held.any(axis=0), first, np.inf)
        program = self.instance.program
        if thing.role == "state":
            found = self.instance.first_in(self.runs)[program.states.index(thing.name)]
        else:
            found = self.instance.first_happened(self.runs)[program.events.index(thing.name)]
        return np.asarray(found)

    def _held(self, thing: Condition, steps: Any) -> Bools:
        reading = Reading(self.instance, self.question.resolved, self.runs, tuple(steps))
        return holding(thing.tree, reading)

    def _month(self, step: int) -> float:
        return float(step * self.instance.program.months_per_step)


def _truth_of(is_so: Bools, so: Floats, not_so: Floats) -> Truth:
    """What is so in some runs, since then, and in the others is not, since then."""
    return Truth(np.where(is_so, so, np.inf), np.where(is_so, np.inf, not_so))
