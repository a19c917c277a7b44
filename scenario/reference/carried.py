"""One run that carries the probability of every state, where the language lets it.

It is the same as the kernel's, in plain numbers: nothing is shared but the text of the language.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scenario.errors import RunError
from scenario.reference.chances import ROUNDED
from scenario.reference.numbers import Numbers
from scenario.reference.plan import Plan
from scenario.reference.run import Run
from scenario.reference.stop import Stop, explained
from scenario.schema import Transition

Mass = dict[tuple[str, int], float]
"""Probability by state and by how many steps it has lasted."""


@dataclass(frozen=True)
class CarriedPath:
    """Probabilities of one run, step by step, the start first."""

    at: tuple[dict[str, float], ...]
    """Of being in each state."""
    ever: tuple[dict[str, float], ...]
    """Of having been in it."""
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
    return CarriedPath(tuple(at), tuple(ever), stopped)


class Carried(Run):
    """A future in which the outcome is not drawn."""

    def __init__(self, plan: Plan, numbers: Numbers) -> None:
        super().__init__(plan, numbers)
        start = self.model.outcome.start
        states = list(self.model.outcome.states)
        waits = self.model.outcome.transitions.values()
        steps = [self.plan.steps(way.set_after, 0) for way in waits]
        steps += [self.resolved.steps for way in waits if way.judged_after is not None]
        self.oldest = max(steps, default=0)
        """Steps after which it makes no difference how long a state has lasted."""
        self.chain: Mass = {(start, 0): 1.0}
        self.until: dict[str, Mass] = {state: {(start, 0): 1.0} for state in states}
        """For each state, the chain in which nothing leads out of it."""

    @property
    def at(self) -> dict[str, float]:
        """The probability of each state now."""
        return {s: _of(self.chain, s) for s in self.model.outcome.states}

    @property
    def ever(self) -> dict[str, float]:
        """The probability of having been in each until now."""
        return {s: _of(self.until[s], s) for s in self.model.outcome.states}

    def next_way(self, k: int, happened: Sequence[str]) -> str:
        """Move the probabilities along; the run itself stays where it began.

        Args:
            k: The number of the step, counted from 1.
            happened: The events that happened in it.
        """
        ways = {key: self._ways(key, k) for key, mass in self.chain.items() if mass > 0}
        for key in ways:
            self.state = key[0]
            if by := self.moved_by(happened):
                ways[key] = {(self.plan.goes_to(by), 0): 1.0}
        self.state = self.model.outcome.start
        self.look_around(k)
        self.until = {
            state: self._moved(mass, ways, stays=state) for state, mass in self.until.items()
        }
        self.chain = self._moved(self.chain, ways)
        return ""

    def _ways(self, key: tuple[str, int], k: int) -> dict[tuple[str, int], float]:
        """Where what has lasted so long in a state is after step `k`, and with what probability."""
        self.state, lasted = key
        months = lasted * self.months_per_step
        self.look_around(k)
        here = {
            name: way
            for name, way in self.model.outcome.transitions.items()
            if way.enabled and self.state in way.from_
        }
        rates = {
            name: self._rate(name, way)
            for name, way in here.items()
            if way.rate is not None and months + ROUNDED >= self.wait(name, way)
        }
        total = sum(rates.values())
        found: dict[tuple[str, int], float] = defaultdict(float)
        for name, rate in rates.items():
            if rate > 0:
                found[here[name].to, 0] += -math.expm1(-total * self.dt) * rate / total
        due = [
            (wait, name)
            for name, way in here.items()
            if way.rate is None
            and months + self.months_per_step + ROUNDED >= (wait := self.wait(name, way))
        ]
        on = (here[min(due)[1]].to, 0) if due else (key[0], min(lasted + 1, self.oldest))
        found[on] += math.exp(-total * self.dt)
        return found

    def _rate(self, name: str, way: Transition) -> float:
        place = f"outcome.transitions.{name}.rate"
        return self._counted(
            self.changed(f"{name}.rate", self.number(way.rate, place)), place
        ).value

    def _moved(
        self, mass: Mass, ways: dict[tuple[str, int], dict[tuple[str, int], float]], stays: str = ""
    ) -> Mass:
        found: Mass = defaultdict(float)
        for key, much in mass.items():
            if key[0] == stays:
                found[stays, 0] += much
                continue
            for there, share in ways.get(key, {}).items():
                found[there] += much * share
        return found


def _of(mass: Mass, state: str) -> float:
    return sum(much for (where, _), much in mass.items() if where == state)
