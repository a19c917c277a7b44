"""What may come about in a step: events, jumps and moves between states, decided by number.

Whatever is found is written down in `chances`; nothing changes before the step closes.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from scenario.chains import place_of, qualified, split
from scenario.reference.effects import Effects
from scenario.reference.numbers import Numbers
from scenario.reference.plan import Plan
from scenario.reference.records import Chance, Changed
from scenario.reference.stop import Stop
from scenario.schema import Event, Transition

ROUNDED = 1e-9
"""Months by which a length of time may come out too long and still be over."""
CERTAIN = Changed(1.0, 1.0)


class Chances(Effects):
    """One run, with what may come about in it."""

    def __init__(self, plan: Plan, numbers: Numbers) -> None:
        super().__init__(plan, numbers)
        self.chances: list[Chance] = []
        """What could come about in this step."""
        self.negative: Counter[str] = Counter()
        self.above_one: Counter[str] = Counter()

    def happens(self, name: str, event: Event, k: int) -> bool:
        """Whether an event happens in a step.

        Args:
            name: The event's name.
            event: What the model says of it.
            k: The number of the step, counted from 1.
        """
        if not self._is_open(name, event, k):
            return False
        if not event.dated:
            place = f"events.{name}.rate"
            rate = self.changed(f"{name}.rate", self.number(event.rate, place))
            return self.comes("event", name, place, rate, k)
        if event.probability is None:
            self.chances.append(Chance("event", name, CERTAIN, 1.0, None, came=True))
            return True
        place = f"events.{name}.probability"
        return self._comes_true(name, place, self.number(event.probability, place), k)

    def _is_open(self, name: str, event: Event, k: int) -> bool:
        """Whether an event may happen in step `k`: its time is now and its condition holds."""
        over = event.only_once and name in self.last
        if not event.enabled or over or not self.plan.within(event.between, k):
            return False
        if event.dated:
            passed = [self.plan.month(k) - date for date in event.dates(self.plan.month(k))]
            if not any(0 <= months < self.months_per_step for months in passed):
                return False
        return event.when is None or self.holds(event.when, f"events.{name}.when")

    def comes(self, purpose: str, name: str, place: str, rate: Changed, k: int) -> bool:
        """Whether something with a rate comes about within a step; `chances` notes it either way.

        Args:
            purpose: What is decided: `event`, `jump` or `clock`.
            name: The event, the driver that jumps or the transition.
            place: Where the rate is written.
            rate: The rate per year, with what effects make of it.
            k: The number of the step, counted from 1.
        """
        rate = self._counted(rate, place)
        u = self.numbers.decision(purpose, name, k)
        came = not self.decide(rate.value * self.dt, -math.log1p(-u))
        self.chances.append(Chance(purpose, name, rate, self._within(rate), u, came))
        return came

    def _comes_true(self, name: str, place: str, probability: float, k: int) -> bool:
        """Whether a date of an event that has a probability comes true."""
        counted = self._counted(Changed(probability, probability), place)
        if probability > 1:
            self.above_one[place] += 1
        u = self.numbers.decision("event", name, k)
        came = self.decide(u, counted.value)
        self.chances.append(Chance("event", name, counted, min(counted.value, 1.0), u, came))
        return came

    def _within(self, rate: Changed) -> float:
        """How likely something with a rate comes within a step."""
        return -math.expm1(-rate.value * self.dt)

    def _counted(self, rate: Changed, place: str) -> Changed:
        """A rate or probability as it counts: a negative one as zero."""
        if math.isnan(rate.value):
            raise Stop("is not a number", place)
        if rate.value >= 0:
            return rate
        self.negative[place] += 1
        return rate._replace(value=0.0)

    # The outcome

    def next_ways(self, k: int, happened: Sequence[str]) -> dict[str, str]:
        """By chain, what moves it at the end of step `k`: an event or a transition.

        Args:
            k: The number of the step, counted from 1.
            happened: The events that happened in it.
        """
        taken = {chain: self._next_transition(chain, k) for chain in self.model.chains}
        taken = {chain: self.moved_by(chain, happened) or way for chain, way in taken.items()}
        return {chain: way for chain, way in taken.items() if way}

    def moved_by(self, chain: str, happened: Sequence[str]) -> str:
        """The event that moves a chain out of its present state; empty if none does."""
        events = self.model.events
        found = [
            (not events[name].dated, name)
            for name in happened
            if self.plan.leads(self.states[chain], events[name].moves)
        ]
        return min(found)[1] if found else ""

    def ways_out(self, chain: str) -> dict[str, Transition]:
        """The transitions that lead out of the state of a chain, by name."""
        return {
            name: way
            for name, way in sorted(self.model.transitions.items())
            if way.enabled
            and split(name)[0] == chain
            and self.states[chain] in [qualified(chain, state) for state in way.from_]
        }

    def _next_transition(self, chain: str, k: int) -> str:
        """The transition that a chain takes if no event goes before; empty if its state stays."""
        here = self.ways_out(chain)
        lasted = (k - 1 - self.entered[self.states[chain]]) * self.months_per_step
        rings = [
            (years, name)
            for name, way in here.items()
            if way.rate is not None and lasted + ROUNDED >= self.wait(name, way)
            if (years := self._clock(name, way, k)) < math.inf
        ]
        if rings:
            return self._first(rings)
        waits = [
            (wait, name)
            for name, way in here.items()
            if way.rate is None
            and lasted + self.months_per_step + ROUNDED >= (wait := self.wait(name, way))
        ]
        return min(waits)[1] if waits else ""

    def wait(self, name: str, way: Transition) -> float:
        """How many months the state must have lasted, in this run."""
        if way.set_after is not None:
            return way.set_after.months
        if way.judged_after is None:
            return 0.0
        return 12 * self.number(
            way.judged_after, ".".join((*place_of("transitions", name), "after"))
        )

    def _clock(self, name: str, way: Transition, k: int) -> float:
        """When the clock of a transition rings in step `k`, in years; infinite if later."""
        place = ".".join((*place_of("transitions", name), "rate"))
        rate = self.changed(f"{name}.rate", self.number(way.rate, place))
        came = self.comes("clock", name, place, rate, k)
        last = self.chances[-1]
        years = -math.log1p(-(last.drawn or 0.0)) / last.rate.value if came else math.inf
        self.chances[-1] = last._replace(years=years)
        return years

    def _first(self, rings: list[tuple[float, str]]) -> str:
        """The clock that rings first."""
        (first, name), *others = sorted(rings)
        for years, _ in others:
            self.decide(first, years)
        return name
