"""Every rate of a model, what it depends on at one instant, and how far each of these can go.

It judges nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from scenario.checks.influence import reads
from scenario.checks.instant import Instant
from scenario.checks.subject import Acting, Path, Subject
from scenario.errors import Mark
from scenario.resolve.targets import Target
from scenario.schema import Distribution, Expression, Interval, Quantity


@dataclass(frozen=True)
class End:
    """One thing moved as far as it goes: a value at an end of its range, or an event come about."""

    name: str
    value: float | None = None

    def on(self, instant: Instant) -> Instant:
        """The instant with it moved."""
        if self.value is None:
            return replace(instant, happened=instant.happened | {self.name}, _known={})
        return replace(instant, moved={**instant.moved, self.name: self.value}, _known={})

    def __str__(self) -> str:
        return f"after {self.name}" if self.value is None else f"with {self.name} at {self.value:g}"


@dataclass(frozen=True)
class Rate:
    """The rate of a transition or of an event."""

    subject: Subject
    target: Target
    own: Quantity
    path: Path
    states: tuple[str, ...]
    """Outcome states in which it counts."""

    @property
    def name(self) -> str:
        """The transition or event."""
        return self.target.name

    @property
    def mark(self) -> Mark | None:
        """Where it is written."""
        return self.subject.mark(*self.path)

    @property
    def effects(self) -> tuple[Acting, ...]:
        """What changes it."""
        return self.subject.by_target.get(self.target, ())

    def at(self, instant: Instant) -> float:
        """Its value, per year."""
        return instant.changed(self.target, self.own, self.path)

    @cached_property
    def ends(self) -> tuple[End, ...]:
        """How far each thing it depends on can go."""
        return tuple(end for path in self._reads for end in _ends(self.subject, path))

    @cached_property
    def judged(self) -> tuple[Path, ...]:
        """The places of the judgements it depends on."""
        model = self.subject.model
        inline = [(self.path, self.own), *((e.path, e.quantity) for e in self.effects)]
        named = [
            (("parameters", name, "value"), model.parameters[name].value)
            for kind, name in self._reads
            if kind == "parameters"
        ]
        return tuple(path for path, q in inline + named if isinstance(q, (Interval, Distribution)))

    @cached_property
    def _reads(self) -> tuple[Path, ...]:
        """Everything it depends on at one instant, in the order of first mention."""
        found: dict[Path, None] = {}
        quantities = [self.own]
        for effect in self.effects:
            kind, name = effect.owner
            quantities.append(effect.quantity)
            if kind == "events":
                found[effect.owner] = None
            else:
                quantities.append(self.subject.model.rules[name].when)
        for quantity in quantities:
            _gather(self.subject, quantity, found)
        return tuple(found)


def rates(subject: Subject) -> Iterator[Rate]:
    """The rates of all transitions and events that are switched on."""
    model = subject.model
    for name, transition in model.outcome.transitions.items():
        if transition.enabled and transition.rate is not None:
            path = ("outcome", "transitions", name, "rate")
            states = tuple(transition.from_)
            yield Rate(subject, Target("transition", name), transition.rate, path, states)
    for name, event in model.events.items():
        if event.enabled and event.rate is not None:
            states = (model.outcome.start,)
            yield Rate(subject, Target("event", name), event.rate, ("events", name, "rate"), states)


def _gather(subject: Subject, quantity: Quantity, found: dict[Path, None]) -> None:
    """Add what an expression reads, through parameters and derived drivers."""
    if not isinstance(quantity, Expression):
        return
    for kind, name in reads(subject, quantity):
        if (kind, name) in found:
            continue
        found[kind, name] = None
        if kind == "parameters":
            _gather(subject, subject.model.parameters[name].value, found)
        elif kind == "drivers" and name not in subject.resolved.hold:
            derived = subject.model.drivers[name].process.computed
            if derived is not None:
                _gather(subject, derived, found)


def _ends(subject: Subject, path: Path) -> Iterator[End]:
    kind, name = path
    if name in subject.resolved.hold or kind == "parameters":
        return
    if kind == "events":
        if subject.model.events[name].enabled:
            yield End(name)
    elif kind == "actors" and _actor_moves(subject, name):
        yield from (End(f"{name}.alignment", value) for value in (-1.0, 1.0))
    elif kind == "drivers" and _driver_moves(subject, name):
        ends = subject.model.drivers[name].range or ()
        yield from (End(name, value) for value in ends if value is not None)


def _actor_moves(subject: Subject, name: str) -> bool:
    actor = subject.model.actors[name]
    listens = actor.susceptibility != 0 and bool(actor.listens_to)
    return listens or bool(actor.responds_to) or actor.volatility != 0 or _is_pushed(subject, name)


def _driver_moves(subject: Subject, name: str) -> bool:
    driver = subject.model.drivers[name]
    if driver.process.is_given:
        return False
    return (
        driver.process.kind != "constant"
        or driver.all_jumps is not None
        or _is_pushed(subject, name)
    )


def _is_pushed(subject: Subject, name: str) -> bool:
    return any(target.name == name for target in subject.by_target)
