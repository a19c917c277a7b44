"""One run that carries the probability of every state, where the language lets it.

It is the same as the kernel's, in plain numbers: nothing is shared but the text of the language.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from scenario.chains import place_of, qualified
from scenario.errors import RunError
from scenario.reference.chances import ROUNDED
from scenario.reference.numbers import Numbers
from scenario.reference.plan import Plan
from scenario.reference.run import Run
from scenario.reference.stop import Stop, explained
from scenario.schema import Expression, Transition

Key = tuple[tuple[str, ...], tuple[int, ...]]
"""A state of every chain, and how many steps each has lasted."""
Mass = dict[Key, float]
"""Probability by all states together."""


@dataclass(frozen=True)
class CarriedPath:
    """Probabilities of one run, step by step, the start first."""

    at: tuple[dict[str, float], ...]
    """Of being in each state."""
    ever: tuple[dict[str, float], ...]
    """Of having been in it."""
    totals: dict[str, float]
    """At the end."""
    stopped: RunError | None = None
    """Why the run could not go on, if it could not."""


def carry(
    plan: Plan, run: int, *, ensemble: str = "", draws: Mapping[str, float] | None = None
) -> CarriedPath:
    """Follow a run, carrying the probability of every state, as far as it goes.

    Args:
        plan: A scenario in which nothing but rules and transitions reads the outcome.
        run: Which of its runs, counted from 0.
        ensemble: The set of runs that is meant; empty for the study.
        draws: Judgements, by place, that are not drawn but have these values.
    """
    carried = Carried(plan, Numbers(plan.resolved.random_seed, run, ensemble))
    carried.draws.update(draws or {})
    at, ever, stopped = [], [], None
    try:
        for _ in carried.steps_taken():
            at.append(carried.at)
            ever.append(carried.ever)
    except Stop as stop:
        which = f"run {run} of the {ensemble or 'study'}"
        stopped = explained(stop, plan.resolved, carried.present, which)
    return CarriedPath(tuple(at), tuple(ever), dict(carried.totals), stopped)


class Carried(Run):
    """A future in which the outcome is not drawn: all chains are carried together, as one."""

    def __init__(self, plan: Plan, numbers: Numbers) -> None:
        super().__init__(plan, numbers)
        self.chains = list(self.model.chains)
        waits = self.model.transitions.values()
        steps = [self.plan.steps(way.set_after, 0) for way in waits]
        begun = max(map(self.plan.lasted, self.model.states))
        steps += [begun + self.resolved.steps for way in waits if way.judged_after is not None]
        self.oldest = max(steps, default=0)
        """Steps after which it makes no difference how long a state has lasted."""
        self.chain: Mass = self._begun()
        self.until: dict[str, Mass] = {state: self._begun() for state in self.model.states}
        """For each state, the chains where nothing leads out of it."""

    def _begun(self) -> Mass:
        """Where the chains may start, and how likely each way of it is."""
        every = [
            [
                (qualified(chain, state), share)
                for state, share in self.model.chains[chain].starts.items()
            ]
            for chain in self.chains
        ]
        found: Mass = {}
        for some in product(*every):
            states = tuple(state for state, _ in some)
            lasted = tuple(min(self.plan.lasted(state), self.oldest) for state in states)
            found[states, lasted] = math.prod(share for _, share in some)
        return found

    @property
    def at(self) -> dict[str, float]:
        """The probability of each state now."""
        return {state: _of(self.chain, state) for state in self.model.states}

    @property
    def ever(self) -> dict[str, float]:
        """The probability of having been in each until now."""
        return {state: _of(self.until[state], state) for state in self.model.states}

    def amount(self, of: Expression | None, place: str) -> float:
        """The mean over the states of all chains, by their probabilities."""
        total, there = 0.0, self.states
        by_states: dict[tuple[str, ...], float] = defaultdict(float)
        for (states, _), much in self.chain.items():
            by_states[states] += much
        for states, much in by_states.items():
            if much > 0:
                self.states = dict(zip(self.chains, states, strict=True))
                total += much * super().amount(of, place)
        self.states = there
        return total

    def next_ways(self, k: int, happened: Sequence[str]) -> dict[str, str]:
        """Move the probabilities along; the run itself stays where it began.

        Args:
            k: The number of the step, counted from 1.
            happened: The events that happened in it.
        """
        begun = dict(self.states)
        every = {key for mass in (self.chain, *self.until.values()) for key in mass}
        ways = {
            key: self._ways(key, k, happened)
            for key in sorted(every)
            if self.chain.get(key, 1.0) > 0
        }
        self.states = begun
        self.look_around(k)
        self.until = {
            state: self._moved(mass, ways, stays=state) for state, mass in self.until.items()
        }
        self.chain = self._moved(self.chain, ways)
        return {}

    def _ways(
        self, key: Key, k: int, happened: Sequence[str]
    ) -> list[dict[tuple[str, int], float]]:
        """For each chain, where its state is after step `k`, and with what probability."""
        states, lasted = key
        self.states = dict(zip(self.chains, states, strict=True))
        self.look_around(k)
        alone = zip(self.chains, lasted, strict=True)
        ways = [self._ways_of(chain, steps) for chain, steps in alone]
        moved = [self.moved_by(chain, happened) for chain in self.chains]
        return [
            {(self.plan.goes_to(by), 0): 1.0} if by else way
            for by, way in zip(moved, ways, strict=True)
        ]

    def _ways_of(self, chain: str, lasted: int) -> dict[tuple[str, int], float]:
        """Where the state of one chain goes that has lasted so many steps."""
        here, months = self.ways_out(chain), lasted * self.months_per_step
        rates = {
            name: self._rate(name, way)
            for name, way in here.items()
            if way.rate is not None and months + ROUNDED >= self.wait(name, way)
        }
        total = sum(rates.values())
        found: dict[tuple[str, int], float] = defaultdict(float)
        for name, rate in rates.items():
            if rate > 0:
                target = qualified(chain, here[name].to)
                found[target, 0] += -math.expm1(-total * self.dt) * rate / total
        due = [
            (wait, name)
            for name, way in here.items()
            if way.rate is None
            and months + self.months_per_step + ROUNDED >= (wait := self.wait(name, way))
        ]
        on = (self.states[chain], min(lasted + 1, self.oldest))
        if due:
            on = qualified(chain, here[min(due)[1]].to), 0
        found[on] += math.exp(-total * self.dt)
        return found

    def _rate(self, name: str, way: Transition) -> float:
        place = ".".join((*place_of("transitions", name), "rate"))
        return self._counted(
            self.changed(f"{name}.rate", self.number(way.rate, place)), place
        ).value

    def _moved(
        self, mass: Mass, ways: Mapping[Key, list[dict[tuple[str, int], float]]], stays: str = ""
    ) -> Mass:
        """Probabilities a step later; what is in the state `stays` remains there."""
        found: Mass = defaultdict(float)
        for key, much in mass.items():
            alone = [
                {(state, lasted): 1.0} if state == stays else moves
                for state, lasted, moves in zip(*key, ways.get(key, ()), strict=False)
            ]
            for combined in product(*(moves.items() for moves in alone)):
                there = tuple(state for (state, _), _ in combined)
                since = tuple(lasted for (_, lasted), _ in combined)
                found[there, since] += much * math.prod(share for _, share in combined)
        return found


def _of(mass: Mass, state: str) -> float:
    return sum(much for (states, _), much in mass.items() if state in states)
