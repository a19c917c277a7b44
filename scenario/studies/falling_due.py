"""The questions that are asked as of a row of dates, and what evidence says became of them.

Of every chain the state at the month when a forecast is due, of every state whether it has been
reached by then, of events that evidence speaks of whether they have happened, and the values that
were measured later. What was known at the date already is not asked; what evidence leaves open is
told apart. How any of it is forecast or scored is not known here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from scenario.calendar import Month
from scenario.engine.facts import Fact, Measured, Step
from scenario.engine.program import Program
from scenario.resolve import Resolved
from scenario.studies.realised import Realised

Kind = Literal["state", "reached", "event", "value"]


@dataclass(frozen=True)
class When:
    """When a question is asked, and when it is due."""

    date: Month
    horizon: int
    """Months from the date within which it is asked."""
    month: Month
    """When it is due."""
    step: Step

    @property
    def years(self) -> float:
        """From the date until it is due."""
        return (self.month - self.date) / 12


@dataclass(frozen=True)
class Due:
    """A question, as of a date."""

    when: When
    kind: Kind
    of: str
    """The chain, or what it is of by its full name."""
    index: int
    """The number of the chain, the state or the event; of a value the place of the fact."""
    truth: int | bool | float | None
    """What came true: of a chain the number of the state. None where evidence leaves it open."""
    lasted: bool = False
    """Whether it is decided because a state was seen before and after."""


class Calendar:
    """What is asked and known as of each date.

    Args:
        resolved: The scenario, given the whole evidence.
        program: Its program.
        facts: The whole evidence.
        horizons: Months from a date within which questions are due, in order.
    """

    def __init__(
        self, resolved: Resolved, program: Program, facts: Sequence[Fact], horizons: Sequence[int]
    ) -> None:
        self._resolved, self.program, self.facts = resolved, program, facts
        self.horizons = horizons
        """How many months ahead is asked."""
        self._realised: dict[tuple[int, ...], Realised] = {}
        self.last = max(fact.observation.last for fact in facts)
        """The last month of which anything is known: what is due later is open."""

    @cached_property
    def realised(self) -> Realised:
        """What became of everything."""
        return Realised(self._resolved, self.program, self.facts)

    def known(self, date: Month) -> list[Fact]:
        """The facts that were known by the end of a month."""
        return [fact for fact in self.facts if fact.observation.published <= date]

    def realised_by(self, date: Month) -> Realised:
        """What was known by the end of a month to have become of everything."""
        known = self.known(date)
        key = tuple(fact.number for fact in known)
        if key not in self._realised:
            self._realised[key] = Realised(self._resolved, self.program, known)
        return self._realised[key]

    @cached_property
    def measured(self) -> Mapping[int, Measured]:
        """What was measured, by the place of the fact."""
        return {place: one.measured for place, one in enumerate(self.facts) if one.measured}

    def step(self, month: Month) -> Step:
        """The step in which a month lies, or with which it ends."""
        resolved = self._resolved
        return -(-(month - resolved.start) // resolved.months_per_step)

    def asked(self, date: Month) -> Iterator[Due]:
        """Every question as of a date."""
        known = self.realised_by(date)
        for horizon in self.horizons:
            month = date + horizon
            if month <= self._resolved.until:
                when = When(date, horizon, month, self.step(month))
                yield from self._of_chains(when, known)
                yield from self._of_events(when, known)
        yield from self._values(date)

    def _of_chains(self, when: When, known: Realised) -> Iterator[Due]:
        program, step, seen = self.program, when.step, when.month <= self.last
        for number, chain in enumerate(program.chains):
            if known.state(number, step) is None:
                truth = self.realised.state(number, step) if seen else None
                lasted = truth is not None and self.realised.lasted(number, step)
                yield Due(when, "state", chain.name, number, truth, lasted)
        for state, name in enumerate(program.states):
            if known.reached(state, step) is None:
                reached = self.realised.reached(state, step) if seen else None
                lasted = seen and self.realised.reached_by_lasting(state, step)
                yield Due(when, "reached", name, state, reached, lasted)

    def _of_events(self, when: When, known: Realised) -> Iterator[Due]:
        for event in self._events:
            if known.happened(event, when.step) is None:
                seen = when.month <= self.last
                happened = self.realised.happened(event, when.step) if seen else None
                yield Due(when, "event", self.program.events[event], event, happened)

    @cached_property
    def _events(self) -> list[int]:
        """Those of which evidence says whether they happened, and that had not before the start."""
        said = {event for fact in self.facts for event, _ in fact.happens}
        said |= {fact.window[0] for fact in self.facts if fact.window}
        return sorted(said - set(self.program.happened_before))

    def _values(self, date: Month) -> Iterator[Due]:
        """Measurements of a later month, not yet known, within the horizons."""
        names = (*self.program.drivers, *self.program.actors)
        for place, seen in self.measured.items():
            fact = self.facts[place]
            month = fact.observation.last
            within = next((months for months in self.horizons if month - date <= months), None)
            if month > date and within is not None:
                when = When(date, within, month, fact.last)
                yield Due(when, "value", names[seen.row], place, seen.value)
