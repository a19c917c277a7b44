"""What became of chains and events, as far as evidence decides it, step by step.

A state that was seen decides what follows from it: what can lead there, and what can be reached
from there, a move a step as everywhere. One that was seen at two times, with nothing else seen
between, is taken to have lasted. What is left open then is not guessed. Forecasts and scores are
not known here; nor do mere reports decide anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise

from scenario.engine.facts import Fact, Step
from scenario.engine.program import Program
from scenario.resolve import Resolved

States = frozenset[int]
"""Numbers of states."""


class Realised:
    """What evidence decides.

    Args:
        resolved: The scenario, which knows where each observation was written.
        program: Its program.
        facts: What was observed, in order.

    Raises:
        InputError: No course of a chain agrees with what was seen of it.
    """

    def __init__(self, resolved: Resolved, program: Program, facts: Sequence[Fact]) -> None:
        self._program, self._facts = program, facts
        self._ways = _ways(program)
        self._check(resolved)

    # States

    def state(self, chain: int, step: Step) -> int | None:
        """The state of a chain at the end of a step; None where evidence leaves it open.

        Args:
            chain: The number of the chain.
            step: The step; 0 is the start.
        """
        possible = self._possible[chain][step]
        return next(iter(possible)) if len(possible) == 1 else None

    def lasted(self, chain: int, step: Step) -> bool:
        """Whether a state is decided by having been seen before and after alone.

        Args:
            chain: The number of the chain.
            step: The step.
        """
        return len(self._strict[chain][step]) > 1 and len(self._possible[chain][step]) == 1

    def last_state(self, chain: int, step: Step) -> int | None:
        """The state that was last decided by the end of a step, if any was.

        Args:
            chain: The number of the chain.
            step: The step.
        """
        found = (self.state(chain, earlier) for earlier in range(step, -1, -1))
        return next((state for state in found if state is not None), None)

    def reached(self, state: int, step: Step) -> bool | None:
        """Whether a chain has ever been in a state by the end of a step; None where it is open.

        Args:
            state: The number of the state.
            step: The step.
        """
        return _ever(self._possible[self._program.chain_of_state[state]][: step + 1], state)

    def reached_by_lasting(self, state: int, step: Step) -> bool:
        """Whether that is decided by states having been seen before and after alone.

        Args:
            state: The number of the state.
            step: The step.
        """
        strict = self._strict[self._program.chain_of_state[state]][: step + 1]
        return _ever(strict, state) is None and self.reached(state, step) is not None

    # Events

    def happened(self, event: int, step: Step) -> bool | None:
        """Whether an event has happened by the end of a step; None where it is open.

        Args:
            event: The number of the event.
            step: The step.
        """
        said = {pair[1]: so for fact in self._facts for pair, so in fact.happens.items()
                if pair[0] == event}  # fmt: skip
        windows = [fact.window for fact in self._facts if fact.window]
        if any(so and at <= step for at, so in said.items()):
            return True
        if any(which == event and last <= step for which, _, last in windows):
            return True
        return False if all(said.get(at) is False for at in range(1, step + 1)) else None

    # Courses of chains

    def _check(self, resolved: Resolved) -> None:
        """Refuse what was seen of states that no course can have, naming the first such fact."""
        if all(all(steps) for steps in self._strict):
            return
        for count in range(1, len(self._facts) + 1):
            if not all(all(steps) for steps in self._courses(self._facts[:count])):
                message = "impossible beside what else was seen of this chain: no way leads there"
                hint = "see whether the dates are right; a chain moves once in a step at most"
                raise self._facts[count - 1].known.problem(message, hint, resolved)

    @cached_property
    def _strict(self) -> list[list[States]]:
        """By chain and step the states that it may have been in, going by what was seen alone."""
        return self._courses(self._facts)

    @cached_property
    def _possible(self) -> list[list[States]]:
        """The same, where what was seen twice has lasted between."""
        return [self._narrowed(_lasting(steps)) for steps in self._strict]

    def _courses(self, facts: Iterable[Fact]) -> list[list[States]]:
        ruled_out: dict[Step, set[int]] = {}
        for fact in facts:
            for step, likely in fact.likely.items():
                gone = {state for state, factor in likely.items() if factor == 0}
                ruled_out.setdefault(step, set()).update(gone)
        found = []
        for chain in self._program.chains:
            open_ = [frozenset(start.state for start in chain.starts)]
            open_ += [frozenset(chain.states)] * self._program.steps
            kept = (now - ruled_out.get(step, set()) for step, now in enumerate(open_))
            found.append(self._narrowed(list(kept)))
        return found

    def _narrowed(self, open_: Sequence[States]) -> list[States]:
        """The states through which a whole course leads, forwards and backwards."""
        forwards = [open_[0]]
        for now in open_[1:]:
            reached = frozenset(to for state in forwards[-1] for to in self._ways[state])
            forwards.append(now & reached)
        found = [forwards[-1]]
        for now in reversed(forwards[:-1]):
            found.append(frozenset(s for s in now if self._ways[s] & found[-1]))
        return found[::-1]


def _ever(course: Sequence[States], state: int) -> bool | None:
    """Whether a course led through a state; None where it may have."""
    if any(possible == {state} for possible in course):
        return True
    return None if any(state in possible for possible in course) else False


def _ways(program: Program) -> list[States]:
    """Of each state where a chain may be a step later: there, or a move farther."""
    ways = [{state} for state in range(len(program.states))]
    moves = [(plan.sources, plan.target) for plan in program.transitions]
    moves += [(plan.sources, plan.target) for plan in program.shifts]
    for sources, target in moves:
        for source in sources:
            ways[source].add(target)
    return [frozenset(found) for found in ways]


def _lasting(steps: Sequence[States]) -> list[States]:
    """The course in which a state that was seen at two times has lasted where it may have."""
    found = list(steps)
    for first, last in _neighbours(steps):
        same = steps[first]
        if steps[last] == same and all(same <= steps[at] for at in range(first, last)):
            found[first : last + 1] = [same] * (last + 1 - first)
    return found


def _neighbours(steps: Sequence[States]) -> Iterator[tuple[Step, Step]]:
    """Steps of which the state is decided, each with the next such."""
    decided = [step for step, possible in enumerate(steps) if len(possible) == 1]
    yield from pairwise(decided)
