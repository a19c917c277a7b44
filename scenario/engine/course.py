"""What facts, taken together, say that events do in each step, and how likely states are in it.

How runs are made to do so is not known here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from scenario.engine.facts import Fact, Step
from scenario.engine.program import Program
from scenario.errors import InputError, Problem

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Course:
    """What facts say that events do, step by step."""

    fixed: Mapping[tuple[int, Step], tuple[bool, int]]
    """By event and step, whether it happens, and the place of the fact that says so."""
    open: Mapping[int, tuple[int, tuple[Step, ...]]]
    """By the place of a fact, an event and the steps in one of which it happened first."""

    @classmethod
    def of(cls, facts: Sequence[Fact]) -> Course:
        """What some facts say together.

        Raises:
            InputError: An event can have happened in no step.
        """
        fixed: dict[tuple[int, Step], tuple[bool, int]] = {}
        for place, fact in enumerate(facts):
            for where, happens in fact.happens.items():
                fixed.setdefault(where, (happens, place))
        found = {}
        for place, fact in enumerate(facts):
            if fact.window is not None:
                event, first, last = fact.window
                steps = range(first, last + 1)
                if any(fixed.get((event, step), (False, 0))[0] for step in steps):
                    continue  # another fact says just when
                possible = tuple(step for step in steps if (event, step) not in fixed)
                if not possible:
                    message = f"evidence {fact.number + 1}: it cannot have happened then"
                    raise InputError(Problem(message, hint="other evidence says it had not"))
                found[place] = event, possible
        return cls(fixed, found)

    @cached_property
    def owners(self) -> dict[tuple[int, Step], int]:
        """By event and step of which anything is said, the place of the fact that says it."""
        found = {pair: place for pair, (_, place) in self.fixed.items()}
        for place, (event, steps) in self.open.items():
            found |= {(event, step): place for step in steps}
        return found

    @property
    def said(self) -> list[tuple[int, Step]]:
        """Events and steps of which anything is said."""
        return list(self.owners)


def pairs_of(fact: Fact) -> list[tuple[int, Step]]:
    """The events and steps of which a fact may say something."""
    if fact.window is None:
        return list(fact.happens)
    event, first, last = fact.window
    return [*fact.happens, *((event, step) for step in range(first, last + 1))]


def steps_seen(facts: Iterable[Fact]) -> list[Step]:
    """The steps in which something was seen of states."""
    return sorted({step for fact in facts for step in fact.likely})


def likelihoods(facts: Sequence[Fact], program: Program) -> dict[Step, Floats]:
    """By step, how likely all that was seen of states is in each: `float64[state]`."""
    found: dict[Step, Floats] = {}
    for fact in facts:
        for step, likely in fact.likely.items():
            factors = found.setdefault(step, np.ones(len(program.states)))
            for state, factor in likely.items():
                factors[state] *= factor
    return found
