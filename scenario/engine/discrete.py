"""What changes by leaps, compiled: rules' conditions, events, and moves between states.

It plans them; drawing them is the step's work.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scenario.calendar import Month
from scenario.chains import place_of, qualified, split
from scenario.engine import program as p
from scenario.engine.changes import Changes
from scenario.engine.formula import FormulaBuilder
from scenario.engine.randomness import stream_key
from scenario.resolve import Resolved
from scenario.resolve.targets import Target, read_state, ways_into
from scenario.schema import Transition


@dataclass
class Discrete:
    """Compiles everything that comes about by chance or by date."""

    resolved: Resolved
    builder: FormulaBuilder
    changes: Changes

    def rules(self, indices: Mapping[str, int]) -> tuple[p.RulePlan, ...]:
        """The conditions of rules, and when they may hold."""
        rules = self.resolved.model.rules
        return tuple(
            p.RulePlan(
                name,
                self.builder.quantity(rules[name].when, f"rules.{name}.when"),
                self._between(rules[name].between, rules[name].enabled),
            )
            for name in indices
        )

    def _between(self, span: tuple[Month, Month] | None, enabled: bool) -> p.Steps:
        if not enabled:
            return p.NEVER_ACTS
        return p.Steps() if span is None else p.Steps(self._step(span[0]), self._last(span[1]))

    def _step(self, month: Month) -> int:
        """The step in which a month ends: the first that ends then or later."""
        return math.ceil((month - self.resolved.start) / self.resolved.months_per_step)

    def _last(self, month: Month) -> int:
        """The last step that ends in that month or before."""
        return math.floor((month - self.resolved.start) / self.resolved.months_per_step)

    def events(self, indices: Mapping[str, int]) -> tuple[p.EventPlan, ...]:
        """How events come about."""
        return tuple(self._event(name, index) for name, index in indices.items())

    def _event(self, name: str, index: int) -> p.EventPlan:
        event, make = self.resolved.model.events[name], self.builder.quantity
        rate = probability = None
        if event.rate is not None:
            own = self.builder.tree(event.rate, f"events.{name}.rate")
            tree = self.changes.changed(Target("event", name), own)
            rate = self.builder.formula(tree, f"events.{name}.rate")
        if event.probability is not None:
            probability = make(event.probability, f"events.{name}.probability")
        dates = {self._step(month) for month in event.dates(self.resolved.until)}
        return p.EventPlan(
            index=index,
            name=name,
            stream=stream_key("event", name),
            rate=rate,
            dates=frozenset(step for step in dates if step >= 1),
            probability=probability,
            when=None if event.when is None else make(event.when, f"events.{name}.when"),
            once=event.only_once,
            between=self._between(event.between, event.enabled),
        )

    def shifts(
        self, events: Mapping[str, int], states: Mapping[str, int], chains: Sequence[p.ChainPlan]
    ) -> tuple[p.ShiftPlan, ...]:
        """What moves the outcome by an event: dated ones first, then in order of their names.

        Args:
            events: The numbers of the events that stand in the program.
            states: The numbers of the states of all chains.
            chains: The chains.
        """
        model, names = self.resolved.model, [chain.name for chain in chains]
        found = sorted(
            (not event.dated, name, read_state(event.moves, model))
            for name, event in model.events.items()
            if name in events and event.moves is not None
        )
        return tuple(
            p.ShiftPlan(
                events[name],
                names.index(split(state)[0]),
                tuple(sorted(states[source] for source in sources)),
                states[state],
            )
            for _, name, state in found
            if (sources := ways_into(state, model))
        )

    def transitions(
        self, states: Mapping[str, int], chains: Sequence[p.ChainPlan]
    ) -> tuple[p.TransitionPlan, ...]:
        """The ways out of states, in order of their names.

        Args:
            states: The numbers of the states of all chains.
            chains: The chains.
        """
        return tuple(
            self._transition(name, transition, states, [chain.name for chain in chains])
            for name, transition in sorted(self.resolved.model.transitions.items())
            if transition.enabled
        )

    def _transition(
        self, name: str, way: Transition, states: Mapping[str, int], chains: list[str]
    ) -> p.TransitionPlan:
        chain, _ = split(name)
        after = way.set_after.months if way.set_after else 0.0
        rate = wait = None
        if way.judged_after is not None:
            wait = self.builder.quantity(way.judged_after, _place(name, "after"))
        if way.rate is not None:
            place = _place(name, "rate")
            own = self.builder.tree(way.rate, place)
            tree = self.changes.changed(Target("transition", name), own)
            rate = self.builder.formula(tree, place)
        return p.TransitionPlan(
            name=name,
            stream=stream_key("clock", name),
            chain=chains.index(chain),
            sources=tuple(sorted(states[qualified(chain, state)] for state in way.from_)),
            target=states[qualified(chain, way.to)],
            rate=rate,
            after=round(after / self.resolved.months_per_step),
            wait=wait,
        )


def _place(transition: str, key: str) -> str:
    """Where a quantity of a transition is written."""
    return ".".join((*place_of("transitions", transition), key))
