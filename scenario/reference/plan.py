"""What is the same in every run of a scenario: which effects aim at what, who goes with whom.

It reads the model and works nothing out.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from graphlib import TopologicalSorter
from typing import Any, NamedTuple

from scenario.calendar import Duration, Month
from scenario.chains import element_at, qualified, split
from scenario.expr import walk
from scenario.expr.nodes import Change, Leaf, Name, Node, Past
from scenario.expr.past import read_now
from scenario.reference.judgements import Joint, joint
from scenario.resolve import Resolved
from scenario.resolve.quantities import quantities
from scenario.resolve.targets import read_target
from scenario.schema import Effect, Expression, Model, Quantity


@dataclass(frozen=True)
class Aim:
    """One effect on one of its targets, its durations in steps."""

    by: str
    kind: type[Effect]
    quantity: Quantity
    place: str
    target: str
    is_value: bool
    """Whether it acts on a value, and not on a field, a target or a rate."""
    after: int
    over: int
    lasts: int | None
    """None is for good."""


class Field(NamedTuple):
    """A field of a driver's process or jumps, or a weight of an actor.

    Fields can be targets of effects; a weight's key is whom or what it gives weight to.
    """

    key: str
    quantity: Quantity
    place: str
    target: str = ""


@dataclass(frozen=True)
class Plan:
    """A scenario as every run of it needs it."""

    resolved: Resolved

    @property
    def model(self) -> Model:
        """What the scenario is about."""
        return self.resolved.model

    @cached_property
    def rules(self) -> dict[str, tuple[Aim, ...]]:
        """What the enabled rules act on, in the order of their names."""
        enabled = {name: rule for name, rule in self.model.rules.items() if rule.enabled}
        return self._aims("rules", enabled)

    @cached_property
    def events(self) -> dict[str, tuple[Aim, ...]]:
        """What the enabled events act on, in the order of their names."""
        enabled = {name: event for name, event in self.model.events.items() if event.enabled}
        return self._aims("events", enabled)

    @cached_property
    def fields(self) -> dict[str, tuple[Field, ...]]:
        """The fields of each driver's process."""
        return {
            name: _fields(name, f"process.{driver.process.kind}.", "", driver.process.fields)
            for name, driver in self.model.drivers.items()
        }

    @cached_property
    def jumps(self) -> dict[str, tuple[Field, ...]]:
        """Rate, size and spread of the jumps of the drivers that jump."""
        return {
            name: _fields(name, "jumps.", "jumps.", dict(driver.all_jumps))
            for name, driver in self.model.drivers.items()
            if driver.all_jumps is not None
        }

    @cached_property
    def listens_to(self) -> dict[str, tuple[Field, ...]]:
        """Whom each actor listens to."""
        return self._weights("listens_to")

    @cached_property
    def responds_to(self) -> dict[str, tuple[Field, ...]]:
        """Which drivers each actor answers."""
        return self._weights("responds_to")

    def _weights(self, group: str) -> dict[str, tuple[Field, ...]]:
        return {
            name: tuple(
                Field(other, weight, f"actors.{name}.{group}.{other}")
                for other, weight in getattr(actor, group).items()
            )
            for name, actor in self.model.actors.items()
        }

    @cached_property
    def joined(self) -> dict[str, Joint]:
        """What goes together, by name."""
        return joint(self.model.correlations)

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        """The parameters, each after those it reads."""
        return ordered({name: one.value for name, one in self.model.parameters.items()})

    @cached_property
    def looked_back_on(self) -> dict[Node, str]:
        """What expressions look back on, each with a place where one does."""
        found: dict[Node, str] = {}
        for place in quantities(self.model, self.resolved.hold):
            if isinstance(place.value, Expression) and self._in_use(place.path):
                for node in walk(place.value.tree):
                    if isinstance(node, Past):
                        found.setdefault(node.operand, ".".join(place.path))
        return found

    def _in_use(self, path: tuple[str, ...]) -> bool:
        """Whether what stands at a path is switched on, and not held."""
        kind, name, _ = element_at(".".join(path))
        if kind in ("drivers", "actors"):
            return name not in self.resolved.hold
        elements: dict[str, Mapping[str, Any]] = {
            "events": self.model.events,
            "rules": self.model.rules,
            "transitions": self.model.transitions,
        }
        return kind not in elements or bool(elements[kind][name].enabled)

    @cached_property
    def derived(self) -> tuple[str, ...]:
        """The derived drivers, each after those whose present it reads."""
        drivers = self.model.drivers.items()
        return ordered(
            {name: found for name, one in drivers if (found := one.process.computed) is not None}
        )

    def leads(self, state: str, to: str | None) -> bool:
        """Whether a transition that is switched on leads from one state to another."""
        chain, inside = split(state)
        ways = self.model.chains[chain].transitions.values()
        return any(
            way.enabled and qualified(chain, way.to) == to and inside in way.from_ for way in ways
        )

    def goes_to(self, taken: str) -> str:
        """The state that an event or a transition leads to."""
        if taken in self.model.events:
            return self.model.events[taken].moves or ""
        return qualified(split(taken)[0], self.model.transitions[taken].to)

    def lasted(self, state: str) -> int:
        """How many steps a state has lasted at the start, if it is there then."""
        chain, name = split(state)
        begun = self.model.chains[chain].begun(name) or self.resolved.start
        return math.floor((self.resolved.start - begun) / self.resolved.months_per_step)

    def within(self, between: tuple[Month, Month] | None, step: int) -> bool:
        """Whether a step ends in a span of months."""
        return between is None or between[0] <= self.month(step) <= between[1]

    def month(self, step: int) -> Month:
        """The month at whose end a step ends."""
        return self.resolved.start + step * self.resolved.months_per_step

    def steps(self, duration: Duration | None, otherwise: int) -> int:
        """A duration in steps."""
        if duration is None:
            return otherwise
        return round(duration.months / self.resolved.months_per_step)

    def _aims(self, kind: str, elements: Mapping[str, Any]) -> dict[str, tuple[Aim, ...]]:
        return {
            name: tuple(self._each(f"{kind}.{name}", elements[name].effects))
            for name in sorted(elements)
        }

    def _each(self, by: str, effects: Sequence[Effect]) -> Iterator[Aim]:
        for number, effect in enumerate(effects):
            for text in effect.targets:
                target = read_target(text, self.model)
                if target is None or target.name in self.resolved.hold:
                    continue
                yield Aim(
                    by,
                    type(effect),
                    effect.quantity,
                    f"{by}.effects.{number}.{effect.quantity_key}",
                    target.shown,
                    target.is_value,
                    self.steps(effect.after, 0),
                    self.steps(effect.over, 1),
                    None if effect.for_ is None else self.steps(effect.for_, 1),
                )


def ordered(quantities: Mapping[str, Quantity]) -> tuple[str, ...]:
    """The names, each after those whose present its quantity reads."""
    reads = {
        name: {read for leaf in read_now(quantity.tree) if (read := _name(leaf)) in quantities}
        if isinstance(quantity, Expression)
        else set()
        for name, quantity in quantities.items()
    }
    return tuple(TopologicalSorter(reads).static_order())


def _name(leaf: Leaf) -> str:
    """The parameter or driver that a leaf reads; empty where it reads something else."""
    if isinstance(leaf, Change):
        return "" if leaf.actor else leaf.subject
    return leaf.name if isinstance(leaf, Name) else ""


def _fields(
    driver: str, group: str, prefix: str, written: Mapping[str, Quantity]
) -> tuple[Field, ...]:
    return tuple(
        Field(
            f"{prefix}{key}", quantity, f"drivers.{driver}.{group}{key}", f"{driver}.{prefix}{key}"
        )
        for key, quantity in written.items()
    )
