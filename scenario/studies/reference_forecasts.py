"""Forecasts that take no model, beside which those of a model are scored.

Base rates, as the model's author names them; and persistence: what is so stays so, with a little
room for doubt, without which one change would be scored as badly as can be.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenario.chains import split
from scenario.engine.facts import Fact, Measured
from scenario.engine.program import ChainPlan, Program
from scenario.resolve import Resolved

Floats = NDArray[np.float64]

CLIP = 0.01
"""How likely persistence takes it to be that what is so does not stay so."""


@dataclass(frozen=True)
class Measure:
    """A value with a normal error."""

    mean: float
    sd: float


class BaseRates:
    """The base rates of a model.

    Args:
        resolved: The scenario.
        program: Its program.
    """

    def __init__(self, resolved: Resolved, program: Program) -> None:
        chains = resolved.model.chains
        self._program = program
        self._rates: Mapping[int, float] = {
            number: chains[chain].base_rates[state].yearly
            for number, (chain, state) in enumerate(map(split, program.states))
            if state in chains[chain].base_rates
        }

    @property
    def missing(self) -> list[str]:
        """The names of the chains of which no state has one."""
        some = {self._program.chain_of_state[state] for state in self._rates}
        return [one.name for place, one in enumerate(self._program.chains) if place not in some]

    def shares(self, chain: ChainPlan, now: int, years: float) -> Floats | None:
        """How likely each state of a chain is after a time; None where none has a base rate.

        The states compete: the first that is reached is left no more.

        Args:
            chain: The chain.
            now: The number of the state that it is in.
            years: The time.
        """
        rates = np.array([self._rates.get(state, 0.0) for state in chain.states])
        if not any(state in self._rates for state in chain.states):
            return None
        here = now - chain.states.start
        rates[here] = 0.0
        total = float(rates.sum())
        moved = -math.expm1(-total * years)
        found = rates / total * moved if total else rates
        found[here] = 1.0 - moved
        return found

    def reached(self, state: int, years: float) -> float | None:
        """How likely a state is to be reached within a time; None where it has no base rate.

        Args:
            state: The number of the state.
            years: The time.
        """
        rate = self._rates.get(state)
        return None if rate is None else -math.expm1(-rate * years)


def persistent_shares(chain: ChainPlan, now: int) -> Floats:
    """How likely each state of a chain is if it hardly ever changes.

    Args:
        chain: The chain, of two states at least.
        now: The number of the state that it is in.
    """
    found = np.full(len(chain.states), CLIP / (len(chain.states) - 1))
    found[now - chain.states.start] = 1.0 - CLIP
    return found


def persistent_value(seen: Measured, known: Iterable[Fact]) -> Measure | None:
    """What a measurement will be if nothing changes: what it was last, with the errors of both.

    Args:
        seen: The measurement.
        known: What is known by then, in order of time.
    """
    of_it = (fact.measured for fact in known if fact.measured)
    same = [one for one in of_it if one.row == seen.row and len(one.steps) == len(seen.steps)]
    return Measure(same[-1].value, math.hypot(same[-1].sd, seen.sd)) if same else None
